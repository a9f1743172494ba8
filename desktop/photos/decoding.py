"""What is read out of bytes that somebody else made; never to be called in the window's process."""

import contextlib
import io
import os
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

_PIXEL_LIMIT = 50_000_000
_PICTURE_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")

_EXIF_TIME = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")

Answer = tuple[dict[str, Any], bytes]
"""What is to be said, and what is no text."""

Job = Callable[[Mapping[str, Any], bytes], Answer]


def taken(_about: Mapping[str, Any], blob: bytes) -> Answer:
    """The wall clock of DateTimeOriginal in the JPEG whose path is *blob*; no offset is applied."""
    from PIL import ExifTags, Image

    with Image.open(Path(os.fsdecode(blob)), formats=("JPEG", "MPO")) as picture:
        exif = picture.getexif().get_ifd(ExifTags.IFD.Exif)
    moment = read_exif_time(exif.get(ExifTags.Base.DateTimeOriginal))
    return {"taken": moment.isoformat() if moment else ""}, b""


def thumbnail(about: Mapping[str, Any], blob: bytes) -> Answer:
    """The picture in the base64 text *blob*, no side longer than asked, as RGBA."""
    from PIL import Image, ImageOps

    longest = int(about["longest"])
    with Image.open(io.BytesIO(b64decode(blob)), formats=_PICTURE_FORMATS) as picture:
        if picture.width * picture.height > _PIXEL_LIMIT:
            raise Image.DecompressionBombError
        picture.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest, longest))
    rgba = upright.convert("RGBA")
    return {"width": rgba.width, "height": rgba.height}, rgba.tobytes()


def read_exif_time(value: object) -> datetime | None:
    """What cameras write for "no date" (spaces, zeros) is none."""
    match = _EXIF_TIME.match(value.strip()) if isinstance(value, str) else None
    if match is None:
        return None
    with contextlib.suppress(ValueError):
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - six numbers at most; the camera's wall clock
    return None


JOBS: Mapping[str, Job] = MappingProxyType({"taken": taken, "thumbnail": thumbnail})
