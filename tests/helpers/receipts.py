"""What the journal has on record of saves, for tests to look at."""

import sqlite3

from desktop.domain.ids import CustomerId
from desktop.journal import saves


def receipts_of(db: sqlite3.Connection, customer: int) -> list[saves.SaveRow]:
    """The saves of one customer, the newest first."""
    return saves.of_customer(db, CustomerId(customer))
