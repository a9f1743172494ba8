"""Writing uploads down: one that cannot be kept, or a reader that fails, keeps no other back."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.batches import Target
from desktop.domain.errors import NotKept
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadId
from desktop.journal import Journal, uploads
from desktop.journal.uploads import BatchRow
from desktop.services.uploads.book import Book
from desktop.services.uploads.draft import Draft
from tests.helpers.clocks import MovedClock

PATIENCE_S = 30.0


class Desk:
    """A book, and a reader that fails as often as it is told to.

    Attributes:
        is_failing: Whoever reads makes a mistake.
        troubled: Set once the disk takes nothing.
        mistakes: Those that were told.
        read: What was read of rows.
    """

    def __init__(self, folder: Path) -> None:
        self.is_failing = False
        self.troubled = asyncio.Event()
        self.mistakes: list[BaseException] = []
        self.read: list[set[UploadId]] = []
        self.journal = Journal(folder / "journal.db")
        self.clock = MovedClock()
        self.book = Book(journal=self.journal, clock=self.clock, reader=self)

    def written(self, before: Mapping[UploadId, Upload | None]) -> None:
        self.read.append(set(before))
        if self.is_failing:
            raise ZeroDivisionError

    def trouble_changed(self) -> None:
        self.troubled.set()
        if self.is_failing:
            raise ZeroDivisionError

    def adding(self, name: str, *, customer: int = 7) -> Callable[[Draft], UploadId]:
        """A plan that begins an upload."""
        batch, (upload,) = self.book.new_ids(1)
        return lambda draft: _added(draft, batch, upload, name, customer)


def _added(draft: Draft, batch: BatchId, upload: UploadId, name: str, customer: int) -> UploadId:
    target = Target(id=CustomerId(customer), name="Søndergade 7")
    draft.put_batch(BatchRow(id=batch, target=target, at=draft.at))
    draft.put(
        Upload(
            id=upload,
            batch=batch,
            customer_id=target.id,
            customer_name=target.name,
            path=Path(name),
            title=name,
        ),
        "added",
    )
    return upload


def told(folder: Path, story: Callable[[Desk], Awaitable[None]]) -> None:
    async def run() -> None:
        desk = Desk(folder)
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, said: desk.mistakes.append(said["exception"]))
        async with asyncio.timeout(PATIENCE_S):
            await desk.book.load()
            await story(desk)
            await desk.book.close()
            await desk.journal.close()

    asyncio.run(run())


async def stored(desk: Desk) -> list[str]:
    shown = await desk.journal.run(uploads.load, since=desk.clock.wall())
    return [row.title for row in shown.uploads]


def test_whoever_waits_is_answered_though_the_reader_fails(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        desk.is_failing = True
        both = await asyncio.gather(
            desk.book.write(desk.adding("a")), desk.book.write(desk.adding("b"))
        )
        assert [desk.book.get(each) is not None for each in both] == [True, True]
        assert await stored(desk) == ["a", "b"]
        assert [type(each) for each in desk.mistakes] == [ZeroDivisionError]
        desk.is_failing = False
        await desk.book.write(desk.adding("c"))
        assert await stored(desk) == ["a", "b", "c"]

    told(tmp_path, story)


def test_a_reader_that_fails_while_the_disk_does_keeps_nothing_back(tmp_path: Path) -> None:
    in_the_way = tmp_path / "journal.db-journal"

    async def story(desk: Desk) -> None:
        desk.is_failing = True
        in_the_way.mkdir()
        waiting = asyncio.create_task(_written(desk, desk.adding("a")))
        await desk.troubled.wait()
        in_the_way.rmdir()
        desk.book.try_again()
        await waiting
        assert desk.book.trouble is None
        assert await stored(desk) == ["a"]
        assert {type(each) for each in desk.mistakes} == {ZeroDivisionError}

    told(tmp_path, story)


async def _written(desk: Desk, plan: Callable[[Draft], Any]) -> None:
    await desk.book.write(plan)


def _mistaken(draft: Draft) -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize("insists", [True, False])
def test_a_plan_that_fails_fails_alone(tmp_path: Path, insists: bool) -> None:
    async def story(desk: Desk) -> None:
        first, wrong, last = await asyncio.gather(
            desk.book.write(desk.adding("a")),
            desk.book.write(_mistaken, insists=insists),
            desk.book.write(desk.adding("b")),
            return_exceptions=True,
        )
        assert isinstance(wrong, ZeroDivisionError)
        assert (first, last) == (1, 2)
        assert await stored(desk) == ["a", "b"]

    told(tmp_path, story)


@pytest.mark.parametrize("insists", [True, False])
@pytest.mark.parametrize("customer", [2**70, None])
def test_what_the_journal_does_not_take_fails_alone_and_is_no_trouble_of_the_disk(
    tmp_path: Path, customer: int, insists: bool
) -> None:
    """An id beyond what SQLite holds, and a value the table forbids."""

    async def story(desk: Desk) -> None:
        first, wrong, last = await asyncio.gather(
            desk.book.write(desk.adding("a")),
            desk.book.write(desk.adding("x", customer=customer), insists=insists),
            desk.book.write(desk.adding("b")),
            return_exceptions=True,
        )
        assert isinstance(wrong, NotKept)
        assert (first, last) == (1, 3)
        assert desk.book.trouble is None
        assert desk.book.is_idle
        assert [row.title for row in desk.book.rows] == ["a", "b"]
        assert await stored(desk) == ["a", "b"]

    told(tmp_path, story)


def test_what_waited_for_the_disk_with_what_is_not_kept_is_written_in_order(
    tmp_path: Path,
) -> None:
    in_the_way = tmp_path / "journal.db-journal"

    async def story(desk: Desk) -> None:
        in_the_way.mkdir()
        plans = [desk.adding("a"), desk.adding("x", customer=2**70), desk.adding("b")]
        waiting = [asyncio.create_task(_written(desk, plan)) for plan in plans]
        await desk.troubled.wait()
        in_the_way.rmdir()
        desk.book.try_again()
        ended = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(each) for each in ended] == [type(None), NotKept, type(None)]
        assert desk.book.trouble is None
        assert await stored(desk) == ["a", "b"]

    told(tmp_path, story)
