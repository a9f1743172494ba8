"""EXIF read entry by entry and written anew with some of them, each value byte for byte."""

import contextlib
import io
import re
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import IO, NamedTuple

ORIENTATION = 0x0112
DATE_TIME_ORIGINAL = 0x9003
XMP, IPTC = 0x02BC, 0x83BB
"""Tags of the first directory of a TIFF file."""

_CAMERA_POINTER, _PLACE_POINTER = 0x8769, 0x8825
_NUMBERS_A_KIND = MappingProxyType({1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"})
_SIZE_A_KIND: Mapping[int, int] = MappingProxyType(
    {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
)
_SIZE_A_BIG_KIND: Mapping[int, int] = MappingProxyType({**_SIZE_A_KIND, 16: 8, 17: 8, 18: 8})
"""Only BigTIFF has numbers of eight bytes."""

_MOST_ENTRIES = 1000
LARGEST_BLOCK = 65_500
"""More does not fit into the one segment that EXIF has in a JPEG."""

_TIME = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")


class Entry(NamedTuple):
    """A value as it is stored: its TIFF type, how many of it, and its bytes."""

    kind: int
    length: int
    value: bytes


Directory = dict[int, Entry]
"""Entries by tag."""


@dataclass(slots=True)
class Exif:
    """The three directories that matter; `order` is the byte order, as `struct` writes it."""

    order: str
    zeroth: Directory = field(default_factory=dict)
    camera: Directory = field(default_factory=dict)
    place: Directory = field(default_factory=dict)

    @property
    def orientation(self) -> int:
        """1 to 8; 1 where nothing or nonsense is said."""
        said = self.number(self.zeroth.get(ORIENTATION))
        return said if said is not None and 1 <= said <= 8 else 1

    @property
    def taken(self) -> datetime | None:
        """The wall clock of DateTimeOriginal; no offset is applied."""
        entry = self.camera.get(DATE_TIME_ORIGINAL)
        if entry is None or entry.kind != 2:
            return None
        return read_exif_time(entry.value.partition(b"\0")[0].decode("latin-1"))

    def number(self, entry: Entry | None) -> int | None:
        """The first of an entry's whole numbers."""
        if entry is None or entry.kind not in _NUMBERS_A_KIND or entry.length < 1:
            return None
        layout = struct.Struct(self.order + _NUMBERS_A_KIND[entry.kind])
        (number,) = layout.unpack_from(entry.value)
        return int(number)


class _Layout(NamedTuple):
    """How the file stores what differs between TIFF and BigTIFF."""

    order: str
    first: int
    head: str
    entry: str
    inline: int


_LAYOUTS: Mapping[bytes, _Layout] = MappingProxyType(
    {
        b"II*\0": _Layout("<", 4, "<H", "<HHI", 4),
        b"MM\0*": _Layout(">", 4, ">H", ">HHI", 4),
        b"II+\0": _Layout("<", 8, "<Q", "<HHQ", 8),
        b"MM\0+": _Layout(">", 8, ">Q", ">HHQ", 8),
    }
)


def read(file: IO[bytes]) -> Exif | None:
    """The EXIF of a TIFF file or block; None where it is none, less of it where it is broken."""
    file.seek(0)
    layout = _LAYOUTS.get(file.read(4))
    if layout is None:
        return None
    exif = Exif(layout.order)
    exif.zeroth = _directory_at(file, layout, _pointer(file, layout, layout.first))
    camera, place = (exif.zeroth.pop(tag, None) for tag in (_CAMERA_POINTER, _PLACE_POINTER))
    exif.camera = _directory_at(file, layout, exif.number(camera))
    exif.place = _directory_at(file, layout, exif.number(place))
    return exif


def read_block(block: bytes) -> Exif | None:
    """As `read`, with or without the word that announces EXIF in a JPEG."""
    return read(io.BytesIO(block.removeprefix(b"Exif\0\0")))


def read_exif_time(value: object) -> datetime | None:
    """What cameras write for "no date" (spaces, zeros) is none."""
    match = _TIME.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    with contextlib.suppress(ValueError):
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - six numbers at most; the camera's wall clock
    return None


def only(directory: Directory, tags: Collection[int]) -> Directory:
    return {tag: entry for tag, entry in directory.items() if tag in tags}


def without(directory: Directory, tags: Collection[int]) -> Directory:
    return {tag: entry for tag, entry in directory.items() if tag not in tags}


def write(exif: Exif) -> bytes:
    """A TIFF block of these directories and nothing else; empty where they are."""
    if not (exif.zeroth or exif.camera or exif.place):
        return b""
    parts = ((_CAMERA_POINTER, exif.camera), (_PLACE_POINTER, exif.place))
    pointers = {tag: Entry(4, 1, bytes(4)) for tag, part in parts if part}
    zeroth = {**exif.zeroth, **pointers}
    head = (b"II*\0" if exif.order == "<" else b"MM\0*") + struct.pack(exif.order + "I", 8)
    place = 8 + len(_written(zeroth, exif.order, 8))
    blocks = []
    for tag, part in parts:
        if part:
            zeroth[tag] = Entry(4, 1, struct.pack(exif.order + "I", place))
            blocks.append(_written(part, exif.order, place))
            place += len(blocks[-1])
    return head + _written(zeroth, exif.order, 8) + b"".join(blocks)


def _pointer(file: IO[bytes], layout: _Layout, place: int) -> int | None:
    file.seek(place)
    wide = struct.Struct(layout.order + ("I" if layout.inline == 4 else "Q"))
    stored = file.read(wide.size)
    return int(wide.unpack(stored)[0]) if len(stored) == wide.size else None


def _directory_at(file: IO[bytes], layout: _Layout, place: int | None) -> Directory:
    """The entries there; none where there is no directory."""
    with contextlib.suppress(struct.error, OverflowError, ValueError, OSError):
        return _directory(file, layout, place) if place is not None else {}
    return {}


def _directory(file: IO[bytes], layout: _Layout, place: int) -> Directory:
    file.seek(place)
    count_of, entry_of = struct.Struct(layout.head), struct.Struct(layout.entry)
    (count,) = count_of.unpack(file.read(count_of.size))
    width = entry_of.size + layout.inline
    stored = file.read(min(count, _MOST_ENTRIES) * width)
    sizes = _SIZE_A_KIND if layout.inline == 4 else _SIZE_A_BIG_KIND
    found: Directory = {}
    for at in range(0, len(stored) - width + 1, width):
        tag, kind, number = entry_of.unpack_from(stored, at)
        size = sizes.get(kind, 0) * number
        if not 0 < size <= LARGEST_BLOCK or tag in found:
            continue
        value = stored[at + entry_of.size : at + width]
        if size > layout.inline:
            value = _far_value(file, layout, value, size)
        if len(value) >= size:
            found[tag] = Entry(kind, number, value[:size])
    return found


def _far_value(file: IO[bytes], layout: _Layout, place: bytes, size: int) -> bytes:
    """A value that lies elsewhere in the file."""
    wide = struct.Struct(layout.order + ("I" if layout.inline == 4 else "Q"))
    (where,) = wide.unpack(place)
    # BigTIFF can name places beyond any file.
    with contextlib.suppress(OverflowError, ValueError, OSError):
        file.seek(where)
        return file.read(size)
    return b""


def _written(directory: Directory, order: str, place: int) -> bytes:
    """The directory as it stands at *place*, its far values behind it."""
    directory = {tag: entry for tag, entry in directory.items() if entry.kind in _SIZE_A_KIND}
    behind = place + 2 + 12 * len(directory) + 4
    entries, values = [], b""
    for tag, (kind, length, value) in sorted(directory.items()):
        if len(value) <= 4:
            stored = value.ljust(4, b"\0")
        else:
            stored = struct.pack(order + "I", behind + len(values))
            # Values begin at even places.
            values += value + bytes(len(value) % 2)
        entries.append(struct.pack(order + "HHI", tag, kind, length) + stored)
    # No next directory: that would be the thumbnail.
    return struct.pack(order + "H", len(directory)) + b"".join(entries) + bytes(4) + values
