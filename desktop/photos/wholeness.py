"""Whether a JPEG has its end, told by its markers; nothing of it is decoded."""

import os
from typing import IO

_END = b"\xff\xd9"
_START_OF_SCAN = 0xDA
_TAIL = 4096
_PIECE = 1024 * 1024
_MOST_SEGMENTS = 1000


def lacks_its_end(file: IO[bytes]) -> bool:
    """Whether the JPEG stops before its end of image; of a whole one only a little is read.

    The end is looked for after the picture has begun, for a thumbnail inside has one of its own,
    and in all of it where it is not last: phones put a film or other data behind it.
    """
    begin = _picture_begin(file)
    if begin is None:
        return True
    size = file.seek(0, os.SEEK_END)
    if _has_end(file, max(begin, size - _TAIL)):
        return False
    return not _has_end(file, begin)


def _picture_begin(file: IO[bytes]) -> int | None:
    """Where the first scan begins; None where the file ends before it."""
    place = 2
    for _ in range(_MOST_SEGMENTS):
        file.seek(place)
        head = file.read(4)
        if len(head) < 4:
            return None
        if head[0] != 0xFF or head[1] == _START_OF_SCAN:
            break
        # A marker may have any number of fill bytes before it.
        place += 1 if head[1] == 0xFF else 2 + int.from_bytes(head[2:], "big")
    return place


def _has_end(file: IO[bytes], begin: int) -> bool:
    """Whether the marker is there from *begin* on; a scan cannot hold it by chance."""
    file.seek(begin)
    before = b""
    while piece := file.read(_PIECE):
        if _END in before + piece:
            return True
        before = piece[-1:]
    return False
