"""Three ways to one value: what a field was, what the user made of it, what it is by now."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.edits import customer_field, is_blank, same
from desktop.domain.fields import Field
from desktop.domain.records import Customer
from desktop.domain.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field that the user and somebody else changed, each to another value.

    `base` is what it was when the user began on it, `theirs` what it is now.
    """

    name: str
    base: Value
    theirs: Value
    mine: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What is to be sent, and what cannot be told without the user."""

    send: Mapping[str, Value]
    conflicts: tuple[Conflict, ...] = ()


def merge_value(field: Field, base: Value, mine: Value, theirs: Value) -> Value | Conflict:
    """The value that keeps both changes; a Conflict where there is none.

    Spellings of one meaning are one value, as `same` has them.
    """
    if _equal(field, mine, base) or _equal(field, mine, theirs):
        return theirs
    if _equal(field, theirs, base):
        return mine
    return Conflict(name=field.name, base=base, theirs=theirs, mine=mine)


def merge(
    base: Customer,
    mine: Mapping[str, Value],
    theirs: Customer,
    decided: Mapping[str, Value] | None = None,
) -> Merge:
    """What of *mine* is to be sent to a customer that is *theirs* by now.

    *decided* are the values the user chose for fields that were in conflict with what *theirs*
    holds. Fields whose value is there already are not sent.
    """
    send: dict[str, Value] = {}
    conflicts: list[Conflict] = []
    for name, value in {**mine, **(decided or {})}.items():
        field = customer_field(name)
        now = theirs.value(name)
        came = value
        if decided is None or name not in decided:
            merged = merge_value(field, base.value(name), value, now)
            if isinstance(merged, Conflict):
                conflicts.append(merged)
                continue
            came = merged
        if not _equal(field, came, now):
            send[name] = came
    return Merge(send=send, conflicts=tuple(conflicts))


def _equal(field: Field, one: Value, other: Value) -> bool:
    """An emptied field is empty, whichever of its forms it has."""
    return same(field, one, other) or (is_blank(field, one) and is_blank(field, other))
