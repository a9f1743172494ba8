"""What a look at a picture tells before it is prepared, and the small one that is shown."""

import asyncio
from datetime import datetime

import pytest
from PIL import Image, TiffImagePlugin

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.files import FileKind
from tests.helpers import pictures
from tests.helpers.preparing import FORMATS, HEIC, Desk, corners

NOON = datetime(2024, 6, 1, 12, 0)  # noqa: DTZ001 - a camera's wall clock


@pytest.mark.parametrize("kind", ["JPEG", *FORMATS])
def test_a_look_tells_what_is_in_it(desk: Desk, kind: str) -> None:
    exif = pictures.private_exif(taken=NOON, orientation=8)
    desk.source.write_bytes(pictures.saved(pictures.quadrants(), kind, exif=exif.tobytes()))
    look = asyncio.run(desk.preparer.look(desk.source))
    assert (look.kind, look.taken) == (FileKind(kind.lower()), NOON)
    assert (look.width, look.height) == (64, 96)
    assert (look.has_place, look.has_serial, look.pictures) == (True, True, 1)


def test_a_png_that_says_it_behind_its_pixels(desk: Desk) -> None:
    exif = pictures.private_exif(taken=NOON).tobytes()[6:]
    content = pictures.png()
    desk.source.write_bytes(content[:-12] + pictures.chunk(b"eXIf", exif) + content[-12:])
    assert asyncio.run(desk.preparer.look(desk.source)).taken == NOON


def test_a_look_at_what_is_no_picture(desk: Desk) -> None:
    desk.source.write_bytes(b"%PDF-1.7")
    look = asyncio.run(desk.preparer.look(desk.source))
    assert (look.kind, look.width, look.taken) == (FileKind.PDF, 0, None)


def test_a_look_at_a_broken_picture_refuses_nothing(desk: Desk) -> None:
    desk.source.write_bytes(pictures.png()[:20])
    look = asyncio.run(desk.preparer.look(desk.source))
    assert (look.kind, look.width, look.can_be_prepared) == (FileKind.PNG, 0, True)


def test_an_empty_file(desk: Desk) -> None:
    desk.source.touch()
    with pytest.raises(FileRefused) as refusal:
        asyncio.run(desk.preparer.look(desk.source))
    assert refusal.value.problem is FileProblem.EMPTY


@pytest.mark.parametrize("kind", ["JPEG", *FORMATS, "HEIC", "CMYK"])
def test_a_small_picture(desk: Desk, kind: str) -> None:
    mode = "CMYK" if kind == "CMYK" else "RGB"
    saved_as = "JPEG" if kind == "CMYK" else kind
    drawn = pictures.quadrants((960, 640), mode)
    exif = pictures.private_exif(orientation=3)
    desk.source.write_bytes(HEIC if kind == "HEIC" else pictures.saved(drawn, saved_as, exif=exif))
    small = asyncio.run(desk.preparer.thumbnail(desk.source, 48))
    assert small is not None
    assert (small.width, small.height) == ((32, 48) if kind == "HEIC" else (48, 32))
    picture = Image.frombytes("RGBA", (small.width, small.height), small.rgba)
    turn = Image.Transpose.ROTATE_270 if kind == "HEIC" else Image.Transpose.ROTATE_180
    assert corners(picture) == corners(pictures.quadrants().transpose(turn))


def test_no_small_picture_of_what_is_none(desk: Desk) -> None:
    desk.source.write_bytes(b"%PDF-1.7")
    assert asyncio.run(desk.preparer.thumbnail(desk.source, 48)) is None


@pytest.mark.parametrize("tags", [{0x00FE: 1}, {0xC612: b"\1\4\0\0"}], ids=["small", "dng"])
def test_a_raw_picture_is_a_file(desk: Desk, tags: dict[int, int | bytes]) -> None:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        info[tag] = value
    content = pictures.saved(pictures.quadrants(), "TIFF", tiffinfo=info)
    desk.source.write_bytes(content)
    assert not asyncio.run(desk.preparer.look(desk.source)).can_be_prepared
    assert desk.refusal(content) is FileProblem.NO_DECODER
