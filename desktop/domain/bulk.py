"""The same change of many customers: a row for each, what it would change and what came of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.conflicts import Conflict
from desktop.domain.edits import (
    FieldChange,
    Saved,
    changed_fields,
    customer_field,
    is_blank,
    is_met,
    rebased,
    same,
)
from desktop.domain.errors import AppError
from desktop.domain.fields import Field
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt, stored_changes
from desktop.domain.records import Customer
from desktop.domain.values import Value

_OF_ONE = frozenset({"name", "customernumber", "parentcust", "latitude", "longitude"})

MANY: tuple[Field, ...] = tuple(
    each for each in CUSTOMER if not each.read_only and each.name not in _OF_ONE
)
"""What may be changed on many at once: all but what makes a customer itself, and its place."""

_ADDRESS = ("address", "address2", "zip", "city", "country")
_INVOICE = ("invoiceaddress", "invoiceaddress2", "invoicezip", "invoicecity", "invoicecountry")
INHERITED = frozenset(
    {
        *_ADDRESS,
        *_INVOICE,
        *("maingroupid", "vatpercentage", "phone", "fax", "email", "www"),
        *("theirreference", "ourreference", "sellerid", "team", "vat", "publicid", "trade"),
    }
)
"""What those below commonly have from the one above."""


class BulkState(Enum):
    """Where a row stands."""

    WAITING = "waiting"
    SAME = "same"
    SENDING = "sending"
    STORED = "stored"
    ALREADY = "already"
    PARTLY = "partly"
    SLIPPED = "slipped"
    CIRCLE = "circle"
    CONFLICT = "conflict"
    KEPT = "kept"
    QUEUED = "queued"
    HELD = "held"
    MOVED = "moved"
    FAILED = "failed"


NEEDS_YOU = frozenset(
    {BulkState.PARTLY, BulkState.SLIPPED, BulkState.CIRCLE, BulkState.CONFLICT}
    | {BulkState.MOVED, BulkState.FAILED, BulkState.HELD}
)
AGAIN = frozenset({BulkState.PARTLY, BulkState.FAILED})
"""What may be tried once more."""
UNDECIDED = frozenset({BulkState.CONFLICT, BulkState.SLIPPED})
"""Where it is for the user to say whose value is to stand."""
QUEUED = frozenset({BulkState.QUEUED, BulkState.HELD})
"""What the queue has: it goes by itself, or waits there for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """One customer of many.

    Attributes:
        base: The customer as it was when the change was planned; what differs from it by the time
            it is sent somebody else has changed.
        path: The names of those above, from the top down.
        wanted: The values it is to have, those it has already included.
        changes: What that changes.
        undoes: The save that is to be undone; then `changes` tells what that puts back.
        is_chosen: Whether the user wants it sent.
        conflicts: Where somebody changed the same: before it was sent, `theirs` is there still,
            and nothing was sent; where it is SLIPPED, `theirs` was overwritten.
        fresh: What the customer was when that was seen.
        takes_mine: Over those conflicts the user wants the value planned.
        puts_back: What slipped is to be given back.
        kept: The fields in which theirs is to stand, or stands again.
        saved: What came of it, of all its saves as if they were one.
        given: What came of giving back what slipped.
        moved: What was not undone, for it has been changed since.
        problem: Why it failed.
    """

    base: Customer
    path: tuple[str, ...] = ()
    wanted: Mapping[str, Value] = field(default_factory=dict)
    changes: tuple[FieldChange, ...] = ()
    undoes: Saved | Receipt | None = None
    is_chosen: bool = True
    state: BulkState = BulkState.WAITING
    conflicts: tuple[Conflict, ...] = ()
    fresh: Customer | None = None
    takes_mine: bool = False
    puts_back: bool = False
    kept: tuple[str, ...] = ()
    saved: Saved | None = None
    given: Saved | None = None
    moved: tuple[str, ...] = ()
    problem: AppError | None = None

    @property
    def id(self) -> CustomerId:
        return self.base.id

    @property
    def is_to_send(self) -> bool:
        return self.is_chosen and self.state is BulkState.WAITING

    @property
    def goes(self) -> Mapping[str, Value]:
        """What is wanted still: theirs is to stand in the others."""
        return {name: value for name, value in self.wanted.items() if name not in self.kept}

    @property
    def is_stored(self) -> bool:
        """Whether some of it is in Microbizz."""
        if self.saved is None:
            # It may have gone by itself, once the server could be reached.
            return self.state is BulkState.STORED
        return bool(self.saved.sent.keys() - {*self.kept, *self.saved.not_stored})

    def change_of(self, name: str) -> FieldChange | None:
        return next((each for each in self.changes if each.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done, to be looked at first.

    `fields` are those any of the rows is about, in the order of the catalogue; `is_undo` where it
    puts back what another one did. Without `is_whole` the local copy may lack some of a branch.
    """

    rows: tuple[BulkRow, ...]
    is_undo: bool = False
    is_whole: bool = True

    @property
    def fields(self) -> tuple[str, ...]:
        named = {name for row in self.rows for name in row.wanted}
        return tuple(each.name for each in CUSTOMER if each.name in named)


def planned(base: Customer, wanted: Mapping[str, Value], path: Sequence[str] = ()) -> BulkRow:
    """The row of one customer; SAME where it has all that is wanted."""
    changes = tuple(
        FieldChange(name=name, before=base.held(name), after=value)
        for name, value in changed_fields(base, wanted).items()
        if not is_met(customer_field(name), value, base.held(name))
    )
    state = BulkState.WAITING if changes else BulkState.SAME
    return BulkRow(base=base, path=tuple(path), wanted=wanted, changes=changes, state=state)


def undoing(row: BulkRow, done: Saved | Receipt) -> BulkRow | None:
    """The row that undoes what *done* stored of *row*; None where it stored nothing."""
    before, after = done.before, done.after
    if before is None or after is None:
        return None
    stored = [e for e in stored_changes(before, after, done.sent) if e.name not in row.kept]
    if not stored:
        return None
    back = tuple(FieldChange(name=e.name, before=e.after, after=e.before) for e in stored)
    wanted = {each.name: each.after for each in back}
    return BulkRow(base=after, path=row.path, wanted=wanted, changes=back, undoes=done)


def came_of(row: BulkRow, saved: Saved) -> BulkRow:
    """*row* with what came of its save."""
    whole = saved if row.saved is None else _joined(row.saved, saved)
    return _judged(replace(row, saved=whole), saved)


def _joined(first: Saved, later: Saved) -> Saved:
    """Two saves of one customer as one: each field as the last that sent it found and left it."""
    alone = first.sent.keys() - later.sent.keys()
    return replace(
        later,
        before=rebased(first.before, later.before, alone),
        after=rebased(first.after, later.after, alone),
        sent={**first.sent, **later.sent},
    )


def _judged(row: BulkRow, saved: Saved) -> BulkRow:
    """Where *row* stands by what came of *saved*, its last."""
    row = replace(row, conflicts=saved.slipped, fresh=None, takes_mine=False)
    if saved.slipped:
        return replace(row, state=BulkState.SLIPPED)
    if saved.not_stored:
        return replace(row, state=BulkState.PARTLY)
    if changed := _changed_since(row, saved):
        return clashed(row, changed, saved.after)
    if saved.makes_circle:
        # A move that waited went along.
        return replace(row, state=BulkState.CIRCLE)
    if row.moved:
        return replace(row, state=BulkState.MOVED)
    is_sent = row.saved is not None and bool(row.saved.sent)
    return replace(row, state=BulkState.STORED if is_sent else BulkState.ALREADY)


def _changed_since(row: BulkRow, saved: Saved) -> tuple[Conflict, ...]:
    """What was there when it was planned, so that it was not sent, and is another by now."""
    if row.undoes is not None:
        return ()
    return tuple(
        Conflict(name=name, base=row.base.held(name), theirs=saved.after.held(name), mine=value)
        for name, value in row.goes.items()
        if name not in saved.sent
        and not is_met(customer_field(name), value, saved.after.held(name))
    )


def is_of(row: BulkRow, saved: Saved) -> bool:
    """Whether *saved*, which was lost for a while, is what *row* sent."""
    return all(
        name in row.goes and same(customer_field(name), value, row.goes[name])
        for name, value in saved.sent.items()
    )


def clashed(row: BulkRow, conflicts: tuple[Conflict, ...], fresh: Customer) -> BulkRow:
    """*row* where somebody has changed the same since it was planned."""
    return replace(
        row, state=BulkState.CONFLICT, conflicts=conflicts, fresh=fresh, takes_mine=False
    )


def gave_back(row: BulkRow, given: Saved) -> BulkRow:
    """*row* with what came of giving back what slipped; what moved on meanwhile is theirs too."""
    was, row = row.conflicts, replace(row, given=given, state=BulkState.SLIPPED)
    if given.slipped:
        return replace(row, conflicts=given.slipped)
    if given.not_stored:
        return replace(row, conflicts=tuple(e for e in was if e.name in given.not_stored))
    return _with_theirs(row)


def _with_theirs(row: BulkRow) -> BulkRow:
    """*row* where theirs is to stand in what they changed; what else is wanted is sent."""
    names = tuple(each.name for each in row.conflicts)
    row = replace(row, kept=(*row.kept, *names), conflicts=(), fresh=None, puts_back=False)
    if row.saved is None:
        is_rest = any(each.name in row.goes for each in row.changes)
        return replace(row, state=BulkState.WAITING if is_rest else BulkState.KEPT)
    if not row.saved.sent.keys() - set(row.kept):
        return replace(row, state=BulkState.KEPT)
    return _judged(row, replace(row.saved, slipped=()))


def once_more(row: BulkRow) -> BulkRow:
    """*row* to be tried again; of one that was stored in part the rest.

    What was there when it was planned goes on from that: what somebody made of it since is seen.
    """
    base = row.base
    if row.state is BulkState.PARTLY and row.saved:
        base = rebased(base, row.saved.after, row.wanted.keys() - row.saved.sent.keys())
    return replace(row, base=base, state=BulkState.WAITING, problem=None)


def decided(row: BulkRow, *, is_mine: bool) -> BulkRow:
    """*row* after the user said whose value is to stand."""
    if row.state is BulkState.CONFLICT:
        mine = replace(row, state=BulkState.WAITING, takes_mine=True)
        return mine if is_mine else _with_theirs(row)
    if row.state is BulkState.SLIPPED:
        if not is_mine:
            return replace(row, state=BulkState.WAITING, puts_back=True)
        if row.given is not None and row.given.slipped:
            # What the first one had stands over what the second one made of it.
            return _with_theirs(row)
        if row.saved is not None:
            return _judged(row, replace(row.saved, slipped=()))
    return row


def differing(customer: Customer, parent: Customer) -> frozenset[str]:
    """The fields in which *customer* has another value than *parent*, of those it may share."""
    return frozenset(each.name for each in MANY if differs(customer, parent, each.name))


def differs(customer: Customer, parent: Customer, name: str) -> bool:
    return not same(customer_field(name), customer.held(name), parent.held(name))


def is_unlike(customer: Customer, parent: Customer, name: str) -> bool:
    """Whether *customer* has something else where it commonly has what *parent* has."""
    is_said = not is_blank(customer_field(name), parent.value(name))
    return name in INHERITED and is_said and differs(customer, parent, name)


def inherited(
    changes: Collection[FieldChange], before: Customer, customer: Customer
) -> dict[str, Value]:
    """What of the *changes* of a parent that was *before* goes for *customer* below it too.

    That is where it had the parent's old value. The parts of an address go together: a postal code
    is no house's own, so only who had the whole address is taken to have moved with it.
    """
    return {
        each.name: each.after
        for each in changes
        if each.name in INHERITED
        and not is_blank(customer_field(each.name), each.before)
        and _has(customer, each.name, each.before)
        and not _has(customer, each.name, each.after)
        and _shares_address(each.name, before, customer)
    }


def _has(customer: Customer, name: str, value: Value) -> bool:
    return same(customer_field(name), customer.held(name), value)


def _shares_address(name: str, before: Customer, customer: Customer) -> bool:
    whole = next((parts for parts in (_ADDRESS, _INVOICE) if name in parts), ())
    return all(
        _has(customer, part, before.value(part))
        for part in whole
        if not is_blank(customer_field(part), before.value(part))
    )
