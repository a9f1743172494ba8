"""A picture as it is painted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Decoded pixels, four bytes each: red, green, blue, alpha."""

    width: int
    height: int
    rgba: bytes


def checked_picture(width: object, height: object, rgba: bytes) -> Picture | None:
    """The picture if there are as many pixels as it takes, for whoever draws it trusts its size."""
    if not isinstance(width, int) or not isinstance(height, int):
        return None
    if width <= 0 or height <= 0 or len(rgba) != 4 * width * height:
        return None
    return Picture(width=width, height=height, rgba=rgba)
