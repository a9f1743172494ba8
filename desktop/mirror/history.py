"""What differs between two states of a customer, field by field."""

from collections.abc import Iterator, Mapping
from typing import Final

from desktop.domain.catalogue import CUSTOM_VALUES, FIELDS, ObjectType
from desktop.domain.fields import TEXT_KINDS, Field
from desktop.domain.records import Customer
from desktop.domain.values import UnreadableValueError, Value, clean_text, read_value

Difference = tuple[str, object, object]
"""Field, before and after, as on the wire; None where there was nothing."""

_SORTED_BY: Final = frozenset({"isdeleted", "maingroupid"})
"""No words, but what a search tells customers apart by."""

_FIELDS: Final[Mapping[str, Field]] = {
    name: field for field in FIELDS[ObjectType.CUSTOMER] for name in field.names
}

# They say that something changed, not what. The names below the first two are inferred.
_CHANGE_STAMPS: Final = frozenset(
    {
        "changedate",
        "changetime",
        "changedby",
        "changedbyid",
        "changedbytext",
        "changeuser",
        "changeuserid",
        "changeusertext",
    }
)


def differences(before: Customer, after: Customer) -> Iterator[Difference]:
    """The fields that mean something else than before, custom values one by one."""
    yield from _differing(before.raw, after.raw, "")
    yield from _differing(before.custom(), after.custom(), f"{CUSTOM_VALUES}.")


def is_searched(difference: Difference) -> bool:
    """Whether a search may find the customer by the field, or puts it elsewhere for it."""
    field = _FIELDS.get(difference[0])
    return field is None or field.kind in TEXT_KINDS or field.name in _SORTED_BY


def _differing(
    before: Mapping[str, object], after: Mapping[str, object], prefix: str
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        was, is_ = before.get(name), after.get(name)
        if was == is_ or (not prefix and (name == CUSTOM_VALUES or name in _CHANGE_STAMPS)):
            continue
        if prefix or not _means_the_same(_FIELDS.get(name), was, is_):
            yield clean_text(f"{prefix}{name}"), was, is_


def _means_the_same(field: Field | None, was: object, is_: object) -> bool:
    """Commands may write one value in different ways, 1 and "1" (inferred)."""
    if field is None:
        return False
    try:
        return _read(field, was) == _read(field, is_)
    except UnreadableValueError:
        return False


def _read(field: Field, wire: object) -> Value:
    return read_value(field.kind, wire)
