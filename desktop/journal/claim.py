"""One program at a time has an account's journal: what it sends, no other may send as well."""

import os
import sys
import threading
from pathlib import Path

from desktop.domain.errors import JournalInUse

_HELD = (BlockingIOError, PermissionError)
"""What the system says of a lock that another process has."""

_guard = threading.Lock()
_files: dict[Path, int] = {}
_counts: dict[Path, int] = {}


def claim(journal: Path) -> None:
    """Keep other programs from *journal* until each that claimed it here has released it.

    The system lets it go when the program ends, however it ends. Raises JournalInUse where another
    program has it; where nothing can be locked at all, say on a full disk, it goes without.
    """
    with _guard:
        if journal not in _files and (file := _locked(journal.with_suffix(".lock"))) is not None:
            _files[journal] = file
        _counts[journal] = _counts.get(journal, 0) + 1


def release(journal: Path) -> None:
    with _guard:
        _counts[journal] -= 1
        if not _counts[journal]:
            del _counts[journal]
            if (file := _files.pop(journal, None)) is not None:
                os.close(file)


def _locked(path: Path) -> int | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError:
        return None
    try:
        _lock(file)
    except _HELD as error:
        os.close(file)
        raise JournalInUse("another program has it") from error
    except OSError:
        # A file system without locks.
        os.close(file)
        return None
    return file


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        # The process has it, so none that it starts takes it over.
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
