"""The files of the local copy and of the marks, and the one connection that writes them."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from json import JSONDecodeError
from pathlib import Path
from typing import Final, Self

import apsw

from desktop.domain.errors import MirrorDamaged, StorageFailed
from desktop.mirror import layout, state
from desktop.mirror.layout import COPY, Unusable
from desktop.mirror.schema import WHILE_OPEN
from desktop.support.paths import private_folder

Db = apsw.Connection
"""What functions on the copy are given; who calls them needs no more than the name."""

# Text that is none any more is damage that SQLite does not see.
_DAMAGE: Final = (apsw.CorruptError, apsw.NotADBError, JSONDecodeError, UnicodeDecodeError)
_RUN_BITS: Final = 40
"""Milliseconds of a run of the writer: 34 years."""
_RUN: Final = "run"
_BUSY_MS: Final = 10_000
_CACHE_KIB: Final = 64 * 1024
_WAL_PAGES: Final = 4_000
"""Each time so many are written, the disk is waited for."""
_WAL_BYTES: Final = 64 * 1024 * 1024


class Writing:
    """The only connection that writes; one transaction after another, all from one thread.

    Attributes:
        set_aside: Where files were put that could not be used, for the user to be told.
    """

    def __init__(self, folder: Path, *, now: datetime) -> None:
        self._folder = folder
        self._now = now
        self._began_ns = time.monotonic_ns()
        self._run = 0
        self.set_aside: tuple[Path, ...] = ()
        self._db = self._opened()

    @classmethod
    def open(cls, folder: Path, *, now: datetime) -> Self:
        """Open both files, or begin them; *now* names what has to be set aside.

        A file that is damaged, foreign or of a newer program is renamed and a new one begun.
        Raises StorageFailed.
        """
        return cls(folder, now=now)

    @contextmanager
    def transaction(self) -> Iterator[apsw.Connection]:
        """All that is written inside, or nothing.

        Raises StorageFailed, and MirrorDamaged where a file turns out to be damaged: then `mend`.
        """
        with failing(self._folder):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                _roll_back(self._db)
                raise

    def stamp_of(self, monotonic_ns: int) -> int:
        """When a request was sent, in the order of all runs; before this one counts as its start.

        *monotonic_ns* is `time.monotonic_ns()` of any process of this machine.
        """
        milliseconds = max(0, monotonic_ns - self._began_ns) // 1_000_000
        return (self._run << _RUN_BITS) + milliseconds

    def replace_copy(self) -> None:
        """Throw the copy away and begin a new one; the marks stay. No reader may have it open."""
        self._db.close()
        with opening(self._folder):
            layout.discard(self._folder / COPY)
        self._db = self._opened()

    def mend(self) -> None:
        """Open the files anew, and set aside what is damaged. No reader may have them open."""
        self._db.close()
        with opening(self._folder):
            layout.suspect(self._folder)
        self._db = self._opened()

    def forget_aside(self, until: datetime) -> None:
        """Delete copies that could not be used and were put aside until then."""
        layout.forget_aside(self._folder, until)

    def close(self) -> None:
        self._db.close()

    def _opened(self) -> apsw.Connection:
        """Both files open; each is set aside at most once, so this ends."""
        doubted: set[str] = set()
        with opening(self._folder):
            private_folder(self._folder)
            while True:
                try:
                    return self._begun(_connected(self._folder))
                except Unusable as problem:
                    if problem.file in doubted:
                        raise StorageFailed(str(problem)) from problem
                    doubted.add(problem.file)
                    aside = layout.put_aside(self._folder / problem.file, problem.label, self._now)
                    self.set_aside = (*self.set_aside, aside)
                    layout.trust(self._folder)

    def _begun(self, db: apsw.Connection) -> apsw.Connection:
        """The connection with the run of this writer put down in it."""
        try:
            with layout.blaming("copy"), db:
                # Also in a file begun anew: requests that are under way keep their place.
                self._run = max(self._run, state.read(db, _RUN, 0)) + 1
                state.write(db, _RUN, self._run)
        except BaseException:
            db.close()
            raise
        db.create_scalar_function("stamp_now", self._stamp_now, 0)
        for statement in WHILE_OPEN:
            db.execute(statement)
        return db

    def _stamp_now(self, *_nothing: object) -> int:
        return self.stamp_of(time.monotonic_ns())


@contextmanager
def opening(folder: Path) -> Iterator[None]:
    """SQLite's and the system's errors as ours; damage is noted for the next opening."""
    try:
        with failing(folder):
            yield
    except OSError as error:
        raise StorageFailed(f"{type(error).__name__}: {error}") from error


@contextmanager
def failing(folder: Path) -> Iterator[None]:
    """SQLite's errors as ours; damage is noted for the next opening."""
    try:
        yield
    except _DAMAGE as error:
        with suppress(OSError):
            layout.suspect(folder)
        raise MirrorDamaged(f"{type(error).__name__}: {error}") from error
    except apsw.Error as error:
        raise StorageFailed(f"{type(error).__name__}: {error}") from error


def _connected(folder: Path) -> apsw.Connection:
    for file in layout.FILES.values():
        _make_private(folder / file)
    db = apsw.Connection(":memory:")
    try:
        db.set_busy_timeout(_BUSY_MS)
        is_suspect = layout.is_suspect(folder)
        for name in layout.FILES:
            with layout.blaming(name):
                layout.attach(db, folder, name)
                # Nobody else has what is in the marks, and they are few.
                _prepare(db, name, thoroughly=is_suspect or name == "marks")
        _expect_explained(is_suspect=is_suspect)
    except BaseException:
        db.close()
        raise
    return db


def _expect_explained(*, is_suspect: bool) -> None:
    """Blame the copy where something could not be read although no page is broken."""
    if is_suspect:
        raise Unusable(COPY, "damaged", "could not be read")


def _prepare(db: apsw.Connection, name: str, *, thoroughly: bool) -> None:
    layout.check(db, name, thoroughly=thoroughly)
    db.execute(f"PRAGMA {name}.journal_mode = WAL")
    # After a power cut the last transactions may be gone, which the server sends again.
    db.execute(f"PRAGMA {name}.synchronous = NORMAL")
    db.execute(f"PRAGMA {name}.journal_size_limit = {_WAL_BYTES}")
    db.execute(f"PRAGMA {name}.wal_autocheckpoint = {_WAL_PAGES}")
    db.execute(f"PRAGMA {name}.cache_size = -{_CACHE_KIB}")
    layout.bring_up_to_date(db, name)


def _roll_back(db: apsw.Connection) -> None:
    """The error that led here is told, not one of undoing."""
    with suppress(apsw.Error):
        if db.in_transaction:
            db.execute("ROLLBACK")


def _make_private(path: Path) -> None:
    """The file is the user's alone; what SQLite puts beside it gets the same rights."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
