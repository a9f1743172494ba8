"""Building the world's file, or finding it already built."""

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.demo import schema, store
from desktop.demo.store import Doc
from desktop.demo.world import agreements, papers, population
from desktop.demo.world.clerk import Clerk, Row
from desktop.demo.world.order import WorldOrder

_PORTION = 5_000


def make_ready(folder: Path, order: WorldOrder) -> None:
    """Reuse the world in *folder* when it was built to the same order, else build it."""
    found = schema.describe(folder)
    if found.get("version") == schema.VERSION and found.get("order") == _signature(order):
        return
    part = folder / (schema.FILE_NAME + ".part")
    part.unlink(missing_ok=True)
    db = sqlite3.connect(part, isolation_level=None)
    try:
        _fill(db, order)
    finally:
        db.close()
    # A world half built is never taken for a whole one.
    for leftover in folder.glob(schema.FILE_NAME + "-*"):
        leftover.unlink()
    part.replace(folder / schema.FILE_NAME)


def _signature(order: WorldOrder) -> str:
    """Without the day: a world built yesterday is still good today."""
    return f"{order.customers} customers, seed {order.seed}"


def _fill(db: sqlite3.Connection, order: WorldOrder) -> None:
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-65536")
    db.executescript(schema.TABLES)
    db.execute("BEGIN")
    clerk = Clerk(order)
    db.executemany(store.INSERT_RECORD, agreements.general_procedures(clerk))
    docs = population.customers(order)
    while portion := list(itertools.islice(docs, _PORTION)):
        db.executemany(store.INSERT_CUSTOMER, map(store.customer_row, portion))
        db.executemany(store.INSERT_RECORD, _records(clerk, portion))
    db.execute("COMMIT")
    db.executescript(schema.INDEXES)
    facts = {"version": schema.VERSION, "order": _signature(order), "today": str(order.today)}
    db.executemany("INSERT INTO meta VALUES (?, ?)", facts.items())


def _records(clerk: Clerk, customers: Iterable[Doc]) -> Iterator[Row]:
    for customer in customers:
        if clerk.visits(customer):
            yield from agreements.of_customer(clerk, customer)
            yield from papers.of_customer(clerk, customer)
