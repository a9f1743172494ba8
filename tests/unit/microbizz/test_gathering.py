"""Reads of one turn share a request, and each caller keeps its own fate."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.microbizz import commands
from desktop.microbizz.command import Command
from desktop.microbizz.gathering import Gatherer


def texts(asked: Sequence[Command[Any]]) -> list[str]:
    return [str(command.inputs["text"]) for command in asked]


class Road:
    """Answers each echo with its text; `requests` are the texts of each envelope.

    Attributes:
        refusing: Texts whose command alone is refused.
        breaking: The error of a whole envelope in which the text occurs.
        gate: Nothing is answered until it is set.
    """

    def __init__(self) -> None:
        self.requests: list[list[str]] = []
        self.retries: list[int | None] = []
        self.given_up: list[list[str]] = []
        self.refusing: set[str] = set()
        self.breaking: dict[str, Callable[[list[str]], Exception | None]] = {}
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()
        self.left_alone = asyncio.Event()

    async def __call__(
        self, asked: Sequence[Command[Any]], /, *, retries: int | None = None
    ) -> list[Any]:
        words = texts(asked)
        self.requests.append(words)
        self.retries.append(retries)
        self.asked.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.given_up.append(words)
            self.left_alone.set()
            raise
        for word in words:
            breaks = self.breaking.get(word)
            if breaks and (error := breaks(words)):
                raise error
        return [CommandRefused("Echo", "no") if word in self.refusing else word for word in words]


def story(tell: Callable[[Road, Gatherer], Awaitable[None]], most: int = 50) -> Road:
    async def run() -> Road:
        road = Road()
        await tell(road, Gatherer(send=road, most=most))
        return road

    return asyncio.run(run())


def ask(gatherer: Gatherer, *words: str) -> "list[asyncio.Task[str]]":
    return [asyncio.create_task(gatherer.ask(commands.echo(word))) for word in words]


def test_reads_of_one_turn_share_a_request() -> None:
    async def tell(_road: Road, gatherer: Gatherer) -> None:
        answers = await asyncio.gather(*ask(gatherer, "a", "b", "c"))
        assert answers == ["a", "b", "c"]

    assert story(tell).requests == [["a", "b", "c"]]


def test_reads_one_after_the_other_do_not() -> None:
    async def tell(_road: Road, gatherer: Gatherer) -> None:
        assert await gatherer.ask(commands.echo("a")) == "a"
        assert await gatherer.ask(commands.echo("b")) == "b"

    assert story(tell).requests == [["a"], ["b"]]


def test_a_widget_may_gather_its_own_reads_in_a_task() -> None:
    async def pane(gatherer: Gatherer, *words: str) -> None:
        await asyncio.gather(*(gatherer.ask(commands.echo(word)) for word in words))

    async def direct(gatherer: Gatherer) -> None:
        await gatherer.ask(commands.echo("direct"))

    async def tell(_road: Road, gatherer: Gatherer) -> None:
        async with asyncio.TaskGroup() as panes:
            panes.create_task(direct(gatherer))
            panes.create_task(pane(gatherer, "a", "b"))
            panes.create_task(pane(gatherer, "c"))

    (request,) = story(tell).requests
    assert sorted(request) == ["a", "b", "c", "direct"]


def test_an_envelope_has_room_for_so_many() -> None:
    async def tell(_road: Road, gatherer: Gatherer) -> None:
        await asyncio.gather(*ask(gatherer, *"abcde"))

    assert story(tell, most=2).requests == [["a", "b"], ["c", "d"], ["e"]]


def test_a_refusal_reaches_its_own_caller() -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.refusing = {"b"}
        a, b = await asyncio.gather(*ask(gatherer, "a", "b"), return_exceptions=True)
        assert a == "a"
        assert isinstance(b, CommandRefused)

    story(tell)


def test_one_who_gives_up_leaves_the_others() -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.gate.clear()
        a, b = ask(gatherer, "a", "b")
        await road.asked.wait()
        a.cancel()
        await asyncio.wait([a])
        road.gate.set()
        assert await b == "b"
        assert a.cancelled()

    assert story(tell).given_up == []


def test_one_who_gives_up_in_time_is_not_asked_for() -> None:
    async def tell(_road: Road, gatherer: Gatherer) -> None:
        a, b = ask(gatherer, "a", "b")
        await asyncio.sleep(0)
        a.cancel()
        assert await b == "b"

    assert story(tell).requests == [["b"]]


def test_where_all_gave_up_in_time_nothing_is_sent() -> None:
    async def tell(_road: Road, gatherer: Gatherer) -> None:
        (a,) = ask(gatherer, "a")
        await asyncio.sleep(0)
        a.cancel()
        await asyncio.wait([a])
        assert await gatherer.ask(commands.echo("b")) == "b"

    assert story(tell).requests == [["b"]]


def test_where_all_give_up_the_request_is_given_up() -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.gate.clear()
        reads = ask(gatherer, "a", "b")
        await road.asked.wait()
        for read in reads:
            read.cancel()
        await asyncio.wait(reads)
        await road.left_alone.wait()

    assert story(tell).given_up == [["a", "b"]]


@pytest.mark.parametrize(
    "error",
    [
        EnvelopeRefused("no"),
        Unreachable("gone"),
        TimedOut(60),
        NotAnEnvelope(Malformed.REDIRECT, 302),
        RuntimeError("a mistake of ours"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_fails_as_a_whole_reaches_all(error: Exception) -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.breaking["a"] = lambda _: error
        answers = await asyncio.gather(*ask(gatherer, "a", "b"), return_exceptions=True)
        assert answers == [error, error]

    assert len(story(tell).requests) == 1


@pytest.mark.parametrize(
    "error", [NotAnEnvelope(Malformed.HTTP_STATUS, 502), NotAnEnvelope(Malformed.HTML)]
)
def test_what_spoilt_an_envelope_is_found_by_asking_singly(error: ServerError) -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.breaking["b"] = lambda _: error
        answers = await asyncio.gather(*ask(gatherer, "a", "b", "c"), return_exceptions=True)
        assert answers == ["a", error, "c"]

    road = story(tell)
    assert road.requests == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert road.retries == [None, 0, 0, 0]


def test_a_single_read_is_not_asked_again_here() -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.breaking["a"] = lambda _: NotAnEnvelope(Malformed.HTML)
        with pytest.raises(NotAnEnvelope):
            await gatherer.ask(commands.echo("a"))

    assert story(tell).requests == [["a"]]


def test_who_gave_up_meanwhile_is_not_asked_for_singly() -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.breaking["a"] = lambda words: NotAnEnvelope(Malformed.HTML) if words != ["a"] else None
        road.gate.clear()
        a, b = ask(gatherer, "a", "b")
        await road.asked.wait()
        b.cancel()
        await asyncio.wait([b])
        road.gate.set()
        assert await a == "a"

    assert story(tell).requests == [["a", "b"], ["a"]]


def test_closing_cancels_whoever_waits() -> None:
    async def tell(road: Road, gatherer: Gatherer) -> None:
        road.gate.clear()
        (on_its_way,) = ask(gatherer, "a")
        await road.asked.wait()
        (not_yet,) = ask(gatherer, "b")
        await asyncio.sleep(0)
        await gatherer.aclose()
        await asyncio.wait([on_its_way, not_yet])
        assert on_its_way.cancelled()
        assert not_yet.cancelled()

    assert story(tell).given_up == [["a"]]
