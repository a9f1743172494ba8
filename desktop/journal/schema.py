"""The journal's tables, as numbered steps from one version to the next."""

import sqlite3

_SAVES = (
    # Every write of customer fields, put down before it is sent. `at` is UTC; `sent`, `before` and
    # `after` are JSON objects as they are on the wire, `before` null where a customer is created.
    """
    CREATE TABLE save (
        id INTEGER PRIMARY KEY,
        customer_id INTEGER NOT NULL,
        at TEXT NOT NULL,
        way TEXT NOT NULL CHECK (way IN ('id', 'number', 'create', 'restore')),
        sent TEXT NOT NULL,
        before TEXT,
        after TEXT,
        outcome TEXT NOT NULL DEFAULT 'pending' CHECK (
            outcome IN ('pending', 'stored', 'differs', 'refused', 'unknown', 'wrong_customer')
        ),
        detail TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX save_of_customer ON save (customer_id, id)",
    # A save that changed what was not sent stops all saving until the user lifts the stop.
    """
    CREATE TABLE stop (
        id INTEGER PRIMARY KEY,
        save_id INTEGER NOT NULL REFERENCES save (id),
        at TEXT NOT NULL,
        lifted_at TEXT
    )
    """,
)

STEPS: tuple[tuple[str, ...], ...] = (_SAVES,)
"""Step n brings a file of version n to n + 1. A step that was released is never edited."""

VERSION = len(STEPS)


def version_of(db: sqlite3.Connection) -> int:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version)


def bring_up_to_date(db: sqlite3.Connection) -> None:
    """Take the steps the file lacks, each whole or not at all."""
    for version in range(version_of(db), VERSION):
        db.execute("BEGIN IMMEDIATE")
        for statement in STEPS[version]:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {version + 1}")
        db.execute("COMMIT")
