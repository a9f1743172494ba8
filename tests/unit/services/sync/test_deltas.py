"""Learning what changed: the watermark, the overlap, and the server's clock."""

import pytest

from desktop.domain.sync import Doubt, Phase
from desktop.services.sync import messages
from desktop.services.sync.paging import MOST_LOSSES
from tests.helpers.syncing import FEED, Bench, asked, copied, kept_state

NOON = "2031-03-01T12:00:00"


def watermark(bench: Bench) -> str:
    return str(kept_state(bench.folder)["watermark"])


def latest(bench: Bench) -> tuple[str, str]:
    inputs = asked(bench.server)[-1]
    return inputs["changedate"], inputs.get("changetime", "")


def test_a_colleagues_change_comes_and_gets_a_dot(bench: Bench) -> None:
    async def story() -> None:
        bench.server.patch_customer(1010, name="Ændret af en kollega")
        await bench.poll()

    bench.play(story)
    assert copied(bench.folder)[1010]["name"] == "Ændret af en kollega"
    assert bench.told(messages.MarksChanged)
    told = bench.told(messages.CustomersChanged)[-1]
    assert isinstance(told, messages.CustomersChanged)
    assert told.ids == [1010]


def test_new_and_closed_ones_come_with_their_parents(bench: Bench) -> None:
    async def story() -> None:
        new = bench.server.patch_customer(name="Ny", parentcust=1001)
        bench.server.patch_customer(1010, isdeleted=1)
        await bench.update()
        told = bench.told(messages.CustomersChanged)[-1]
        assert isinstance(told, messages.CustomersChanged)
        assert {new["id"], 1001, 1010} <= set(told.ids)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_the_watermark_is_the_clock_of_the_first_page(bench: Bench) -> None:
    bench.server.set_clock(NOON)
    bench.server.faults({"command": FEED, "kind": "hold", "skip": 1, "times": 1})

    async def story() -> None:
        async with bench.running():
            await in_thread(bench.server.wait_until_held)
            bench.server.advance_clock(600)
            bench.server.release()
            await bench.rest()

    from asyncio import to_thread as in_thread

    from tests.helpers.syncing import play

    play(story)
    assert watermark(bench) == NOON


def test_polls_overlap_by_more_than_an_hour(bench: Bench) -> None:
    bench.server.set_clock("2031-03-02T00:30:00")

    async def story() -> None:
        await bench.poll()
        # The feeds are asked after the customers.
        assert latest(bench) == ("2031-03-01", "23:25:00")

    bench.play(story)


def test_twice_changes_nothing(bench: Bench) -> None:
    async def story() -> None:
        bench.server.patch_customer(1010, name="Ændret")
        await bench.update()
        before, told = copied(bench.folder), len(bench.told(messages.CustomersChanged))
        await bench.update()
        await bench.update()
        assert copied(bench.folder) == before
        assert len(bench.told(messages.CustomersChanged)) == told
        assert len(bench.told(messages.MarksChanged)) == 1

    bench.play(story)


def test_what_is_updated_lately_is_not_asked_for_again(bench: Bench) -> None:
    async def story() -> None:
        before = bench.server.requests()
        bench.engine.wish(messages.UpdateIfOlder(seconds=30.0))
        bench.engine.wish(messages.MarkSeen(ids=[]))
        await bench.errand(messages.MarkSeen(ids=[]), messages.MarksChanged)
        assert bench.server.requests() == before
        await bench.wish(messages.UpdateIfOlder(seconds=0.0))
        assert bench.server.requests() > before

    bench.play(story)


# --- The server's clock ------------------------------------------------------------------------


def test_an_hour_back_is_gone_along_with(bench: Bench) -> None:
    """As every October: what changes in the repeated hour is not missed."""
    bench.server.set_clock("2031-10-26T02:50:00")

    async def story() -> None:
        bench.server.patch_customer(1010, name="Før")
        await bench.update()
        bench.server.set_clock("2031-10-26T02:05:00")
        bench.server.patch_customer(1010, name="Efter")
        bench.server.patch_customer(1011, name="Også efter")
        await bench.update()
        assert bench.state.doubted is None
        assert watermark(bench) == "2031-10-26T02:05:00"

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_more_than_two_hours_back_is_not_believed(bench: Bench) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.set_clock("2031-03-01T07:30:00")
        bench.server.patch_customer(1010, name="Ændret")
        await bench.update()
        assert bench.state.doubted
        assert (bench.state.doubted.doubt, bench.state.doubted.hours) == (Doubt.CLOCK, 5)
        assert watermark(bench) == NOON
        assert copied(bench.folder)[1010]["name"] != "Ændret"

    bench.play(story)


def test_a_clock_that_is_right_again_settles_it(bench: Bench) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.set_clock("2031-03-01T07:30:00")
        await bench.update()
        bench.server.set_clock("2031-03-01T12:03:00")
        await bench.poll()
        assert bench.state.doubted is None
        assert watermark(bench) == "2031-03-01T12:03:00"

    bench.play(story)


def test_believing_it_sets_the_watermark_back(bench: Bench) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.set_clock("2031-03-01T07:30:00")
        bench.server.patch_customer(1010, name="Ændret")
        await bench.update()
        await bench.wish(messages.Settle(believe=True))
        assert bench.state.doubted is None
        assert watermark(bench) == "2031-03-01T07:30:00"
        assert kept_state(bench.folder, "subscription")["watermark"] == "2031-03-01T07:30:00"
        bench.server.patch_customer(1011, name="Senere")
        await bench.poll()

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_denying_it_changes_nothing_and_asks_no_more(bench: Bench) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.set_clock("2031-03-01T07:30:00")
        await bench.update()
        await bench.wish(messages.Settle(believe=False))
        await bench.poll()
        assert bench.state.doubted is None
        assert watermark(bench) == NOON
        # Who asks for news wants to know.
        await bench.update()
        assert bench.state.doubted

    bench.play(story)


def test_a_server_without_a_clock_is_asked_by_its_own_changes(bench: Bench) -> None:
    bench.server.set_clock("2031-03-01T09:00:00")
    bench.server.patch_customer(1010, name="Den nyeste")
    bench.server.set_clock(NOON)
    bench.server.faults({"command": FEED, "kind": "no_clock", "times": -1})

    async def story() -> None:
        assert watermark(bench) == "2031-03-01T09:00:00"
        bench.server.patch_customer(1011, name="Endnu nyere")
        await bench.poll()
        assert [each["changetime"] for each in asked(bench.server)[-1:]] == ["07:55:00"]
        assert watermark(bench) == NOON
        await bench.poll()
        assert watermark(bench) == NOON

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


@pytest.mark.parametrize("kind", ["bad_page", "bad_record"])
def test_news_that_could_not_be_read_come_the_next_time(bench: Bench, kind: str) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.advance_clock(600)
        for id_ in range(1010, 1016):
            bench.server.patch_customer(id_, name="Ændret")
        bench.server.advance_clock(7_200)
        bench.server.faults({"command": FEED, "kind": kind})
        await bench.poll()
        assert watermark(bench) == NOON
        assert bench.state.oddity == "lost"
        await bench.poll()
        assert watermark(bench) == "2031-03-01T14:10:00"
        assert bench.state.oddity == ""

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_news_that_can_never_be_read_are_done_without(bench: Bench) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.faults({"command": FEED, "kind": "bad_record", "times": -1})
        bench.server.advance_clock(600)
        for _ in range(MOST_LOSSES):
            await bench.poll()
            assert watermark(bench) == NOON
        await bench.poll()
        assert watermark(bench) == "2031-03-01T12:10:00"
        assert bench.state.oddity == ""

    bench.play(story)


@pytest.mark.parametrize("count", [1, 3])
def test_a_pass_broken_off_leaves_the_watermark(bench: Bench, count: int) -> None:
    bench.server.set_clock(NOON)

    async def story() -> None:
        bench.server.advance_clock(600)
        everyone = bench.server.customers()
        bench.server.plant([{"id": id_, "phone": "12345678"} for id_ in everyone])
        bench.server.faults({"command": FEED, "kind": "close_before", "skip": count})
        await bench.update()
        assert bench.is_at(Phase.WAITING)
        assert watermark(bench) == NOON
        await bench.poll()
        assert watermark(bench) == "2031-03-01T12:10:00"

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()
