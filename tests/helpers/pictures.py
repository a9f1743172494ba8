"""Picture files as cameras, servers and enemies make them."""

import io
import struct
import zlib
from base64 import b64encode
from datetime import datetime
from functools import cache
from typing import Any

from PIL import ExifTags, Image, ImageCms

RED = (200, 30, 40)


def jpeg(
    size: tuple[int, int] = (64, 48),
    *,
    taken: datetime | str | None = None,
    offset: str = "",
    orientation: int = 0,
) -> bytes:
    """A JPEG with what a camera writes about it."""
    exif = Image.Exif()
    if taken is not None:
        text = taken if isinstance(taken, str) else f"{taken:%Y:%m:%d %H:%M:%S}"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = text
    if offset:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    return _saved(Image.new("RGB", size, RED), "JPEG", exif=exif)


def png(size: tuple[int, int] = (64, 48)) -> bytes:
    return _saved(Image.new("RGBA", size, (*RED, 128)), "PNG")


def picture(kind: str, mode: str = "RGB") -> bytes:
    """A small picture in a format and mode of Pillow's."""
    return _saved(Image.new(mode, (64, 48)), kind)


def chunk(kind: bytes, content: bytes) -> bytes:
    """A piece of a PNG."""
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def of_size(content: bytes, size: tuple[int, int]) -> bytes:
    """The JPEG with another size in its frame than it has."""
    frames = (b"\xff\xc0\0\x11\x08", b"\xff\xc2\0\x11\x08")
    at = max(content.rfind(frame) for frame in frames) + 5
    return content[:at] + struct.pack(">HH", size[1], size[0]) + content[at + 4 :]


def bomb() -> bytes:
    """A PNG of some 3,000 bytes that says it is 60,000 pixels each way."""

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1_000_000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


# --- Pictures that tell of their owner -----------------------------------------------------------

LATITUDE, LONGITUDE = (55.0, 40.0, 34.25), (12.0, 34.0, 5.5)
SERIAL, OWNER, TOWN = "SN-4711-INVENTED", "Karen Invented", "Inventborg"
XMP = (
    f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><r exif:GPSLatitude="55,40.57N" photoshop:City="{TOWN}"'
    f' aux:SerialNumber="{SERIAL}"/></x:xmpmeta>'
).encode()
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x0f\x1c\x02\x5a\0\x0a" + TOWN.encode()
COMMENT = f"by {OWNER}".encode()

CORNERS = ((200, 30, 40), (30, 160, 60), (40, 60, 200), (255, 255, 255))
"""Of `quadrants`, as they are read."""


def quadrants(size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """Four fields that tell how the picture lies."""
    image = Image.new("RGB", size, CORNERS[3])
    half = (size[0] // 2, size[1] // 2)
    image.paste(CORNERS[0], (0, 0, *half))
    image.paste(CORNERS[1], (half[0], 0, size[0], half[1]))
    image.paste(CORNERS[2], (0, half[1], half[0], size[1]))
    return image.convert(mode)


def private_exif(*, taken: datetime | None = None, orientation: int = 0) -> Image.Exif:
    """Place, serial numbers, names, and what may stay."""
    exif, tag = Image.Exif(), ExifTags.Base
    exif[tag.Make], exif[tag.Model] = "Lygtekamera", "L 1"
    exif[tag.Artist] = exif[tag.Copyright] = OWNER
    exif[tag.ImageDescription] = f"Hos {OWNER}"
    if orientation:
        exif[tag.Orientation] = orientation
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    camera[tag.FNumber], camera[tag.OffsetTimeOriginal] = 2.8, "+11:00"
    camera[tag.BodySerialNumber] = camera[tag.LensSerialNumber] = SERIAL
    camera[tag.ImageUniqueID], camera[tag.CameraOwnerName] = SERIAL, OWNER
    camera[tag.MakerNote] = b"Lygte\0" + SERIAL.encode()
    if taken:
        camera[tag.DateTimeOriginal] = f"{taken:%Y:%m:%d %H:%M:%S}"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[1], place[2], place[3], place[4] = "N", LATITUDE, "E", LONGITUDE
    return exif


def with_thumbnail(exif: bytes, thumbnail: bytes) -> bytes:
    """A block of Pillow's (big or little ends first) with a second directory for *thumbnail*."""
    block = exif.removeprefix(b"Exif\0\0")
    order = "<" if block.startswith(b"II") else ">"
    (count,) = struct.unpack_from(order + "H", block, 8)
    at = len(block)
    entries = (
        struct.pack(order + "HHII", 0x0201, 4, 1, at + 30),
        struct.pack(order + "HHII", 0x0202, 4, 1, len(thumbnail)),
    )
    directory = struct.pack(order + "H", 2) + b"".join(entries) + bytes(4)
    pointer = 10 + 12 * count
    block = block[:pointer] + struct.pack(order + "I", at) + block[pointer + 4 :]
    return b"Exif\0\0" + block + directory + thumbnail


def private_jpeg(size: tuple[int, int] = (96, 64), **about: Any) -> bytes:
    """A JPEG with all that a camera, a phone and an archive write about whom it is of."""
    exif = with_thumbnail(private_exif(**about).tobytes(), jpeg((16, 12)))
    content = _saved(quadrants(size), "JPEG", exif=exif, icc_profile=srgb(), comment=COMMENT)
    return with_segments(
        content, (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP), (0xED, IPTC), (0xEC, b"Ducky")
    )


def with_segments(content: bytes, *segments: tuple[int, bytes]) -> bytes:
    """The JPEG with these right behind its start."""
    more = (
        bytes((0xFF, marker)) + struct.pack(">H", len(held) + 2) + held for marker, held in segments
    )
    return content[:2] + b"".join(more) + content[2:]


def multi_picture(**about: Any) -> bytes:
    """Two pictures and the index of them, as the multi-picture format has it."""
    exif = private_exif(**about).tobytes()
    second = [Image.new("RGB", (32, 32), RED)]
    return _saved(quadrants(), "MPO", save_all=True, append_images=second, exif=exif)


@cache
def srgb() -> bytes:
    """Made once, for the time it is made at is in it."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def signs_of_owner(content: bytes) -> set[str]:
    """What of `private_exif`, XMP, IPTC and comments can be found in *content*."""
    signs = {
        "serial": [SERIAL.encode()],
        "owner": [OWNER.encode()],
        "town": [TOWN.encode()],
        "place in words": [b"55,40.57N"],
        "latitude": [struct.pack(order + "4I", 55, 1, 40, 1) for order in "<>"],
        "longitude": [struct.pack(order + "4I", 12, 1, 34, 1) for order in "<>"],
    }
    return {name for name, ways in signs.items() if any(way in content for way in ways)}


IN_EXIF = frozenset({"serial", "owner", "latitude", "longitude"})


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    return _saved(image, kind, **options)


def on_the_wire(content: bytes) -> str:
    return b64encode(content).decode()


def _saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()
