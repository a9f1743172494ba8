"""Photos of every kind become a JPEG that goes up, without what tells of their owner."""

import asyncio
import hashlib
import os
import stat
from datetime import datetime

import pytest
from PIL import Image, ImageCms

from desktop.domain.photos import Dropped, PhotoOrder, Preset, estimate
from tests.helpers import pictures
from tests.helpers.preparing import FORMATS, HEIC, ORIGINAL, SMALL, Desk, corners, opened

NOON = datetime(2024, 6, 1, 12, 0)  # noqa: DTZ001 - a camera's wall clock
ALL_OF_EXIF = {Dropped.PLACE, Dropped.SERIAL, Dropped.OWNER, Dropped.DESCRIPTIONS}


def lying(orientation: int) -> Image.Image:
    """`quadrants` as a camera stores them that says how to turn them."""
    ways = Image.Transpose
    stored = {
        2: ways.FLIP_LEFT_RIGHT,
        3: ways.ROTATE_180,
        4: ways.FLIP_TOP_BOTTOM,
        5: ways.TRANSPOSE,
        6: ways.ROTATE_90,
        7: ways.TRANSVERSE,
        8: ways.ROTATE_270,
    }.get(orientation)
    upright = pictures.quadrants((1800, 1200))
    return upright if stored is None else upright.transpose(stored)


# --- Every kind ----------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [ORIGINAL, SMALL])
@pytest.mark.parametrize("kind", [*FORMATS, "HEIC", "BMP"])
def test_what_is_no_jpeg_becomes_one(desk: Desk, kind: str, order: PhotoOrder) -> None:
    upright = pictures.quadrants()
    content = HEIC if kind == "HEIC" else pictures.saved(upright, kind)
    prepared, made = desk.prepare(content, order)
    assert prepared.is_reencoded
    assert (prepared.width, prepared.height) == opened(made).size
    assert corners(opened(made)) == list(pictures.CORNERS) or kind == "HEIC"


@pytest.mark.parametrize("order", [ORIGINAL, SMALL])
@pytest.mark.parametrize("kind", FORMATS)
def test_nobody_is_told_of(desk: Desk, kind: str, order: PhotoOrder) -> None:
    told = pictures.private_exif(taken=NOON)
    content = pictures.saved(pictures.quadrants(), kind, exif=told.tobytes(), xmp=pictures.XMP)
    if kind != "AVIF":
        assert pictures.signs_of_owner(content) >= pictures.IN_EXIF
    prepared, made = desk.prepare(content, order)
    assert pictures.signs_of_owner(made) == set()
    assert ALL_OF_EXIF >= prepared.dropped >= ALL_OF_EXIF - {Dropped.DESCRIPTIONS}
    exif = opened(made).getexif()
    assert exif[0x010F] == "Lygtekamera"
    assert exif.get_ifd(0x8769)[0x9003] == "2024:06:01 12:00:00"
    assert prepared.taken == NOON


def test_a_heic_by_the_name_of_jpg(desk: Desk) -> None:
    assert pictures.signs_of_owner(HEIC) == pictures.IN_EXIF
    prepared, made = desk.prepare(HEIC)
    assert (prepared.width, prepared.height) == (64, 96)
    assert prepared.taken == datetime(2024, 3, 31, 2, 30, 5)  # noqa: DTZ001 - no clock showed it
    assert prepared.dropped == {Dropped.PLACE, Dropped.SERIAL, Dropped.OWNER}
    assert pictures.signs_of_owner(made) == set()
    upright = pictures.quadrants().transpose(Image.Transpose.ROTATE_270)
    assert corners(opened(made)) == corners(upright)
    assert opened(made).getexif().get(0x0112, 1) == 1


def test_a_jpeg_of_original_size_keeps_its_pixels(desk: Desk) -> None:
    content = pictures.private_jpeg(taken=NOON, orientation=6)
    prepared, made = desk.prepare(content)
    assert not prepared.is_reencoded
    assert made[made.index(b"\xff\xda") :] == content[content.rindex(b"\xff\xda") :]
    assert pictures.signs_of_owner(made) == set()
    assert (prepared.width, prepared.height) == (64, 96)
    assert prepared.dropped == ALL_OF_EXIF


def test_the_new_file_is_ours_alone_and_what_is_said_of_it_is_true(desk: Desk) -> None:
    desk.target.write_bytes(b"left by a program that was killed" * 10_000)
    prepared, made = desk.prepare(pictures.private_jpeg())
    assert stat.S_IMODE(desk.target.stat().st_mode) == 0o600 or os.name == "nt"
    assert (prepared.size, prepared.sha256) == (len(made), hashlib.sha256(made).hexdigest())
    assert set(desk.folder.iterdir()) == {desk.source, desk.target}


def test_a_jpeg_larger_than_a_piece_is_put_together_whole(desk: Desk) -> None:
    noise = Image.effect_noise((3000, 2000), 100)
    content = pictures.saved(noise, "JPEG", quality=95)
    assert len(content) > 2 * 1024 * 1024
    assert desk.prepare(content)[1] == content


# --- Sizes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("preset", "longest"), [(Preset.LARGE, 2560), (Preset.SMALL, 1600)])
def test_no_side_is_longer_than_ordered(desk: Desk, preset: Preset, longest: int) -> None:
    content = pictures.private_jpeg((4000, 3000), taken=NOON)
    prepared, made = desk.prepare(content, PhotoOrder(preset=preset))
    assert opened(made).size == (longest, longest * 3 // 4)
    assert prepared.is_reencoded
    assert pictures.signs_of_owner(made) == set()
    assert prepared.dropped == ALL_OF_EXIF
    assert opened(made).getexif().get_ifd(0x8769)[0x9003] == "2024:06:01 12:00:00"
    assert opened(made).info["icc_profile"] == pictures.srgb()
    assert "comment" not in opened(made).info


def test_none_is_enlarged(desk: Desk) -> None:
    content = pictures.picture("JPEG")
    prepared, made = desk.prepare(content, SMALL)
    assert not prepared.is_reencoded
    assert made == content
    assert desk.prepare(pictures.png((300, 200)), SMALL)[0].width == 300


@pytest.mark.parametrize("kind", ["JPEG", *FORMATS])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright(desk: Desk, kind: str, orientation: int) -> None:
    exif = pictures.private_exif(orientation=orientation)
    content = pictures.saved(lying(orientation), kind, exif=exif.tobytes())
    desk.source.write_bytes(content)
    look = asyncio.run(desk.preparer.look(desk.source))
    prepared, made = desk.prepare(content, SMALL)
    assert (look.width, look.height) == (1800, 1200)
    assert (prepared.width, prepared.height) == opened(made).size == (1600, 1067)
    assert corners(opened(made)) == list(pictures.CORNERS)
    assert opened(made).getexif().get(0x0112, 1) == 1


def test_a_jpeg_of_original_size_is_turned_by_its_tag(desk: Desk) -> None:
    made = desk.prepare(pictures.saved(lying(6), "JPEG", exif=pictures.private_exif(orientation=6)))
    assert opened(made[1]).getexif()[0x0112] == 6


@pytest.mark.parametrize("preset", Preset)
def test_the_estimate_is_of_the_right_order(desk: Desk, preset: Preset) -> None:
    content = pictures.saved(photo_like((3000, 2000)), "JPEG", quality=92)
    desk.source.write_bytes(content)
    look = asyncio.run(desk.preparer.look(desk.source))
    prepared, _ = desk.prepare(content, PhotoOrder(preset=preset))
    assert 0.3 < estimate(look, preset) / prepared.size < 3


def photo_like(size: tuple[int, int]) -> Image.Image:
    """Noise of several sizes, as leaves, walls and skies have it."""
    layers = [Image.effect_noise((size[0] // each, size[1] // each), 60) for each in (2, 8, 64)]
    made = layers[2].resize(size)
    for layer in layers[:2]:
        made = Image.blend(made, layer.resize(size), 0.3)
    return made.convert("RGB")


# --- Place -----------------------------------------------------------------------------------


def test_a_place_that_is_to_stay_stays(desk: Desk) -> None:
    order = PhotoOrder(preset=Preset.ORIGINAL, keeps_place=True)
    content = pictures.private_jpeg(taken=NOON)
    prepared, made = desk.prepare(content, order)
    assert (made, prepared.dropped) == (content, frozenset())


@pytest.mark.parametrize("kind", ["JPEG", *FORMATS])
def test_a_place_stays_in_a_smaller_picture(desk: Desk, kind: str) -> None:
    exif = pictures.private_exif(taken=NOON, orientation=6)
    content = pictures.saved(pictures.quadrants((1800, 1200)), kind, exif=exif.tobytes())
    order = PhotoOrder(preset=Preset.SMALL, keeps_place=True)
    prepared, made = desk.prepare(content, order)
    found = opened(made).getexif()
    assert found.get_ifd(0x8825)[2] == pictures.LATITUDE
    assert found.get_ifd(0x8769)[0xA431] == pictures.SERIAL
    assert found.get(0x0112, 1) == 1
    assert Dropped.PLACE not in prepared.dropped


def test_a_place_told_in_words_alone_is_told(desk: Desk) -> None:
    content = pictures.saved(pictures.quadrants(), "JPEG", xmp=pictures.XMP)
    assert Dropped.PLACE in desk.prepare(content)[0].dropped


# --- Colours ---------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [ORIGINAL, SMALL])
@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "P"), ("PNG", "RGBA"), ("TIFF", "CMYK"), ("TIFF", "LAB"), ("JPEG", "CMYK")],
)
def test_colours_come_out_right(desk: Desk, kind: str, mode: str, order: PhotoOrder) -> None:
    rgb = pictures.quadrants((1800, 1200))
    drawn = as_lab(rgb) if mode == "LAB" else rgb.convert(mode)
    _, made = desk.prepare(pictures.saved(drawn, kind), order)
    picture = opened(made)
    assert picture.mode == ("CMYK" if kind == "JPEG" and order is ORIGINAL else "RGB")
    assert corners(picture) == list(pictures.CORNERS)


def as_lab(rgb: Image.Image) -> Image.Image:
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    made = ImageCms.profileToProfile(rgb, *profiles, outputMode="LAB")
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", each) for each in ("I;16", "L", "1", "LA")]
    + [("TIFF", each) for each in ("I;16", "I", "F", "L", "1")],
)
def test_greys_come_out_right(desk: Desk, kind: str, mode: str) -> None:
    grey = Image.linear_gradient("L").resize((256, 256))
    most = {"I;16": 256, "I": 257}.get(mode, 1)
    drawn = grey.convert("I").point(lambda value: value * most) if most > 1 else grey
    _, made = desk.prepare(pictures.saved(drawn.convert(mode), kind))
    picture = opened(made).convert("L")
    seen = [picture.resize((1, 4), Image.Resampling.BOX).getpixel((0, row)) for row in range(4)]
    assert [round(int(str(each)) / 64 - 0.5) for each in seen] == [0, 1, 2, 3]


def test_what_can_be_seen_through_is_white_behind(desk: Desk) -> None:
    seen_through = Image.new("RGBA", (40, 600), (0, 0, 0, 0))
    for kind, image in (("PNG", seen_through), ("WEBP", seen_through)):
        picture = opened(desk.prepare(pictures.saved(image, kind))[1])
        assert picture.getpixel((20, 599)) == (255, 255, 255)
    palette = pictures.quadrants().quantize(8)
    content = pictures.saved(palette, "PNG", transparency=palette.getpixel((4, 4)))
    picture = opened(desk.prepare(content)[1])
    assert corners(picture) == [(255, 255, 255), *pictures.CORNERS[1:]]


def test_a_profile_that_speaks_of_other_colours_is_left_out(desk: Desk) -> None:
    content = pictures.saved(pictures.quadrants(mode="L"), "PNG", icc_profile=pictures.srgb())
    assert "icc_profile" not in opened(desk.prepare(content)[1]).info
    content = pictures.saved(pictures.quadrants(mode="CMYK"), "TIFF", icc_profile=b"no profile")
    assert corners(opened(desk.prepare(content)[1])) == list(pictures.CORNERS)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "AVIF"])
def test_of_a_moving_picture_the_first_is_taken(desk: Desk, kind: str) -> None:
    others = [Image.new("RGB", (96, 64), colour) for colour in ("black", "red")]
    content = pictures.saved(pictures.quadrants(), kind, save_all=True, append_images=others)
    prepared, made = desk.prepare(content)
    assert corners(opened(made)) == list(pictures.CORNERS)
    assert prepared.dropped == {Dropped.OTHER_PICTURES}
    assert asyncio.run(desk.preparer.look(desk.source)).pictures == 3


def test_of_several_pictures_the_first_goes_up_smaller(desk: Desk) -> None:
    second = [Image.new("RGB", (32, 32), "black")]
    first = pictures.quadrants((1800, 1200))
    content = pictures.saved(first, "MPO", save_all=True, append_images=second)
    prepared, made = desk.prepare(content, SMALL)
    assert prepared.dropped == {Dropped.OTHER_PICTURES}
    assert corners(opened(made)) == list(pictures.CORNERS)
