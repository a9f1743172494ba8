"""Opening the journal's file, whatever state it is in."""

import os
import shutil
import sqlite3
import struct
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.errors import JournalTooNew
from desktop.domain.uploads import UploadState
from desktop.journal import schema, shapes
from desktop.journal.claim import claim, release
from desktop.journal.salvage import Salvaged, salvage
from desktop.support import durable

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_MAGIC = b"SQLite format 3\0"
_NO_VERSION_YET = 1000
"""No program will ever number its tables so high: a version like that is a spoilt one."""


class _DamagedError(Exception):
    """The file is not as the journal leaves its files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A journal that can be used; the others are None unless a damaged file was set aside."""

    db: sqlite3.Connection
    set_aside: Path | None = None
    salvaged: Salvaged | None = None


def opened(path: Path) -> Opened:
    """The journal at *path*: as it is, brought up to date, begun, or salvaged.

    It is claimed from then on, for whoever closes it to release. Raises JournalTooNew and
    JournalInUse, and OSError or sqlite3.Error where the disk does not let us; the file is then as
    it was.
    """
    head = _head(path)
    _leave_newer_alone(head)
    claim(path)
    try:
        return _opened(path, head)
    except BaseException:
        release(path)
        raise


def _opened(path: Path, head: bytes) -> Opened:
    _make_private(path)
    try:
        _check_head(head)
        return Opened(db=_connected(path))
    except (_DamagedError, sqlite3.DatabaseError) as error:
        if not _is_damage(error):
            raise
    aside, salvaged = _replaced(path)
    return Opened(db=_connected(path), set_aside=aside, salvaged=salvaged)


def _head(path: Path) -> bytes:
    """What a file begins with, if it is one of SQLite's."""
    try:
        with path.open("rb") as file:
            head = file.read(64)
    except FileNotFoundError:
        return b""
    return head if len(head) == 64 and head.startswith(_MAGIC) else b""


def _leave_newer_alone(head: bytes) -> None:
    """Asked of the bytes, for whatever opens a file may change it."""
    if not head:
        return
    (version,) = struct.unpack_from(">I", head, 60)
    if schema.VERSION < version < _NO_VERSION_YET:
        reason = f"written by a newer program (version {version}, known is {schema.VERSION})"
        raise JournalTooNew(reason)


def _check_head(head: bytes) -> None:
    """A version of the file format above 2 makes SQLite treat the file as one it may not write."""
    if head and max(head[18:20]) > 2:
        raise _DamagedError("not a format of SQLite's")


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        # Durable when COMMIT returns, the directory's entry of the rollback file included.
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA synchronous = EXTRA")
        # On macOS only this empties the drive's own cache; elsewhere it does nothing.
        db.execute("PRAGMA fullfsync = 1")
        db.execute("PRAGMA foreign_keys = ON")
        _check(db)
        schema.bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection) -> None:
    """Refuse a file that is damaged, or says what no program of ours ever wrote."""
    try:
        with closing(db.execute("PRAGMA quick_check(1)")) as checked:
            (verdict,) = checked.fetchone()
        version = schema.version_of(db)
        is_as_made = version <= schema.VERSION and _tables(db) == _tables_of_version(version)
        is_sound = is_as_made and not any(_has_spoilt_row(db, name) for name, *_ in _tables(db))
    except sqlite3.OperationalError as error:
        # There is nothing wrong with these questions, so there is with what answers them; an error
        # without a code is a text that is none.
        if _code(error) in {0, sqlite3.SQLITE_ERROR}:
            raise _DamagedError(str(error)) from error
        raise
    if verdict != "ok" or not is_sound:
        raise _DamagedError(verdict)


def _has_spoilt_row(db: sqlite3.Connection, table: str) -> bool:
    """Whether something could be read but not understood.

    Of what only the ledger shows the states are enough: it is much, and read one by one there.
    """
    if table == "learned":
        return not all(map(shapes.is_learned, db.execute("SELECT * FROM learned")))
    if table == "upload_event" or table in shapes.UNLIKE:
        return False
    which = " WHERE hidden = 0" if table == "upload" else ""
    if which and db.execute(_STATELESS).fetchone() is not None:
        return True
    rows = db.execute(f"SELECT * FROM {table}{which}")  # noqa: S608 - a table of ours
    return not all(shapes.is_sound(table, row) for row in rows)


_STATES = ", ".join(f"'{state.value}'" for state in UploadState)
_STATELESS = f"SELECT 1 FROM upload WHERE state NOT IN ({_STATES}) LIMIT 1"  # noqa: S608 - our own names


def _tables(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each table with its columns."""
    return db.execute(
        "SELECT master.name, group_concat(info.name) FROM sqlite_master AS master,"
        " pragma_table_info(master.name) AS info WHERE master.type = 'table' GROUP BY 1 ORDER BY 1"
    ).fetchall()


def _tables_of_version(version: int) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        for step in schema.STEPS[:version]:
            for statement in step:
                db.execute(statement)
        return _tables(db)


def _is_damage(error: Exception) -> bool:
    return isinstance(error, _DamagedError) or _code(error) in _DAMAGED


def _code(error: Exception) -> int:
    # The low byte is the primary code, what lies above says more.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _replaced(path: Path) -> tuple[Path, Salvaged]:
    """Put a new file with what was salvaged in the place of a damaged one, which is kept beside.

    Wherever this is broken off, there is a file at *path* that has all there is.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    _make_private(new)
    try:
        salvaged = salvage(path, new)
        aside = _kept_beside(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise
    # Left there, it would be rolled back into the new file.
    path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
    new.replace(path)
    with suppress(OSError):
        durable.folder(path.parent)
    _put_lost_copies_aside(path, aside)
    return aside, salvaged


def _kept_beside(path: Path) -> Path:
    """The damaged file under another name, with its rollback file: it may be of use yet."""
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    beside = path.with_name(f"{path.name}-journal")
    if beside.exists():
        shutil.copy(beside, aside.with_name(f"{aside.name}-journal"))
    try:
        os.link(path, aside)
    except OSError:  # a file system without links
        shutil.copy(path, aside)
    return aside


def _put_lost_copies_aside(path: Path, aside: Path) -> None:
    """Copies of files whose upload was lost are kept: new uploads would take their numbers."""
    spool = path.parent / "spool"
    if not spool.is_dir():
        return
    with closing(sqlite3.connect(path)) as db:
        known = {str(upload) for (upload,) in db.execute("SELECT id FROM upload")}
    kept = path.parent / f"spool{aside.name.removeprefix(path.name)}"
    for folder in list(spool.iterdir()):
        if folder.name not in known:
            kept.mkdir(mode=0o700, exist_ok=True)
            # One that cannot be moved is as lost as before.
            with suppress(OSError):
                folder.rename(kept / folder.name)


def _make_private(path: Path) -> None:
    """The file and its directory are the user's alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
