"""The messages between this program and its worker process."""

import json
import struct
from collections.abc import Callable, Mapping
from typing import IO, Any

_LENGTH = struct.Struct(">I")
_LONGEST_LINE = 1024 * 1024
_PIECE = 1024 * 1024


def pack(about: Mapping[str, Any], blob: bytes = b"") -> bytes:
    """A length, a line of JSON, then bytes.

    Not pickle, for what the worker sends may be in the hands of a picture's author.
    """
    message = json.dumps(about).encode() + b"\n" + blob
    return _LENGTH.pack(len(message)) + message


def read(stream: IO[bytes], *, limit: int) -> tuple[dict[str, Any], bytes]:
    """The next message; EOFError where there is none, ValueError where it cannot be one."""
    pieces: list[bytes] = []
    about = read_into(stream, pieces.append, limit=limit)
    return about, b"".join(pieces)


def read_into(stream: IO[bytes], take: Callable[[bytes], object], *, limit: int) -> dict[str, Any]:
    """As `read`; the bytes are handed to *take* piece by piece, once their head was read."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > limit:
        raise ValueError(length)
    line = stream.readline(min(length, _LONGEST_LINE))
    about = json.loads(line)
    if not isinstance(about, dict):
        raise TypeError(type(about))
    left = length - len(line)
    while left:
        piece = _exactly(stream, min(left, _PIECE))
        take(piece)
        left -= len(piece)
    return about


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content
