"""Small pictures to paint, and what a file is before it goes up."""

import asyncio
from collections import OrderedDict
from functools import partial
from hashlib import blake2b
from pathlib import Path

from desktop.domain.errors import FileProblem
from desktop.domain.files import Inspected, refused
from desktop.domain.picture import Picture
from desktop.photos.decoder import Decoder
from desktop.support.threads import on_a_thread

_ROOM = 32 * 1024 * 1024
"""Bytes of decoded pictures kept; some five hundred thumbnails of 128 pixels."""

_LONGEST_TEXT = 16 * 1024 * 1024

_LOOK_S = 60.0
"""A look takes milliseconds, and for ever where the file's network is gone."""

_Key = tuple[bytes, int]


class Pictures:
    """Decodes what the server and the user's files hold, never in this process."""

    def __init__(self, *, room: int = _ROOM) -> None:
        self._decoder = Decoder()
        self._room = room
        self._taken_up = 0
        self._known: OrderedDict[_Key, Picture | None] = OrderedDict()

    async def thumbnail(self, wire_base64: str, *, longest: int) -> Picture | None:
        """The picture with no side longer than *longest* pixels; None where it is none."""
        text = wire_base64.encode("ascii", "ignore")
        if not text or len(text) > _LONGEST_TEXT:
            return None
        key = (blake2b(text, digest_size=16).digest(), longest)
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        picture = await self._decoder.thumbnail(text, longest=longest)
        self._keep(key, picture)
        return picture

    async def inspect(self, path: Path) -> Inspected:
        """What the file is, by its content. Raises FileRefused where it cannot go up."""
        # Loaded with the first file, not with the window.
        from desktop.photos.inspection import look_at, with_told

        try:
            async with asyncio.timeout(_LOOK_S):
                look = await on_a_thread(partial(look_at, path), name="look at a file")
        except TimeoutError:
            raise refused(path, FileProblem.UNREADABLE) from None
        if not look.kind.is_picture:
            return look
        return with_told(look, await self._decoder.told(path))

    async def close(self) -> None:
        """End the process that decodes."""
        await self._decoder.close()

    def _keep(self, key: _Key, picture: Picture | None) -> None:
        self._drop(key)
        self._known[key] = picture
        self._taken_up += _weight(picture)
        while self._taken_up > self._room:
            self._drop(next(iter(self._known)))

    def _drop(self, key: _Key) -> None:
        if key in self._known:
            self._taken_up -= _weight(self._known.pop(key))


def _weight(picture: Picture | None) -> int:
    return len(picture.rgba) if picture else 64
