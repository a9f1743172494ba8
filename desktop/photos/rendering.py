"""Pixels made upright, smaller, and fit for a JPEG; in the child process only."""

import contextlib
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop.domain.errors import FileProblem
from desktop.domain.files import FileKind
from desktop.domain.photos import Preset
from desktop.photos.segments import NotReadableError

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageCms import ImageCmsProfile

MOST_DECODED = 150_000_000
"""Pixels; four bytes each, and about three times that while they are worked on."""

_MOST_IN_JPEG = 1_000_000_000
_LONGEST_IN_JPEG = 65_500
_STRIP = 256
_HEADER_OF_PROFILE = 128

_QUALITY: Mapping[bool, Mapping[str, Any]] = MappingProxyType(
    {
        # In full size it stands for the original: what was drawn or written stays sharp.
        False: {"quality": 92, "subsampling": 0},
        True: {"quality": 85},
    }
)


def check_cost(size: tuple[int, int], kind: FileKind, preset: Preset) -> None:
    """Raises NotReadableError before a pixel is decoded that would be too many."""
    pixels = size[0] * size[1]
    limit = _MOST_IN_JPEG if kind is FileKind.JPEG else MOST_DECODED
    if pixels > limit or (preset.longest is None and max(size) > _LONGEST_IN_JPEG):
        raise NotReadableError(FileProblem.TOO_MANY_PIXELS)


def as_jpeg(
    picture: "Image.Image", *, orientation: int, preset: Preset, exif: bytes
) -> tuple[bytes, tuple[int, int]]:
    """The picture as a JPEG of the preset's size that stands upright without a word of it."""
    drawn = small(picture, preset.longest)
    profile = picture.info.get("icc_profile")
    drawn, profile = _coloured(drawn, profile if isinstance(profile, bytes) else b"")
    drawn = upright(drawn, orientation)
    # Comments and the like would be written along.
    drawn.info = {}
    stream = io.BytesIO()
    drawn.save(
        stream,
        "JPEG",
        exif=b"Exif\0\0" + exif if exif else b"",
        icc_profile=profile or None,
        **_QUALITY[preset.longest is not None],
    )
    return stream.getvalue(), drawn.size


def small(picture: "Image.Image", longest: int | None) -> "Image.Image":
    """In a mode that can be worked with, and no side longer than *longest*; never enlarged."""
    from PIL import Image

    if longest is not None:
        # Of a JPEG only as much is decoded as that needs.
        picture.draft(None, (2 * longest, 2 * longest))
    if picture.width * picture.height > MOST_DECODED:
        raise NotReadableError(FileProblem.TOO_MANY_PIXELS)
    picture.load()
    drawn = _workable(picture)
    if longest is not None and max(drawn.size) > longest:
        drawn.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return drawn


def upright(picture: "Image.Image", orientation: int) -> "Image.Image":
    """Turned and mirrored as the EXIF orientation says."""
    from PIL import Image

    turn = Image.Transpose
    how = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }.get(orientation)
    return picture if how is None else picture.transpose(how)


def _workable(picture: "Image.Image") -> "Image.Image":
    """Of 8 bits a channel and without a palette, so that pixels can be averaged."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("I", "F"):
        return _within_a_byte(picture)
    if picture.has_transparency_data:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    if picture.mode in ("L", "RGB", "CMYK", "LAB"):
        return picture
    return picture.convert("L" if picture.mode == "1" else "RGB")


def _within_a_byte(picture: "Image.Image") -> "Image.Image":
    """Of whole numbers the usual 16 bits; of others as far as they go."""
    least, most = (float(end) for end in picture.getextrema())  # type: ignore[arg-type]  # one channel
    if picture.mode == "I":
        least, most = min(least, 0.0), (255.0 if most <= 255 else max(most, 65_535.0))
    scale = 255.0 / ((most - least) or 1.0)
    return picture.point(lambda value: value * scale - least * scale).convert("L")


def _coloured(picture: "Image.Image", profile: bytes) -> tuple["Image.Image", bytes]:
    """Grey or RGB, and the profile where it speaks of these."""
    if picture.mode in ("CMYK", "LAB"):
        return _converted(picture, profile), b""
    if picture.mode == "RGBA":
        picture = _on_white(picture)
    speaks_of = {"RGB": b"RGB ", "L": b"GRAY"}[picture.mode]
    is_fit = len(profile) > _HEADER_OF_PROFILE and profile[16:20] == speaks_of
    return picture, profile if is_fit else b""


def _on_white(picture: "Image.Image") -> "Image.Image":
    """Strip by strip, for a whole copy more would not fit beside a large one."""
    from PIL import Image

    flat = Image.new("RGB", picture.size, "white")
    for top in range(0, picture.height, _STRIP):
        bottom = min(top + _STRIP, picture.height)
        strip = picture.crop((0, top, picture.width, bottom))
        flat.paste(strip, (0, top), strip)
    return flat


def _converted(picture: "Image.Image", profile: bytes) -> "Image.Image":
    """To sRGB, by the profile where there is one that can be used."""
    from PIL import ImageCms

    with contextlib.suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
        source: ImageCmsProfile | io.BytesIO | None = io.BytesIO(profile) if profile else None
        if picture.mode == "LAB":
            source = ImageCms.createProfile("LAB")  # type: ignore[assignment]  # it takes both
        if source is not None:
            target = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            if made is not None:
                return made
    return picture.convert("RGB")
