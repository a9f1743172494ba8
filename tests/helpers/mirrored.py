"""Short ways to fill a local copy and to look at it."""

import time
from datetime import UTC, datetime
from pathlib import Path

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.mirror import customers
from desktop.mirror.customers import Absorbed, Cause
from desktop.mirror.database import Writing

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def opened(folder: Path) -> Writing:
    return Writing.open(folder, now=NOON)


def customer(id_: int, parent: int = 0, /, **fields: object) -> Customer:
    return Customer({"id": id_, "parentcust": parent, "name": f"Kunde {id_}", **fields})


def absorb(
    writing: Writing,
    *records: Customer,
    stamp: int | None = None,
    cause: Cause = Cause.FIRST,
    at: datetime = NOON,
) -> Absorbed:
    """Take in *records* as one transaction; asked for just now, unless a *stamp* says when."""
    if stamp is None:
        stamp = writing.stamp_of(time.monotonic_ns())
    with writing.transaction() as db:
        return customers.absorb(db, records, stamp=stamp, at=at, cause=cause)


def remove(writing: Writing, *ids: int, stamp: int | None = None) -> frozenset[int]:
    """Take customers out; found gone a moment ago, unless a *stamp* says when."""
    if stamp is None:
        stamp = writing.stamp_of(time.monotonic_ns()) - 1
    with writing.transaction() as db:
        return frozenset(customers.remove(db, map(CustomerId, ids), stamp=stamp))


def raws(db: apsw.Connection) -> dict[int, str]:
    """All whole objects, as JSON texts by id."""
    return dict(db.execute("SELECT id, raw FROM customer_raw"))
