"""What an edit changes, what is sent for it, and what came of it."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.catalogue import CUSTOM_VALUES, CUSTOMER, ObjectType, field_of
from desktop.domain.conflicts import Conflict
from desktop.domain.fields import TEXT_KINDS, Field, Kind
from desktop.domain.records import Customer
from desktop.domain.values import (
    UnreadableValueError,
    Value,
    WireValue,
    read_value,
    write_value,
)

_KNOWN = frozenset({name for field in CUSTOMER for name in field.names} | {CUSTOM_VALUES})
_EMPTY_ON_THE_WIRE: tuple[object, ...] = (None, "", "0", 0, False, "0000-00-00", [], {})
_PLACE = frozenset({"latitude", "longitude"})
# What the server may work out anew from a field that was sent (all inferred): coordinates from an
# address, and the set of custom values from the type (documented that it belongs to the type).
_FOLLOWS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("address", "address2", "zip", "city", "country"), _PLACE),
    "typeid": frozenset({CUSTOM_VALUES}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a write did. `disturbed` was not sent and came back changed all the same.

    Names are the catalogue's; the wire's for a field it does not know, and "values.<key>" for a
    custom one.
    """

    stored: tuple[str, ...]
    not_stored: tuple[str, ...]
    disturbed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A save that was answered: the whole object before and after, and how they compare.

    `receipt` is its row in the journal; `at` is UTC. Nothing was `sent` where the server already
    had it all.

    Attributes:
        slipped: What somebody changed in the fields we sent, between our last reading and our
            write: it is overwritten, and `theirs` is what they had.
        refused_by: The server's words where it refused the write and yet stored some of it, or
            emptied what was not sent.
        is_late: It was found long after it was sent; what slipped in may be what the user saved
            since.
        is_settled_by_reading: The answer was lost; that nobody slipped in cannot be shown then.
        makes_circle: The new parent is below the customer by now, for somebody moved it there at
            the same time: neither is seen from the top any more. Undoing the save ends that.
    """

    receipt: int
    at: datetime
    before: Customer
    after: Customer
    sent: Mapping[str, Value]
    not_stored: tuple[str, ...] = ()
    disturbed: tuple[str, ...] = ()
    slipped: tuple[Conflict, ...] = ()
    refused_by: str = ""
    is_late: bool = False
    is_settled_by_reading: bool = False
    makes_circle: bool = False

    @property
    def is_to_be_looked_at(self) -> bool:
        """Whether something came of it that was not asked for."""
        return bool(self.slipped or self.not_stored or self.disturbed or self.makes_circle)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field before and after."""

    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What updating by customer number would change, for the user to see first."""

    number: str
    before: Customer
    changes: tuple[FieldChange, ...]


def customer_field(name: str) -> Field:
    return field_of(ObjectType.CUSTOMER, name)


def canonical(field: Field, value: Value) -> Value:
    """*value* in the one form that all spellings of its meaning share."""
    if field.kind in TEXT_KINDS:
        return _plain_text(value)
    value = _read(field, value)
    match field.kind:
        case Kind.BOOLEAN:
            return bool(value)
        case Kind.ID:
            return value or 0
        case Kind.IDS:
            return value or ()
        case Kind.FLOAT if isinstance(value, (int, float)):
            # PHP may spell a float with 17 digits; twelve hold any place on earth.
            return float(f"{value:.12g}")
        case _:
            return value


def _read(field: Field, value: Value) -> Value:
    """Text in a field of another kind is what it is read as: "29" is 29, "0" no true."""
    if not isinstance(value, str):
        return value
    try:
        return read_value(field.kind, value)
    except UnreadableValueError:
        return value


def _plain_text(value: Value) -> str:
    text = "" if value is None else str(value)
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def same(field: Field, one: Value, other: Value) -> bool:
    """Whether the two mean the same in *field*: "007" is not "7" in text, nothing is False."""
    # Most are equal as they stand, and need not be read.
    is_equal = type(one) is type(other) and one == other
    return is_equal or canonical(field, one) == canonical(field, other)


def is_blank(field: Field, value: Value) -> bool:
    """Whether *value* says nothing. A number may well be 0: no tax is not no rate of tax."""
    if field.kind in {Kind.NUMBER, Kind.FLOAT}:
        return canonical(field, value) is None
    return canonical(field, value) in (None, "", 0, ())


def is_said(field: Field, value: Value) -> bool:
    """Whether *value* was given on purpose: who says no to a flag has said something."""
    return value is False or not is_blank(field, value)


def is_met(field: Field, wanted: Value, held: Value) -> bool:
    """Whether what the server *held* is what was *wanted*; emptied, what is sent to empty it."""
    return same(field, wanted, held) or (
        is_blank(field, wanted) and same(field, held, field.clear_with)
    )


def changed_fields(record: Customer, draft: Mapping[str, Value]) -> dict[str, Value]:
    """The part of *draft* that differs from *record*."""
    return {
        name: value
        for name, value in draft.items()
        if not same(customer_field(name), record.held(name), value)
    }


def writable_values(record: Customer) -> dict[str, Value]:
    """The values of *record* that may be sent, where it has them."""
    return {
        field.name: record.value(field.name)
        for field in CUSTOMER
        if not field.read_only and record.has(field.name)
    }


def wire_object(record: Customer, changed: Mapping[str, Value]) -> dict[str, WireValue]:
    """What is sent for *changed*, under the names by which *record* arrived.

    ValueError for a field that is only read: a programming mistake.
    """
    sent = {}
    for name, value in changed.items():
        field = customer_field(name)
        if field.read_only:
            raise ValueError(name)
        sent[_wire_name(record, field)] = write_value(field, value)
    return sent


def _wire_name(record: Customer, field: Field) -> str:
    return next((name for name in field.names if name in record.raw), field.name)


def compare(
    before: Customer, after: Customer, sent: Mapping[str, Value], *, is_one_moment: bool = True
) -> Compared:
    """Tell what of *sent* was stored, and what else changed between *before* and *after*.

    Where the two are not of one moment a colleague may have been between them: then only what was
    lost counts as disturbed.
    """
    not_stored = not_stored_of(sent, after)
    disturbed = tuple(_disturbed(before, after, frozenset(sent)))
    if not is_one_moment:
        disturbed = tuple(name for name in disturbed if _is_empty_in(after, name))
    return Compared(
        stored=tuple(name for name in sent if name not in not_stored),
        not_stored=not_stored,
        disturbed=disturbed,
    )


def slipped_between(
    read: Customer, image: Customer, sent: Mapping[str, Value]
) -> tuple[Conflict, ...]:
    """The fields of *sent* that somebody changed between two readings before the write."""
    return tuple(
        Conflict(name=name, base=read.held(name), theirs=image.held(name), mine=mine)
        for name, mine in sent.items()
        if not same(customer_field(name), read.held(name), image.held(name))
        and not is_met(customer_field(name), mine, image.held(name))
    )


def not_stored_of(sent: Mapping[str, Value], after: Customer) -> tuple[str, ...]:
    """The fields of *sent* that came back as something else."""
    return tuple(
        name
        for name, value in sent.items()
        if not is_met(customer_field(name), value, after.held(name))
    )


def _disturbed(before: Customer, after: Customer, sent: frozenset[str]) -> Iterator[str]:
    may_follow = frozenset().union(*(_FOLLOWS.get(name, frozenset()) for name in sent))
    for field in CUSTOMER:
        if field.read_only or field.name in sent or field.name in may_follow:
            continue
        # A server that now says 0 where it said nothing has taken nothing away.
        if not is_met(field, before.held(field.name), after.held(field.name)):
            yield field.name
    # What the catalogue does not know may be derived, so there only losing a value counts.
    yield from _lost(_unknown(before), _unknown(after))
    if CUSTOM_VALUES not in may_follow:
        for key in _lost(before.custom(), after.custom()):
            yield f"{CUSTOM_VALUES}.{key}"


def _is_empty_in(record: Customer, name: str) -> bool:
    if name not in _KNOWN:
        # What the catalogue does not know is disturbed only where it was lost.
        return True
    field = customer_field(name)
    # A flag is taken back every day; who empties what was not sent empties more than that.
    return field.kind is not Kind.BOOLEAN and is_blank(field, record.held(name))


def _unknown(record: Customer) -> dict[str, object]:
    return {name: wire for name, wire in record.raw.items() if name not in _KNOWN}


def _lost(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[str]:
    for name, wire in before.items():
        if wire not in _EMPTY_ON_THE_WIRE and after.get(name) in _EMPTY_ON_THE_WIRE:
            yield name


def is_whole(answer: Customer, before: Customer) -> bool:
    """Whether *answer* has every field that *before* had, so that the two can be compared."""
    return before.raw.keys() <= answer.raw.keys()


def restoring(saved: Saved, now: Customer) -> dict[str, object]:
    """What puts the disturbed fields of *saved* back as they were, as it is sent.

    What was sent then, and what someone has changed since, goes along as it is *now*: a server
    that empties what is not sent would empty that in turn.
    """
    moved = differing(saved.after, now, saved.disturbed)
    sent: dict[str, object] = dict(
        wire_object(saved.before, {name: now.held(name) for name in saved.sent})
    )
    custom: dict[str, object] = {}
    for name in saved.disturbed:
        source = now if name in moved else saved.before
        if key := custom_key(name):
            custom[key] = source.custom().get(key, "")
        elif name in _KNOWN:
            sent |= wire_object(saved.before, {name: source.held(name)})
        else:
            sent[name] = source.raw.get(name, "")
    return sent | ({CUSTOM_VALUES: custom} if custom else {})


def custom_key(name: str) -> str:
    """The custom value that *name* means; "" where it is a field."""
    prefix = f"{CUSTOM_VALUES}."
    return name.removeprefix(prefix) if name.startswith(prefix) else ""


def differing(one: Customer, other: Customer, names: Collection[str]) -> tuple[str, ...]:
    """The *names*, as Compared spells them, whose values differ between two readings."""
    return tuple(name for name in names if not _reads_same(one, other, name))


def _reads_same(one: Customer, other: Customer, name: str) -> bool:
    if key := custom_key(name):
        return bool(one.custom().get(key) == other.custom().get(key))
    if name in _KNOWN:
        return same(customer_field(name), one.held(name), other.held(name))
    return bool(one.raw.get(name) == other.raw.get(name))


def rebased(old: Customer, new: Customer, keep: Collection[str]) -> Customer:
    """*new*, but with the fields *keep* as they were in *old*.

    A form whose fields *keep* are being edited goes on from it: what the user saw there stays the
    base that a save is checked against.
    """
    raw = dict(new.raw)
    for name in keep:
        for wire_name in _wire_names(name):
            raw.pop(wire_name, None)
            if wire_name in old.raw:
                raw[wire_name] = old.raw[wire_name]
    return Customer(raw)


def _wire_names(name: str) -> tuple[str, ...]:
    """A field that the catalogue had when it was kept, and has no more, is called what it was."""
    return customer_field(name).names if name in _KNOWN else (name,)


def field_changes(before: Customer, wanted: Mapping[str, Value]) -> tuple[FieldChange, ...]:
    """What *wanted* would change in *before*, in its own order."""
    return tuple(
        FieldChange(name=name, before=before.held(name), after=value)
        for name, value in changed_fields(before, wanted).items()
    )
