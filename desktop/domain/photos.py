"""What is made of a photo before it goes up."""

from enum import Enum


class Preset(Enum):
    """How large a photo goes up: as it is, or with its longest side in pixels."""

    ORIGINAL = "original"
    LARGE = "2560"
    SMALL = "1600"

    @property
    def longest(self) -> int | None:
        """Pixels of the longest side; None for as it is."""
        return None if self is Preset.ORIGINAL else int(self.value)
