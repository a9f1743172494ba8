"""Putting the words of customers where the search looks for them, inside a transaction."""

import json
from collections.abc import Iterable, Sequence
from typing import Final

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.domain.search_text import searched
from desktop.mirror import tokens

CLOSED: Final = 1 << 62
"""Added to a closed customer's id, so that plain order puts open ones first."""
BEYOND: Final = (1 << 63) - 1
"""No row comes after this."""


def rowid_of(customer: CustomerId, *, is_closed: bool) -> int:
    return customer + CLOSED if is_closed else customer


def id_of(rowid: int) -> CustomerId:
    return CustomerId(rowid & (CLOSED - 1))


def put(db: apsw.Connection, customers: Sequence[tuple[CustomerRow, Customer]]) -> None:
    """Index *customers* as they are now, whether they were indexed before or not."""
    remove(db, [row.id for row, _ in customers])
    # Each step backwards would make FTS5 write out what it has gathered.
    db.executemany(
        "INSERT INTO word (rowid, text) VALUES (?, ?)",
        sorted(
            (rowid_of(row.id, is_closed=bool(row.is_closed)), _entry(row, customer))
            for row, customer in customers
        ),
    )


def remove(db: apsw.Connection, ids: Iterable[CustomerId]) -> None:
    """Forget what was indexed of *ids*; ids that were not are no error."""
    either = json.dumps([key for customer in ids for key in (customer, customer + CLOSED)])
    # Looking is much cheaper than deleting what is not there.
    indexed = db.execute(
        "SELECT id FROM word_docsize WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (either,),
    ).fetchall()
    db.executemany("DELETE FROM word WHERE rowid = ?", indexed)


def _entry(row: CustomerRow, customer: Customer) -> str:
    return tokens.entry(searched(customer), row.maingroup)
