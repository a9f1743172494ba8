"""Taking in what the server tells of customers: the newest of each is kept, whole."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

import apsw

from desktop.domain.ids import NO_CUSTOMER, CustomerId, CustomerTypeId, MaingroupId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow, row_of
from desktop.domain.sync import FieldChange
from desktop.mirror import index, marks, strays
from desktop.mirror.history import differences, is_searched
from desktop.mirror.newness import changed_of, is_earlier, is_outdated

BEYOND: Final = 1 << 62
"""Ids from here on are no customer's: the search needs the bit above."""
NOWHERE: Final = CustomerId(-1)
"""Stands for a parent whose id no customer can have."""

_SLICE: Final = 500


class Cause(Enum):
    """Why a record came; NEWS puts a dot on the customer, OWN is what this user saved."""

    FIRST = "first"
    NEWS = "news"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """What a batch of records changed.

    Attributes:
        new: Customers that were not here before.
        changed: Customers that were, and are different now.
        parents: Whose children came, went or were opened or closed; 0 is the top level.
        bad: How many records have an id no customer can have.
        strays_changed: Whether a customer lost or found its way to the top.
    """

    new: frozenset[CustomerId] = frozenset()
    changed: frozenset[CustomerId] = frozenset()
    parents: frozenset[CustomerId] = frozenset()
    bad: int = 0
    strays_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Coming:
    """How a batch came."""

    stamp: int
    now: int
    at: datetime
    cause: Cause


class _Here(NamedTuple):
    """A customer as it is here."""

    parent: CustomerId
    is_closed: int
    changed: str
    stamp: int
    stored: int
    raw: str


@dataclass(slots=True)
class _Tally:
    """What has been changed so far."""

    new: set[CustomerId] = field(default_factory=set)
    changed: set[CustomerId] = field(default_factory=set)
    parents: set[CustomerId] = field(default_factory=set)
    bad: int = 0
    strays_changed: bool = False


def absorb(
    db: apsw.Connection,
    customers: Iterable[Customer],
    *,
    stamp: int,
    at: datetime,
    cause: Cause,
) -> Absorbed:
    """Keep the records that are newer than what is here; all came by one request.

    *stamp* is of when the request was sent (`Writing.stamp_of`), *at* when we see the records.
    """
    now = int(db.execute("SELECT stamp_now()").get)
    coming = _Coming(stamp=stamp, now=max(now, stamp), at=at, cause=cause)
    tally = _Tally()
    for part in _slices(customers, tally):
        _absorb(db, part, coming, tally)
    return Absorbed(
        new=frozenset(tally.new),
        changed=frozenset(tally.changed - tally.new),
        parents=frozenset(tally.parents),
        bad=tally.bad,
        strays_changed=tally.strays_changed,
    )


def remove(db: apsw.Connection, ids: Iterable[CustomerId]) -> frozenset[CustomerId]:
    """Take customers out; those below become strays. Returns whose children went."""
    wanted = json.dumps(list(ids))
    gone = dict(db.execute(f"SELECT id, parent FROM customer WHERE id IN {_GIVEN}", (wanted,)))
    if not gone:
        return frozenset()
    given = json.dumps(list(gone))
    opened = strays.open_circles(db, gone)
    for table in ("customer", "customer_raw", "marks.unseen"):
        db.execute(f"DELETE FROM {table} WHERE id IN {_GIVEN}", (given,))
    strays.leave(db, gone)
    strays.settle(db, strays.Moves({}, {}), [id_ for id_ in opened if id_ not in gone])
    index.remove(db, list(gone))
    return frozenset(gone.values())


def distrust_times(db: apsw.Connection) -> None:
    """Let the next record of each customer count whatever its change time: the clock was wrong."""
    db.execute("UPDATE customer SET changed = ''")
    db.execute("UPDATE feed_record SET changed = ''")


def raw_text(raw: object) -> str:
    """The object as JSON text, ASCII alone: a lone surrogate has no UTF-8."""
    return _ENCODE(raw)


_ENCODE: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_GIVEN: Final = "(SELECT value FROM json_each(?))"


def _slices(customers: Iterable[Customer], tally: _Tally) -> Iterator[dict[CustomerId, Customer]]:
    """By the slice, each customer once: of two records in one the later changed one counts."""
    part: dict[CustomerId, Customer] = {}
    for customer in customers:
        id_ = customer.id
        if not 0 < id_ < BEYOND:
            tally.bad += 1
        elif id_ not in part or not is_earlier(changed_of(customer), changed_of(part[id_])):
            part[id_] = customer
            if len(part) == _SLICE:
                yield part
                part = {}
    if part:
        yield part


def _absorb(
    db: apsw.Connection, part: dict[CustomerId, Customer], coming: _Coming, tally: _Tally
) -> None:
    here = _read(db, part)
    work = _Work(coming, tally)
    for id_, customer in part.items():
        work.take(customer, here.get(id_))
    opened = strays.open_circles(db, work.moves.moved)
    work.write(db)
    tally.strays_changed |= strays.settle(db, work.moves, opened)


class _Work:
    """What a slice is going to write."""

    def __init__(self, coming: _Coming, tally: _Tally) -> None:
        self._coming = coming
        self._tally = tally
        self._rows: list[tuple[object, ...]] = []
        self._raws: list[tuple[CustomerId, str]] = []
        self._confirmed: list[CustomerId] = []
        self._searched: list[tuple[CustomerRow, Customer]] = []
        self._changes: list[FieldChange] = []
        self._dots: list[CustomerId] = []
        self._looked_at: list[CustomerId] = []
        self._new_parents: dict[CustomerId, CustomerId] = {}
        self._moved_parents: dict[CustomerId, CustomerId] = {}

    @property
    def moves(self) -> strays.Moves:
        return strays.Moves(self._new_parents, self._moved_parents)

    def take(self, customer: Customer, here: _Here | None) -> None:
        if here is not None and self._coming.stamp < here.stamp:
            return
        raw, changed = raw_text(customer.raw), changed_of(customer)
        if here is None:
            self._add(customer, raw, changed)
        elif raw == here.raw:
            self._confirm(customer.id)
        else:
            is_surely_later = self._coming.stamp > here.stored
            if not is_outdated(changed, here.changed, is_surely_later=is_surely_later):
                self._change(customer, raw, changed, here)

    def write(self, db: apsw.Connection) -> None:
        db.executemany(_PUT, self._rows)
        db.executemany(_PUT_RAW, self._raws)
        if self._confirmed:
            db.execute(
                f"UPDATE customer SET stamp = ?, stored = ? WHERE id IN {_GIVEN}",
                (self._coming.stamp, self._coming.now, json.dumps(self._confirmed)),
            )
        if self._searched:
            index.put(db, self._searched)
        marks.add_changes(db, self._changes)
        marks.add_unseen(db, self._dots, self._coming.at)
        marks.mark_seen(db, self._looked_at)

    def _confirm(self, id_: CustomerId) -> None:
        self._confirmed.append(id_)
        # What the user saved may have come by another way before, as if it were news.
        if self._coming.cause is Cause.OWN:
            self._looked_at.append(id_)

    def _add(self, customer: Customer, raw: str, changed: str) -> None:
        row = self._put(customer, raw, changed)
        self._searched.append((row, customer))
        self._tally.new.add(row.id)
        self._tally.parents.add(row.parent)
        self._new_parents[row.id] = row.parent
        if self._coming.cause is Cause.NEWS:
            self._dots.append(row.id)

    def _change(self, customer: Customer, raw: str, changed: str, here: _Here) -> None:
        row = self._put(customer, raw, changed)
        found = list(differences(Customer(json.loads(here.raw)), customer))
        if any(map(is_searched, found)):
            self._searched.append((row, customer))
        self._tally.changed.add(row.id)
        if row.parent != here.parent:
            self._moved_parents[row.id] = row.parent
        if (row.parent, row.is_closed) != (here.parent, here.is_closed):
            self._tally.parents |= {row.parent, here.parent}
        if self._coming.cause is not Cause.FIRST:
            is_own = self._coming.cause is Cause.OWN
            self._changes += _history(row.id, found, self._coming.at, is_own=is_own)
            if is_own:
                self._looked_at.append(row.id)
            elif found:
                self._dots.append(row.id)

    def _put(self, customer: Customer, raw: str, changed: str) -> CustomerRow:
        row = _storable(row_of(customer))
        self._rows.append((*row[:13], changed, self._coming.stamp, self._coming.now))
        self._raws.append((row.id, raw))
        return row


_PUT: Final = (
    "INSERT INTO customer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name_key = excluded.name_key,"
    " number_key = excluded.number_key, name = excluded.name, number = excluded.number,"
    " address = excluded.address, zip = excluded.zip, city = excluded.city,"
    " type_id = excluded.type_id, maingroup = excluded.maingroup,"
    " is_closed = excluded.is_closed, is_blocked = excluded.is_blocked,"
    " changed = excluded.changed, stamp = excluded.stamp, stored = excluded.stored"
)
_PUT_RAW: Final = "INSERT OR REPLACE INTO customer_raw VALUES (?, ?)"


def _history(
    id_: CustomerId,
    found: Sequence[tuple[str, object, object]],
    at: datetime,
    *,
    is_own: bool,
) -> list[FieldChange]:
    return [
        FieldChange(customer=id_, at=at, field=name, before=was, after=is_, is_own=is_own)
        for name, was, is_ in found
    ]


def _storable(row: CustomerRow) -> CustomerRow:
    """The row with numbers no id can be as 0, and a parent that cannot be as NOWHERE."""
    parent, type_id, maingroup = row.parent, row.type_id, row.maingroup
    if 0 <= parent < BEYOND and 0 <= type_id < BEYOND and 0 <= maingroup < BEYOND:
        return row
    return row._replace(
        parent=parent if NO_CUSTOMER <= parent < BEYOND else NOWHERE,
        type_id=type_id if 0 <= type_id < BEYOND else CustomerTypeId(0),
        maingroup=maingroup if 0 <= maingroup < BEYOND else MaingroupId(0),
    )


def _read(db: apsw.Connection, ids: Iterable[CustomerId]) -> dict[CustomerId, _Here]:
    found = db.execute(
        "SELECT id, parent, is_closed, changed, stamp, stored, raw"
        f" FROM customer JOIN customer_raw USING (id) WHERE id IN {_GIVEN}",
        (json.dumps(list(ids)),),
    )
    return {id_: _Here(*rest) for id_, *rest in found}
