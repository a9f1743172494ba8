"""Taking in what the server tells of customers: the newest of each is kept, whole."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.mirror import index, strays
from desktop.mirror.columns import BEYOND
from desktop.mirror.intake import Cause, Coming, Here, Intake, Tally
from desktop.mirror.newness import changed_of, is_earlier

__all__ = ["Absorbed", "Cause", "absorb", "distrust_times", "remove"]

_SLICE: Final = 500
_ON_THE_WAY_MS: Final = 3_600_000
"""No answer takes longer."""
_GIVEN: Final = "(SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorbed:
    """What a batch of records changed.

    Attributes:
        new: Customers that were not here before.
        changed: Customers that were, and are different now.
        parents: Whose children came, went or were opened or closed; 0 is the top level.
        bad: How many records have an id no customer can have.
    """

    new: frozenset[CustomerId] = frozenset()
    changed: frozenset[CustomerId] = frozenset()
    parents: frozenset[CustomerId] = frozenset()
    bad: int = 0


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
    Who was found gone by a later request stays gone.
    """
    now = int(db.execute("SELECT stamp_now()").get)
    coming = Coming(sent=stamp, now=max(now, stamp), at=at, cause=cause)
    tally = Tally()
    if gone := _gone_since(db, coming.stamp):
        customers = [each for each in customers if each.id not in gone]
    for part in _slices(customers, tally):
        _absorb(db, part, coming, tally)
    return Absorbed(
        new=frozenset(tally.new),
        changed=frozenset(tally.changed - tally.new),
        parents=frozenset(tally.parents),
        bad=tally.bad,
    )


def remove(db: apsw.Connection, ids: Iterable[CustomerId], *, stamp: int) -> frozenset[CustomerId]:
    """Take customers out that a request of this *stamp* found gone; those below become strays.

    Returns whose children went.
    """
    wanted = json.dumps(list(ids))
    _note_gone(db, wanted, stamp)
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


def _note_gone(db: apsw.Connection, ids: str, stamp: int) -> None:
    """Remember them for as long as an answer to an earlier request may be on its way."""
    db.execute("DELETE FROM gone WHERE stamp < ?", (stamp - _ON_THE_WAY_MS,))
    db.execute(
        "INSERT OR REPLACE INTO gone (id, stamp) SELECT value, ? FROM json_each(?)", (stamp, ids)
    )


def _gone_since(db: apsw.Connection, stamp: int) -> frozenset[int]:
    """Who was found gone by requests from *stamp* on."""
    return frozenset(id_ for (id_,) in db.execute("SELECT id FROM gone WHERE stamp >= ?", (stamp,)))


def distrust_times(db: apsw.Connection) -> None:
    """Let the next record of each customer count whatever its change time: the clock was wrong."""
    db.execute("UPDATE customer SET changed = ''")
    db.execute("UPDATE feed_record SET changed = ''")


def _slices(customers: Iterable[Customer], tally: Tally) -> Iterator[dict[CustomerId, Customer]]:
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
    db: apsw.Connection, part: dict[CustomerId, Customer], coming: Coming, tally: Tally
) -> None:
    here = _read(db, part)
    intake = Intake(coming, tally)
    for id_, customer in part.items():
        intake.take(customer, here.get(id_))
    opened = strays.open_circles(db, intake.moves.moved)
    intake.write(db)
    strays.settle(db, intake.moves, opened)


def _read(db: apsw.Connection, ids: Iterable[CustomerId]) -> dict[CustomerId, Here]:
    found = db.execute(
        "SELECT id, parent, is_closed, changed, stamp, stored, raw"
        f" FROM customer JOIN customer_raw USING (id) WHERE id IN {_GIVEN}",
        (json.dumps(list(ids)),),
    )
    return {id_: Here(*rest) for id_, *rest in found}
