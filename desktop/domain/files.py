"""What can be known of a file before it goes up."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from desktop.domain.errors import FileProblem, FileRefused

COPIED_UP_TO = 200 * 1024 * 1024
"""Up to here a file is copied before it goes up; a larger one is read where it lies."""

_UNSAYABLE = re.compile("[\ud800-\udfff]")

TITLE_LENGTH = 255
"""What a `string` of the API holds (documented)."""

_PHOTO_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif"})


class FileKind(Enum):
    """What a file's content is, whatever its name says."""

    JPEG = "jpeg"
    PNG = "png"
    HEIC = "heic"
    AVIF = "avif"
    WEBP = "webp"
    TIFF = "tiff"
    BMP = "bmp"
    PDF = "pdf"
    OTHER = "other"

    @property
    def is_picture(self) -> bool:
        """Whether it is one that can become a photo; what it takes may be missing here."""
        return self not in (FileKind.PDF, FileKind.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What a look at a file showed; `taken` is the camera's wall clock, naive.

    `is_cut_short` is a picture that lacks its end, as after a copy that was broken off. `width`
    and `height` are in pixels, as the picture is seen; 0 where it is none or cannot be read.
    `has_serial` is a serial number, or a maker's note, which mostly holds one. `pictures` counts
    those in the file. `can_be_prepared` is False for a picture that nothing here can decode: it
    goes up as a file.
    """

    size: int
    modified_ns: int
    kind: FileKind
    taken: datetime | None = None
    is_cut_short: bool = False
    width: int = 0
    height: int = 0
    has_place: bool = False
    has_serial: bool = False
    pictures: int = 1
    can_be_prepared: bool = True


def wire_name(path: Path) -> str:
    """The file's name as Microbizz gets it."""
    return wire_text(path.name)


def wire_text(text: str) -> str:
    """A text as Microbizz gets it: composed letters, and only what Unicode can say."""
    return unicodedata.normalize("NFC", sayable(text))


def sayable(text: str) -> str:
    """The text with a mark in the place of what has no UTF-8."""
    return _UNSAYABLE.sub("\ufffd", text)


def wire_title(path: Path) -> str:
    """The file's name without its suffix, which is no title."""
    return Path(wire_name(path)).stem[:TITLE_LENGTH]


def is_named_as_photo(path: Path) -> bool:
    return path.suffix.lower() in _PHOTO_SUFFIXES


def refused(path: Path, problem: FileProblem) -> FileRefused:
    return FileRefused(name=wire_name(path), problem=problem)
