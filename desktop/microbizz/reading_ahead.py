"""A file's bytes in base64, piece by piece, read and encoded while the last piece is sent."""

import asyncio
import binascii
import contextlib
import os
import threading
from collections.abc import Callable
from functools import cache
from io import BufferedReader
from pathlib import Path
from typing import Final, Protocol, TypeVar

T = TypeVar("T")

SMALLEST: Final = 48 * 1024
"""Bytes of the file in a piece, and what each is a multiple of.

A multiple of three, so that the base64 of pieces joins up.
"""
LARGEST: Final = 8 * SMALLEST
_PIECES_AHEAD: Final = 2
_NEVER_TOUCHED: Final = 4 * 1024 * 1024
_QUICK_S: Final = 0.01
_SLOW_S: Final = 0.1

Piece = tuple[int, bytes]
"""How many bytes of the file it was, and they in base64."""


class Digest(Protocol):
    """What a hash is to us."""

    def update(self, content: memoryview, /) -> None: ...

    def hexdigest(self) -> str: ...


class ReadingAhead:
    """Reads on a thread that stays a few pieces ahead; `digest` is told what was read.

    A daemon thread of its own: a dead network's file may keep it for ever. Pieces grow while the
    connection takes them quickly, since each costs a turn of the loop, and shrink on a slow one,
    where they are the steps of progress.
    """

    def __init__(self, path: Path, digest: Digest | None) -> None:
        self._path = path
        self._digest = digest
        self._loop = asyncio.get_running_loop()
        self._size: asyncio.Future[int] = self._loop.create_future()
        self._pieces: asyncio.Queue[Piece | Exception | None] = asyncio.Queue()
        self._room = threading.Semaphore(_PIECES_AHEAD)
        self._step = SMALLEST
        self._given_at = 0.0
        self._is_stopped = False
        threading.Thread(target=self._run, name="read an upload", daemon=True).start()

    async def size(self) -> int:
        """The file's, when it was opened. Raises OSError."""
        return await self._size

    async def next(self) -> Piece | None:
        """The next piece; None at the end. Raises OSError."""
        self._adapt()
        piece = await self._pieces.get()
        self._room.release()
        self._given_at = self._loop.time()
        if isinstance(piece, Exception):
            raise piece
        return piece

    def stop(self) -> None:
        """Read no more; can be told again."""
        self._is_stopped = True
        self._room.release()

    def _adapt(self) -> None:
        took = self._loop.time() - self._given_at
        if took < _QUICK_S:
            self._step = min(2 * self._step, LARGEST)
        elif took > _SLOW_S:
            self._step = max(self._step // 2, SMALLEST)

    def _run(self) -> None:
        try:
            with self._path.open("rb") as file:
                self._tell(self._opened, os.fstat(file.fileno()).st_size)
                self._read(file)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to who waits
            self._tell(self._failed, error)
        else:
            self._tell(self._pieces.put_nowait, None)

    def _read(self, file: BufferedReader) -> None:
        _keep_what_is_freed()
        room = memoryview(bytearray(LARGEST))
        while self._room.acquire() and not self._is_stopped:
            content = room[: file.readinto(room[: self._step])]
            if not content:
                break
            if self._digest is not None:
                self._digest.update(content)
            encoded = binascii.b2a_base64(content, newline=False)
            self._tell(self._pieces.put_nowait, (len(content), encoded))

    def _tell(self, what: Callable[[T], object], told: T) -> None:
        # The loop may have closed meanwhile; then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what, told)

    def _opened(self, size: int) -> None:
        if not self._size.done():
            self._size.set_result(size)

    def _failed(self, error: Exception) -> None:
        if self._size.done():
            self._pieces.put_nowait(error)
        else:
            self._size.set_exception(error)


@cache
def _keep_what_is_freed() -> None:
    """Have the C library reuse the memory of pieces.

    glibc maps each anew and has the system clear it, which takes longer than to encode, until it
    has freed something larger. These bytes are never touched, so they take no memory themselves.
    """
    bytes(_NEVER_TOUCHED)
