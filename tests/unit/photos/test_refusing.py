"""Photos that cannot be prepared are refused in known words, and leave no file."""

import asyncio
import sys

import pytest
from PIL import Image

from desktop.domain.errors import FileProblem, FileRefused, StorageFailed
from desktop.domain.photos import PhotoOrder
from tests.helpers import pictures
from tests.helpers.preparing import FORMATS, HEIC, ORIGINAL, SMALL, Desk, opened


@pytest.mark.parametrize("order", [ORIGINAL, SMALL])
def test_a_png_of_too_many_pixels(desk: Desk, order: PhotoOrder) -> None:
    assert desk.refusal(pictures.bomb(), order) is FileProblem.TOO_MANY_PIXELS


def test_a_jpeg_of_30000_by_30000(desk: Desk) -> None:
    content = pictures.of_size(pictures.private_jpeg(), (30_000, 30_000))
    prepared, made = desk.prepare(content)
    assert (prepared.width, prepared.height) == (30_000, 30_000)
    assert pictures.signs_of_owner(made) == set()
    assert opened(desk.prepare(content, SMALL)[1]).size == (1600, 1600)
    content = pictures.of_size(pictures.private_jpeg(), (60_000, 60_000))
    assert desk.refusal(content, SMALL) is FileProblem.TOO_MANY_PIXELS


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit of memory")
def test_a_jpeg_that_takes_too_much_memory(desk: Desk) -> None:
    content = pictures.saved(pictures.quadrants(), "JPEG", progressive=True)
    large = pictures.of_size(content, (30_000, 30_000))
    assert desk.refusal(large, SMALL) is FileProblem.TOO_MANY_PIXELS
    assert desk.prepare(content, SMALL)[0].width == 96


def test_a_jpeg_that_is_cut_short(desk: Desk) -> None:
    content = pictures.private_jpeg((2000, 1500))
    content = content[: len(content) // 2]
    prepared, made = desk.prepare(content)
    assert content.endswith(made[made.index(b"\xff\xda") :])
    assert not prepared.is_reencoded
    assert desk.refusal(content, SMALL) is FileProblem.PICTURE_CUT_SHORT


@pytest.mark.parametrize("kind", [*FORMATS, "HEIC", "BMP"])
@pytest.mark.parametrize("left", [0.1, 0.5, 0.9])
def test_other_pictures_that_are_cut_short(desk: Desk, kind: str, left: float) -> None:
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    content = HEIC if kind == "HEIC" else pictures.saved(noise, kind)
    problem = desk.refusal(content[: int(len(content) * left)])
    assert problem in (FileProblem.PICTURE_CUT_SHORT, FileProblem.BROKEN_PICTURE)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_picture(desk: Desk, content: bytes) -> None:
    problem = desk.refusal(content)
    assert problem in (FileProblem.BROKEN_PICTURE, FileProblem.PICTURE_CUT_SHORT)


def test_a_file_that_is_gone(desk: Desk) -> None:
    with pytest.raises(FileRefused) as refusal:
        asyncio.run(desk.preparer.prepare(desk.source, desk.target, ORIGINAL))
    assert refusal.value.problem is FileProblem.MISSING


def test_a_folder_that_is_gone_is_our_own_trouble(desk: Desk) -> None:
    desk.source.write_bytes(pictures.jpeg())
    with pytest.raises(StorageFailed):
        asyncio.run(desk.preparer.prepare(desk.source, desk.folder / "væk" / "op.jpg", ORIGINAL))
