"""A picture as it is painted."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Decoded pixels, four bytes each: red, green, blue, alpha."""

    width: int
    height: int
    rgba: bytes
