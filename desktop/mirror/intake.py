"""What a slice of records is going to change: gathered one by one, then written at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.domain.sync import FieldChange
from desktop.mirror import index, marks
from desktop.mirror.columns import raw_text, storable_row
from desktop.mirror.history import Difference, differences, is_searched
from desktop.mirror.newness import changed_of, is_outdated
from desktop.mirror.strays import Moves

_LONGEST: Final = timedelta(hours=1)
"""No save takes longer."""


class Cause(Enum):
    """Why a record came; NEWS puts a dot on the customer, OWN is what this user saved."""

    FIRST = "first"
    NEWS = "news"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """How a batch came: by a request of the stamp `sent`.

    What the user saved was read when it had been stored, so it counts as asked for when it
    arrived: what was asked for meanwhile may be from before the save. `stamp` says so.
    """

    sent: int
    now: int
    at: datetime
    cause: Cause

    @property
    def stamp(self) -> int:
        return self.now if self.cause is Cause.OWN else self.sent

    @property
    def sent_at(self) -> datetime:
        """When the request was sent, by this computer's clock."""
        return self.moment(self.sent)

    def moment(self, stamp: int) -> datetime:
        """When *stamp* was given, by this computer's clock; of another run some time before it."""
        # Both stamps are rounded down.
        return self.at - min(timedelta(milliseconds=self.now - stamp + 1), _LONGEST)


class Here(NamedTuple):
    """A customer as it is here."""

    parent: CustomerId
    is_closed: int
    changed: str
    stamp: int
    stored: int
    raw: str


@dataclass(slots=True)
class Tally:
    """What has been changed so far."""

    new: set[CustomerId] = field(default_factory=set)
    changed: set[CustomerId] = field(default_factory=set)
    parents: set[CustomerId] = field(default_factory=set)
    bad: int = 0


class Intake:
    """What a slice is going to write."""

    def __init__(self, coming: Coming, tally: Tally) -> None:
        self._coming = coming
        self._tally = tally
        self._rows: list[tuple[object, ...]] = []
        self._raws: list[tuple[CustomerId, str]] = []
        self._confirmed: list[CustomerId] = []
        self._searched: list[tuple[CustomerRow, Customer]] = []
        self._changes: list[FieldChange] = []
        self._since: dict[CustomerId, datetime] = {}
        self._dots: list[CustomerId] = []
        self._looked_at: list[CustomerId] = []
        self._own: list[CustomerId] = []
        self._new_parents: dict[CustomerId, CustomerId] = {}
        self._moved_parents: dict[CustomerId, CustomerId] = {}

    @property
    def moves(self) -> Moves:
        return Moves(self._new_parents, self._moved_parents)

    def take(self, customer: Customer, here: Here | None) -> None:
        if here is not None and self._coming.stamp < here.stamp:
            return
        raw, changed = raw_text(customer.raw), changed_of(customer)
        if here is None:
            self._add(customer, raw, changed)
        elif raw == here.raw:
            self._confirm(customer.id, here)
        else:
            is_surely_later = self._coming.sent > here.stored
            if not is_outdated(changed, here.changed, is_surely_later=is_surely_later):
                self._change(customer, raw, changed, here)

    def write(self, db: apsw.Connection) -> None:
        db.executemany(_PUT, self._rows)
        db.executemany(_PUT_RAW, self._raws)
        if self._confirmed:
            db.execute(
                "UPDATE customer SET stamp = ?, stored = ?"
                " WHERE id IN (SELECT value FROM json_each(?))",
                (self._coming.stamp, self._coming.now, json.dumps(self._confirmed)),
            )
        if self._searched:
            index.put(db, self._searched)
        marks.add_changes(db, self._changes, since=self._since)
        marks.add_unseen(db, self._dots, self._coming.at)
        marks.mark_seen(db, self._looked_at)
        marks.mark_own(db, self._own, self._coming.sent_at)

    def _confirm(self, id_: CustomerId, here: Here) -> None:
        self._confirmed.append(id_)
        if self._coming.cause is Cause.OWN:
            self._claim(id_, here)

    def _claim(self, id_: CustomerId, here: Here) -> None:
        """What the user saved is no news, though it may have come as such by another way before."""
        self._looked_at.append(id_)
        if here.stamp > self._coming.sent:
            self._own.append(id_)

    def _add(self, customer: Customer, raw: str, changed: str) -> None:
        row = self._put(customer, raw, changed)
        self._searched.append((row, customer))
        self._tally.new.add(row.id)
        self._tally.parents.add(row.parent)
        self._new_parents[row.id] = row.parent
        if self._coming.cause is Cause.NEWS:
            self._dots.append(row.id)

    def _change(self, customer: Customer, raw: str, changed: str, here: Here) -> None:
        row = self._put(customer, raw, changed)
        found = list(differences(Customer(json.loads(here.raw)), customer))
        if any(map(is_searched, found)):
            self._searched.append((row, customer))
        # It may come written in another way alone.
        if found or changed != here.changed:
            self._tally.changed.add(row.id)
        if row.parent != here.parent:
            self._moved_parents[row.id] = row.parent
        if (row.parent, row.is_closed) != (here.parent, here.is_closed):
            self._tally.parents |= {row.parent, here.parent}
        if self._coming.cause is not Cause.FIRST:
            self._mark(row.id, found, here)

    def _mark(self, id_: CustomerId, found: Sequence[Difference], here: Here) -> None:
        is_own = self._coming.cause is Cause.OWN
        self._changes += _history(id_, found, self._coming.at, is_own=is_own)
        self._since[id_] = self._coming.moment(here.stored)
        if is_own and not found:
            self._claim(id_, here)
        elif is_own:
            self._looked_at.append(id_)
        elif found:
            self._dots.append(id_)

    def _put(self, customer: Customer, raw: str, changed: str) -> CustomerRow:
        row = storable_row(customer)
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
    found: Sequence[Difference],
    at: datetime,
    *,
    is_own: bool,
) -> list[FieldChange]:
    return [
        FieldChange(customer=id_, at=at, field=name, before=was, after=is_, is_own=is_own)
        for name, was, is_ in found
    ]
