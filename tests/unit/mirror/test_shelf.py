"""The shelf gives back what was kept, stays within its room, and is never in the way."""

import asyncio
import os
import stat
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import apsw
import pytest

from desktop.domain.answers import KeptListing, Listing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.records import Document, Folder
from desktop.mirror.shelf import Shelf

T = TypeVar("T")

ONE, OTHER, THIRD = CustomerId(1), CustomerId(2), CustomerId(3)
AT = datetime(2026, 11, 21, 9, 41, tzinfo=UTC)
HOLDER = {"id": 7, "title": "Tagpap\u2028 - Å", "filename": "a.jpg", "nyt": {"a": [1, None]}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "shelf.db"


def with_shelf(
    path: Path, story: Callable[[Shelf], Coroutine[Any, Any, T]], *, room: int = 1 << 20
) -> T:
    async def run() -> T:
        shelf = Shelf(path, room=room)
        try:
            return await story(shelf)
        finally:
            await shelf.close()

    return asyncio.run(run())


def of(*documents: dict[str, object], folders: tuple[Folder, ...] = ()) -> KeptListing:
    records = tuple(Document(raw) for raw in documents)
    return KeptListing(listing=Listing(documents=records, folders=folders, set_aside=2), at=AT)


def doc(id_: int, title: str = "") -> dict[str, object]:
    return {"id": id_, "title": title}


def test_a_listing_outlives_the_program_whole(path: Path) -> None:
    new = of(HOLDER, doc(8), folders=(Folder({"id": 3, "path": "A/Ø"}),))

    async def before(shelf: Shelf) -> None:
        shelf.keep_listing(ONE, new)
        assert await shelf.listing(ONE) == new

    async def after(shelf: Shelf) -> None:
        assert await shelf.listing(ONE) == new
        assert await shelf.listing(OTHER) is None

    with_shelf(path, before)
    with_shelf(path, after)


def test_thumbnails_stay_with_documents_that_stay(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        shelf.keep_listing(ONE, of(doc(7), doc(8), doc(9)))
        shelf.keep_thumbnails(
            ONE, {DocumentId(7): "QQ==", DocumentId(8): "", DocumentId(9): "Qg=="}
        )
        assert await shelf.thumbnails(ONE) == {7: "QQ==", 8: "", 9: "Qg=="}
        shelf.keep_listing(ONE, of(doc(9, "other"), doc(8), doc(10)))
        assert await shelf.thumbnails(ONE) == {8: ""}
        assert await shelf.thumbnails(OTHER) == {}

    with_shelf(path, story)


def test_thumbnails_without_a_listing_are_not_kept(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        shelf.keep_thumbnails(ONE, {DocumentId(7): "QQ=="})
        assert await shelf.thumbnails(ONE) == {}

    with_shelf(path, story)


def test_what_was_looked_at_longest_ago_goes_first(path: Path) -> None:
    async def story(shelf: Shelf) -> list[bool]:
        for customer in (ONE, OTHER):
            shelf.keep_listing(customer, of(doc(7, "x" * 2000)))
        await shelf.listing(ONE)
        shelf.keep_listing(THIRD, of(doc(7, "x" * 2000)))
        return [await shelf.listing(each) is not None for each in (ONE, OTHER, THIRD)]

    assert with_shelf(path, story, room=5000) == [True, False, True]


def test_thumbnails_take_room_too(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        shelf.keep_listing(OTHER, of(doc(7)))
        shelf.keep_listing(ONE, of(doc(7)))
        shelf.keep_thumbnails(ONE, {DocumentId(7): "Q" * 4900})
        assert await shelf.listing(OTHER) is None
        assert await shelf.thumbnails(ONE)

    with_shelf(path, story, room=5100)


def test_pictures_too_many_for_the_shelf_leave_the_names(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        shelf.keep_listing(ONE, of(doc(7)))
        shelf.keep_thumbnails(ONE, {DocumentId(7): "Q" * 6000})
        assert await shelf.listing(ONE) is not None
        assert await shelf.thumbnails(ONE) == {}
        shelf.keep_listing(ONE, of(doc(7, "x" * 6000)))
        assert await shelf.listing(ONE) is None

    with_shelf(path, story, room=5000)


def test_the_file_does_not_grow_beyond_its_room(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        for customer in range(1, 200):
            shelf.keep_listing(CustomerId(customer), of(doc(7)))
            shelf.keep_thumbnails(CustomerId(customer), {DocumentId(7): "Q" * 20_000})
        assert await shelf.listing(CustomerId(199)) is not None

    with_shelf(path, story, room=400_000)
    assert path.stat().st_size < 800_000


@pytest.mark.skipif(os.name == "nt", reason="there are no such modes")
def test_only_the_user_can_read_it(path: Path) -> None:
    async def story(shelf: Shelf) -> set[int]:
        shelf.keep_listing(ONE, of(doc(7)))
        await shelf.listing(ONE)
        return {stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}

    assert with_shelf(path, story) == {0o600}


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 8000]
)
def test_a_damaged_file_is_thrown_away(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    path.with_name("shelf.db-wal").write_bytes(b"left")
    again = with_shelf(path, _kept)
    assert again is not None


def test_damage_that_shows_later_is_thrown_away_too(path: Path) -> None:
    async def fill(shelf: Shelf) -> None:
        for customer in range(1, 50):
            shelf.keep_listing(CustomerId(customer), of(doc(7, "x" * 3000)))

    with_shelf(path, fill)
    whole = bytearray(path.read_bytes())
    whole[8192:] = b"\xee" * (len(whole) - 8192)
    path.write_bytes(whole)

    async def story(shelf: Shelf) -> None:
        assert await shelf.listing(CustomerId(30)) is None
        assert await _kept(shelf) is not None

    with_shelf(path, story)


@pytest.mark.parametrize("version", [0, 2])
def test_a_file_of_another_version_is_thrown_away(path: Path, version: int) -> None:
    with closing(apsw.Connection(str(path))) as db:
        db.execute("CREATE TABLE listing (other)")
        db.pragma("user_version", version)
    assert with_shelf(path, _kept) is not None


def test_a_full_disk_is_silent_and_what_is_there_can_be_read(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        shelf.keep_listing(ONE, of(doc(7)))
        await shelf.listing(ONE)
        assert shelf._db is not None
        shelf._db.pragma("max_page_count", 1)
        shelf.keep_listing(OTHER, of(doc(7, "x" * 100_000)))
        assert await shelf.listing(OTHER) is None
        assert await shelf.listing(ONE) is not None

    with_shelf(path, story)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    assert with_shelf(tmp_path / "no" / "folder" / "shelf.db", _kept) is None


def test_an_id_beyond_what_a_file_holds_is_not_kept(path: Path) -> None:
    async def story(shelf: Shelf) -> None:
        shelf.keep_listing(CustomerId(2**70), of(doc(7)))
        assert await shelf.listing(CustomerId(2**70)) is None
        assert await _kept(shelf) is not None

    with_shelf(path, story)


def test_after_the_end_nothing_is_kept(path: Path) -> None:
    async def story() -> None:
        shelf = Shelf(path)
        await shelf.close()
        shelf.keep_listing(ONE, of(doc(7)))

    asyncio.run(story())


async def _kept(shelf: Shelf) -> KeptListing | None:
    """What is found of a listing that was just kept, or after the next one."""
    shelf.keep_listing(ONE, of(doc(7)))
    shelf.keep_listing(ONE, of(doc(7)))
    return await shelf.listing(ONE)
