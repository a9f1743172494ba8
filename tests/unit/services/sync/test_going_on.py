"""One part that fails for good keeps no other from going on, and nothing asked for is forgotten."""

import pytest

from desktop.domain.sync import Doubt, Doubted, Phase
from desktop.services.sync import messages
from desktop.services.sync.doubts import Doubts
from desktop.services.sync.paging import Doubtful
from tests.helpers.syncing import FEED, Bench, asked, copied, copied_records

BY_ID = "GetCustomerByID"
NEW_NAME = "Ændret af en kollega"
UNSEEN_GROUP = 9


def whole_passes(bench: Bench) -> int:
    """How often everything was asked for from the beginning."""
    inputs = asked(bench.server)
    return sum(not each.get("resumekey") and "changetime" not in each for each in inputs)


@pytest.mark.parametrize("kind", ["http_500", "same_key", "refuse"])
def test_news_do_not_wait_for_a_whole_pass_that_fails(bench: Bench, kind: str) -> None:
    changed = max(bench.server.customers())

    async def story() -> None:
        where = {"changedate": "1970-01-01"}
        bench.server.faults({"command": FEED, "kind": kind, "times": -1, "where": where})
        await bench.poll(days=8)
        bench.server.patch_customer(changed, name=NEW_NAME)
        await bench.poll()
        assert bench.state.phase is Phase.IDLE
        assert bench.state.oddity == "unchecked"

    bench.play(story)
    assert copied(bench.folder)[changed]["name"] == NEW_NAME


def test_news_do_not_wait_for_a_check_that_fails(bench: Bench) -> None:
    hidden, changed = list(bench.server.customers())[5:7]

    async def story() -> None:
        bench.server.plant([{"id": hidden, "maingroupid": UNSEEN_GROUP}])
        bench.server.faults({"command": BY_ID, "kind": "http_500", "times": -1})
        await bench.wish(messages.CheckAll())
        bench.server.patch_customer(changed, name=NEW_NAME)
        await bench.poll()
        assert hidden in copied(bench.folder)
        bench.server.clear_faults()
        await bench.poll()

    bench.play(story)
    assert copied(bench.folder)[changed]["name"] == NEW_NAME
    assert hidden not in copied(bench.folder)


def test_a_check_that_was_asked_for_offline_comes_later(bench: Bench) -> None:
    async def story() -> None:
        before = whole_passes(bench)
        bench.server.faults({"command": FEED, "kind": "close_before"})
        await bench.wish(messages.CheckAll())
        bench.server.clear_faults()
        await bench.poll()
        assert whole_passes(bench) > before

    bench.play(story)


def test_a_clock_believed_offline_still_brings_a_whole_pass(bench: Bench) -> None:
    changed = list(bench.server.customers())[5]

    async def story() -> None:
        bench.server.set_clock("2031-03-01T12:00:00")
        await bench.update()
        bench.server.set_clock("2031-03-01T07:10:00")
        bench.server.patch_customer(changed, name=NEW_NAME)
        await bench.poll()
        assert bench.state.doubted is not None
        bench.server.set_clock("2031-03-01T09:50:00")
        await bench.poll()
        bench.server.faults({"command": FEED, "kind": "close_before"})
        await bench.wish(messages.Settle(believe=True))
        bench.server.clear_faults()
        await bench.poll()

    bench.play(story)
    assert copied(bench.folder)[changed]["name"] == NEW_NAME


def test_a_believed_clock_holds_for_the_feeds_after_a_restart(bench: Bench) -> None:
    async def story() -> None:
        bench.server.set_clock("2099-03-01T12:00:00")
        await bench.update()
        bench.server.set_clock("2031-03-01T07:00:00")
        await bench.poll()
        bench.server.faults({"command": FEED, "kind": "close_before"})
        await bench.wish(messages.Settle(believe=True))

    async def after() -> None:
        bench.server.clear_faults()
        bench.server.patch_record("procedure", customerid=1001, title="Ny")
        await bench.poll()

    bench.play(story)
    bench.play(after)
    assert copied_records(bench.folder, "procedure") == bench.server.records("procedure")


def test_a_feed_that_breaks_off_keeps_no_other_from_being_read(bench: Bench) -> None:
    feed = "GetSubscriptionsBylastChangeID"
    bench.server.faults({"command": feed, "kind": "half_reply", "times": -1})

    bench.play()

    assert asked(bench.server, "GetProceduresByLastChange")
    assert asked(bench.server, "GetDepotOrderLinesByLastChange")


def test_a_pass_that_could_not_be_read_whole_drops_nothing(bench: Bench) -> None:
    async def story() -> None:
        before = copied_records(bench.folder, "subscription")
        assert before
        feed = "GetSubscriptionsBylastChangeID"
        bench.server.faults({"command": feed, "kind": "bad_page"})
        await bench.wish(messages.Update(whole=True))
        assert copied_records(bench.folder, "subscription").keys() == before.keys()

    bench.play(story)


def test_who_believes_that_all_are_gone_has_not_believed_that_few_are_left(bench: Bench) -> None:
    async def story() -> None:
        bench.server.faults({"command": FEED, "kind": "empty_list", "times": 1})
        await bench.wish(messages.CheckAll())
        assert bench.state.doubted is not None
        left_out = list(bench.server.customers())[10:]
        bench.server.plant([{"id": id_, "maingroupid": UNSEEN_GROUP} for id_ in left_out])
        await bench.wish(messages.Settle(believe=True))
        assert bench.state.doubted is not None
        assert bench.state.doubted.doubt is Doubt.VANISHED

    bench.play(story)
    assert len(copied(bench.folder)) > len(bench.server.customers())


def test_a_question_about_the_vanished_is_not_replaced_by_one_about_the_clock() -> None:
    doubts = Doubts()
    doubts.ask_of_vanished(30, 100)
    doubts.ask(Doubtful(Doubted(doubt=Doubt.CLOCK, hours=3), None))

    assert doubts.asked is not None
    assert doubts.asked.doubt is Doubt.VANISHED
