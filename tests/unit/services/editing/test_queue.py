"""Saves made while the server cannot be reached: kept, merged freshly in order, and asked about."""

import asyncio
from contextlib import suppress

import pytest

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import Saved
from desktop.domain.errors import ChangedMeanwhile, CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.changes import Change, Subject
from desktop.services.editing.sending import LaterError
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, offline, until


async def _kept(desk: Desk, base: Customer, **changed: Value) -> Draft:
    kept = await desk.queue.save(base, changed)
    assert isinstance(kept, Draft)
    return kept


def _causes(desk: Desk) -> list[str]:
    return [change.cause for change in desk.told if change.subject is Subject.DRAFTS]


def test_what_is_saved_offline_waits_through_a_restart_and_goes(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def away(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            kept = await _kept(desk, base, phone="22222222")
            assert (kept.state, kept.mine) == (DraftState.QUEUED, {"phone": "22222222"})
            assert desk.queue.ids() == {hansen}
            with pytest.raises(LaterError):
                await desk.queue.send_all()
        server.patch_customer(hansen, city="Odense")

    async def back(desk: Desk) -> None:
        await desk.queue.load()
        assert desk.queue.ids() == {hansen}
        # Any answer shows that the server is there.
        ended = asyncio.Event()

        def hear(change: Change) -> None:
            if change.cause == "sent":
                ended.set()

        desk.queue._changes.subscribe(hear)
        await desk.read(hansen)
        await asyncio.wait_for(ended.wait(), 10)
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("22222222", "Odense")
        assert (desk.queue.ids(), await desk.queue.rows()) == (frozenset(), ())
        (saved,) = desk.queue.take_sent()
        assert saved.sent == {"phone": "22222222"}
        assert desk.queue.take_sent() == ()

    tell(away)
    assert server.ledger_of(BY_ID) == []
    tell(back)


def test_it_asks_again_by_itself_where_nobody_else_does(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        desk.queue._pauses = (0.01,)
        # The first goes with the save itself, which is asked again, the next with trying again.
        server.faults({"command": "*", "kind": "close_before", "times": 6})
        ended = asyncio.Event()

        def hear(change: Change) -> None:
            if change.cause == "sent":
                ended.set()

        desk.queue._changes.subscribe(hear)
        await _kept(desk, base, phone="2")
        await asyncio.wait_for(ended.wait(), 10)
        assert (await desk.read(hansen)).text("phone") == "2"

    tell(story)


def test_a_sign_in_that_is_refused_is_not_tried_again(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        desk.queue._pauses = (0.0,)
        server.faults({"command": "*", "kind": "auth", "times": -1})
        read = server.requests()
        await desk.queue.put(base.id, base, {"phone": "2"})
        assert desk.queue._going is not None
        await until(lambda: server.requests() > read)
        # Both times it would have been asked again and again.
        await asyncio.wait({desk.queue._going}, timeout=0.3)
        before = server.requests()
        await asyncio.wait({desk.queue._going}, timeout=0.3)
        assert server.requests() == before
        row = await desk.waits()
        assert row.state is DraftState.QUEUED

    tell(story)


def test_what_can_be_saved_at_once_does_not_wait(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        saved = await desk.queue.save(await desk.read(hansen), {"phone": "2"})
        assert isinstance(saved, Saved)
        assert await desk.queue.rows() == ()
        assert _causes(desk) == []

    tell(story)


def test_a_refusal_is_no_reason_to_wait(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "refuse"})
        with pytest.raises(CommandRefused):
            await desk.queue.save(await desk.read(hansen), {"phone": "2"})
        assert await desk.queue.rows() == ()

    tell(story)


def test_a_conflict_waits_for_the_user_and_the_next_one_goes(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    other = server.patch_customer(name="En anden")["id"]

    async def story(desk: Desk) -> None:
        base, second = await desk.read(hansen), await desk.read(other)
        with offline(server):
            await _kept(desk, base, phone="mine", city="Odense")
            await _kept(desk, second, phone="2")
        server.patch_customer(hansen, phone="theirs")
        await desk.queue.send_all()

        row = await desk.waits()
        assert (row.customer, row.state) == (hansen, DraftState.CONFLICT)
        (clash,) = row.conflicts
        assert (clash.name, clash.base, clash.theirs, clash.mine) == (
            "phone",
            "11111111",
            "theirs",
            "mine",
        )
        assert row.fresh is not None
        assert (await desk.read(other)).text("phone") == "2"
        assert (await desk.read(hansen)).text("city") == "Vejle"

        # What changes again after it was shown is asked again.
        server.patch_customer(hansen, phone="theirs again")
        await desk.queue.answers.decide(row, {"phone": "mine"})
        await desk.queue.send_all()
        row = await desk.waits()
        assert row.conflicts[0].theirs == "theirs again"

        await desk.queue.answers.decide(row, {"phone": "both"})
        await desk.queue.send_all()
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("both", "Odense")
        assert await desk.queue.rows() == ()

    tell(story)


def test_a_refused_one_stays_listed_with_the_words_of_the_server(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.queue.put(base.id, base, {"phone": "2"})
        server.faults({"command": BY_ID, "kind": "refuse", "message": "ingen adgang"})
        await desk.queue.send_all()
        row = await desk.waits()
        assert (row.state, row.problem, row.words) == (
            DraftState.REFUSED,
            "CommandRefused",
            "ingen adgang",
        )
        written = len(server.ledger_of(BY_ID))
        await desk.queue.send_all()
        assert len(server.ledger_of(BY_ID)) == written

        await desk.queue.answers.again(row.customer)
        await desk.queue.send_all()
        assert (await desk.read(hansen)).text("phone") == "2"

    tell(story)


def test_one_that_is_given_up_is_gone(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            await _kept(desk, base, phone="2")
            await desk.queue.answers.drop(base.id)
        assert (await desk.queue.rows(), _causes(desk)) == ((), ["queued", "dropped"])

    tell(story)


def test_two_saves_of_one_customer_wait_as_one(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            await _kept(desk, base, phone="2", city="Odense")
            newer = Customer({**base.raw, "phone": "2", "email": "ny@hansen.dk"})
            await _kept(desk, newer, phone="3", email="min@hansen.dk")
            row = await desk.waits()
            assert row.mine == {"phone": "3", "city": "Odense", "email": "min@hansen.dk"}
            # Each field is judged by what the user saw when it was changed first.
            assert (row.base.text("phone"), row.base.text("email")) == ("11111111", "ny@hansen.dk")

        server.patch_customer(hansen, email="ny@hansen.dk")
        saved = await desk.queue.save(newer, {"name": "Hansen ApS"})
        assert isinstance(saved, Saved)
        assert saved.sent.keys() == {"phone", "city", "email", "name"}
        assert await desk.queue.rows() == ()

    tell(story)


def test_an_answer_to_a_clash_waits_with_what_it_was_given_over(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.patch_customer(hansen, phone="theirs")
        with pytest.raises(ChangedMeanwhile) as caught:
            await desk.queue.save(base, {"phone": "mine", "city": "Odense"})
        seen = caught.value.fresh
        with offline(server):
            decided = {"phone": "both"}
            kept = await desk.queue.save(
                base, {"phone": "mine", "city": "Odense"}, decided=decided, over=seen
            )
            assert isinstance(kept, Draft)
        await desk.queue.send_all()
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("both", "Odense")

    tell(story)


def test_an_answer_that_is_lost_again_and_again_is_told(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.queue.put(base.id, base, {"phone": "2"})
        server.faults({"command": BY_ID, "kind": "close_before", "times": -1})
        for _ in range(3):
            with suppress(LaterError):
                await desk.queue.send_all()
        row = await desk.waits()
        assert (row.state, row.problem) == (DraftState.REFUSED, "ReplyLost")

    tell(story)


async def _end_while_it_goes(desk: Desk, server: DemoServer) -> None:
    """The journal keeps what comes of the save; what waited is not told any more."""
    # The server has answered somebody, so it goes by itself.
    await asyncio.to_thread(server.wait_until_held)
    sending = desk.queue._going
    assert sending is not None
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    server.release()
    await desk.edits.close()


@pytest.mark.parametrize("is_decided", [False, True])
def test_what_was_stored_when_the_program_ended_is_not_stored_again_over_others(
    server: DemoServer, hansen: int, tell: Tell, *, is_decided: bool
) -> None:
    """A colleague has put back what it was, so that it looks as if nobody had been there."""
    theirs = "33333333" if is_decided else "11111111"

    async def dying(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.patch_customer(hansen, phone=theirs)
        held = {"command": BY_ID, "kind": "hold", "executed": True}
        if not is_decided:
            server.faults(held)
        await desk.queue.put(base.id, base, {"phone": "2", "city": "Ribe"})
        if is_decided:
            await until(lambda: "conflict" in _causes(desk))
            server.faults(held)
            await desk.queue.answers.decide(await desk.waits(), {"phone": "2"})
        await _end_while_it_goes(desk, server)

    async def after(desk: Desk) -> None:
        assert server.customers()[hansen]["phone"] == "2"
        server.patch_customer(hansen, phone=theirs)
        await desk.edits.load()
        await desk.queue.load()
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        assert (await desk.read(hansen)).text("phone") == theirs

    tell(dying)
    tell(after)
    assert len(server.ledger_of(BY_ID)) == 1


def test_what_was_stored_before_it_came_to_wait_is_sent_all_the_same(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        server.patch_customer(hansen, phone="33333333")
        await desk.queue.put(CustomerId(hansen), await desk.read(hansen), {"phone": "2"})
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        assert (await desk.read(hansen)).text("phone") == "2"

    tell(story)
