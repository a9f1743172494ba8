"""The rows of an SQLite file as its pages hold them, for a file that SQLite no longer opens.

Written after https://www.sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format".
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

Value = None | int | float | str | bytes

_MAGIC = b"SQLite format 3\0"
_USUAL_SIZE = 4096
_SIZES = frozenset(1 << bits for bits in range(9, 17))
_INDEX_INTERIOR, _TABLE_INTERIOR = 2, 5
_INDEX_LEAF = 10
_WIDTHS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_LONGEST = 64 * 1024 * 1024


class Record(NamedTuple):
    """A row; `rowid` is None in an index and in a table that has none."""

    rowid: int | None
    values: tuple[Value, ...]


class _Unreadable(ValueError):
    """These bytes are no record."""


class Pages:
    """A file's bytes as pages. Nothing in them is believed that was not checked."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._size, self._usable = _sizes(content[:100])

    def records(self) -> Iterator[Record]:
        """Every record, in the order they lie; outdated copies of rows among them."""
        for start in range(0, len(self._content), self._size):
            yield from self._on_page(start)

    def _on_page(self, start: int) -> Iterator[Record]:
        head = start + (100 if start == 0 else 0)
        kind = self._content[head] if head < len(self._content) else 0
        # A page of overflow begins with a page number, so with a zero.
        if kind in {0, _TABLE_INTERIOR}:
            return
        # Those that part an index, or a table without rowids, lie above its leaves: each begins
        # with the page to its left.
        skipped = 4 if kind == _INDEX_INTERIOR else 0
        is_index = kind in {_INDEX_INTERIOR, _INDEX_LEAF}
        try:
            (count,) = struct.unpack_from(">H", self._content, head + 3)
            cells = struct.unpack_from(f">{count}H", self._content, head + 8 + skipped)
        except struct.error:
            return
        for cell in cells:
            try:
                yield self._record(start + cell + skipped, is_index=is_index)
            except (_Unreadable, IndexError, struct.error, OverflowError):
                continue

    def _record(self, at: int, *, is_index: bool) -> Record:
        length, at = self._varint(at)
        rowid = None
        if not is_index:
            rowid, at = self._varint(at)
        return Record(rowid, _values(self._payload(at, length, is_index=is_index)))

    def _payload(self, at: int, length: int, *, is_index: bool) -> bytes:
        """The bytes of a record, of which a long one has but its beginning here."""
        if not 0 < length <= min(_LONGEST, len(self._content)):
            raise _Unreadable
        usable = self._usable
        most = (usable - 12) * 64 // 255 - 23 if is_index else usable - 35
        if length <= most:
            return self._content[at : at + length]
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= most else least
        parts = [self._content[at : at + here]]
        (page,) = struct.unpack_from(">I", self._content, at + here)
        missing = length - here
        while missing > 0:
            if page == 0 or page * self._size > len(self._content):
                raise _Unreadable
            start = (page - 1) * self._size
            (page,) = struct.unpack_from(">I", self._content, start)
            # A chain in a circle ends too: each page makes what is missing less.
            parts.append(self._content[start + 4 : start + 4 + min(missing, usable - 4)])
            missing -= usable - 4
        return b"".join(parts)

    def _varint(self, at: int) -> tuple[int, int]:
        return _varint(self._content, at)


def _sizes(head: bytes) -> tuple[int, int]:
    """The size of a page, and how much of it is used."""
    if not head.startswith(_MAGIC) or len(head) < 24:
        return _USUAL_SIZE, _USUAL_SIZE
    (size,) = struct.unpack_from(">H", head, 16)
    size = 65536 if size == 1 else size
    # The bytes 21 to 23 are always these; where they are not, neither is the rest as it was.
    if size not in _SIZES or head[21:24] != b"\x40\x20\x20":
        return _USUAL_SIZE, _USUAL_SIZE
    return size, max(480, size - head[20])


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for taken in range(8):
        byte = content[at + taken]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + taken + 1
    value = value << 8 | content[at + 8]
    return (value - (1 << 64) if value >> 63 else value), at + 9


def _values(payload: bytes) -> tuple[Value, ...]:
    head, at = _varint(payload, 0)
    if not at <= head <= len(payload):
        raise _Unreadable
    body, values = head, []
    while at < head:
        kind, at = _varint(payload, at)
        value, body = _value(payload, body, kind)
        values.append(value)
    # Each byte of a record belongs to a value: one too many, and the record is none.
    if at != head or body != len(payload):
        raise _Unreadable
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in {8, 9}:
        return kind - 8, at
    if kind in _WIDTHS:
        end = at + _WIDTHS[kind]
        return int.from_bytes(_slice(payload, at, end), "big", signed=True), end
    if kind == 7:
        return struct.unpack_from(">d", payload, at)[0], at + 8
    if kind < 12:
        raise _Unreadable
    end = at + (kind - 12) // 2
    raw = _slice(payload, at, end)
    return (raw.decode(errors="replace") if kind % 2 else raw), end


def _slice(payload: bytes, start: int, end: int) -> bytes:
    if end > len(payload):
        raise _Unreadable
    return payload[start:end]
