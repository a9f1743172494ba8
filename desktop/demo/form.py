"""Finding the parameter `json` in a request, in each of the ways clients send it."""

import binascii
import re
from collections.abc import Awaitable, Callable
from urllib.parse import unquote_to_bytes

import aiohttp
from aiohttp import web

Pace = Callable[[int], Awaitable[None]]
"""Awaited after so many bytes."""

LARGEST_BODY = 512 * 1024 * 1024
_EMPTY_LINE = b"\r\n\r\n"
_MALFORMED = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_AS_QUOTED_PRINTABLE = bytes.maketrans(b"%+", b"= ")


async def body_of(request: web.Request, pace: Pace | None = None) -> bytes:
    """The body, or what came of it before the connection broke; PHP makes no difference.

    aiohttp's own reading would keep it as long as the request lives.
    """
    parts = list[bytes]()
    size = 0
    try:
        while chunk := await request.content.readany():
            size += len(chunk)
            if size > LARGEST_BODY:
                raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, size)
            parts.append(chunk)
            if pace is not None:
                await pace(len(chunk))
    except (aiohttp.ClientError, OSError, web.RequestPayloadError):
        parts.extend(_left_behind(request.content))
    return b"".join(parts)


def _left_behind(content: aiohttp.StreamReader) -> list[bytes]:
    """What had come before the connection broke, and which aiohttp gives no more."""
    first, *rest = [*content._buffer] or [b""]  # noqa: SLF001 - there is no other way to it
    return [first[content._buffer_offset :], *rest]  # noqa: SLF001


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


def multipart_reader(content_type: str) -> Callable[[bytes, str], bytes | None]:
    """A reader of the bodies of this content type; as in PHP, none without a boundary."""
    found = re.search(r'boundary="?([^";,\s]+)', content_type)
    if found is None:
        return lambda _body, _name: None
    boundary = found[1].encode()
    return lambda body, name: field_of_multipart(body, boundary, name)


def field_of_multipart(body: bytes, boundary: bytes, name: str) -> bytes | None:
    """One field of a multipart body; the last wins, as in PHP.

    A field whose closing boundary never came counts with what there is of it, as PHP 8.2 was seen
    to do: from the last byte of its JSON on, a body cut short is executed.
    """
    mark = b"--" + boundary
    found = None
    start = body.find(mark)
    while start >= 0:
        end = body.find(b"\n" + mark, start)
        part = slice(start + len(mark), len(body) if end < 0 else end)
        content = _content_of(body, part, name)
        if content is not None:
            is_whole = end >= 0
            found = content.removesuffix(b"\r") if is_whole else _without(content, b"\r\n" + mark)
        start = end + 1 if end >= 0 else -1
    return found


def _content_of(body: bytes, part: slice, name: str) -> bytes | None:
    """What follows the empty line of a part that is called so."""
    place = body.find(_EMPTY_LINE, part.start, part.stop)
    if place < 0:
        return None
    head = body[part.start : place]
    if not re.search(rb'[;\s]name="?%s"?(;|\s|$)' % re.escape(name.encode()), head):
        return None
    return body[place + len(_EMPTY_LINE) : part.stop]


def _without(content: bytes, ending: bytes) -> bytes:
    """Without what may be the beginning of a boundary."""
    for length in range(len(ending), 0, -1):
        if content.endswith(ending[:length]):
            return content[:-length]
    return content


def field_of_query(request: web.Request, name: str) -> bytes | None:
    value = request.query.get(name)
    return None if value is None else value.encode()
