"""Small pictures are decoded once, kept within bounds, and bad ones are none."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from desktop.services.pictures import Pictures
from tests.helpers import pictures as made


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
