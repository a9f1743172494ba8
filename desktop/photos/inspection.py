"""Looking at a file that is to go up, without decoding anything of it."""

import os
import stat
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.domain.errors import FileProblem
from desktop.domain.files import FileKind, Inspected, refused
from desktop.photos.kinds import HEAD_SIZE, sniff
from desktop.photos.wholeness import lacks_its_end


def look_at(path: Path) -> Inspected:
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
    if now.st_size == 0:
        raise refused(path, FileProblem.EMPTY)
    return Inspected(
        size=now.st_size, modified_ns=now.st_mtime_ns, kind=kind, is_cut_short=is_cut_short
    )


def with_told(look: Inspected, told: Mapping[str, Any]) -> Inspected:
    """*look* with what the child told of the picture's head, so far as that can be."""
    width, height, pictures = (_count(told.get(each)) for each in ("width", "height", "pictures"))
    return replace(
        look,
        taken=moment(told.get("taken")),
        width=width if height else 0,
        height=height if width else 0,
        has_place=told.get("has_place") is True,
        has_serial=told.get("has_serial") is True,
        pictures=pictures or 1,
        can_be_prepared=told.get("can_be_prepared") is not False,
    )


def moment(said: object) -> datetime | None:
    """A wall clock. Checked: the child's words may be those of a picture's author."""
    try:
        found = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found else None


def _count(said: object) -> int:
    return said if isinstance(said, int) and 0 < said < 2**31 else 0


def _refuse_what_is_no_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise refused(path, FileProblem.DIRECTORY)
    # Opening a pipe would wait for somebody to write into it.
    if not stat.S_ISREG(mode):
        raise refused(path, FileProblem.UNREADABLE)
