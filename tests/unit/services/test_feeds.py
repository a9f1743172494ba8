"""The contract-wide feeds, read from the local copy; refused one by one."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import CommandRefused, NotAnEnvelope
from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from desktop.services.feeds import Feed
from desktop.services.subscriptions import Subscriptions
from tests.helpers.demo_server import DemoServer
from tests.helpers.syncing import Bench
from tests.unit.services.at_a_copy import Place, at_a_copy

TODAY = date(2050, 3, 1)
OWNER = CustomerId(1002)
PROCEDURES = "GetProceduresByLastChange"
DEPOT = "GetDepotOrderLinesByLastChange"


def test_deleted_and_foreign_records_are_left_out(server: DemoServer, tmp_path: Path) -> None:
    mine = server.patch_record("procedure", customerid=OWNER, title="Nøglen")
    server.patch_record("procedure", customerid=OWNER, title="Væk", isdeleted=1)
    server.patch_record("procedure", customerid=OWNER + 1, title="En andens")
    line = server.patch_record("depotline", customerid=OWNER, producttext="Pære", count=2)

    async def story(place: Place) -> None:
        await place.copy.take_feeds(place.client)
        feeds, before = place.feeds(), server.requests()
        procedures = await feeds.procedures_of(OWNER) or ()
        assert mine["id"] in {each.id for each in procedures}
        assert not {each.text("title") for each in procedures} & {"Væk", "En andens"}
        assert line["id"] in {each.id for each in await feeds.depot_lines_of(OWNER) or ()}
        assert server.requests() == before

    at_a_copy(server, tmp_path, story)


def test_what_the_synchroniser_has_loaded_is_known_to_be(
    server: DemoServer, tmp_path: Path
) -> None:
    Bench(server, tmp_path).play()

    async def story(place: Place) -> None:
        feeds = place.feeds()
        assert await feeds.procedures_of(CustomerId(987_654)) == ()
        assert await feeds.depot_lines_of(CustomerId(987_654)) == ()
        assert await feeds.subscriptions_of(OWNER)

    at_a_copy(server, tmp_path, story)


def test_what_the_copy_has_not_got_is_unknown(server: DemoServer, tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        feeds = place.feeds()
        assert await feeds.procedures_of(OWNER) is None
        assert await feeds.depot_lines_of(OWNER) is None
        assert await feeds.expiring(today=TODAY, days=30) is None
        await place.copy.take_feeds(place.client)
        assert await feeds.procedures_of(CustomerId(987_654)) == ()

    at_a_copy(server, tmp_path, story)


def test_expiring_soon_leaves_out_what_is_over_and_what_is_far(
    server: DemoServer, tmp_path: Path
) -> None:
    def plant(days: int, **more: object) -> int:
        expires = f"{TODAY + timedelta(days=days)}"
        return int(server.patch_record("subscription", expires=expires, **more)["id"])

    later, today, last = (plant(days, customerid=OWNER) for days in (20, 0, 30))
    for days in (-1, 31):
        plant(days, customerid=OWNER)
    plant(9, customerid=OWNER, isdeleted=1)

    async def story(place: Place) -> None:
        await place.copy.take_feeds(place.client)
        found = await place.feeds().expiring(today=TODAY, days=30)
        assert [each.id for each in found or ()] == [today, later, last]

    at_a_copy(server, tmp_path, story)


def test_which_feeds_are_refused_is_learnt_in_one_request(
    server: DemoServer, tmp_path: Path
) -> None:
    server.faults({"command": PROCEDURES, "kind": "no_rights", "times": 1})

    async def story(place: Place) -> None:
        feeds, before = place.feeds(), server.requests()
        await feeds.learn_refused()
        assert server.requests() == before + 1
        assert set(feeds.refused) == {Feed.PROCEDURES}
        with pytest.raises(CommandRefused):
            await feeds.procedures_of(OWNER)
        # Given again, it is read again.
        await feeds.learn_refused()
        assert not feeds.refused
        assert await feeds.procedures_of(OWNER) is None
        assert place.told == [Change(subject=Subject.FEEDS, cause="refused")] * 2

    at_a_copy(server, tmp_path, story)


def test_what_the_synchroniser_is_refused_counts_too(server: DemoServer, tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        feeds = place.feeds()
        place.copy.refused["procedure"] = CommandRefused(command=PROCEDURES, message="no")
        assert set(feeds.refused) == {Feed.PROCEDURES}
        with pytest.raises(CommandRefused):
            await feeds.procedures_of(OWNER)
        del place.copy.refused["procedure"]
        assert not feeds.refused

    at_a_copy(server, tmp_path, story)


def test_what_keeps_the_server_from_answering_is_no_refusal(
    server: DemoServer, tmp_path: Path
) -> None:
    server.faults({"kind": "html", "times": -1})

    async def story(place: Place) -> None:
        feeds = place.feeds()
        with pytest.raises(NotAnEnvelope):
            await feeds.learn_refused()
        assert not feeds.refused

    at_a_copy(server, tmp_path, story)


def test_refreshing_brings_the_copy_up_to_date(server: DemoServer, tmp_path: Path) -> None:
    async def story(place: Place) -> None:
        place.feeds().refresh()
        assert place.copy.updates == 1

    at_a_copy(server, tmp_path, story)


def test_the_subscriptions_of_a_customer(server: DemoServer, tmp_path: Path) -> None:
    mine = server.patch_record("subscription", customerid=OWNER, title="Rengøring")
    server.patch_record("subscription", customerid=OWNER + 1, title="En andens")

    async def story(place: Place) -> None:
        subscriptions = Subscriptions(client=place.client, feeds=place.feeds())
        assert await subscriptions.kept(OWNER) is None
        found = await subscriptions.of(OWNER)
        assert mine["id"] in {each.id for each in found}
        assert {each.customer_id for each in found} == {OWNER}
        await place.copy.take_feeds(place.client)
        assert {e.id for e in await subscriptions.kept(OWNER) or ()} == {e.id for e in found}

    at_a_copy(server, tmp_path, story)


def test_a_contract_that_refuses_the_feed_keeps_no_subscriptions(
    server: DemoServer, tmp_path: Path
) -> None:
    server.faults({"command": "GetSubscriptionsBylastChangeID", "kind": "no_rights", "times": -1})

    async def story(place: Place) -> None:
        feeds = place.feeds()
        await feeds.learn_refused()
        subscriptions = Subscriptions(client=place.client, feeds=feeds)
        assert await subscriptions.kept(OWNER) is None
        assert await subscriptions.of(OWNER)

    at_a_copy(server, tmp_path, story)
