"""A feed is read to its end, however the server keeps its place; circles are noticed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from typing import Any, TypeVar

import pytest

from desktop.domain.answers import FeedPage
from desktop.domain.errors import Malformed, NotAnEnvelope
from desktop.domain.records import Record
from desktop.microbizz import Client
from tests.helpers.demo_server import DemoServer
from tests.helpers.raw_server import RawServer, answering, raw_server
from tests.unit.microbizz.stories import (
    story_at,
)

R = TypeVar("R", bound=Record)
BEGINNING = date(1970, 1, 1)
Page = tuple[list[int], str]


def feed(*pages: Page) -> tuple[list[int], RawServer]:
    """Read a feed of these pages, each with the key to the next."""

    async def run() -> tuple[list[int], RawServer]:
        replies = [answering(customers=_customers(ids), resumekey=key) for ids, key in pages]
        async with raw_server(*replies) as server, Client(server.account()) as client:
            found = client.customers_by_last_change(BEGINNING, skip_deleted=True)
            return [c.id async for page in found for c in page.records], server

    return asyncio.run(run())


def _customers(ids: list[int]) -> list[dict[str, Any]]:
    return [{"id": number} for number in ids]


def test_each_key_is_sent_back_with_the_first_inputs() -> None:
    ids, server = feed(([1, 2], "a"), ([3], "b"), ([4], ""))

    assert ids == [1, 2, 3, 4]
    asked = [request.envelope["commands"][0] for request in server.requests]
    assert [command.pop("resumekey", None) for command in asked] == [None, "a", "b"]
    assert asked[0] == asked[1] == asked[2]


def test_one_key_may_serve_for_all_pages() -> None:
    ids, _ = feed(([1], "k"), ([2], "k"), ([], "k"), ([3], "k"), ([4], ""))

    assert ids == [1, 2, 3, 4]


def test_empty_pages_may_lie_between() -> None:
    """The server may have left out what this user must not see."""
    assert feed(([1], "a"), ([], "b"), ([], "c"), ([2], ""))[0] == [1, 2]


@pytest.mark.parametrize(
    "pages",
    [
        [([1, 2], "a"), ([1, 2], "b")],
        [([1], "a"), ([2], "b"), ([1], "c")],
        [([1], "a"), ([], "a"), ([], "a")],
    ],
)
def test_circles_end(pages: list[Page]) -> None:
    with pytest.raises(NotAnEnvelope) as circle:
        feed(*pages)

    assert circle.value.why is Malformed.SHAPE


# --- Against the embedded server ---------------------------------------------------------------


async def whole(pages: AsyncIterator[FeedPage[R]]) -> list[R]:
    return [record async for page in pages for record in page.records]


def test_feeds_are_read_to_the_end(untidy_server: DemoServer) -> None:
    async def tell(client: Client) -> None:
        pages = [page async for page in client.customers_by_last_change(BEGINNING)]
        ids = [customer.id for page in pages for customer in page.records]
        assert len(pages) >= 3
        assert len(set(ids)) == len(ids) >= 300
        assert [bool(page.resume_key) for page in pages] == [True] * (len(pages) - 1) + [False]

        page = await client.get_customers_by_last_change(BEGINNING)
        rest = await client.get_customers_by_last_change(BEGINNING, resume_key=page.resume_key)
        assert {c.id for c in page.records}.isdisjoint(c.id for c in rest.records)

    untidy_server.reset()
    story_at(untidy_server, tell)


def test_the_other_feeds(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        lines, procedures, subscriptions = await asyncio.gather(
            client.get_depot_order_lines_by_last_change(BEGINNING),
            client.get_procedures_by_last_change(BEGINNING),
            client.get_subscriptions_by_last_change_id(BEGINNING),
        )
        assert lines.records[0] in await whole(client.depot_order_lines_by_last_change(BEGINNING))
        assert procedures.records[0] in await whole(client.procedures_by_last_change(BEGINNING))
        every = await whole(client.subscriptions_by_last_change(BEGINNING))
        assert subscriptions.records[0] in every
        assert lines.set_aside == procedures.set_aside == subscriptions.set_aside == 0

    story_at(either, tell)


def test_what_changed_since_a_moment(server: DemoServer) -> None:
    server.set_clock("2030-01-02T12:00:00")
    changed = server.patch_customer(name="Changed", changedate="2030-01-02", changetime="12:00:00")
    gone = server.patch_customer(
        name="Gone", isdeleted=1, changedate="2030-01-02", changetime="12:00:00"
    )

    async def tell(client: Client) -> None:
        day, before, after = date(2030, 1, 2), time(11, 59, 59), time(12, 0, 1)
        page = await client.get_customers_by_last_change(day, before)
        assert {c.id for c in page.records} == {changed["id"], gone["id"]}
        page = await client.get_customers_by_last_change(day, before, skip_deleted=True)
        assert {c.id for c in page.records} == {changed["id"]}
        assert (await client.get_customers_by_last_change(day, after)).records == ()
        assert page.clock == datetime(2030, 1, 2, 12)  # noqa: DTZ001 - the server's is naive

    story_at(server, tell)


@pytest.mark.parametrize("fault", ["endless_key", "same_key"])
def test_a_feed_that_goes_in_circles_ends(untidy_server: DemoServer, fault: str) -> None:
    untidy_server.reset()
    untidy_server.faults({"command": "GetCustomersByLastChange", "kind": fault, "times": -1})

    async def tell(client: Client) -> None:
        with pytest.raises(NotAnEnvelope) as circle:
            await whole(client.customers_by_last_change(BEGINNING))
        assert circle.value.why is Malformed.SHAPE

    story_at(untidy_server, tell)
    assert len(untidy_server.ledger_of("GetCustomersByLastChange")) < 10
