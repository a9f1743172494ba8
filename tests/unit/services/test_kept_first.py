"""What is kept is shown until the answer comes, and instead of one that does not."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from desktop.domain.errors import StorageFailed, Unreachable
from desktop.services import kept_first as module
from desktop.services.kept_first import kept_first


class Answers:
    """An answer of each kind, given when the test says so."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.kept: asyncio.Future[str | None] = loop.create_future()
        self.fresh: asyncio.Future[str] = loop.create_future()
        self.shown: list[str] = []

    async def from_here(self) -> str | None:
        return await self.kept

    async def from_there(self) -> str:
        return await self.fresh

    def ask(self) -> "asyncio.Task[str]":
        work = kept_first(self.from_here(), self.from_there(), self.shown.append)
        return asyncio.create_task(work)


Story = Callable[[Answers], Coroutine[Any, Any, None]]


def tell(story: Story) -> None:
    async def told() -> None:
        await asyncio.wait_for(story(Answers()), 10)
        # Nothing is left behind.
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(told(), debug=True)


async def a_few_turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_what_is_kept_is_shown_first() -> None:
    async def story(answers: Answers) -> None:
        asked = answers.ask()
        answers.kept.set_result("old")
        await a_few_turns()
        assert answers.shown == ["old"]
        answers.fresh.set_result("new")
        assert await asked == "new"
        await a_few_turns()

    tell(story)


def test_what_comes_late_is_not_shown_over_the_answer() -> None:
    async def story(answers: Answers) -> None:
        asked = answers.ask()
        answers.fresh.set_result("new")
        assert await asked == "new"
        await a_few_turns()
        assert answers.shown == []

    tell(story)


def test_nothing_kept_is_nothing_shown() -> None:
    async def story(answers: Answers) -> None:
        answers.kept.set_result(None)
        answers.fresh.set_result("new")
        assert await answers.ask() == "new"
        assert answers.shown == []

    tell(story)


def test_a_copy_that_cannot_be_read_keeps_nothing_from_coming() -> None:
    async def story(answers: Answers) -> None:
        asked = answers.ask()
        answers.kept.set_exception(StorageFailed("damaged"))
        await a_few_turns()
        answers.fresh.set_result("new")
        assert await asked == "new"

    tell(story)


def test_without_an_answer_what_is_kept_is_shown_all_the_same() -> None:
    async def story(answers: Answers) -> None:
        asked = answers.ask()
        answers.fresh.set_exception(Unreachable("cut off"))
        await a_few_turns()
        answers.kept.set_result("old")
        with pytest.raises(Unreachable):
            await asked
        assert answers.shown == ["old"]

    tell(story)


def test_a_copy_that_does_not_come_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LATEST_S", 0.01)

    async def story(answers: Answers) -> None:
        answers.fresh.set_exception(Unreachable("cut off"))
        with pytest.raises(Unreachable):
            await answers.ask()
        assert answers.shown == []
        await a_few_turns()

    tell(story)


def test_cancelling_ends_both() -> None:
    async def story(answers: Answers) -> None:
        asked = answers.ask()
        await a_few_turns()
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await a_few_turns()
        assert answers.kept.cancelled()
        assert answers.fresh.cancelled()

    tell(story)
