"""Finding the parameter `json` in a request, in each of the ways clients send it."""

import re
from urllib.parse import unquote_to_bytes

from aiohttp import BodyPartReader, web

_ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
_SLICE = 4 * 1024 * 1024


def urldecoded(body: bytes) -> bytes:
    """Undo form encoding; by whole replacements, since 300 MB of base64 come this way."""
    parts = []
    start = 0
    while start < len(body):
        end = min(start + _SLICE, len(body))
        # An escape must not be cut in two.
        while end < len(body) and b"%" in body[end - 2 : end]:
            end += 1
        parts.append(_decode_slice(body[start:end]))
        start = end
    return b"".join(parts)


def _decode_slice(piece: bytes) -> bytes:
    piece = piece.replace(b"+", b" ")
    escapes = set(_ESCAPE.findall(piece))
    if len(escapes) > 64:
        return unquote_to_bytes(piece)
    # The percent sign comes last, so that what it brings to light is not decoded again.
    for escape in sorted(escapes, key=lambda found: found == b"%25"):
        piece = piece.replace(escape, bytes.fromhex(escape[1:].decode()))
    return piece


def field_of_form(body: bytes, name: str) -> bytes | None:
    """One field of an urlencoded body; the last wins, as in PHP."""
    wanted = name.encode()
    found = None
    for pair in body.split(b"&"):
        key, _, value = pair.partition(b"=")
        if urldecoded(key) == wanted:
            found = value
    return None if found is None else urldecoded(found)


async def field_of_multipart(request: web.Request, name: str) -> bytes | None:
    reader = await request.multipart()
    found = None
    while (part := await reader.next()) is not None:
        if isinstance(part, BodyPartReader) and part.name == name:
            found = bytes(await part.read(decode=True))
    return found


def field_of_query(request: web.Request, name: str) -> bytes | None:
    value = request.query.get(name)
    return None if value is None else value.encode()
