"""The journal's file and the one thread that touches it."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from desktop.domain.errors import NotKept, StorageFailed
from desktop.journal import opening, schema
from desktop.journal.claim import release
from desktop.journal.salvage import Salvaged

_OURS = (
    OverflowError,
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What is wrong with the work rather than with the disk: trying again would end the same."""

P = ParamSpec("P")
T = TypeVar("T")


class Journal:
    """One account's journal: functions over its connection, run one after another off the loop.

    The file is opened by the first of them; where that fails, the next one tries again.

    Attributes:
        trouble: Why the file cannot be used at present, as of the last time it was tried:
            JournalTooNew where a newer program wrote it, JournalInUse where another one has it,
            else what the disk said; None where it can be used.
        set_aside: Where a damaged file was put when a new one had to be begun, for the user to be
            told; None otherwise.
        salvaged: What the new one has of the damaged one; None where none was set aside.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self.trouble: StorageFailed | None = None
        self.set_aside: Path | None = None
        self.salvaged: Salvaged | None = None

    @classmethod
    async def open(cls, path: Path) -> Self:
        """A journal whose file was tried; `trouble` says whether it can be used."""
        journal = cls(path)
        with suppress(StorageFailed):
            await journal.run(schema.version_of)
        return journal

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do *work* as one transaction; when this returns it is on the disk.

        Raises StorageFailed where it is not: NotKept where that is this work's own fault. Work
        that was begun is finished even if the caller is cancelled.
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
        db = self._db = self._db or self._opened()
        try:
            db.execute("BEGIN IMMEDIATE")
            try:
                result = work(db)
                db.execute("COMMIT")
            except BaseException:
                _roll_back(db)
                raise
        except _OURS as error:
            raise NotKept(f"{self._path.name}: {error}") from error
        except (OSError, sqlite3.Error) as error:
            raise StorageFailed(f"{self._path.name}: {error}") from error
        return result

    def _opened(self) -> sqlite3.Connection:
        try:
            opened = opening.opened(self._path)
        except (OSError, sqlite3.Error) as error:
            self.trouble = StorageFailed(f"{self._path.name}: {error}")
            raise self.trouble from error
        except StorageFailed as error:
            self.trouble = error
            raise
        self.trouble = None
        if opened.set_aside is not None:
            self.set_aside, self.salvaged = opened.set_aside, opened.salvaged
        return opened.db

    def _close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
            release(self._path)


def _roll_back(db: sqlite3.Connection) -> None:
    """The error that led here is told, not one of undoing."""
    with suppress(sqlite3.Error):
        if db.in_transaction:
            db.execute("ROLLBACK")
