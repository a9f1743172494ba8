"""What a picture's metadata tells of its owner, and which of it may stay."""

import re
from collections.abc import Iterable

from desktop.domain.photos import Dropped
from desktop.photos import exif as reading
from desktop.photos.exif import Exif

_NEUTRAL_PLACE = frozenset({0x00, 0x07, 0x12, 0x1D})
"""Version, clock, datum and date: they tell no place."""

_SERIALS = frozenset({0xA431, 0xA435, 0xC62F, 0xA420, 0x927C})
"""BodySerialNumber, LensSerialNumber, CameraSerialNumber, ImageUniqueID, MakerNote."""

_OWNERS = frozenset({0x013B, 0x8298, 0x9C9D, 0xA430, 0x013C, 0xA436, 0xA437, 0xA438})
"""Artist, Copyright, XPAuthor, CameraOwnerName, HostComputer; Photographer, ImageEditor."""

_WORDS = frozenset({0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F})
"""ImageDescription, UserComment, and what Windows writes: title, comment, keywords, subject."""

_KEPT_ZEROTH = frozenset({0x010F, 0x0110, reading.ORIENTATION, 0x0131, 0x0132})
"""Make, Model, Orientation, Software, DateTime."""

_KEPT_CAMERA = frozenset(
    {0x829A, 0x829D, 0x8822, 0x8827, 0x8830, 0x8831, 0x8832}  # exposure, aperture, sensitivity
    | {0x9000, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292}  # version, times
    | {0x9201, 0x9202, 0x9203, 0x9204, 0x9205, 0x9206, 0x9207, 0x9208, 0x9209, 0x920A}
    | {0xA001, 0xA002, 0xA003, 0xA20E, 0xA20F, 0xA210, 0xA215, 0xA217, 0xA300, 0xA301}
    | {0xA401, 0xA402, 0xA403, 0xA404, 0xA405, 0xA406, 0xA407, 0xA408, 0xA409, 0xA40A, 0xA40C}
    | {0xA432, 0xA433, 0xA434}  # the lens, without its number
)
_PIXEL_SIZES = frozenset({0xA002, 0xA003})
_INTEROP = frozenset({0xA005})
"""Points to a directory of its own, which is not written."""

_NAMES = frozenset({0x010E, *_OWNERS, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F})

_PLACE_IN_TEXT = re.compile(rb"GPSL|[:\"]City|Location|\x1c\x02[\x5a\x5c\x5f\x64\x65]")
_SERIAL_IN_TEXT = re.compile(rb"SerialNumber")


def tells_place(exif: Exif | None, texts: Iterable[bytes] = ()) -> bool:
    by_text = any(_PLACE_IN_TEXT.search(text) for text in texts)
    return by_text or (exif is not None and bool(exif.place.keys() - _NEUTRAL_PLACE))


def tells_serial(exif: Exif | None, texts: Iterable[bytes] = ()) -> bool:
    by_text = any(_SERIAL_IN_TEXT.search(text) for text in texts)
    return by_text or (exif is not None and bool(_tags(exif) & _SERIALS))


def tells(exif: Exif | None, texts: list[bytes]) -> set[Dropped]:
    """What goes with the metadata; *texts* are XMP, IPTC and comments."""
    tags = _tags(exif) if exif is not None else set()
    told = {
        Dropped.PLACE: tells_place(exif, texts),
        Dropped.SERIAL: tells_serial(exif, texts),
        Dropped.OWNER: bool(tags & _OWNERS),
        Dropped.DESCRIPTIONS: bool(texts) or bool(tags & _WORDS),
    }
    return {what for what, is_told in told.items() if is_told}


def harmless(exif: Exif) -> Exif:
    """What stays by default: orientation, times, camera and exposure."""
    return Exif(
        exif.order,
        reading.only(exif.zeroth, _KEPT_ZEROTH),
        reading.only(exif.camera, _KEPT_CAMERA),
    )


def for_new_pixels(exif: Exif, *, keeps_place: bool) -> Exif:
    """What can be said of pixels that stand upright and are of another size."""
    if not keeps_place:
        exif = harmless(exif)
    # In a TIFF file the first directory also says where its pixels lie.
    zeroth = reading.only(exif.zeroth, (_KEPT_ZEROTH | _NAMES) - {reading.ORIENTATION})
    camera = reading.without(exif.camera, _PIXEL_SIZES | _INTEROP)
    return Exif(exif.order, zeroth, camera, exif.place)


def _tags(exif: Exif) -> set[int]:
    return {*exif.zeroth, *exif.camera}
