"""An import and its rows read out of a damaged journal.

Only rows whose import was found are taken: the pages hold rows of imports that were dropped long
ago as well, and those must never be sent. One whose own row is lost is begun again from its file,
and so is one whose number an earlier one had too: nobody can tell whose rows are whose.
"""

import json
import sqlite3
from typing import get_args

from desktop.domain.importing import RowState, Verdict
from desktop.journal.imports import State
from desktop.journal.pages import Record
from desktop.journal.shapes import is_moment, is_object

_VERDICTS = frozenset(each.value for each in Verdict)
_STATES = frozenset(each.value for each in RowState)
_SHARED = 1_000_000_000
"""Imports were counted once, and all were the first; now each has its moment for a number."""

# Of two copies of a row the one that is further on: what came of a row is put down last.
_PUT_ROW = """
INSERT INTO found_row VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (import_id, line) DO UPDATE SET verdict = excluded.verdict,
        state = excluded.state, customer_id = excluded.customer_id, about = excluded.about
    WHERE found_row.state = 'waiting'
        OR found_row.state = 'sending' AND excluded.state != 'waiting'
"""
_PUT_IMPORT = """
INSERT INTO import VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state
    WHERE import.state LIKE 'check%' OR excluded.state = 'done'
"""


class Imports:
    """Gathers the records that are of imports, in any order."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        db.execute("CREATE TEMP TABLE found_row AS SELECT * FROM import_row")
        db.execute("CREATE UNIQUE INDEX temp.found_line ON found_row (import_id, line)")

    def take(self, record: Record) -> bool:
        """Whether *record* is one of them."""
        if is_row(record):
            self._db.execute(_PUT_ROW, record.values)
        elif is_import(record):
            self._db.execute(_PUT_IMPORT, (record.rowid, *record.values[1:]))
        else:
            return False
        return True

    def finish(self) -> None:
        """Keep the newest import alone. What waits in it may have been sent: it is read first."""
        db = self._db
        db.execute("DELETE FROM import WHERE id != (SELECT max(id) FROM import)")
        db.execute("UPDATE found_row SET state = 'sending' WHERE state = 'waiting'")
        db.execute(
            "INSERT INTO import_row SELECT * FROM found_row"
            " WHERE import_id IN (SELECT id FROM import)"
        )
        _count_anew(db)


def _count_anew(db: sqlite3.Connection) -> None:
    """Say of the import how many rows it has by now, and how many of those it had are lost."""
    for id_, about in db.execute("SELECT id, about FROM import").fetchall():
        (count,) = db.execute(
            "SELECT count(*) FROM import_row WHERE import_id = ?", (id_,)
        ).fetchone()
        told = json.loads(about)
        had = sum(each for name in ("total", "lost") if isinstance(each := told.get(name), int))
        text = json.dumps({**told, "total": count, "lost": max(0, had - count)})
        db.execute("UPDATE import SET about = ? WHERE id = ?", (text, id_))


def is_import(record: Record) -> bool:
    match record:
        case (int(id_), (None, str(at), str(), str(state), str(about))):
            return id_ > _SHARED and state in get_args(State) and is_moment(at) and is_object(about)
        case _:
            return False


def is_row(record: Record) -> bool:
    match record:
        case (None, (int(), int(), str(), str(), str(verdict), str(state), int(), str(about))):
            return verdict in _VERDICTS and state in _STATES and is_object(about)
        case _:
            return False
