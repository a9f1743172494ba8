"""The messages between this program and its worker process."""

import json
import struct
from collections.abc import Mapping
from typing import IO, Any

_LENGTH = struct.Struct(">I")


def pack(about: Mapping[str, Any], blob: bytes = b"") -> bytes:
    """A length, a line of JSON, then bytes.

    Not pickle, for what the worker sends may be in the hands of a picture's author.
    """
    message = json.dumps(about).encode() + b"\n" + blob
    return _LENGTH.pack(len(message)) + message


def read(stream: IO[bytes], *, limit: int) -> tuple[dict[str, Any], bytes]:
    """The next message; EOFError where there is none, ValueError where it cannot be one."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > limit:
        raise ValueError(length)
    line, _, blob = _exactly(stream, length).partition(b"\n")
    about = json.loads(line)
    if not isinstance(about, dict):
        raise TypeError(type(about))
    return about, blob


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError
    return content
