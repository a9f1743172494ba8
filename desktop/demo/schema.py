"""The tables the server keeps, and how their file is opened."""

import sqlite3
from pathlib import Path

FILE_NAME = "world.db"
VERSION = "1"

TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE customer(
    id INTEGER PRIMARY KEY,
    parentcust INTEGER NOT NULL,
    number TEXT NOT NULL,
    folded TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    restricted INTEGER NOT NULL,
    changed TEXT NOT NULL,
    doc TEXT NOT NULL
);
CREATE TABLE record(
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    customerid INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    changed TEXT NOT NULL,
    doc TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE thumbnail(documentid INTEGER PRIMARY KEY, jpeg BLOB NOT NULL);
CREATE TABLE ledger(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    envelope INTEGER NOT NULL,
    command TEXT NOT NULL,
    inputs TEXT NOT NULL,
    status INTEGER NOT NULL,
    msg TEXT NOT NULL,
    fault TEXT NOT NULL,
    time TEXT NOT NULL
);
"""
# Built after the rows: a sorted index is quicker than a million insertions.
INDEXES = """
CREATE INDEX customer_parent ON customer(parentcust);
CREATE INDEX customer_number ON customer(number);
CREATE INDEX customer_folded ON customer(folded);
CREATE INDEX customer_changed ON customer(changed, id);
CREATE INDEX record_customer ON record(kind, customerid);
CREATE INDEX record_changed ON record(kind, changed, id);
"""


def open_world(folder: Path) -> sqlite3.Connection:
    """Open the world for its one writer, whose thread is not the one that opens it."""
    db = sqlite3.connect(folder / FILE_NAME, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode=WAL")
    # The process may be killed, the machine is not: what was handed to the system is safe.
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-65536")
    return db


def describe(folder: Path) -> dict[str, str]:
    """What the world in *folder* was built from; empty when there is none to reuse."""
    path = folder / FILE_NAME
    if not path.exists():
        return {}
    db = sqlite3.connect(path)
    try:
        return dict(db.execute("SELECT name, value FROM meta"))
    except sqlite3.DatabaseError:  # a broken or foreign file is built anew
        return {}
    finally:
        db.close()
