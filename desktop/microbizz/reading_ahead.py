"""A file's bytes in base64, piece by piece, read and encoded while the last piece is sent."""

import asyncio
import binascii
import contextlib
import threading
from pathlib import Path
from typing import Final, Protocol

SMALLEST: Final = 48 * 1024
"""Bytes of the file in a piece, and what each is a multiple of.

A multiple of three, so that the base64 of pieces joins up.
"""
LARGEST: Final = 8 * SMALLEST
_PIECES_AHEAD: Final = 3
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
        self._pieces: asyncio.Queue[Piece | OSError | None] = asyncio.Queue()
        self._room = threading.Semaphore(_PIECES_AHEAD)
        self._size = SMALLEST
        self._given_at = 0.0
        self._is_stopped = False
        threading.Thread(target=self._run, name="read an upload", daemon=True).start()

    async def next(self) -> Piece | None:
        """The next piece; None at the end. Raises OSError."""
        self._adapt()
        piece = await self._pieces.get()
        self._room.release()
        self._given_at = self._loop.time()
        if isinstance(piece, OSError):
            raise piece
        return piece

    def stop(self) -> None:
        self._is_stopped = True
        self._room.release()

    def _adapt(self) -> None:
        took = self._loop.time() - self._given_at
        if took < _QUICK_S:
            self._size = min(2 * self._size, LARGEST)
        elif took > _SLOW_S:
            self._size = max(self._size // 2, SMALLEST)

    def _run(self) -> None:
        try:
            self._read()
        except OSError as error:
            self._tell(error)
        else:
            self._tell(None)

    def _read(self) -> None:
        room = memoryview(bytearray(LARGEST))
        with self._path.open("rb") as file:
            while self._room.acquire() and not self._is_stopped:
                content = room[: file.readinto(room[: self._size])]
                if not content:
                    break
                if self._digest is not None:
                    self._digest.update(content)
                self._tell((len(content), binascii.b2a_base64(content, newline=False)))

    def _tell(self, read: Piece | OSError | None) -> None:
        # The loop may have closed meanwhile; then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._pieces.put_nowait, read)
