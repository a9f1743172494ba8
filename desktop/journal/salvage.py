"""A damaged journal made into a sound one, of all rows that can still be read."""

import json
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.uploads import FINAL, Unsure, UploadState
from desktop.journal import schema, shapes
from desktop.journal.pages import Pages, Record
from desktop.journal.salvage_imports import Imports

_FINAL = tuple(sorted(state.value for state in FINAL))
_NEEDS_YOU = UploadState.NEEDS_YOU.value
_LAST_NUMBER = 1 << 48
"""A larger one is a spoilt one, and leaves no room for others."""

# Outdated copies of a row may lie about in pages that are no longer in use.
_NEWER = {
    "save": "WHERE save.outcome = 'pending'",
    "stop": "WHERE stop.lifted_at IS NULL",
    "batch": "WHERE batch.released_at IS NULL",
    "draft": "WHERE excluded.at >= draft.at",
    "upload": "WHERE excluded.changed_at >= upload.changed_at",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """How much was read out of a damaged journal; `unsure` of the uploads need the user."""

    uploads: int
    unsure: int
    saves: int


def salvage(damaged: Path, into: Path) -> Salvaged:
    """Fill *into*, a file that is not there yet, with what *damaged* still holds.

    An upload that was not known to be final comes back as one that needs the user, for the row
    that was read may not be its last. One whose row is lost comes back with what index and events
    say of it, if at least two of them do: one alone may be a spoilt number. Rows of an import that
    waited come back as ones that are read before anything of them is sent.

    Raises OSError and sqlite3.Error, with *into* half made.
    """
    pages = Pages(damaged.read_bytes())
    with closing(sqlite3.connect(into, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = EXTRA")
        db.execute("PRAGMA fullfsync = 1")
        schema.bring_up_to_date(db)
        db.execute("BEGIN IMMEDIATE")
        _Gathering(db).gather(pages)
        db.execute(schema.DETAIL_AS_JSON)
        _drop_stops_of_lost_saves(db)
        _take_final_states(db)
        _make_batches_up(db)
        _ask_of_waiting_saves(db)
        unsure = _ask_of_the_rest(db)
        db.execute("COMMIT")
        uploads, saves = (_count(db, table) for table in ("upload", "save"))
    return Salvaged(uploads=uploads, unsure=unsure, saves=saves)


class _Gathering:
    """Puts the rows it finds into the new file."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._put = {table: _statement(table) for table in shapes.TABLES}
        self._mentions: dict[int, shapes.Mention] = {}
        self._evidence: Counter[int] = Counter()
        self._last_draft = 0
        self._imports = Imports(db)

    def gather(self, pages: Pages) -> None:
        # Events cannot be taken out again, and some may be of uploads that never were.
        self._db.execute("CREATE TEMP TABLE found AS SELECT * FROM upload_event")
        self._db.execute("CREATE UNIQUE INDEX temp.found_id ON found (id)")
        self._db.execute("CREATE INDEX temp.found_upload ON found (upload_id)")
        for record in pages.records():
            self._take(record)
        self._make_up_uploads()
        self._number_drafts()
        self._imports.finish()
        self._db.execute(
            "INSERT INTO upload_event SELECT * FROM found"
            " WHERE upload_id IN (SELECT id FROM upload) ORDER BY id"
        )

    def _take(self, record: Record) -> None:
        if row := shapes.row_of(record):
            if row.table == "upload_event" and isinstance(row.values[1], int):
                self._evidence[row.values[1]] += 1
            # A spoilt number may be one that another row has.
            with suppress(sqlite3.IntegrityError):
                self._db.execute(self._put[row.table], row.values)
        elif mention := shapes.mention_of(record):
            known = self._mentions.get(mention.upload_id)
            if known is None or not known.sha256:
                self._mentions[mention.upload_id] = mention
                self._evidence[mention.upload_id] += 1
        elif learned := shapes.learned_of(record):
            self._db.execute("INSERT OR REPLACE INTO learned VALUES (?, ?)", learned)
        elif not self._imports.take(record):
            self._last_draft = max(self._last_draft, shapes.last_draft_of(record))

    def _number_drafts(self) -> None:
        """Go on where the numbers ended: a customer that is not there yet is known by one."""
        (used,) = self._db.execute(
            "SELECT max(coalesce((SELECT max(id) FROM draft), 0),"
            " coalesce((SELECT max(abs(local_id)) FROM made), 0))"
        ).fetchone()
        self._db.execute("DELETE FROM sqlite_sequence WHERE name = 'draft'")
        last = min(max(used, self._last_draft), _LAST_NUMBER)
        self._db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('draft', ?)", (last,))

    def _make_up_uploads(self) -> None:
        """A row for each upload that has none, of what is said of it elsewhere."""
        for upload, evidence in sorted(self._evidence.items()):
            if evidence < 2 or _has_row(self._db, upload):
                continue
            mention = self._mentions.get(upload, shapes.Mention(upload, 0, ""))
            first = _first_event(self._db, upload)
            row = {
                "id": upload,
                "batch_id": -upload,
                "customer_id": mention.customer_id or _whole(first.get("customer_id")),
                "customer_name": _text(first.get("customer_name")),
                "source": _text(first.get("source")),
                "name": _text(first.get("name")),
                "title": _text(first.get("title")),
                "state": _NEEDS_YOU,
                "rank": float(upload),
                "sha256": mention.sha256,
                "added_at": _now(),
                "changed_at": _now(),
            }
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            self._db.execute(
                f"INSERT INTO upload ({names}) VALUES ({marks})",  # noqa: S608 - names of ours
                tuple(row.values()),
            )


def _statement(table: str) -> str:
    names = ["id", *(column.name for column in shapes.TABLES[table])]
    marks = ", ".join("?" * len(names))
    goal = "found" if table == "upload_event" else table
    insert = f"INSERT INTO {goal} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of ours
    if table not in _NEWER:
        return f"{insert} ON CONFLICT DO NOTHING"
    newer = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    return f"{insert} ON CONFLICT (id) DO UPDATE SET {newer} {_NEWER[table]}"


def _drop_stops_of_lost_saves(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM stop WHERE save_id NOT IN (SELECT id FROM save)")


def _take_final_states(db: sqlite3.Connection) -> None:
    """Events are never changed, so one that says final is true of a row that does not."""
    marks = ", ".join("?" * len(_FINAL))
    db.execute(
        "UPDATE upload SET state = event.state, changed_at = event.at FROM upload_event AS event"  # noqa: S608 - marks alone
        f" WHERE event.upload_id = upload.id AND event.state IN ({marks})",
        _FINAL,
    )


def _ask_of_waiting_saves(db: sqlite3.Connection) -> None:
    """What waited to be sent may have been sent, or be an older state of it."""
    db.execute(
        """UPDATE draft SET state = 'refused', about = '{"problem":"Salvaged"}'"""
        " WHERE state = 'queued'"
    )


def _make_batches_up(db: sqlite3.Connection) -> None:
    """Every upload has a batch; one that was lost was let go long ago."""
    db.execute(
        "INSERT INTO batch (id, customer_id, at, released_at)"
        " SELECT batch_id, min(customer_id), min(added_at), min(added_at) FROM upload"
        " WHERE batch_id NOT IN (SELECT id FROM batch) GROUP BY batch_id"
    )


def _ask_of_the_rest(db: sqlite3.Connection) -> int:
    """Whatever is not final needs the user; how many that are."""
    marks = ", ".join("?" * len(_FINAL))
    rows = db.execute(
        f"SELECT id, about FROM upload WHERE state NOT IN ({marks})",  # noqa: S608 - marks alone
        _FINAL,
    ).fetchall()
    for upload, about in rows:
        told = json.dumps({**json.loads(about), "unsure": Unsure.SALVAGED.value})
        db.execute(
            "UPDATE upload SET state = ?, changed_at = ?, hidden = 0, about = ? WHERE id = ?",
            (_NEEDS_YOU, _now(), told, upload),
        )
        db.execute(
            "INSERT INTO upload_event (upload_id, at, state, cause) VALUES (?, ?, ?, ?)",
            (upload, _now(), _NEEDS_YOU, Unsure.SALVAGED.value),
        )
    return len(rows)


def _has_row(db: sqlite3.Connection, upload: int) -> bool:
    return db.execute("SELECT 1 FROM upload WHERE id = ?", (upload,)).fetchone() is not None


def _first_event(db: sqlite3.Connection, upload: int) -> dict[str, object]:
    row = db.execute(
        "SELECT detail FROM found WHERE upload_id = ? ORDER BY id LIMIT 1", (upload,)
    ).fetchone()
    return dict(json.loads(row[0])) if row else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) and abs(value) < 1 << 63 else 0


def _count(db: sqlite3.Connection, table: str) -> int:
    (count,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of ours
    return int(count)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
