"""Seeing to it that what was written outlives a power cut."""

import errno
import os
import sys
from pathlib import Path
from typing import Final

_FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def descriptor(number: int) -> None:
    """What was written to an open file; raises OSError."""
    if sys.platform == "darwin":
        import fcntl

        # There fsync leaves it in the drive's cache.
        fcntl.fcntl(number, fcntl.F_FULLFSYNC)
    else:
        os.fsync(number)


def folder(path: Path) -> None:
    """The names in a folder; Windows has no way and no need."""
    if sys.platform == "win32":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        descriptor(number)
    finally:
        os.close(number)


def is_full(error: OSError) -> bool:
    """Whether there is no room, on the disk or of what we may use of it."""
    return error.errno in _FULL
