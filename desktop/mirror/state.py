"""Where synchronising stands, and whom the pass under way has shown."""

import json
from collections.abc import Collection
from typing import TypeVar

import apsw

from desktop.domain.ids import CustomerId

T = TypeVar("T")


def read(db: apsw.Connection, key: str, default: T) -> T:
    """What was written under *key*; *default* where nothing was, or something of another type."""
    row = db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    if row is None:
        return default
    value = json.loads(row[0])
    return value if isinstance(value, type(default)) else default


def read_any(db: apsw.Connection, key: str) -> object:
    """What was written under *key*, None where nothing was."""
    row = db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row[0])


def write(db: apsw.Connection, key: str, value: object) -> None:
    """Keep *value*, which JSON can carry."""
    db.execute("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", (key, json.dumps(value)))


def pass_begin(db: apsw.Connection) -> None:
    """Forget whom the last pass showed."""
    db.execute("DELETE FROM passed")


def pass_add(db: apsw.Connection, ids: Collection[CustomerId]) -> int:
    """Note whom a page showed; how many of them the pass had shown before."""
    distinct = set(ids)
    db.execute(
        "INSERT OR IGNORE INTO passed (id) SELECT value FROM json_each(?)",
        (json.dumps(list(distinct)),),
    )
    # Not by `total_changes`: this statement may make the index write what it has gathered.
    return len(distinct) - db.changes()


def pass_count(db: apsw.Connection) -> int:
    """How many different customers the pass has shown."""
    return int(db.execute("SELECT count(*) FROM passed").get)


def pass_missing(db: apsw.Connection) -> list[CustomerId]:
    """Who is here but was not shown by the pass, in the order of ids."""
    found = db.execute(
        "SELECT id FROM customer WHERE id NOT IN (SELECT id FROM passed) ORDER BY id"
    )
    return [CustomerId(id_) for (id_,) in found]


def pass_clear(db: apsw.Connection) -> None:
    """The pass is over; nothing of it is kept."""
    db.execute("DELETE FROM passed")
