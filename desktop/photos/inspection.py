"""Looking at a file that is to go up, without decoding anything of it."""

import os
import stat
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.domain.files import SIZE_LIMIT, FileKind, Inspected, refused
from desktop.photos.kinds import HEAD_SIZE, sniff
from desktop.photos.wholeness import lacks_its_end


def look_at(path: Path, *, limit: int = SIZE_LIMIT) -> Inspected:
    """Size, time and kind of the file; blocks. Raises FileRefused where it cannot go up."""
    try:
        before = path.stat()
        _refuse_what_is_no_file(path, before.st_mode)
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD_SIZE))
            is_cut_short = kind is FileKind.JPEG and lacks_its_end(file)
            now = os.fstat(file.fileno())
    except (FileNotFoundError, NotADirectoryError):
        raise refused(path, FileProblem.MISSING) from None
    except (OSError, ValueError):
        # ValueError is for a name that no file can have.
        raise refused(path, FileProblem.UNREADABLE) from None
    _refuse_size(path, now.st_size, limit)
    return Inspected(
        size=now.st_size, modified_ns=now.st_mtime_ns, kind=kind, is_cut_short=is_cut_short
    )


def _refuse_what_is_no_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise refused(path, FileProblem.DIRECTORY)
    # Opening a pipe would wait for somebody to write into it.
    if not stat.S_ISREG(mode):
        raise refused(path, FileProblem.UNREADABLE)


def _refuse_size(path: Path, size: int, limit: int) -> None:
    if size == 0:
        raise refused(path, FileProblem.EMPTY)
    if size >= limit:
        raise refused(path, FileProblem.TOO_LARGE)
