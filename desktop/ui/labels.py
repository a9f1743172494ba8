"""Words made fit to be shown: the names of fields, and tooltips that nobody takes for markup."""

import html
from collections.abc import Iterable

from desktop.domain.catalogue import ObjectType, label_key
from desktop.domain.edits import custom_key
from desktop.ui.texts import has_text, tr

_LONGEST_TIP = 1000


def label_of(name: str) -> str:
    """The label of a field; one the catalogue does not know is called by its name on the wire."""
    key = label_key(ObjectType.CUSTOMER, name)
    return tr(key) if has_text(key) else custom_key(name) or name


def listed(names: Iterable[str]) -> str:
    """The labels in a row: "Name, Phone"."""
    return ", ".join(label_of(name) for name in names)


def tooltip(text: str) -> str:
    """*text* so that no tooltip takes it for markup; empty stays empty."""
    if not text:
        return ""
    cut = text if len(text) <= _LONGEST_TIP else f"{text[:_LONGEST_TIP]}…"
    return f"<qt>{html.escape(cut)}</qt>".replace("\n", "<br>")
