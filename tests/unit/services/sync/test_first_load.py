"""The first load: everything is taken in page by page, and no stored page is asked for again."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import CommandRefused, NotAnEnvelope
from desktop.domain.sync import Phase
from desktop.services.sync import messages
from desktop.services.sync.paging import MOST_LOSSES, MOST_RESTARTS
from tests.helpers.demo_server import DemoServer
from tests.helpers.syncing import (
    FEED,
    Bench,
    asked,
    copied,
    copied_records,
    kept_state,
    play,
)

NOON = "2031-03-01T12:00:00"
PAGES = 8


def keys(bench: Bench, since: int = 0) -> list[str]:
    return [inputs.get("resumekey", "") for inputs in asked(bench.server, since=since)]


def beginnings(bench: Bench) -> int:
    """How often everything was asked for from the start."""
    firsts = [inputs for inputs in asked(bench.server) if not inputs.get("resumekey")]
    return sum("changetime" not in inputs for inputs in firsts)


def break_off(bench: Bench, pages: int) -> None:
    """Begin the first load and end the process once so many pages are stored."""
    bench.server.set_clock(NOON)
    bench.server.faults({"command": FEED, "kind": "hold", "skip": pages})

    async def story() -> None:
        async with bench.running():
            await asyncio.to_thread(bench.server.wait_until_held)
            await bench.until(lambda: stored_pages(bench) == pages)

    play(story)
    bench.server.clear_faults()


def stored_pages(bench: Bench) -> int:
    return int(passing(bench).get("pages", 0))


def passing(bench: Bench) -> dict[str, Any]:
    return kept_state(bench.folder).get("passing") or {}


def test_everything_the_user_may_see_is_taken_in(bench: Bench) -> None:
    bench.play()
    assert copied(bench.folder) == bench.server.customers()
    for kind, feed in (("subscription",) * 2, ("procedure",) * 2, ("depotline", "depotorderline")):
        assert copied_records(bench.folder, feed) == bench.server.records(kind)
    assert bench.is_at(Phase.IDLE)
    assert bench.state.is_whole
    assert bench.state.known == len(bench.server.customers())
    assert bench.state.updated_at == bench.hand.now
    assert bench.state.oddity == ""


def test_closed_ones_come_along_and_unseen_ones_do_not(bench: Bench) -> None:
    closed, hidden, *_ = bench.server.customers()
    bench.server.plant([{"id": closed, "isdeleted": 1}, {"id": hidden, "maingroupid": 9}])
    bench.play()
    here = copied(bench.folder)
    assert here[closed]["isdeleted"] == 1
    assert hidden not in here
    (first, *_) = asked(bench.server)
    assert first["changedate"] == "1970-01-01"
    assert (first["ignoreclosed"], first["skip_deleted"]) == (1, 0)
    assert "changetime" not in first


def test_progress_is_told_and_nobody_gets_a_dot(bench: Bench) -> None:
    bench.play()
    assert isinstance(bench.news[0], messages.Opened)
    assert bench.states[0].phase is Phase.LOADING
    assert bench.told(messages.CustomersChanged)
    assert not bench.told(messages.MarksChanged)


def test_nothing_is_asked_between_polls(bench: Bench) -> None:
    async def story() -> None:
        before = bench.server.requests()
        assert bench.hand.rests == [180.0]
        await bench.poll()
        # The customers and three feeds, a page each.
        assert bench.server.requests() == before + 4

    bench.play(story)


def test_an_empty_contract_is_whole_at_once(bench: Bench) -> None:
    bench.server.drop_customers(*bench.server.customers())
    bench.play()
    assert bench.state.is_whole
    assert bench.state.known == 0
    assert bench.state.doubted is None


# --- Broken off --------------------------------------------------------------------------------


def test_what_was_stored_is_not_asked_for_again(bench: Bench) -> None:
    break_off(bench, pages=4)
    key, stored = passing(bench)["key"], keys(bench)[:4]
    before = len(bench.server.ledger())
    bench.play()
    *rest, poll = keys(bench, before)
    assert rest[0] == key
    assert len(rest) == PAGES - 4
    assert not set(rest) & set(stored)
    assert poll == ""
    assert copied(bench.folder) == bench.server.customers()
    assert bench.state.oddity == ""


def test_a_key_refused_later_begins_the_pass_anew(bench: Bench) -> None:
    break_off(bench, pages=3)
    bench.server.faults({"command": FEED, "kind": "expired_key"})
    bench.play()
    assert copied(bench.folder) == bench.server.customers()
    assert bench.state.is_whole
    assert "expired" in [state.oddity for state in bench.states]


def test_a_page_that_was_shown_before_begins_the_pass_anew(bench: Bench) -> None:
    break_off(bench, pages=3)
    shown = next(iter(copied(bench.folder)))
    # It is now among those that come last, which are the ones the key leads to at the end.
    bench.server.drop_customers(*(set(bench.server.customers()) - set(copied(bench.folder))))
    bench.server.set_clock("2031-03-01T12:30:00")
    bench.server.patch_customer(shown, name="Ændret imens")
    bench.server.set_clock("2031-03-01T12:40:00")
    bench.play()
    assert "restarted" in [state.oddity for state in bench.states]
    assert copied(bench.folder) == bench.server.customers()
    assert copied(bench.folder)[shown]["name"] == "Ændret imens"


def test_beginning_anew_has_an_end(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "expired_key", "times": -1})
    bench.play()
    assert bench.is_at(Phase.FAILED)
    assert isinstance(bench.state.problem, CommandRefused)
    assert beginnings(bench) == 1 + MOST_RESTARTS
    assert bench.hand.rests == [600.0]
    # What came is there, and the next attempt goes on.
    assert len(copied(bench.folder)) == 16
    bench.server.clear_faults()
    bench.play()
    assert bench.state.is_whole


def test_a_key_that_expires_in_the_middle(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "expired_key", "skip": 2})
    bench.play()
    assert bench.state.is_whole
    assert copied(bench.folder) == bench.server.customers()
    assert beginnings(bench) == 2


def test_a_feed_by_id_is_made_good_by_the_next_poll(bench: Bench) -> None:
    """What changes behind the place the pass has reached is after its first page's clock."""
    break_off(bench, pages=3)
    first = next(iter(copied(bench.folder)))
    bench.server.advance_clock(5)
    bench.server.patch_customer(first, name="Ændret imens")
    bench.play()
    assert copied(bench.folder)[first]["name"] == "Ændret imens"


# --- Odd answers -------------------------------------------------------------------------------


def test_records_that_cannot_be_read_are_counted(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "bad_record", "skip": 2})
    bench.play()
    assert bench.state.set_aside == 3
    assert bench.state.known == len(bench.server.customers()) - 1


def test_a_page_that_could_not_be_read_comes_the_next_time(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "bad_page", "skip": 2})

    async def story() -> None:
        assert bench.state.set_aside == 16
        assert len(copied(bench.folder)) == len(bench.server.customers()) - 16
        assert (bench.state.is_whole, bench.state.oddity) == (False, "lost")
        await bench.poll()
        assert (bench.state.is_whole, bench.state.oddity) == (True, "")
        assert bench.state.set_aside == 0

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_a_page_that_can_never_be_read_is_done_without(bench: Bench) -> None:
    fourth = {"resumekey": third_key(bench)}
    bench.server.faults({"command": FEED, "kind": "bad_page", "times": -1, "where": fourth})

    async def story() -> None:
        for _ in range(MOST_LOSSES):
            assert not bench.state.is_whole
            await bench.poll()
        assert bench.state.is_whole
        assert bench.state.set_aside == 16
        before = beginnings(bench)
        await bench.poll()
        assert beginnings(bench) == before

    bench.play(story)
    assert len(copied(bench.folder)) == len(bench.server.customers()) - 16


def third_key(bench: Bench) -> str:
    """What leads to the fourth page, in this run as in every other."""
    # A key tells when it was given out, to the second.
    bench.server.set_clock("2031-03-01T12:00:00")
    key = ""
    for _ in range(3):
        result = bench.server.call(FEED, changedate="1970-01-01", ignoreclosed=1, resumekey=key)
        key = str(result["resumekey"])
    return key


def test_a_long_load_without_a_clock_misses_no_change(tmp_path: Path) -> None:
    """The newest change of all is later than one to a customer that was read hours before."""
    options = ["--page-size", "16", "--feeds-by-id"]
    with DemoServer(tmp_path / "server", *options, customers=60) as server:
        bench = Bench(server, tmp_path / "account")
        server.set_clock("2031-03-01T11:55:00")
        server.faults(
            {"command": FEED, "kind": "no_clock", "times": -1},
            {"command": FEED, "kind": "hold", "skip": 2},
        )

        async def story() -> None:
            first, *_, last = sorted(server.customers())
            async with bench.running():
                await asyncio.to_thread(server.wait_until_held)
                await bench.until(lambda: stored_pages(bench) == 2)
                server.advance_clock(3_600)
                server.patch_customer(first, name="Ændret imens")
                server.advance_clock(3 * 3_600)
                server.patch_customer(last, name="Ændret senere")
                bench.hand.now += timedelta(hours=4)
                server.release()
                await bench.rest()
                await bench.poll()

        play(story)
        assert copied(bench.folder) == server.customers()


def test_a_change_in_the_future_keeps_no_news_out(bench: Bench) -> None:
    first, second, *_ = bench.server.customers()
    bench.server.set_clock("2099-01-01T00:00:00")
    bench.server.patch_customer(first, name="Fra fremtiden")
    bench.server.set_clock(NOON)
    bench.server.faults({"command": FEED, "kind": "no_clock", "times": -1})

    async def story() -> None:
        bench.server.patch_customer(second, name="Af i dag")
        await bench.poll()

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_only_pages_of_them_end_in_the_end(bench: Bench) -> None:
    bench.server.faults(
        {"command": FEED, "kind": "bad_page", "times": -1},
        {"command": FEED, "kind": "same_key", "times": -1},
    )
    bench.play()
    assert bench.server.requests() < 100


def test_overlapping_pages_are_told_of(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "overlap", "times": 3})
    bench.play()
    assert "overlap" in [state.oddity for state in bench.states]
    assert copied(bench.folder) == bench.server.customers()


def test_the_same_key_once_more_is_gone_on_after(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "same_key", "skip": 1})
    bench.play()
    assert bench.state.is_whole
    assert copied(bench.folder) == bench.server.customers()


def test_a_key_that_never_changes_ends_and_is_not_taken_for_the_whole(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "same_key", "times": -1})
    bench.play()
    assert bench.is_at(Phase.FAILED)
    assert isinstance(bench.state.problem, NotAnEnvelope)
    assert bench.state.oddity == "endless"
    assert not bench.state.is_whole
    assert "watermark" not in kept_state(bench.folder) or not kept_state(bench.folder)["watermark"]
    assert len(keys(bench)) < 6
    assert len(copied(bench.folder)) == 32


def test_a_key_that_leads_back_to_the_start_ends_the_pass(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "endless_key", "times": -1})
    bench.play()
    assert bench.state.is_whole
    assert bench.state.oddity == "endless"
    assert copied(bench.folder) == bench.server.customers()
    assert len(keys(bench)) < 2 * PAGES + 6


@pytest.mark.parametrize("kind", ["html", "close_before", "close_after", "half_reply", "http_500"])
def test_trouble_on_the_road_costs_one_page(bench: Bench, kind: str) -> None:
    bench.server.set_clock(NOON)
    bench.server.faults({"command": FEED, "kind": kind, "skip": 3})

    async def story() -> None:
        assert bench.is_at(Phase.WAITING)
        await bench.poll()
        assert bench.is_at(Phase.IDLE)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()
    assert beginnings(bench) == 1
    assert bench.hand.rests == [5.0, 180.0]
