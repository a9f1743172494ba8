"""The journal's file and the one thread that touches it."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from desktop.domain.errors import StorageFailed
from desktop.journal import schema

P = ParamSpec("P")
T = TypeVar("T")

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Journal:
    """One account's journal: functions over its connection, run one after another off the loop.

    The file is opened by the first of them; where that fails, the next one tries again.

    Attributes:
        set_aside: Where a damaged file was put when a new one had to be begun, for the user to be
            told; None otherwise.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self.set_aside: Path | None = None

    @classmethod
    async def open(cls, path: Path) -> Self:
        """A journal whose file is there; raises StorageFailed where it cannot be used."""
        journal = cls(path)
        try:
            await journal.run(schema.version_of)
        except StorageFailed:
            await journal.close()
            raise
        return journal

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do *work* as one transaction; when this returns it is on the disk.

        Raises StorageFailed where it is not. Work that was begun is finished even if the caller
        is cancelled.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._thread, lambda: self._transaction(lambda db: work(db, *args, **kwargs))
        )

    async def close(self) -> None:
        """Finish what was asked for and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            db = self._db = self._db or self._opened()
            db.execute("BEGIN IMMEDIATE")
            try:
                result = work(db)
                db.execute("COMMIT")
            except BaseException:
                _roll_back(db)
                raise
        except (OSError, OverflowError, sqlite3.Error) as error:
            raise StorageFailed(f"{self._path.name}: {error}") from error
        return result

    def _opened(self) -> sqlite3.Connection:
        _make_private(self._path)
        try:
            return _connected(self._path)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
        self.set_aside = _put_aside(self._path)
        _make_private(self._path)
        return _connected(self._path)

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        # Durable when COMMIT returns, the directory's entry of the rollback file included.
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA synchronous = EXTRA")
        db.execute("PRAGMA foreign_keys = ON")
        _check(db)
        schema.bring_up_to_date(db)
    except BaseException:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection) -> None:
    """Refuse a damaged file, and leave one of a newer program as it is."""
    with closing(db.execute("PRAGMA quick_check(1)")) as checked:
        (verdict,) = checked.fetchone()
    if verdict != "ok":
        error = sqlite3.DatabaseError(verdict)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error
    version = schema.version_of(db)
    if version > schema.VERSION:
        reason = f"written by a newer program (version {version}, known is {schema.VERSION})"
        raise StorageFailed(reason)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    # The low byte is the primary code, what lies above says more.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _roll_back(db: sqlite3.Connection) -> None:
    """The error that led here is told, not one of undoing."""
    with suppress(sqlite3.Error):
        if db.in_transaction:
            db.execute("ROLLBACK")


def _make_private(path: Path) -> None:
    """The file and its directory are the user's alone."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _put_aside(path: Path) -> Path:
    """Rename the file and what SQLite keeps beside it; what is in them may be of use yet.

    Wherever this is broken off, a file and its rollback file are still together: the latter is
    needed to make anything of the former.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
    beside = path.with_name(f"{path.name}-journal")
    if beside.exists():
        shutil.copy(beside, aside.with_name(f"{aside.name}-journal"))
    path.rename(aside)
    beside.unlink(missing_ok=True)
    return aside
