"""Users and persons to choose from: read at the start, when the copy is whole, and now and then."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.fields import Choice
from desktop.domain.records import Customer
from desktop.services.changes import Change, Subject
from desktop.services.editing.choices import OLD_AFTER_S, Choices
from tests.helpers.local_copy import LocalCopy


class Desk:
    """A copy, what is learned from it, and a clock that a test turns."""

    def __init__(self, folder: Path) -> None:
        self.copy = LocalCopy(folder)
        self.now = 0.0
        self.told = 0
        self.choices = Choices(
            reader=self.copy.reader,
            changes=self.copy.changes,
            is_whole=lambda: self.copy.state.is_whole,
            clock=lambda: self.now,
        )
        self._news = asyncio.Event()
        self.copy.changes.subscribe(self._hear)

    def put(self, id_: int, user: int, name: str) -> None:
        self.copy.fill([Customer({"id": id_, "ourreference": user, "ourreferencetext": name})])

    @property
    def users(self) -> dict[int, str]:
        return dict(self.choices.of(Choice.USERS))

    async def settled(self) -> None:
        """What was begun is read."""
        if self.choices._loading is not None:
            await self.choices._loading

    async def told_of(self) -> None:
        async with asyncio.timeout(10):
            await self._news.wait()
        self._news.clear()

    def _hear(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            assert change.cause == "choices"
            self.told += 1
            self._news.set()


Story = Callable[[Desk], Coroutine[Any, Any, None]]
Tell = Callable[[Story], None]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    async def run(story: Story) -> None:
        desk = Desk(tmp_path)
        await story(desk)
        await desk.choices.close()
        await desk.copy.close()

    return lambda story: asyncio.run(run(story))


def test_what_the_copy_has_is_there_after_the_start(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        desk.put(1, 4, "Mette")
        desk.put(2, 5, "Anders")
        assert desk.users == {}
        desk.choices.start()
        await desk.told_of()
        # By name, as they are looked for.
        assert list(desk.users.items()) == [(5, "Anders"), (4, "Mette")]

    tell(story)


def test_teams_and_sellers_are_offered_without_a_name(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        users = {"ourreference": 4, "ourreferencetext": "Mette", "sellerid": 9}
        desk.copy.fill([Customer({"id": 1, "team": 2, **users}), Customer({"id": 2, "team": 1})])
        desk.copy.fill([Customer({"id": 3, "team": 1, "teamtext": "Varme"}), Customer({"id": 4})])
        desk.choices.start()
        await desk.told_of()
        assert desk.choices.of(Choice.TEAMS) == {1: "Varme", 2: ""}
        # Those with a name come first.
        assert list(desk.users.items()) == [(4, "Mette"), (9, "")]

    tell(story)


def test_when_the_copy_becomes_whole_it_is_read_anew(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        desk.copy.become(is_whole=False)
        desk.choices.start()
        await desk.settled()
        desk.put(1, 4, "Mette")
        desk.copy.become(is_whole=False)
        await desk.settled()
        assert desk.users == {}
        desk.copy.become(is_whole=True)
        await desk.told_of()
        assert desk.users == {4: "Mette"}
        # It stays whole: that is no news.
        desk.put(2, 5, "Anders")
        desk.copy.become(is_whole=True)
        await desk.settled()
        assert desk.users == {4: "Mette"}

    tell(story)


def test_changes_are_looked_at_every_few_minutes_at_most(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        desk.choices.start()
        await desk.settled()
        desk.put(1, 4, "Mette")
        desk.copy.tell({1})
        await desk.settled()
        assert desk.users == {}
        desk.now += OLD_AFTER_S + 1
        desk.copy.tell({1})
        await desk.told_of()
        assert desk.users == {4: "Mette"}
        # Nobody is told of what is as before.
        desk.now += OLD_AFTER_S + 1
        desk.copy.tell({1})
        await desk.settled()
        assert desk.told == 1

    tell(story)


def test_a_copy_that_cannot_be_read_takes_nothing_away(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        desk.put(1, 4, "Mette")
        await desk.choices.load()
        async with desk.copy.broken():
            await desk.choices.load()
            assert desk.users == {4: "Mette"}

    tell(story)


def test_closing_ends_a_reading_that_waits_for_the_copy(tmp_path: Path) -> None:
    async def story() -> None:
        desk = Desk(tmp_path)
        await desk.copy.reader.release()
        desk.choices.start()
        await asyncio.wait_for(desk.choices.close(), 20)
        await desk.copy.close()

    asyncio.run(story())
