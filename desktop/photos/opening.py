"""A foreign picture opened, its head read and none of its pixels; in the child process only."""

import contextlib
import importlib.util
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BufferedReader
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import FileProblem
from desktop.domain.files import FileKind
from desktop.photos import exif as reading
from desktop.photos.exif import Exif
from desktop.photos.kinds import HEAD_SIZE, sniff
from desktop.photos.segments import Head, NotReadableError, read_head

if TYPE_CHECKING:
    from PIL import Image

_FORMATS: Mapping[FileKind, tuple[str, ...]] = MappingProxyType(
    {
        FileKind.JPEG: ("JPEG", "MPO"),
        FileKind.PNG: ("PNG",),
        FileKind.HEIC: ("HEIF",),
        FileKind.AVIF: ("AVIF",),
        FileKind.WEBP: ("WEBP",),
        FileKind.TIFF: ("TIFF",),
        FileKind.BMP: ("BMP",),
    }
)
_HEIF_MODULE = "_pi_heif"
"""What `pi_heif` is built around; where a system has no wheel of it, HEIC goes up as a file."""

_SUBFILE_TYPE, _DNG_VERSION = 0x00FE, 0xC612
_REDUCED = 1

_MOST_CHUNKS = 100_000
_LARGEST_CHUNK = 1024 * 1024


@dataclass(slots=True)
class Told:
    """What a picture's head tells; `size` as the picture is seen, `texts` are XMP and the like."""

    size: tuple[int, int] = (0, 0)
    exif: Exif | None = None
    texts: list[bytes] = field(default_factory=list)
    pictures: int = 1


@contextmanager
def opened(path: str) -> Iterator[tuple[BufferedReader, FileKind]]:
    """The file and what its content is. Raises NotReadableError where it is no picture."""
    with open(os.fsencode(path), "rb") as file:  # noqa: PTH123 - a name of any bytes
        kind = sniff(file.read(HEAD_SIZE))
        if not kind.is_picture:
            raise NotReadableError(FileProblem.BROKEN_PICTURE)
        yield file, kind


def can_decode(kind: FileKind) -> bool:
    """Whether what it takes is installed here."""
    if kind is FileKind.HEIC:
        return importlib.util.find_spec(_HEIF_MODULE) is not None
    if kind in (FileKind.AVIF, FileKind.WEBP):
        from PIL import features

        return features.check(kind.value) is True
    return kind.is_picture


@contextmanager
def picture_in(file: BufferedReader, kind: FileKind) -> Iterator["Image.Image"]:
    """The picture, not decoded yet, and looked for as nothing else than its *kind*."""
    from PIL import Image

    if not can_decode(kind):
        raise NotReadableError(FileProblem.NO_DECODER)
    if kind is FileKind.HEIC:
        from pi_heif import register_heif_opener  # type: ignore[import-untyped]  # brings none

        register_heif_opener(decode_threads=2, depth_images=False, aux_images=False)
    # Whether it is too large is for us to say: of a JPEG an eighth can be decoded.
    Image.MAX_IMAGE_PIXELS = None
    file.seek(0)
    with Image.open(file, formats=_FORMATS[kind]) as picture:
        yield picture


def told_by(file: BufferedReader, kind: FileKind) -> Told:
    """What the head tells. Raises whatever broken heads make the readers raise."""
    if kind is FileKind.JPEG:
        return told_by_jpeg(read_head(file))
    with picture_in(file, kind) as picture:
        told = Told(size=picture.size, pictures=int(getattr(picture, "n_frames", 1)))
        told.exif = _exif_of(file, kind, picture.info)
        if kind is FileKind.TIFF:
            _refuse_raw(file, told.exif)
        told.texts = list(_texts_of(kind, picture, told.exif))
    if kind in (FileKind.PNG, FileKind.WEBP, FileKind.AVIF):
        told.size = _upright(told.size, told.exif)
    return told


def told_by_jpeg(head: Head) -> Told:
    return Told(
        size=_upright(head.size, head.exif),
        exif=head.exif,
        texts=head.texts,
        pictures=head.pictures,
    )


def _refuse_raw(file: BufferedReader, exif: Exif | None) -> None:
    """Cameras keep raw pictures in TIFF files, of which the first picture is a small one."""
    file.seek(8)
    is_canon = file.read(2) == b"CR"
    small = exif.number(exif.zeroth.get(_SUBFILE_TYPE)) if exif is not None else 0
    is_dng = exif is not None and _DNG_VERSION in exif.zeroth
    if is_canon or is_dng or bool((small or 0) & _REDUCED):
        raise NotReadableError(FileProblem.NO_DECODER)


def _upright(size: tuple[int, int], exif: Exif | None) -> tuple[int, int]:
    """Orientations 5 to 8 lie on their side."""
    return (size[1], size[0]) if exif is not None and exif.orientation >= 5 else size


def _exif_of(file: BufferedReader, kind: FileKind, info: Mapping[Any, Any]) -> Exif | None:
    if kind is FileKind.TIFF:
        return reading.read(file)
    block = _png_chunk(file) if kind is FileKind.PNG else info.get("exif")
    return reading.read_block(block) if isinstance(block, bytes) else None


def _png_chunk(file: BufferedReader) -> bytes | None:
    """The EXIF of a PNG, which may stand behind its pixels."""
    place = 8
    for _ in range(_MOST_CHUNKS):
        file.seek(place)
        with contextlib.suppress(struct.error):
            length, kind = struct.unpack(">I4s", file.read(8))
            if kind == b"eXIf":
                return file.read(min(length, _LARGEST_CHUNK))
            place += 12 + length
            continue
        break
    return None


def _texts_of(kind: FileKind, picture: "Image.Image", exif: Exif | None) -> Iterator[bytes]:
    if kind is FileKind.TIFF and exif is not None:
        for tag in (reading.XMP, reading.IPTC):
            if tag in exif.zeroth:
                yield exif.zeroth[tag].value
    if kind is FileKind.PNG:
        # Titles, authors, comments; XMP is one of them.
        for each in picture.info.values():
            if isinstance(each, str):
                yield each.encode("utf-8", "replace")
        return
    xmp = picture.info.get("xmp")
    if isinstance(xmp, bytes):
        yield xmp
