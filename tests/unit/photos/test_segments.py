"""What tells of the owner is cut from a JPEG without touching its picture."""

import io
import re
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from desktop.domain.errors import FileProblem
from desktop.domain.photos import Dropped
from desktop.photos import segments
from desktop.photos.segments import NotReadableError
from tests.helpers import pictures

NOON = datetime(2024, 6, 1, 12, 0)  # noqa: DTZ001 - a camera's wall clock


def cut(content: bytes, *, keeps_place: bool = False) -> tuple[bytes, set[Dropped]]:
    """The file that goes up, and what does not."""
    file = io.BytesIO(content)
    head = segments.read_head(file)
    made = segments.cut(file, head, keeps_place=keeps_place)
    whole = made.start + b"".join(content[begin:end] for begin, end in made.ranges)
    return whole, segments.dropped(head, made, keeps_place=keeps_place)


def parts(content: bytes) -> tuple[list[bytes], bytes]:
    """Tables and frame, and all from the first scan on."""
    head = segments.read_head(io.BytesIO(content))
    assert head.scan is not None
    tables = [s.stored for s in head.segments if s.marker < 0xE0]
    return tables, content[head.scan :]


def pixels(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        return picture


def refusal(content: bytes) -> FileProblem:
    with pytest.raises(NotReadableError) as refusal:
        cut(content)
    return refusal.value.problem


def test_the_owner_is_gone_and_the_picture_is_the_same() -> None:
    content = pictures.private_jpeg(taken=NOON, orientation=6)
    assert len(pictures.signs_of_owner(content)) == 6
    made, gone = cut(content)
    assert pictures.signs_of_owner(made) == set()
    assert parts(made) == parts(content)
    assert gone == {Dropped.PLACE, Dropped.SERIAL, Dropped.OWNER, Dropped.DESCRIPTIONS}


def test_what_may_stay_stays() -> None:
    content = pictures.private_jpeg(taken=NOON, orientation=6)
    made, _ = cut(content)
    before, after = pixels(content), pixels(made)
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert after.info["jfif_version"] == before.info["jfif_version"]
    head = segments.read_head(io.BytesIO(made))
    assert head.exif is not None
    assert (head.exif.orientation, head.exif.taken) == (6, NOON)
    assert after.getexif()[0x010F] == "Lygtekamera"
    assert after.getexif().get_ifd(0x8769)[0x9011] == "+11:00"


def test_the_small_picture_inside_goes() -> None:
    content = pictures.private_jpeg()
    assert content.count(b"\xff\xd8\xff") == 2
    assert cut(content)[0].count(b"\xff\xd8\xff") == 1


def test_a_thumbnail_in_the_jfif_segment_goes() -> None:
    inside = b"JFIF\0\1\1\0\0\1\0\1\2\1" + b"thumbs"
    made, _ = cut(pictures.with_segments(pictures.jpeg(), (0xE0, inside)))
    assert b"thumbs" not in made
    assert pixels(made).size == (64, 48)


def test_with_its_place_nothing_goes() -> None:
    content = pictures.private_jpeg(taken=NOON, orientation=6)
    assert cut(content, keeps_place=True) == (content, set())


def test_a_jpeg_that_tells_nothing_stays_as_it_is() -> None:
    content = pictures.jpeg(taken=NOON, orientation=3)
    made, gone = cut(content)
    assert gone == set()
    assert parts(made) == parts(content)


def test_of_several_pictures_the_first_goes_up() -> None:
    content = pictures.multi_picture(taken=NOON)
    made, gone = cut(content)
    assert Dropped.OTHER_PICTURES in gone
    assert b"MPF\0" not in made
    assert made.endswith(b"\xff\xd9")
    assert made.count(b"\xff\xd9") == 1
    first = pixels(content)
    assert getattr(first, "n_frames", 1) == 2
    assert getattr(pixels(made), "n_frames", 1) == 1
    assert not ImageChops.difference(first.convert("RGB"), pixels(made)).getbbox()


def test_with_its_place_too_only_the_first_picture_goes_up() -> None:
    made, gone = cut(pictures.multi_picture(taken=NOON), keeps_place=True)
    assert gone == {Dropped.OTHER_PICTURES}
    assert b"MPF\0" not in made
    assert pictures.signs_of_owner(made) == pictures.IN_EXIF


def test_a_film_behind_it_stays_behind() -> None:
    content = pictures.jpeg()
    made, gone = cut(content + b"ftypmp42" + bytes(3_000_000))
    assert made.endswith(b"\xff\xd9")
    assert len(made) <= len(content)
    assert gone == {Dropped.APPENDED}


def test_filling_behind_it_is_no_loss() -> None:
    assert cut(pictures.jpeg() + bytes(5000))[1] == set()


def test_the_scans_of_a_progressive_one_are_found() -> None:
    content = pictures.saved(pictures.quadrants((640, 480)), "JPEG", progressive=True)
    assert content.count(b"\xff\xda") > 3
    assert parts(cut(content)[0]) == parts(content)


def test_a_comment_between_scans_goes() -> None:
    content = pictures.saved(pictures.quadrants((640, 480)), "JPEG", progressive=True)
    second = [match.start() for match in re.finditer(rb"\xff\xda", content)][1]
    comment = b"\xff\xfe" + (2 + len(pictures.COMMENT)).to_bytes(2, "big") + pictures.COMMENT
    made, _ = cut(content[:second] + comment + content[second:])
    assert parts(made) == parts(content)


@settings(max_examples=30)
@given(st.integers(min_value=0, max_value=1_100_000), st.integers(1, 3))
def test_the_end_is_found_wherever_it_lies(at: int, filling: int) -> None:
    content = pictures.jpeg()
    long = content[:-2] + b"\x01" * at + b"\xff" * filling + b"\xd9"
    made, _ = cut(long + b"film")
    assert made.endswith(b"\xff\xd9")
    assert len(made) == len(cut(content)[0]) + at + filling - 1


def test_one_that_is_cut_short_goes_up_as_far_as_it_goes() -> None:
    content = pictures.private_jpeg((640, 480))
    file = io.BytesIO(content[:-100])
    made = segments.cut(file, segments.read_head(file), keeps_place=False)
    assert made.is_cut_short
    assert made.ranges[-1][1] == len(content) - 100


@pytest.mark.parametrize("length", [3, 20, 300])
def test_one_without_a_picture_is_none(length: int) -> None:
    assert refusal(pictures.private_jpeg()[:length]) is FileProblem.PICTURE_CUT_SHORT


def test_more_segments_than_there_can_be() -> None:
    many = [(0xFE, b"")] * 5000
    assert refusal(pictures.with_segments(pictures.jpeg(), *many)) is FileProblem.BROKEN_PICTURE
