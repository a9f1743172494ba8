"""Finding the parameter `json` in a request, in each of the ways clients send it."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from aiohttp import BodyPartReader, web

LARGEST_BODY = 512 * 1024 * 1024
_MALFORMED = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_AS_QUOTED_PRINTABLE = bytes.maketrans(b"%+", b"= ")


async def body_of(request: web.Request) -> bytes:
    """The whole body; aiohttp's own reading would keep it as long as the request lives."""
    parts = []
    size = 0
    while chunk := await request.content.readany():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, size)
        parts.append(chunk)
    return b"".join(parts)


def urldecoded(body: bytes) -> bytes:
    """Undo form encoding.

    Quoted-printable differs only in its sign, and its decoder is four times quicker than the
    usual one; hundreds of megabytes of base64 come this way.
    """
    if _MALFORMED.search(body):
        return unquote_to_bytes(body.replace(b"+", b" "))
    return binascii.a2b_qp(body.replace(b"=", b"%3D").translate(_AS_QUOTED_PRINTABLE))


def field_of_form(body: bytes, name: str) -> bytes | None:
    """One field of an urlencoded body; the last wins, as in PHP."""
    wanted = name.encode()
    found = None
    start = 0
    # By places, since a split would copy every field.
    while start <= len(body):
        end = body.find(b"&", start)
        end = len(body) if end < 0 else end
        equals = body.find(b"=", start, end)
        equals = end if equals < 0 else equals
        if urldecoded(body[start:equals]) == wanted:
            found = slice(equals + 1, end)
        start = end + 1
    return None if found is None else urldecoded(body[found])


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
