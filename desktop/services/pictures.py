"""Small pictures to paint, decoded once and kept for a while."""

from collections import OrderedDict
from hashlib import blake2b

from desktop.domain.picture import Picture
from desktop.photos.decoder import Decoder

_ROOM = 32 * 1024 * 1024
"""Bytes of decoded pictures kept; some five hundred thumbnails of 128 pixels."""

_LONGEST_TEXT = 16 * 1024 * 1024

_Key = tuple[bytes, int]


class Pictures:
    """Decodes what the server holds, never in this process."""

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
