"""What the child process does: the only code that decodes bytes somebody else made."""

import contextlib
import faulthandler
import io
import json
import os
import re
import signal
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

DEADLINE_S = 10.0
"""No job may take longer; an honest one takes milliseconds."""

_MEMORY_LIMIT = 1024**3
_PIXEL_LIMIT = 50_000_000
_PICTURE_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")

_EXIF_TIME = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")

Answer = tuple[dict[str, Any], bytes]


def pack(about: Mapping[str, Any], blob: bytes = b"") -> bytes:
    """One message through the pipe: a line of JSON, then bytes.

    Not pickle, for what this process sends may be in the hands of a picture's author.
    """
    return json.dumps(about).encode() + b"\n" + blob


def unpack(message: bytes) -> Answer:
    line, _, blob = message.partition(b"\n")
    return json.loads(line), blob


def serve(pipe: Connection) -> None:
    """Do one job after another until the parent is gone, in whatever way it went."""
    _confine()
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.suppress(OSError, EOFError):  # noqa: PTH123 - a device
        while True:
            about, blob = unpack(pipe.recv_bytes())
            # From a thread of its own in C, so that no decoder can keep it from ending us.
            faulthandler.dump_traceback_later(DEADLINE_S, exit=True, file=nowhere)
            answer = _answer(about, blob)
            faulthandler.cancel_dump_traceback_later()
            pipe.send_bytes(answer)


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


_JOBS: Mapping[str, Callable[[Mapping[str, Any], bytes], Answer]] = {
    "taken": taken,
    "thumbnail": thumbnail,
}


def _answer(about: Mapping[str, Any], blob: bytes) -> bytes:
    try:
        return pack(*_JOBS[about["job"]](about, blob))
    except Exception as error:  # noqa: BLE001 - foreign bytes may fail in any way
        return pack({"failed": type(error).__name__})


def _confine() -> None:
    """Bound what a hostile picture can cost, and leave Ctrl+C to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        os.nice(5)
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
