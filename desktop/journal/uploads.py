"""The uploads and what happened to them: functions from a connection to values."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop.domain.batches import Ask, Target, Typed
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import (
    BETWEEN,
    FINAL,
    BatchId,
    Earlier,
    Upload,
    UploadId,
    UploadState,
)
from desktop.journal.upload_rows import (
    COLUMNS,
    as_json,
    earlier_of,
    moment,
    read_row,
    read_stored,
    row_of,
)

_NAMES = ", ".join(COLUMNS)
_MARKS = ", ".join("?" * len(COLUMNS))
# What an upload was let go over and when never changes.
_KEPT = frozenset({"id", "batch_id", "source", "name", "added_at"})
_SETTING = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in _KEPT)
_PUT = f"INSERT INTO upload ({_NAMES}) VALUES ({_MARKS}) ON CONFLICT (id) DO UPDATE SET {_SETTING}"  # noqa: S608 - names of ours
# A twin that was given up, or that the server did not take, is nothing to be doubled.
_NO_TWIN = (UploadState.CANCELLED.value, UploadState.REFUSED.value)
_FINAL = ", ".join(f"'{state.value}'" for state in FINAL)
_ENDED_LATELY = f"state IN ({_FINAL}) AND changed_at >= ? ORDER BY changed_at DESC, id DESC LIMIT ?"
_IS_SHOWN = (
    f"hidden = 0 AND (state NOT IN ({_FINAL}) OR id IN"  # noqa: S608 - words of ours
    f" (SELECT id FROM upload WHERE hidden = 0 AND {_ENDED_LATELY}))"
)
MOST_ENDED = 1000
"""With twenty thousand a start takes seconds longer, and each change stops the window."""
_PAUSES = {PauseKind.USER: "is_paused", PauseKind.UNSURE: "is_unsure"}
# Nothing that is text: one that is hidden was not looked at for damage, and must not be in the way.
_STORED = (
    "SELECT id, customer_id, document_id, folder <> '', CAST(about AS BLOB) FROM upload"
    " WHERE customer_id = ? AND state = ? AND typeof(document_id) = 'integer'"
)
_NOT_LET_GO = (UploadState.QUEUED.value, UploadState.STAGED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An upload as it is from now on, and what made it so; `detail` must be JSON."""

    upload: Upload
    cause: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRow:
    """A batch; `released_at` (UTC) is when its hold ended.

    `asks` are unanswered; what was `typed` about its files could not be taken, or not yet.
    """

    id: BatchId
    target: Target
    at: datetime
    asks: frozenset[Ask] = frozenset()
    typed: tuple[Typed, ...] = ()
    released_at: datetime | None = None

    @property
    def waits_for_user(self) -> bool:
        """Whether nothing of it goes until the user has said something."""
        return bool(self.asks or self.typed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to an upload, `at` UTC."""

    at: datetime
    state: UploadState
    cause: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is in the list of transfers, and the batches of it; the largest ids ever given.

    `stored_beside` are all that ever went to customers for whom it is to be found out whether
    one has arrived. `pauses`: what keeps everything back until the user goes on.
    """

    uploads: tuple[Upload, ...]
    batches: tuple[BatchRow, ...]
    stored_beside: tuple[Upload, ...]
    pauses: frozenset[PauseKind]
    last_upload: int
    last_batch: int


def put(
    db: sqlite3.Connection,
    *,
    at: datetime,
    steps: Sequence[Step] = (),
    batches: Iterable[BatchRow] = (),
    hidden: Iterable[UploadId] = (),
) -> None:
    """Put down how these stand from now on, and what happened; new ones are begun.

    `hidden` are no longer in the list of transfers; in the ledger they stay.
    """
    db.executemany(
        "INSERT INTO batch (id, customer_id, at, released_at, about) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET customer_id = excluded.customer_id,"
        " released_at = excluded.released_at, about = excluded.about",
        map(_row_of_batch, batches),
    )
    db.executemany(_PUT, (row_of(step.upload) for step in steps))
    db.executemany(
        "INSERT INTO upload_event (upload_id, at, state, cause, detail) VALUES (?, ?, ?, ?, ?)",
        (
            (s.upload.id, moment(at), s.upload.state.value, s.cause, as_json(dict(s.detail)))
            for s in steps
        ),
    )
    db.executemany("UPDATE upload SET hidden = 1 WHERE id = ?", ((each,) for each in hidden))


def try_disk(db: sqlite3.Connection, at: datetime) -> None:
    """Write something, to find out whether that can be done."""
    learn(db, {"tried": moment(at)})


def pause(db: sqlite3.Connection, wanted: Mapping[PauseKind, bool]) -> None:
    """Keep which of these keep everything back, for the user or by them; other kinds are not."""
    learn(db, {_PAUSES[kind]: is_on for kind, is_on in wanted.items()})


def load(db: sqlite3.Connection, *, since: datetime) -> Shown:
    """What was shown when the program last ran, in the order in which it goes up.

    Of what is stored or given up only what came to that *since* (UTC), the last thousand of it.
    """
    shown = (moment(since), MOST_ENDED)
    rows = db.execute(
        f"SELECT {_NAMES} FROM upload WHERE {_IS_SHOWN} ORDER BY rank, id",  # noqa: S608 - names of ours
        shown,
    )
    uploads = tuple(read_row(row) for row in rows)
    batches = db.execute(
        "SELECT id, customer_id, at, released_at, about FROM batch"  # noqa: S608 - names of ours
        f" WHERE id IN (SELECT batch_id FROM upload WHERE {_IS_SHOWN}) ORDER BY id",
        shown,
    )
    known = learned(db)
    return Shown(
        uploads=uploads,
        batches=tuple(_read_batch(row) for row in batches),
        stored_beside=_stored_beside(db, uploads),
        pauses=frozenset(kind for kind, name in _PAUSES.items() if known.get(name) is True),
        last_upload=_last(db, "upload"),
        last_batch=_last(db, "batch"),
    )


def needed_by(path: Path) -> frozenset[str]:
    """The names of the files that uploads of another account's journal may still need.

    Raises StorageFailed where it cannot be read; nothing is written, whatever state it is in.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
            query = f"SELECT source FROM upload WHERE state NOT IN ({_FINAL})"  # noqa: S608 - words of ours
            rows = db.execute(query)
            return frozenset(Path(source).name for (source,) in rows)
    except (sqlite3.Error, TypeError) as error:
        raise StorageFailed(str(error)) from error


def _stored_beside(db: sqlite3.Connection, uploads: Iterable[Upload]) -> tuple[Upload, ...]:
    """Or what another upload became would be taken for one that is looked for."""
    customers = {row.customer_id for row in uploads if row.state in BETWEEN}
    return tuple(
        read_stored(ids, about, has_folder=bool(has_folder))
        for customer in customers
        for *ids, has_folder, about in db.execute(_STORED, (customer, UploadState.DONE.value))
    )


def earlier(
    db: sqlite3.Connection, upload: UploadId, customer: CustomerId, sha256: str
) -> Earlier | None:
    """The same content on the same customer, other than *upload*: one that is stored, if any.

    Two that were not let go yet never wait for each other: the later one waits. What was made of
    a photo and stored is the same too.
    """
    row = db.execute(
        f"SELECT {_NAMES} FROM upload WHERE customer_id = ? AND sha256 = ? AND id <> ?"  # noqa: S608 - names of ours
        " AND state NOT IN (?, ?) AND (id < ? OR state NOT IN (?, ?))"
        " ORDER BY state <> ?, id LIMIT 1",
        (customer, sha256, upload, *_NO_TWIN, upload, *_NOT_LET_GO, UploadState.DONE.value),
    ).fetchone()
    row = (
        row
        or db.execute(
            f"SELECT {_NAMES} FROM upload WHERE customer_id = ? AND send_sha256 = ? AND id <> ?"  # noqa: S608 - names of ours
            " AND send_sha256 <> '' AND state = ? ORDER BY id LIMIT 1",
            (customer, sha256, upload, UploadState.DONE.value),
        ).fetchone()
    )
    return earlier_of(read_row(row)) if row else None


def final_among(db: sqlite3.Connection, uploads: Iterable[UploadId]) -> frozenset[UploadId]:
    """Those of *uploads* that nothing can happen to any more."""
    final = {state.value for state in FINAL}
    states = (
        (each, db.execute("SELECT state FROM upload WHERE id = ?", (each,)).fetchone())
        for each in uploads
    )
    return frozenset(each for each, row in states if row and row[0] in final)


def events(db: sqlite3.Connection, upload: UploadId) -> tuple[Event, ...]:
    """What happened to an upload, in order."""
    rows = db.execute(
        "SELECT at, state, cause, detail FROM upload_event WHERE upload_id = ? ORDER BY id",
        (upload,),
    )
    return tuple(
        Event(
            at=datetime.fromisoformat(at),
            state=UploadState(state),
            cause=cause,
            detail=json.loads(detail),
        )
        for at, state, cause, detail in rows
    )


def learn(db: sqlite3.Connection, values: Mapping[str, object]) -> None:
    """Keep what was learned of the account."""
    db.executemany(
        "INSERT OR REPLACE INTO learned (name, value) VALUES (?, ?)",
        ((name, as_json(value)) for name, value in values.items()),
    )


def learned(db: sqlite3.Connection) -> dict[str, object]:
    return {
        name: json.loads(value) for name, value in db.execute("SELECT name, value FROM learned")
    }


def _last(db: sqlite3.Connection, table: str) -> int:
    (last,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()  # noqa: S608 - a name of ours
    return int(last)


def _row_of_batch(batch: BatchRow) -> tuple[object, ...]:
    target = batch.target
    about = {
        "name": target.name,
        "number": target.number,
        "path": list(target.path),
        "is_closed": target.is_closed,
        "is_blocked": target.is_blocked,
        "asks": sorted(ask.value for ask in batch.asks),
        "typed": [list(each) for each in batch.typed],
    }
    released = moment(batch.released_at) if batch.released_at else None
    return (batch.id, target.id, moment(batch.at), released, as_json(about))


def _read_batch(row: tuple[int, int, str, str | None, str]) -> BatchRow:
    id_, customer, at, released_at, said = row
    about = json.loads(said)
    target = Target(
        id=CustomerId(customer),
        name=about.get("name", ""),
        number=about.get("number", ""),
        path=tuple(about.get("path", ())),
        is_closed=about.get("is_closed", False),
        is_blocked=about.get("is_blocked", False),
    )
    return BatchRow(
        id=BatchId(id_),
        target=target,
        at=datetime.fromisoformat(at),
        asks=frozenset(Ask(ask) for ask in about.get("asks", ())),
        typed=tuple(Typed(*each) for each in about.get("typed", ())),
        released_at=datetime.fromisoformat(released_at) if released_at else None,
    )
