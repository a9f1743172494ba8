"""Customers created while the server cannot be reached, and what waits for their ids."""

import asyncio

import pytest

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.editing.sending import LaterError
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, offline, until


async def _new(desk: Desk, parent: int, **fields: Value) -> CustomerId:
    kept = await desk.queue.create(fields, CustomerId(parent))
    assert isinstance(kept, Draft)
    assert kept.is_new
    return kept.customer


def test_a_family_made_offline_gets_its_ids_in_order(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def away(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            house = await _new(desk, NO_CUSTOMER, name="Gården", customernumber="G-1")
            flat = await _new(desk, house, name="Lejlighed")
            # What is known of one that is not there yet goes with it, and others wait for it.
            await desk.queue.put(house, Customer({}), {"phone": "2"})
            await desk.queue.put(base.id, base, {"parentcust": house})
            await desk.drafts.keep(flat, Customer({}), {"name": "Lejlighed 1"})
            assert desk.queue.real_id(house) is None

    async def back(desk: Desk) -> None:
        await desk.queue.load()
        await desk.drafts.load()
        house, flat = (row.customer for row in (await desk.queue.rows())[:2])
        await desk.queue.send_all()
        real, real_flat = desk.queue.real_id(house), desk.queue.real_id(flat)
        assert real is not None
        assert real_flat is not None
        made = await desk.read(real)
        assert (made.name, made.text("phone")) == ("Gården", "2")
        assert (await desk.read(real_flat)).parent_id == real
        assert (await desk.read(hansen)).parent_id == real
        assert await desk.queue.rows() == ()
        told = [change.ids for change in desk.told if change.cause == "made"]
        assert told == [{house, real}, {flat, real_flat}]
        await until(lambda: desk.drafts.ids() == {real_flat})
        draft = await desk.drafts.of(real_flat)
        assert draft is not None
        assert (draft.is_new, draft.base.name) == (False, "Lejlighed")
        assert desk.queue.real_id(CustomerId(7)) == 7

    async def another_day(desk: Desk) -> None:
        await desk.queue.load()
        assert len(desk.queue._sending.made) == 2

    tell(away)
    tell(back)
    tell(another_day)


def test_a_create_that_was_done_when_the_program_ended_is_not_done_twice(
    server: DemoServer, tell: Tell
) -> None:
    async def dying(desk: Desk) -> None:
        await desk.put_new(name="Gården", description="æ")
        server.faults({"command": BY_ID, "kind": "hold", "executed": True})
        sending = await server.holding(desk.queue.send_all())
        # The journal keeps what comes of the create; what waited is not told any more.
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        server.release()
        await desk.edits.close()

    async def after(desk: Desk) -> None:
        await desk.edits.load()
        await desk.queue.load()
        assert len(desk.queue.ids()) == 1
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()

    tell(dying)
    tell(after)
    assert len(server.ledger_of(BY_ID)) == 1


def test_two_that_are_the_same_become_two(server: DemoServer, tell: Tell) -> None:
    """Each was sent before, so each is looked for: what became of the one is not the other."""

    async def refused(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "refuse", "times": 2})
        for _ in range(2):
            await desk.put_new(name="Lejlighed")
        await desk.queue.send_all()
        assert [row.state for row in await desk.queue.rows()] == [DraftState.REFUSED] * 2

    async def another_day(desk: Desk) -> None:
        await desk.edits.load()
        await desk.queue.load()
        both = [row.customer for row in await desk.queue.rows()]
        for local in both:
            await desk.queue.answers.again(local)
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        assert len({desk.queue.real_id(local) for local in both} - {None}) == 2

    tell(refused)
    tell(another_day)
    assert [entry["status"] for entry in server.ledger_of(BY_ID)].count(1) == 2


def test_a_create_without_an_answer_is_looked_for_after_a_restart(
    server: DemoServer, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await desk.put_new(name="Helt Ny ApS")
        server.faults(
            {"command": BY_ID, "kind": "close_after"},
            {"command": "GetCustomerByName", "kind": "close_before", "times": -1},
        )
        with pytest.raises(LaterError):
            await desk.queue.send_all()
        server.clear_faults()

    async def after(desk: Desk) -> None:
        await desk.edits.load()
        await desk.queue.load()
        await desk.queue.send_all()
        row = await desk.waits()
        assert (row.state, row.problem) == (DraftState.CONFLICT, "CreateUnsure")
        assert row.fresh is not None
        await desk.queue.answers.adopt(row)
        assert desk.queue.real_id(row.customer) == row.fresh.id
        assert await desk.queue.rows() == ()

    tell(losing)
    tell(after)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_number_that_was_taken_meanwhile_is_asked_about(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        row = await desk.put_new(name="Ny", customernumber="H-1")
        await desk.queue.send_all()
        refused = await desk.waits()
        assert (refused.problem, refused.fresh and refused.fresh.id) == ("NumberTaken", hansen)
        await desk.queue.answers.again(row.customer, may_share_number=True)
        await desk.queue.send_all()
        assert desk.queue.real_id(row.customer) is not None

    tell(story)


def test_who_belongs_below_one_that_was_given_up_is_told(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        with offline(server):
            house = await _new(desk, NO_CUSTOMER, name="Gården", customernumber="G-1")
            flat = await _new(desk, house, name="Lejlighed")
            await desk.queue.answers.drop(house)
        await desk.queue.send_all()
        row = await desk.waits()
        assert (row.customer, row.problem) == (flat, "ParentGone")

    tell(story)


def test_the_drafts_of_one_made_and_of_who_it_was_found_to_be_are_one(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    form = object()

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        local = await desk.put_new(name="Hansen A/S", customernumber="H-1")
        await desk.drafts.keep(local.customer, Customer({}), {"phone": "2", "city": "Ribe"})
        await desk.drafts.keep(base.id, base, {"phone": "3", "email": "a@b.dk"}, by=form)
        await desk.queue.send_all()
        taken = await desk.waits()
        await desk.queue.answers.adopt(taken)
        await until(lambda: desk.drafts.ids() == {hansen})
        (draft,) = await desk.drafts.all()
        assert draft.mine == {"phone": "3", "city": "Ribe", "email": "a@b.dk"}
        # What was typed of the new one gives way, and is said to whoever typed it.
        (covered,) = desk.drafts.take_covered()
        assert (covered.customer.id, covered.typed) == (hansen, {"phone": "2"})
        assert desk.drafts.take_covered() == ()
        # The form goes on typing; what it does not hold stays.
        await desk.drafts.keep(base.id, base, {"phone": "33", "email": "a@b.dk"}, by=form)
        (draft,) = await desk.drafts.all()
        assert (draft.customer, draft.is_new) == (hansen, False)
        assert draft.mine == {"phone": "33", "city": "Ribe", "email": "a@b.dk"}
        assert draft.base.text("city") == "Vejle"

    tell(story)
