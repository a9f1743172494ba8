"""Picture files as cameras, servers and enemies make them."""

import io
import struct
import zlib
from base64 import b64encode
from datetime import datetime
from typing import Any

from PIL import ExifTags, Image

RED = (200, 30, 40)


def jpeg(
    size: tuple[int, int] = (64, 48),
    *,
    taken: datetime | str | None = None,
    offset: str = "",
    orientation: int = 0,
) -> bytes:
    """A JPEG with what a camera writes about it."""
    exif = Image.Exif()
    if taken is not None:
        text = taken if isinstance(taken, str) else f"{taken:%Y:%m:%d %H:%M:%S}"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = text
    if offset:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    return _saved(Image.new("RGB", size, RED), "JPEG", exif=exif)


def png(size: tuple[int, int] = (64, 48)) -> bytes:
    return _saved(Image.new("RGBA", size, (*RED, 128)), "PNG")


def picture(kind: str, mode: str = "RGB") -> bytes:
    """A small picture in a format and mode of Pillow's."""
    return _saved(Image.new(mode, (64, 48)), kind)


def bomb() -> bytes:
    """A PNG of some 3,000 bytes that says it is 60,000 pixels each way."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def on_the_wire(content: bytes) -> str:
    return b64encode(content).decode()


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()
