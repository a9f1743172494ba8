"""What the fields of a customer are called in the user's language."""

from collections.abc import Iterable

from desktop.domain.catalogue import ObjectType, label_key
from desktop.domain.edits import custom_key
from desktop.ui.texts import has_text, tr


def label_of(name: str) -> str:
    """The label of a field; one the catalogue does not know is called by its name on the wire."""
    key = label_key(ObjectType.CUSTOMER, name)
    return tr(key) if has_text(key) else custom_key(name) or name


def listed(names: Iterable[str]) -> str:
    """The labels in a row: "Name, Phone"."""
    return ", ".join(label_of(name) for name in names)
