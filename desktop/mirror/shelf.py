"""The last documents of each customer that was looked at: a cache of its own, bounded."""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

import apsw

from desktop.domain.answers import KeptListing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.mirror import shelved

T = TypeVar("T")

_log = logging.getLogger(__name__)

_ROOM = 256 * 1024 * 1024
_PATIENCE_MS = 2_000
_BESIDE = ("", "-wal", "-shm", "-journal")


class Shelf:
    """One account's shelf; its file is touched by one thread, which nobody needs to wait for.

    It raises nothing: what cannot be read was not kept, what cannot be kept (a full disk, an id
    beyond 63 bits) is not. A file that is damaged, or of another version, is thrown away.
    """

    def __init__(self, path: Path, *, room: int = _ROOM) -> None:
        """*room* is the bytes of all that is kept; the file is a little larger."""
        self._path = path
        self._room = room
        self._db: apsw.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="shelf")

    async def listing(self, customer: CustomerId) -> KeptListing | None:
        found = await self._asked(partial(shelved.listing, customer=customer))
        if found is not None:
            # By itself: where nothing can be written, what is there can still be read.
            self._told(partial(shelved.note_use, customer=customer))
        return found

    async def thumbnails(self, customer: CustomerId) -> dict[DocumentId, str]:
        """Base64 by document, "" where it has none; one that is absent was never asked for."""
        return await self._asked(partial(shelved.thumbnails, customer=customer)) or {}

    def keep_listing(self, customer: CustomerId, listing: KeptListing) -> None:
        """Returns at once; what is asked for after it finds it."""
        self._told(partial(shelved.put_listing, customer=customer, new=listing, room=self._room))

    def keep_thumbnails(self, customer: CustomerId, wires: Mapping[DocumentId, str]) -> None:
        """The thumbnails of all documents of the listing that was kept last; returns at once."""
        self._told(partial(shelved.put_thumbnails, customer=customer, wires=wires, room=self._room))

    async def close(self) -> None:
        """Finish what was asked for and close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    # --- How --------------------------------------------------------------------------------

    async def _asked(self, work: Callable[[apsw.Connection], T]) -> T | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._attempt, work)

    def _told(self, work: Callable[[apsw.Connection], None]) -> None:
        # After the end there is nothing to keep any more.
        with suppress(RuntimeError):
            self._thread.submit(self._attempt, work)

    def _attempt(self, work: Callable[[apsw.Connection], T]) -> T | None:
        """What *work* returns; None where it cannot be done."""
        try:
            return self._transaction(work)
        except (apsw.CorruptError, apsw.NotADBError) as error:
            _log.info("the shelf of documents is begun anew: %s", error)
            self._throw_away()
        except (apsw.Error, OSError, OverflowError, ValueError) as error:
            _log.info("the shelf of documents is of no use now: %s", error)
        return None

    def _transaction(self, work: Callable[[apsw.Connection], T]) -> T:
        db = self._db = self._db or self._opened()
        db.execute("BEGIN IMMEDIATE")
        try:
            result = work(db)
            db.execute("COMMIT")
        except BaseException:
            # The error that led here is told, not one of undoing.
            with suppress(apsw.Error):
                if db.in_transaction:
                    db.execute("ROLLBACK")
            raise
        return result

    def _opened(self) -> apsw.Connection:
        try:
            return _connected(self._path)
        except (apsw.CorruptError, apsw.NotADBError, _OtherVersionError):
            self._throw_away()
            return _connected(self._path)

    def _throw_away(self) -> None:
        with suppress(apsw.Error):
            self._close()
        self._db = None
        for ending in _BESIDE:
            with suppress(OSError):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


class _OtherVersionError(Exception):
    """The file was written by another version of the program."""


def _connected(path: Path) -> apsw.Connection:
    # The user's alone; what SQLite keeps beside it follows.
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    db = apsw.Connection(str(path))
    try:
        db.set_busy_timeout(_PATIENCE_MS)
        db.pragma("journal_mode", "wal")
        db.pragma("synchronous", "normal")
        _make_tables(db)
    except BaseException:
        db.close()
        raise
    return db


def _make_tables(db: apsw.Connection) -> None:
    version = db.pragma("user_version")
    if version == shelved.VERSION:
        return
    if version or list(db.execute("SELECT 1 FROM sqlite_master")):
        raise _OtherVersionError
    with db:
        for statement in shelved.SCHEMA:
            db.execute(statement)
        db.pragma("user_version", shelved.VERSION)
