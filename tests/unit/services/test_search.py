"""Searching the local copy from the window's side: one reader, and the newest question counts."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.domain.errors import StorageFailed
from desktop.domain.hits import Hidden, Scope
from desktop.services.search import Search
from tests.helpers.local_copy import LocalCopy
from tests.helpers.mirrored import customer

PATIENCE_S = 30.0


def at_a_copy(folder: Path, story: Callable[[LocalCopy, Search], Awaitable[None]]) -> None:
    async def told() -> None:
        copy = LocalCopy(folder)
        try:
            await asyncio.wait_for(story(copy, Search(copy.reader)), PATIENCE_S)
        finally:
            await copy.close()

    asyncio.run(told())


def test_the_answers(tmp_path: Path) -> None:
    async def story(copy: LocalCopy, search: Search) -> None:
        copy.fill([customer(1, name="Nord"), customer(2, 1, name="Nordby", isdeleted=1)])

        found = await search.find("nord")
        assert [(hit.row.id, hit.path) for hit in found.hits] == [(1, ()), (2, ("Nord",))]
        assert len((await search.find("nord", limit=1)).hits) == 1
        assert len((await search.find("nord", Scope(with_closed=False))).hits) == 1
        assert (await search.matching("nord")).ids == {1, 2}
        assert (await search.matching("nord", limit=1)).is_more
        assert await search.hidden_counts("nord", Scope(with_closed=False)) == Hidden(closed=1)

    at_a_copy(tmp_path, story)


def test_what_arrives_is_found(tmp_path: Path) -> None:
    async def story(copy: LocalCopy, search: Search) -> None:
        assert (await search.find("nord")).hits == ()
        copy.hear(customer(1, name="Nord"), customer(2, name="Hotel Nord"))
        assert [hit.row.id for hit in (await search.find("nord")).hits] == [1, 2]
        copy.note_use(customer(2).id)
        assert [hit.row.id for hit in (await search.find("nord")).hits] == [2, 1]
        copy.lose(2)
        assert [hit.row.id for hit in (await search.find("nord")).hits] == [1]

    at_a_copy(tmp_path, story)


def test_a_newer_question_ends_an_older_one(tmp_path: Path) -> None:
    async def story(copy: LocalCopy, search: Search) -> None:
        copy.fill(customer(n, name=f"Nord {n}") for n in range(1, 3_000))
        asked = [asyncio.ensure_future(search.find(text)) for text in ("n", "no", "nor", "nord 7")]
        outcomes = await asyncio.gather(*asked, return_exceptions=True)

        assert all(isinstance(each, asyncio.CancelledError) for each in outcomes[:-1])
        assert not isinstance(outcomes[-1], BaseException)
        assert outcomes[-1].hits[0].row.name == "Nord 7"

    at_a_copy(tmp_path, story)


def test_a_damaged_copy_is_told(tmp_path: Path) -> None:
    async def story(copy: LocalCopy, search: Search) -> None:
        copy.fill([customer(1, name="Nord")])
        assert (await search.find("nord")).hits
        async with copy.broken():
            with pytest.raises(StorageFailed):
                await search.find("nord")
        assert (await search.find("nord")).hits

    at_a_copy(tmp_path, story)
