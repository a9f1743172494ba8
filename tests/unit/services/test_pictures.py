"""Small pictures are decoded once, kept within bounds, and bad ones are none."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.files import FileKind, Inspected
from desktop.photos import inspection
from desktop.services import pictures as services_pictures
from desktop.services.pictures import Pictures
from tests.helpers import pictures as made

NOON = datetime(2024, 6, 1, 12, 0)  # noqa: DTZ001 - a camera's wall clock


def with_pictures(tell: Callable[[Pictures], Awaitable[None]], *, room: int = 1_000_000) -> None:
    async def run() -> None:
        pictures = Pictures(room=room)
        try:
            await tell(pictures)
        finally:
            await pictures.close()

    asyncio.run(run())


def test_a_thumbnail_is_decoded_once() -> None:
    async def story(pictures: Pictures) -> None:
        text = made.on_the_wire(made.jpeg())
        first = await pictures.thumbnail(text, longest=16)
        assert first is not None
        assert (first.width, first.height) == (16, 12)
        assert await pictures.thumbnail(text, longest=16) is first
        other = await pictures.thumbnail(text, longest=32)
        assert other is not None
        assert other.width == 32

    with_pictures(story)


def test_only_so_much_is_kept() -> None:
    async def story(pictures: Pictures) -> None:
        texts = [made.on_the_wire(made.png((size, 8))) for size in (8, 9, 10)]
        first, second, _ = [await pictures.thumbnail(text, longest=16) for text in texts]
        assert await pictures.thumbnail(texts[0], longest=16) is not first
        assert await pictures.thumbnail(texts[1], longest=16) is not second

    with_pictures(story, room=600)


@pytest.mark.parametrize("text", ["", "æøå", "====", "bm8gcGljdHVyZQ=="])
def test_what_is_no_picture_is_none(text: str) -> None:
    async def story(pictures: Pictures) -> None:
        assert await pictures.thumbnail(text, longest=16) is None
        assert await pictures.thumbnail(text, longest=16) is None

    with_pictures(story)


def test_after_closing_there_are_no_pictures() -> None:
    async def story(pictures: Pictures) -> None:
        await pictures.close()
        assert await pictures.thumbnail(made.on_the_wire(made.png()), longest=16) is None

    with_pictures(story)


def test_a_photo_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "uden endelse"
    file.write_bytes(made.jpeg(taken=NOON))

    async def story(pictures: Pictures) -> None:
        look = await pictures.inspect(file)
        assert (look.kind, look.taken) == (FileKind.JPEG, NOON)

    with_pictures(story)


def test_a_file_that_cannot_go_up_is_refused(tmp_path: Path) -> None:
    async def story(pictures: Pictures) -> None:
        with pytest.raises(FileRefused) as refusal:
            await pictures.inspect(tmp_path / "væk")
        assert refusal.value.problem is FileProblem.MISSING

    with_pictures(story)


# --- A file that cannot be reached -----------------------------------------------------------


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[threading.Thread]]:
    """Looks that come to no end, as on a network's folder that is gone; the threads they are on."""
    stuck, back = list[threading.Thread](), threading.Event()

    def look_at(_path: Path) -> Inspected:
        stuck.append(threading.current_thread())
        back.wait()
        raise AssertionError

    monkeypatch.setattr(inspection, "look_at", look_at)
    monkeypatch.setattr(services_pictures, "_LOOK_S", 0.05)
    yield stuck
    back.set()
    for thread in stuck:
        thread.join()


def test_a_look_that_comes_to_no_end_keeps_nothing_open(
    unreachable: list[threading.Thread], tmp_path: Path
) -> None:
    async def story(pictures: Pictures) -> None:
        with pytest.raises(FileRefused) as refusal:
            await pictures.inspect(tmp_path / "foto.jpg")
        assert refusal.value.problem is FileProblem.UNREADABLE

    with_pictures(story)
    assert [thread.is_alive() and thread.daemon for thread in unreachable] == [True]
