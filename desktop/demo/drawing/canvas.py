"""A canvas of 400 by 300 units that is drawn large and shrunk, so that edges are smooth."""

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]
Area = tuple[float, float, float, float]  # left, top, right, bottom


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """*share* of *other* in *one*."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """Draws in units; y grows downwards."""

    def __init__(self, width: int, height: int, scale: float, ground: Colour) -> None:
        self.width = width
        self.height = height
        self._scale = scale
        size = (round(width * scale), round(height * scale))
        self._image = Image.new("RGB", size, ground)
        self._draw = ImageDraw.Draw(self._image)

    def shade(self, top: float, bottom: float, above: Colour, below: Colour) -> None:
        """A vertical run of colour across the whole width."""
        self.shade_box((0, top, self.width, bottom), (above, below))

    def shade_box(self, area: Area, colours: tuple[Colour, Colour]) -> None:
        """The same within a box."""
        left, top, right, bottom = (round(edge * self._scale) for edge in area)
        for y in range(top, bottom):
            colour = mixed(*colours, (y - top) / max(bottom - top, 1))
            self._draw.line([(left, y), (right, y)], fill=colour)

    def box(self, area: Area, fill: Colour, radius: float = 0) -> None:
        self._draw.rounded_rectangle(self._corners(area), radius * self._scale, fill=fill)

    def frame(self, area: Area, ink: Colour, width: float) -> None:
        self._draw.rectangle(self._corners(area), outline=ink, width=self._stroke(width))

    def line(self, points: Sequence[Point], ink: Colour, width: float = 1) -> None:
        self._draw.line(self._scaled(points), fill=ink, width=self._stroke(width), joint="curve")

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon(self._scaled(points), fill=fill)

    def disc(self, centre: Point, radius: float, fill: Colour) -> None:
        self._draw.ellipse(self._around(centre, radius), fill=fill)

    def oval(self, area: Area, fill: Colour) -> None:
        self._draw.ellipse(self._corners(area), fill=fill)

    def arc(self, centre: Point, radius: float, sweep: tuple[float, float], ink: Colour) -> None:
        corners = self._around(centre, radius)
        self._draw.arc(corners, *sweep, fill=ink, width=self._stroke(1.2))

    def text(self, at: Point, words: str, ink: Colour, size: float) -> None:
        font = ImageFont.load_default(max(size * self._scale, 4))
        self._draw.text((at[0] * self._scale, at[1] * self._scale), words, fill=ink, font=font)

    def finished(self, longest: int, chance: random.Random | None) -> Image.Image:
        """Shrunk to *longest* pixels; with *chance* a little noise makes it a photo."""
        image = self._image
        if chance:
            image = _grained(image, chance)
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        return image

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._scale, y * self._scale) for x, y in points]

    def _corners(self, area: Area) -> list[Point]:
        left, top, right, bottom = area
        return self._scaled([(left, top), (right, bottom)])

    def _around(self, centre: Point, radius: float) -> list[Point]:
        x, y = centre
        return self._corners((x - radius, y - radius, x + radius, y + radius))

    def _stroke(self, width: float) -> int:
        return max(1, round(width * self._scale))


def _grained(image: Image.Image, chance: random.Random) -> Image.Image:
    """Soft edges, darker corners and a grain; the grain is our own, Pillow's is not repeatable."""
    image = image.filter(ImageFilter.GaussianBlur(image.width / 640))
    small = Image.frombytes("L", (64, 48), chance.randbytes(64 * 48))
    grain = small.resize(image.size, Image.Resampling.BICUBIC)
    flat = Image.merge("RGB", (grain, grain, grain))
    image = Image.blend(image, flat, 0.035)
    dark = Image.radial_gradient("L").resize(image.size).point([v // 5 for v in range(256)])
    return Image.composite(Image.new("RGB", image.size), image, dark)


def as_jpeg(image: Image.Image, quality: int = 82) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def as_pdf(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PDF", resolution=96)
    return stream.getvalue()
