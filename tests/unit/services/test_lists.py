"""The short lists of the contract: kept, read together, refused one by one, read again daily."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.errors import CommandRefused, EnvelopeRefused, NotAnEnvelope
from desktop.services.changes import Subject
from desktop.services.lists import AFTER_FAILURE_S, DAILY_S, Lists
from tests.helpers.demo_server import DemoServer
from tests.unit.services.at_a_copy import Place, at_a_copy


class Clock:
    """Stands in for the loop's timer: what is due is called when the test says so."""

    def __init__(self) -> None:
        self.due: list[tuple[float, Callable[[], None]]] = []
        self.is_set = asyncio.Event()
        self.called_off = 0

    def later(self, seconds: float, call: Callable[[], None]) -> "Clock":
        self.due.append((seconds, call))
        self.is_set.set()
        return self

    def cancel(self) -> None:
        self.called_off += 1

    async def strike(self) -> None:
        """Call what is due, until it has set another time."""
        self.is_set.clear()
        self.due[-1][1]()
        await self.is_set.wait()


def lists_at(place: Place, clock: Clock | None = None) -> Lists:
    return Lists(
        client=place.client,
        reader=place.copy.reader,
        keeper=place.copy,
        changes=place.changes,
        later=(clock or Clock()).later,
    )


def test_all_three_come_in_one_request(server: DemoServer, tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        lists, before = lists_at(place), server.requests()
        await lists.load()
        assert lists.is_loaded
        assert lists.types
        assert lists.roles
        assert lists.maingroups
        assert all(entry.id == key and entry.text("title") for key, entry in lists.roles.items())
        assert server.requests() == before + 1
        assert [change.subject for change in place.told] == [Subject.LISTS]
        assert place.copy.kept == ["customertype", "customerrole", "maingroup"]

    at_a_copy(server, tmp_path, story)


def test_what_was_kept_is_there_while_the_server_is_asked(
    server: DemoServer, tmp_path: Path
) -> None:
    async def before(place: Place) -> int:
        lists = lists_at(place)
        await lists.load()
        return len(lists.types)

    count = at_a_copy(server, tmp_path, before)
    server.faults({"kind": "hold"})

    async def after(place: Place) -> None:
        lists, is_told = lists_at(place), asyncio.Event()
        place.changes.subscribe(lambda _change: is_told.set())
        loading = asyncio.create_task(lists.load())
        await is_told.wait()
        assert (len(lists.types), lists.is_loaded) == (count, True)
        await asyncio.to_thread(server.wait_until_held)
        await asyncio.to_thread(server.release)
        await loading
        assert len(place.told) == 2

    at_a_copy(server, tmp_path, after)


def test_without_a_network_what_was_kept_stays(server: DemoServer, tmp_path: Path) -> None:
    async def before(place: Place) -> None:
        await lists_at(place).load()

    at_a_copy(server, tmp_path, before)
    server.faults({"kind": "html", "times": -1})

    async def after(place: Place) -> None:
        clock = Clock()
        lists = lists_at(place, clock)
        with pytest.raises(NotAnEnvelope):
            await lists.load()
        assert lists.types
        assert lists.maingroups
        assert [seconds for seconds, _ in clock.due] == [AFTER_FAILURE_S]

    at_a_copy(server, tmp_path, after)


def test_they_are_read_again_daily_and_sooner_after_a_failure(
    server: DemoServer, tmp_path: Path
) -> None:
    async def story(place: Place) -> None:
        clock = Clock()
        lists = lists_at(place, clock)
        await lists.load()
        server.faults({"kind": "html", "times": -1})
        await clock.strike()
        assert len(place.told) == 1
        server.clear_faults()
        await clock.strike()
        assert len(place.told) == 2
        assert [seconds for seconds, _ in clock.due] == [DAILY_S, AFTER_FAILURE_S, DAILY_S]
        await lists.close()
        assert clock.called_off

    at_a_copy(server, tmp_path, story)


def test_a_list_that_is_refused_leaves_the_others(server: DemoServer, tmp_path: Path) -> None:
    server.faults({"command": "GetCustomerRoles", "kind": "no_rights"})

    async def story(place: Place) -> None:
        lists = lists_at(place)
        await lists.load()
        assert not lists.roles
        assert lists.types
        assert isinstance(lists.refused["GetCustomerRoles"], CommandRefused)
        assert lists.is_loaded
        # Given the next time, it is there.
        await lists.load()
        assert not lists.refused
        assert lists.roles

    at_a_copy(server, tmp_path, story)


@pytest.mark.parametrize(("kind", "error"), [("html", NotAnEnvelope), ("auth", EnvelopeRefused)])
def test_what_keeps_the_server_from_answering_is_the_callers(
    server: DemoServer, tmp_path: Path, kind: str, error: type[Exception]
) -> None:
    server.faults({"kind": kind, "times": -1})

    async def story(place: Place) -> None:
        lists = lists_at(place)
        with pytest.raises(error):
            await lists.load()
        assert not lists.is_loaded
        assert place.told == []

    at_a_copy(server, tmp_path, story)


def test_closing_ends_a_reading(server: DemoServer, tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        clock = Clock()
        lists = lists_at(place, clock)
        await lists.load()
        server.faults({"kind": "hold"})
        clock.due[-1][1]()
        await asyncio.to_thread(server.wait_until_held)
        await lists.close()

    at_a_copy(server, tmp_path, story)
    server.clear_faults()


def test_a_reading_that_ends_after_closing_sets_no_time(server: DemoServer, tmp_path: Path) -> None:
    """As when another account is chosen while the lists are read: its client is closed then."""
    server.faults({"kind": "hold"})

    async def story(place: Place) -> None:
        clock = Clock()
        lists = lists_at(place, clock)
        reading = await server.holding(lists.load())
        reading.cancel()
        await lists.close()
        await asyncio.gather(reading, return_exceptions=True)
        assert not clock.due

    at_a_copy(server, tmp_path, story)
    server.clear_faults()
