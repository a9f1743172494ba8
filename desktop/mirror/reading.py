"""Opening the files for reading only."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw

from desktop.mirror import layout

_BUSY_MS: Final = 5_000
# The window's memory stays flat; the system keeps the pages anyway.
_CACHE_KIB: Final = 4 * 1024

Identity = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection that only reads, and which files it reads."""

    db: apsw.Connection
    folder: Path
    identity: Identity

    def was_replaced(self) -> bool:
        """Whether other files lie there now."""
        return self.identity != _identity(self.folder)


def connected(folder: Path, *, must_be_there: bool) -> Connected | None:
    """Both files, open; None where they cannot be used, unless they must be there.

    Raises apsw.Error or OSError, if they must.
    """
    try:
        identity = _identity(folder)
        return Connected(_connection(folder), folder, identity)
    except (apsw.Error, OSError):
        if must_be_there:
            raise
        return None


def _identity(folder: Path) -> Identity:
    stats = [os.stat(folder / name) for name in layout.FILES.values()]  # noqa: PTH116
    return tuple((stat.st_dev, stat.st_ino) for stat in stats)


def _connection(folder: Path) -> apsw.Connection:
    db = apsw.Connection(":memory:", flags=apsw.SQLITE_OPEN_READONLY)
    try:
        db.set_busy_timeout(_BUSY_MS)
        for name in layout.FILES:
            layout.attach(db, folder, name)
            db.execute(f"PRAGMA {name}.cache_size = -{_CACHE_KIB}")
            layout.expect_current(db, name)
        db.execute("PRAGMA query_only = ON")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db
