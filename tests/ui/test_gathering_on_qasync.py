"""Reads asked for by widgets in one turn of the window's loop share one request, too."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from desktop.domain.ids import CustomerId
from desktop.microbizz import Client, commands
from desktop.microbizz.command import Command
from desktop.microbizz.gathering import Gatherer
from tests.helpers.demo_server import DemoServer
from tests.unit.microbizz.stories import account_of

Until = Callable[..., Any]


class Road:
    """Answers each echo with its text; counts the envelopes."""

    def __init__(self) -> None:
        self.requests: list[int] = []

    async def __call__(
        self, asked: Sequence[Command[Any]], /, *, retries: int | None = None
    ) -> list[Any]:
        self.requests.append(len(asked))
        return [command.inputs["text"] for command in asked]


@pytest.fixture
def road() -> Road:
    return Road()


@pytest.mark.parametrize("tasks", [1, 7, 40])
def test_tasks_started_in_one_turn_share_a_request(until: Until, road: Road, tasks: int) -> None:
    async def pane(gatherer: Gatherer, name: str) -> str:
        return await gatherer.ask(commands.echo(name))

    async def select() -> list[str]:
        gatherer = Gatherer(send=road, most=50)
        panes = [asyncio.create_task(pane(gatherer, str(number))) for number in range(tasks)]
        return await asyncio.gather(*panes)

    assert until(select()) == [str(number) for number in range(tasks)]
    assert road.requests == [tasks]


def test_so_do_panes_that_gather_on_their_own(until: Until, road: Road) -> None:
    async def pane(gatherer: Gatherer, *names: str) -> None:
        await asyncio.gather(*(gatherer.ask(commands.echo(name)) for name in names))

    async def select() -> None:
        gatherer = Gatherer(send=road, most=50)
        async with asyncio.TaskGroup() as panes:
            panes.create_task(gatherer.ask(commands.echo("direct")))
            panes.create_task(pane(gatherer, "a", "b", "c"))
            panes.create_task(pane(gatherer, "d"))
            panes.create_task(pane(gatherer, *"efgh"))

    for _ in range(20):
        until(select())
    assert road.requests == [9] * 20


def test_one_selection_is_one_request_over_http(until: Until, server: DemoServer) -> None:
    async def select() -> int:
        async with Client(account_of(server)) as client:
            before = server.requests()
            customer = CustomerId(1)
            await asyncio.gather(
                client.get_customer_by_id(customer),
                client.get_parent_customers(customer),
                client.get_subscriptions_by_customer_id(customer),
                client.get_customer_types(),
            )
            return server.requests() - before

    assert until(select()) == 1
