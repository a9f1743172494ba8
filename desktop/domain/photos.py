"""How a photo is to go up, and what came of preparing it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.files import FileKind, Inspected


class Preset(Enum):
    """How large a photo goes up: as it is, or no side longer than so many pixels."""

    ORIGINAL = "original"
    LARGE = "2560"
    SMALL = "1600"

    @property
    def longest(self) -> int | None:
        """Pixels of the longer side; None where the photo stays as large as it is."""
        return None if self is Preset.ORIGINAL else int(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoOrder:
    """What is asked for. With `keeps_place` the EXIF stays, with place, serials and names."""

    preset: Preset
    keeps_place: bool = False


class Dropped(Enum):
    """What a photo held that does not go up.

    SERIAL also stands for the maker's note: most cameras write their serial number into it.
    OTHER_PICTURES are further pictures in the same file (depth maps, pages, frames),
    APPENDED a film or other data behind the picture, DESCRIPTIONS are XMP, IPTC and comments.
    """

    PLACE = "place"
    SERIAL = "serial"
    OWNER = "owner"
    DESCRIPTIONS = "descriptions"
    OTHER_PICTURES = "other_pictures"
    APPENDED = "appended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The file that goes up: a JPEG of `size` bytes, `width` x `height` pixels as it is seen.

    `taken` is the camera's wall clock, naive. Without `is_reencoded` the pixels are the source's
    own, bit by bit.
    """

    size: int
    sha256: str
    width: int
    height: int
    taken: datetime | None
    dropped: frozenset[Dropped]
    is_reencoded: bool


_RESIZED_BYTES_A_PIXEL = 0.25
_CONVERTED_BYTES_A_PIXEL = 0.4
"""The middle of nine pictures of people, things, skies and grass at the qualities photos are
written with: 0.08 to 0.46 where they are resized, 0.15 to 0.55 where only the format changes."""


def estimate(look: Inspected, preset: Preset) -> int:
    """About how many bytes go up.

    A JPEG that is not resized stays as large as it is. Else pixels times bytes a pixel.
    """
    longer = max(look.width, look.height)
    if longer == 0:
        return look.size
    longest = preset.longest or longer
    if look.kind is FileKind.JPEG and longer <= longest:
        return look.size
    scale = min(1.0, longest / longer)
    each = _CONVERTED_BYTES_A_PIXEL if preset is Preset.ORIGINAL else _RESIZED_BYTES_A_PIXEL
    made = round(look.width * look.height * scale * scale * each)
    # Fewer pixels of a JPEG that says little of each are no more bytes than all of them.
    return min(made, look.size) if look.kind is FileKind.JPEG else made
