"""The contract-wide feeds: read whole once, told apart by customer, refused one by one."""

import asyncio
from datetime import date, timedelta

import pytest

from desktop.domain.errors import CommandRefused, NotAnEnvelope
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.feeds import Feed, Feeds
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import with_client

TODAY = date(2050, 3, 1)
OWNER = CustomerId(1002)
PROCEDURES = "GetProceduresByLastChange"
DEPOT = "GetDepotOrderLinesByLastChange"
SUBSCRIPTIONS = "GetSubscriptionsBylastChangeID"


def feeds_of(client: Client, told: list[Change] | None = None) -> Feeds:
    changes = ChangeFeed()
    if told is not None:
        changes.subscribe(told.append)
    return Feeds(client=client, changes=changes)


def test_the_procedures_of_a_customer(server: DemoServer) -> None:
    mine = server.patch_record("procedure", customerid=OWNER, title="Nøglen")
    server.patch_record("procedure", customerid=OWNER, title="Væk", isdeleted=1)
    server.patch_record("procedure", customerid=OWNER + 1, title="En andens")

    async def story(client: Client) -> list[int]:
        return [each.id for each in await feeds_of(client).procedures_of(OWNER)]

    found = with_client(server, story)
    assert mine["id"] in found
    assert len(found) == len(set(found))


def test_deleted_and_foreign_lines_are_left_out(server: DemoServer) -> None:
    server.patch_record("procedure", customerid=OWNER, title="Væk", isdeleted=1)
    server.patch_record("procedure", customerid=OWNER + 1, title="En andens")

    async def story(client: Client) -> set[str]:
        return {each.text("title") for each in await feeds_of(client).procedures_of(OWNER)}

    assert not with_client(server, story) & {"Væk", "En andens"}


def test_the_depot_lines_of_a_customer(server: DemoServer) -> None:
    line = server.patch_record("depotline", customerid=OWNER, producttext="Pære", count=2)

    async def story(client: Client) -> list[int]:
        return [each.id for each in await feeds_of(client).depot_lines_of(OWNER)]

    assert line["id"] in with_client(server, story)


def test_a_feed_is_read_once_for_all_who_ask(server: DemoServer) -> None:
    async def story(client: Client) -> None:
        feeds = feeds_of(client)
        await asyncio.gather(*(feeds.procedures_of(CustomerId(each)) for each in range(1, 9)))
        await feeds.procedures_of(OWNER)

    with_client(server, story)
    pages = server.ledger_of(PROCEDURES)
    keys = [page["inputs"].get("resumekey", "") for page in pages]
    assert len(keys) == len(set(keys))


def test_refreshing_reads_anew(server: DemoServer) -> None:
    told = list[Change]()

    async def story(client: Client) -> tuple[int, int]:
        feeds = feeds_of(client, told)
        before = len(await feeds.procedures_of(OWNER))
        server.patch_record("procedure", customerid=OWNER, title="Ny")
        same = len(await feeds.procedures_of(OWNER))
        assert same == before
        feeds.refresh()
        return before, len(await feeds.procedures_of(OWNER))

    before, after = with_client(server, story)
    assert after == before + 1
    assert told == [Change(subject=Subject.FEEDS, cause="refresh")]


def test_expiring_soon_leaves_out_what_is_over_and_what_is_far(server: DemoServer) -> None:
    def plant(days: int) -> int:
        expires = f"{TODAY + timedelta(days=days)}"
        planted = server.patch_record("subscription", customerid=OWNER, expires=expires)
        return int(planted["id"])

    later, today, last = plant(20), plant(0), plant(30)
    plant(-1)
    plant(31)

    async def story(client: Client) -> list[int]:
        found = await feeds_of(client).expiring(today=TODAY, days=30)
        return [each.id for each in found if each.customer_id == OWNER]

    found = with_client(server, story)
    assert [each for each in found if each in {later, today, last}] == [today, later, last]
    assert len(found) == 3


def test_a_refused_feed_is_told_once_and_not_asked_again(server: DemoServer) -> None:
    server.faults({"command": DEPOT, "kind": "no_rights", "times": -1})
    told = list[Change]()

    async def story(client: Client) -> Feeds:
        feeds = feeds_of(client, told)
        for _ in range(3):
            with pytest.raises(CommandRefused):
                await feeds.depot_lines_of(OWNER)
        return feeds

    feeds = with_client(server, story)
    assert set(feeds.refused) == {Feed.DEPOT_LINES}
    assert told == [Change(subject=Subject.FEEDS, cause="refused")]


def test_a_refused_feed_is_asked_again_once_it_is_given(server: DemoServer) -> None:
    server.faults({"command": DEPOT, "kind": "no_rights"})

    async def story(client: Client) -> None:
        feeds = feeds_of(client)
        with pytest.raises(CommandRefused):
            await feeds.depot_lines_of(OWNER)
        await feeds.learn_refused()
        assert not feeds.refused
        await feeds.depot_lines_of(OWNER)

    with_client(server, story)


def test_which_feeds_are_refused_is_learnt_in_one_request(server: DemoServer) -> None:
    server.faults({"command": PROCEDURES, "kind": "no_rights", "times": -1})
    before = server.requests()

    async def story(client: Client) -> set[Feed]:
        feeds = feeds_of(client)
        await feeds.learn_refused()
        return set(feeds.refused)

    assert with_client(server, story) == {Feed.PROCEDURES}
    assert server.requests() == before + 1


def test_what_keeps_the_server_from_answering_is_no_refusal(server: DemoServer) -> None:
    server.faults({"kind": "html", "times": -1})

    async def story(client: Client) -> None:
        feeds = feeds_of(client)
        with pytest.raises(NotAnEnvelope):
            await feeds.learn_refused()
        assert not feeds.refused

    with_client(server, story)


def test_a_failure_is_not_kept(server: DemoServer) -> None:
    async def story(client: Client) -> None:
        feeds = feeds_of(client)
        server.faults({"command": PROCEDURES, "kind": "html", "times": -1})
        with pytest.raises(NotAnEnvelope):
            await feeds.procedures_of(OWNER)
        server.clear_faults()
        await feeds.procedures_of(OWNER)

    with_client(server, story)


def test_one_who_leaves_does_not_stop_the_others(server: DemoServer) -> None:
    server.patch_record("procedure", customerid=OWNER, title="Nøglen")

    async def story(client: Client) -> int:
        feeds = feeds_of(client)
        leaving = asyncio.create_task(feeds.procedures_of(OWNER))
        staying = asyncio.create_task(feeds.procedures_of(OWNER))
        await asyncio.sleep(0)
        leaving.cancel()
        return len(await staying)

    assert with_client(server, story) > 0


def test_closing_ends_a_read(server: DemoServer) -> None:
    server.faults({"command": PROCEDURES, "kind": "hold", "times": -1})

    async def story(client: Client) -> None:
        feeds = feeds_of(client)
        asking = asyncio.create_task(feeds.procedures_of(OWNER))
        await asyncio.to_thread(server.wait_until_held)
        await feeds.close()
        with pytest.raises(asyncio.CancelledError):
            await asking

    with_client(server, story)
    server.clear_faults()
