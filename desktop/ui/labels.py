"""Words made fit to be shown: the names of fields, and tooltips that nobody takes for markup."""

import html
from collections.abc import Collection, Iterable

from desktop.domain.catalogue import ObjectType, label_key
from desktop.domain.edits import custom_key
from desktop.ui.texts import has_text, tr

_LONGEST_TIP = 1000
_MOST_LISTED = 5


def label_of(name: str) -> str:
    """The label of a field; one the catalogue does not know is called by its name on the wire."""
    return tr(_key(name)) if has_text(_key(name)) else custom_key(name) or name


def listed(names: Collection[str]) -> str:
    """The first labels in a row, "Name, Phone and 3 more"; what has no label is only counted."""
    named = [label_of(name) for name in names if has_text(_key(name))][:_MOST_LISTED]
    more = len(names) - len(named)
    if not named:
        return tr("problem.fields_without_names", count=more)
    row = ", ".join(named)
    return tr("problem.fields_and_more", fields=row, count=more) if more else row


def all_listed(names: Iterable[str]) -> str:
    """All of them, for details; what has no label by its name on the wire, in quotes."""
    return ", ".join(
        label_of(name) if has_text(_key(name)) else tr("problem.wire_name", name=label_of(name))
        for name in names
    )


def _key(name: str) -> str:
    return label_key(ObjectType.CUSTOMER, name)


def tooltip(text: str) -> str:
    """*text* so that no tooltip takes it for markup; empty stays empty."""
    if not text:
        return ""
    cut = text if len(text) <= _LONGEST_TIP else f"{text[:_LONGEST_TIP]}…"
    return f"<qt>{html.escape(cut)}</qt>".replace("\n", "<br>")
