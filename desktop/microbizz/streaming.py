"""The body of an upload: a file sent as base64 while it is read, in memory that stays flat."""

import asyncio
import binascii
import zlib
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from desktop.domain.errors import FileProblem, FileRefused
from desktop.microbizz.envelope import PARAMETER, form_encoded
from desktop.support.threads import on_a_thread

_SLICE: Final = 48 * 1024
"""Bytes of the file in one chunk: a multiple of three, so the base64 of slices joins up."""
_SLICES_AT_ONCE: Final = 16
"""Slices read and encoded in one go of a worker thread."""
_REPORTS_PER_SECOND: Final = 20

OnProgress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a pass over the file found, to be found again while it is sent."""

    size: int = 0
    encoded: int = 0
    checksum: int = 0

    def plus(self, slice_: "_Slice") -> "_Measure":
        return _Measure(
            self.size + slice_.size,
            self.encoded + len(slice_.encoded),
            zlib.crc32(slice_.encoded, self.checksum),
        )


@dataclass(frozen=True, slots=True)
class _Slice:
    size: int
    encoded: bytes


class FileBody:
    """An envelope with a file in it, between `head` and `tail`.

    The tail goes out only when the file has proved to be the one that was measured, so what a
    changing file leaves at the server is half an envelope, which nobody can read.
    """

    def __init__(
        self, *, head: str, path: Path, tail: str, on_progress: OnProgress | None = None
    ) -> None:
        self._head = PARAMETER + form_encoded(head)
        self._tail = form_encoded(tail)
        self._path = path
        self._on_progress = on_progress
        self._measured = _Measure()
        self.may_be_whole = False

    async def measure(self, expected: int = 0) -> int:
        """Pass over the file to learn the body's length; returns the file's. Raises FileRefused.

        '+' and '/' take three bytes in a form, so no formula gives it. A file that has not the
        *expected* size, where one is given, is not the one that was meant.
        """
        self._measured = _Measure()
        async with aclosing(self._slices()) as slices:
            async for slice_ in slices:
                self._measured = self._measured.plus(slice_)
        if not self._measured.size:
            raise self._refused(FileProblem.EMPTY)
        if expected and self._measured.size != expected:
            raise self._refused(FileProblem.CHANGED)
        return self._measured.size

    @property
    def length(self) -> int:
        return len(self._head) + self._measured.encoded + len(self._tail)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        report = _Reporter(self._on_progress)
        sent = _Measure()
        yield self._head
        async with aclosing(self._slices()) as slices:
            async for slice_ in slices:
                sent = sent.plus(slice_)
                if sent.encoded > self._measured.encoded:
                    break
                yield slice_.encoded
                # Asked for the next chunk: this one is with the connection.
                report.sent(sent.size)
        if sent != self._measured:
            raise self._refused(FileProblem.CHANGED)
        # Before the tail: whoever gives up until told this knows that nothing was carried out.
        report.done(sent.size)
        self.may_be_whole = True
        yield self._tail

    async def _slices(self) -> AsyncGenerator[_Slice, None]:
        try:
            place = 0
            while slices := await self._read(place):
                for slice_ in slices:
                    place += slice_.size
                    yield slice_
        except OSError as error:
            problem = _problem(error)
        else:
            return
        raise self._refused(problem)

    async def _read(self, place: int) -> list[_Slice]:
        return await on_a_thread(partial(_read, self._path, place), name="read an upload")

    def _refused(self, problem: FileProblem) -> FileRefused:
        return FileRefused(name=self._path.name, problem=problem)


class _Reporter:
    """Passes progress on, some twenty times a second at most."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._next = 0.0

    def sent(self, size: int) -> None:
        now = asyncio.get_running_loop().time()
        if self._on_progress is not None and now >= self._next:
            self._next = now + 1 / _REPORTS_PER_SECOND
            self._on_progress(size)

    def done(self, size: int) -> None:
        if self._on_progress is not None:
            self._on_progress(size)


def _read(path: Path, place: int) -> list[_Slice]:
    """The slices of the file from *place* on, encoded for a form.

    Opened anew each time: a caller who gives up meanwhile leaves no open file behind.
    """
    slices: list[_Slice] = []
    with path.open("rb") as file:
        file.seek(place)
        while len(slices) < _SLICES_AT_ONCE and (content := file.read(_SLICE)):
            slices.append(_Slice(len(content), _encoded(content)))
    return slices


def _encoded(content: bytes) -> bytes:
    plain = binascii.b2a_base64(content, newline=False)
    return plain.replace(b"+", b"%2B").replace(b"/", b"%2F").replace(b"=", b"%3D")


def _problem(error: OSError) -> FileProblem:
    match error:
        case FileNotFoundError():
            return FileProblem.MISSING
        case IsADirectoryError():
            return FileProblem.DIRECTORY
        case _:
            return FileProblem.UNREADABLE
