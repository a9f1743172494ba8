"""A JPEG taken apart by its markers, so that what tells of its owner can be cut without a loss."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from desktop.domain.errors import FileProblem
from desktop.domain.photos import Dropped
from desktop.photos import exif as reading
from desktop.photos import telling
from desktop.photos.exif import Exif

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_APPS = range(0xE0, 0xF0)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE = frozenset({0x01, _START, *range(0xD0, 0xD8)})
"""Markers without a length."""

_EXIF, _JFIF, _ICC, _MPF = b"Exif\0", b"JFIF\0", b"ICC_PROFILE\0", b"MPF\0"
_ADOBE = b"Adobe"
_XMP = (b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0")
_IPTC = b"Photoshop 3.0\0"
_PICTURE_COUNT = 0xB001
"""Of the multi-picture format (CIPA DC-007)."""

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_PIECE = 1024 * 1024
_MOST_SEGMENTS = 4000
_LARGEST_HEAD = 48 * 1024 * 1024


class NotReadableError(Exception):
    """No picture comes of it; `problem` says why."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Segment(NamedTuple):
    """A marker, where it begins, and what it holds behind its length."""

    marker: int
    begin: int
    content: bytes

    def is_app(self, number: int, *words: bytes) -> bool:
        return self.marker == 0xE0 + number and self.content.startswith(words)

    @property
    def stored(self) -> bytes:
        length = (len(self.content) + 2).to_bytes(2, "big")
        return bytes((0xFF, self.marker)) + length + self.content

    @property
    def end(self) -> int:
        return self.begin + 4 + len(self.content)


@dataclass(slots=True)
class Head:
    """What a JPEG says before its first scan, which begins at `scan`; None: it never does."""

    segments: list[Segment] = field(default_factory=list)
    scan: int | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as stored; zeros where no frame says them."""
        for each in self.segments:
            if each.marker in _FRAMES and len(each.content) >= 5:
                height, width = each.content[1:3], each.content[3:5]
                return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        return 0, 0

    @property
    def exif(self) -> Exif | None:
        for each in self.segments:
            if each.is_app(1, _EXIF):
                return reading.read_block(each.content[6:])
        return None

    @property
    def texts(self) -> list[bytes]:
        """XMP, IPTC and comments."""
        return [
            each.content
            for each in self.segments
            if each.marker == _COMMENT or each.is_app(1, *_XMP) or each.is_app(13, _IPTC)
        ]

    @property
    def pictures(self) -> int:
        """How many there are in the file."""
        for each in self.segments:
            if each.is_app(2, _MPF):
                index = reading.read_block(each.content[len(_MPF) :])
                count = index.number(index.zeroth.get(_PICTURE_COUNT)) if index else None
                return max(1, min(count or 1, 1000))
        return 1


@dataclass(slots=True)
class Cut:
    """What a JPEG is put together from without its metadata: `start`, then `ranges` of the file."""

    start: bytes
    ranges: list[tuple[int, int]]
    is_cut_short: bool
    is_followed: bool
    """Whether more than filling lies behind the picture."""


def read_head(file: IO[bytes]) -> Head:
    """Its segments up to the first scan. Raises NotReadableError."""
    head = Head()
    taken = 0
    for each in _segments(file, 2):
        if each.marker == _SCAN:
            head.scan = each.begin
            break
        taken += len(each.content)
        if len(head.segments) >= _MOST_SEGMENTS or taken > _LARGEST_HEAD:
            raise NotReadableError(FileProblem.BROKEN_PICTURE)
        head.segments.append(each)
    return head


def cut(file: IO[bytes], head: Head, *, keeps_place: bool) -> Cut:
    """The file without metadata and other pictures; with *keeps_place* without the pictures alone.

    No byte of the scans is touched. Raises NotReadableError where there are none.
    """
    if head.scan is None:
        raise NotReadableError(FileProblem.PICTURE_CUT_SHORT)
    ranges, is_whole = _scans(file, head.scan, keeps_all=keeps_place)
    size = file.seek(0, os.SEEK_END)
    is_followed = is_whole and _is_more(file, ranges[-1][1])
    kept = _all_but_index(head) if keeps_place else _harmless(head)
    start = b"\xff\xd8" + b"".join(kept)
    if not is_whole:
        ranges[-1] = (ranges[-1][0], size)
    return Cut(start, ranges, is_cut_short=not is_whole, is_followed=is_followed)


def dropped(head: Head, made: Cut, *, keeps_place: bool) -> set[Dropped]:
    """What does not go up with the cut."""
    gone = set() if keeps_place else telling.tells(head.exif, head.texts)
    if head.pictures > 1:
        gone.add(Dropped.OTHER_PICTURES)
    elif made.is_followed:
        gone.add(Dropped.APPENDED)
    return gone


def _segments(file: IO[bytes], place: int) -> Iterator[Segment]:
    """One after another from *place* on; what lies between two is passed over, as decoders do."""
    while (found := _next_marker(file, place)) is not None:
        marker, begin = found
        if marker in _LONE:
            place = begin + 2
            continue
        if marker == _END:
            return
        file.seek(begin + 2)
        length = int.from_bytes(file.read(2), "big")
        content = file.read(max(0, length - 2))
        if len(content) < length - 2:
            return
        yield Segment(marker, begin, content)
        place = begin + 2 + max(2, length)


def _next_marker(file: IO[bytes], place: int) -> tuple[int, int] | None:
    """The next one from *place* on and where it begins; filling and restarts are passed over."""
    before = b""
    file.seek(place)
    # Between segments it is the very next byte, in a scan it may be megabytes away.
    piece = file.read(64)
    while piece:
        searched = before + piece
        if match := _MARKER.search(searched):
            return searched[match.start() + 1], place - len(before) + match.start()
        before = piece[-1:]
        place += len(piece)
        piece = file.read(_PIECE)
    return None


def _scans(file: IO[bytes], scan: int, *, keeps_all: bool) -> tuple[list[tuple[int, int]], bool]:
    """The ranges from the first scan to the end of image, and whether there is such an end."""
    ranges, begin, place = list[tuple[int, int]](), scan, scan
    for _ in range(_MOST_SEGMENTS):
        found = _next_marker(file, place)
        if found is None or found[0] == _END:
            end = found[1] + 2 if found else file.seek(0, os.SEEK_END)
            return [*ranges, (begin, end)], found is not None
        marker, at = found
        file.seek(at + 2)
        length = 0 if marker in _LONE else max(2, int.from_bytes(file.read(2), "big"))
        place = at + 2 + length
        if not keeps_all and (marker in _APPS or marker == _COMMENT):
            ranges.append((begin, at))
            begin = place
    raise NotReadableError(FileProblem.BROKEN_PICTURE)


def _is_more(file: IO[bytes], place: int) -> bool:
    file.seek(place)
    while piece := file.read(_PIECE):
        if piece.strip(b"\0\xff"):
            return True
    return False


def _all_but_index(head: Head) -> Iterator[bytes]:
    """All of them; the index leads to pictures that are not there any more."""
    return (each.stored for each in head.segments if not each.is_app(2, _MPF))


def _harmless(head: Head) -> Iterator[bytes]:
    """What a picture needs to look as it does, and the EXIF that may stay."""
    exif = head.exif
    for each in head.segments:
        if each.is_app(0, _JFIF):
            # Behind it there may be a thumbnail, whose size are the last two bytes.
            yield each._replace(content=each.content[:12].ljust(12, b"\0") + bytes(2)).stored
        elif each.is_app(1, _EXIF):
            block = reading.write(telling.harmless(exif)) if exif else b""
            exif = None
            if block:
                yield each._replace(content=b"Exif\0\0" + block).stored
        elif _is_needed(each):
            yield each.stored


def _is_needed(segment: Segment) -> bool:
    """Whether a decoder needs it: tables, frame, colours."""
    is_colour = segment.is_app(2, _ICC) or segment.is_app(14, _ADOBE)
    return is_colour or not (segment.marker in _APPS or segment.marker == _COMMENT)
