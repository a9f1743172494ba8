"""A desk on which photos are prepared, and what can be seen on those that come of it."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.photos import PhotoOrder, Prepared, Preset
from desktop.photos.preparing import Preparer
from tests.helpers import pictures
from tests.helpers.source import ROOT

HEIC = (ROOT / "tests" / "unit" / "photos" / "quadrants.heic").read_bytes()
"""Four fields lying on their side, 96 x 64, with the EXIF of `pictures.private_exif`."""

FORMATS = ["PNG", "WEBP", "TIFF", "AVIF"]
ORIGINAL = PhotoOrder(preset=Preset.ORIGINAL)
SMALL = PhotoOrder(preset=Preset.SMALL)


class Desk:
    """A folder, and what is prepared in it."""

    def __init__(self, preparer: Preparer, folder: Path) -> None:
        self.preparer, self.folder = preparer, folder
        self.source, self.target = folder / "foto.jpg", folder / "op.jpg"

    def prepare(self, content: bytes, order: PhotoOrder = ORIGINAL) -> tuple[Prepared, bytes]:
        self.source.write_bytes(content)
        prepared = asyncio.run(self.preparer.prepare(self.source, self.target, order))
        return prepared, self.target.read_bytes()

    def refusal(self, content: bytes, order: PhotoOrder = ORIGINAL) -> FileProblem:
        with pytest.raises(FileRefused) as refusal:
            self.prepare(content, order)
        assert refusal.value.name == self.source.name
        assert not self.target.exists()
        return refusal.value.problem


def opened(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        picture.load()
        return picture


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    """The colours of the four fields, as they are read, rounded to what JPEG keeps."""
    width, height = picture.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    rgb = picture.convert("RGB")
    seen = [rgb.getpixel(place) for place in places]
    return [min(pictures.CORNERS, key=lambda known: distance(known, each)) for each in seen]


def distance(one: tuple[int, ...], other: Any) -> int:
    apart = max(abs(a - b) for a, b in zip(one, other, strict=True))
    assert isinstance(apart, int)
    return apart
