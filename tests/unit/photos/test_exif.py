"""EXIF is read as it stands, whatever it holds, and written value for value."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from desktop.photos import exif as reading
from desktop.photos.exif import Entry, Exif
from tests.helpers import pictures

values = st.one_of(
    st.binary(min_size=1, max_size=9).map(lambda value: Entry(7, len(value), value)),
    st.binary(min_size=8, max_size=8).map(lambda value: Entry(5, 1, value)),
    st.binary(min_size=2, max_size=2).map(lambda value: Entry(3, 1, value)),
)
directories = st.dictionaries(
    st.integers(1, 65_535).filter(lambda tag: tag not in (0x8769, 0x8825)), values, max_size=8
)


@given(st.sampled_from("<>"), directories, directories, directories)
def test_what_is_written_is_read(
    order: str, zeroth: reading.Directory, camera: reading.Directory, place: reading.Directory
) -> None:
    exif = Exif(order, zeroth, camera, place)
    block = reading.write(exif)
    assert reading.read_block(block) == (exif if block else None)


def test_pillow_reads_what_is_written() -> None:
    first = pictures.private_exif(orientation=6)
    exif = reading.read_block(first.tobytes())
    assert exif is not None
    again = Image.Exif()
    again.load(b"Exif\0\0" + reading.write(exif))
    for folder in (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo):
        assert again.get_ifd(folder) == first.get_ifd(folder)
    assert (again[ExifTags.Base.Orientation], again[ExifTags.Base.Model]) == (6, "L 1")


@given(st.sampled_from([b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]), st.binary(max_size=300))
def test_whatever_it_holds_it_is_read(head: bytes, rest: bytes) -> None:
    exif = reading.read_block(head + rest)
    assert exif is not None
    assert exif.taken is None
    assert 1 <= exif.orientation <= 8


@given(st.integers(0, 400), st.binary(min_size=1, max_size=12))
def test_wherever_it_is_damaged_it_is_read_and_written(at: int, damage: bytes) -> None:
    block = bytearray(pictures.private_exif(orientation=6).tobytes()[6:])
    block[8 + at : 8 + at + len(damage)] = damage
    exif = reading.read(io.BytesIO(block))
    assert exif is not None
    block_again = reading.write(exif)
    assert reading.read_block(block_again) == (exif if block_again else None)


def test_a_damaged_directory_hides_no_other() -> None:
    block = bytearray(pictures.private_exif().tobytes()[6:])
    at = block.index(b"\x87\x69\0\x04\0\0\0\x01") + 8
    block[at : at + 4] = b"\xff" * 4
    exif = reading.read(io.BytesIO(block))
    assert exif is not None
    assert exif.camera == {}
    assert exif.place


def test_a_directory_that_leads_to_itself() -> None:
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    exif = reading.read_block(b"II*\0\x08\0\0\0\x01\0" + entry + bytes(4))
    assert exif is not None
    assert exif.taken is None


@pytest.mark.parametrize("order", ["<", ">"])
def test_big_tiff(order: str) -> None:
    mark = b"II+\0" if order == "<" else b"MM\0+"
    head = mark + struct.pack(order + "HHQ", 8, 0, 16)
    entry = struct.pack(order + "HHQH", reading.ORIENTATION, 3, 1, 8) + bytes(6)
    exif = reading.read_block(head + struct.pack(order + "Q", 1) + entry + bytes(8))
    assert exif is not None
    assert exif.orientation == 8


def test_big_tiff_with_numbers_of_eight_bytes() -> None:
    head = b"II+\0" + struct.pack("<HHQ", 8, 0, 16)
    pointer = struct.pack("<HHQQ", 0x8769, 18, 1, 16 + 36)
    far = struct.pack("<HHQQ", 0x9003, 2, 20, 2**63 + 1)
    near = struct.pack("<HHQQ", 0x9004, 7, 4, 1)
    directories = (struct.pack("<Q", 1) + pointer + bytes(8), struct.pack("<Q", 2) + far + near)
    exif = reading.read_block(head + b"".join(directories))
    assert exif is not None
    assert list(exif.camera) == [0x9004]
