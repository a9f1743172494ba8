"""Subscriptions, procedures and depot order lines: each by itself, and lost by itself."""

from typing import Any

import pytest

from desktop.domain.errors import CommandRefused
from desktop.domain.sync import Phase
from desktop.services.sync import messages, wire
from tests.helpers.syncing import Bench, asked, copied_records, kept_state

SUBSCRIPTIONS = "GetSubscriptionsBylastChangeID"
PROCEDURES = "GetProceduresByLastChange"
DEPOT = "GetDepotOrderLinesByLastChange"
KINDS = {"subscription": "subscription", "procedure": "procedure", "depotline": "depotorderline"}


def refusals(bench: Bench) -> list[tuple[str, Any]]:
    return [
        (each.feed, wire.read_error(each.error))
        for each in bench.told(messages.FeedRefused)
        if isinstance(each, messages.FeedRefused)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_comes_with_the_next_poll(bench: Bench, kind: str) -> None:
    async def story() -> None:
        told = len(bench.told(messages.FeedChanged))
        planted = bench.server.patch_record(kind, customerid=1002)
        await bench.poll()
        assert planted["id"] in copied_records(bench.folder, KINDS[kind])
        assert bench.told(messages.FeedChanged)[told:] == [messages.FeedChanged(feed=KINDS[kind])]

    bench.play(story)
    assert copied_records(bench.folder, KINDS[kind]) == bench.server.records(kind)


def test_each_has_a_watermark_of_its_own(bench: Bench) -> None:
    bench.server.set_clock("2031-03-01T12:00:00")

    async def story() -> None:
        bench.server.advance_clock(180)
        bench.server.faults({"command": PROCEDURES, "kind": "html"})
        await bench.poll()
        marks = {kind: kept_state(bench.folder, kind)["watermark"] for kind in KINDS.values()}
        assert marks["subscription"] == marks["depotorderline"] == "2031-03-01T12:03:00"
        assert marks["procedure"] == "2031-03-01T12:00:00"
        assert bench.is_at(Phase.IDLE)

    bench.play(story)


def test_customers_are_asked_for_first(bench: Bench) -> None:
    bench.play()
    names = [each["command"] for each in bench.server.ledger()]
    assert names.index(SUBSCRIPTIONS) > max(
        place for place, name in enumerate(names) if name == "GetCustomersByLastChange"
    )


def test_a_feed_that_is_refused_is_lost_alone(bench: Bench) -> None:
    bench.server.faults({"command": DEPOT, "kind": "no_rights", "times": -1})

    async def story() -> None:
        ((feed, error),) = refusals(bench)
        assert feed == "depotorderline"
        assert isinstance(error, CommandRefused)
        assert "Manglende rettighed" in error.message
        assert bench.is_at(Phase.IDLE)
        assert copied_records(bench.folder, "procedure") == bench.server.records("procedure")
        await bench.poll()
        assert len(asked(bench.server, DEPOT)) == 1
        # Who asks for news asks for this too.
        await bench.update()
        assert len(asked(bench.server, DEPOT)) == 2
        bench.server.clear_faults()
        await bench.update()
        assert refusals(bench)[-1] == ("depotorderline", None)

    bench.play(story)
    assert copied_records(bench.folder, "depotorderline") == bench.server.records("depotline")


def test_a_pass_over_everything_drops_what_is_gone(bench: Bench) -> None:
    async def story() -> None:
        gone = list(bench.server.records("subscription"))[:3]
        bench.server.drop_records("subscription", *gone)
        await bench.update()
        assert set(gone) <= copied_records(bench.folder, "subscription").keys()
        await bench.wish(messages.Update(whole=True))

    bench.play(story)
    shown = copied_records(bench.folder, "subscription")
    assert shown == bench.server.records("subscription")


def test_too_many_that_are_gone_are_kept(bench: Bench) -> None:
    async def story() -> None:
        everything = bench.server.records("subscription")
        bench.server.drop_records("subscription", *list(everything)[: len(everything) // 2])
        await bench.wish(messages.Update(whole=True))
        assert len(copied_records(bench.folder, "subscription")) == len(everything)
        assert bench.state.oddity == "vanished"

    bench.play(story)


@pytest.mark.parametrize("kind", ["endless_key", "same_key"])
def test_an_endless_feed_ends(bench: Bench, kind: str) -> None:
    bench.server.faults({"command": SUBSCRIPTIONS, "kind": kind, "times": -1})
    bench.play()
    assert bench.is_at(Phase.IDLE)
    assert bench.state.oddity == "endless"
    assert bench.server.requests() < 60
    assert copied_records(bench.folder, "procedure") == bench.server.records("procedure")


def test_a_feed_broken_off_goes_on_where_it_was(bench: Bench) -> None:
    bench.server.set_clock("2031-03-01T12:00:00")
    bench.server.faults({"command": SUBSCRIPTIONS, "kind": "close_before", "skip": 2})

    async def story() -> None:
        assert bench.is_at(Phase.WAITING)
        await bench.poll()

    bench.play(story)
    questions = [each for each in asked(bench.server, SUBSCRIPTIONS) if "changetime" not in each]
    keys = [inputs.get("resumekey", "") for inputs in questions]
    assert len(set(keys)) == len(keys)
    assert copied_records(bench.folder, "subscription") == bench.server.records("subscription")


def test_an_old_key_that_leads_back_begins_the_feed_anew(bench: Bench) -> None:
    bench.server.set_clock("2031-03-01T12:00:00")
    bench.server.faults(
        {"command": SUBSCRIPTIONS, "kind": "close_before", "skip": 2},
        {"command": SUBSCRIPTIONS, "kind": "overlap", "skip": 1},
    )
    bench.play()
    bench.play()
    assert "restarted" in [state.oddity for state in bench.states]
    assert copied_records(bench.folder, "subscription") == bench.server.records("subscription")
