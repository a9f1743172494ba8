"""Drafts of new customers whose creation was lost: once they are found they are drafts no more."""

import asyncio

import pytest

from desktop.domain.drafts import Draft
from desktop.domain.errors import CreateLost, CreateUnsure
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.values import Value
from desktop.services.changes import Change, Subject
from desktop.services.editing.arrivals import Arrivals
from desktop.services.editing.sending import LaterError
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, until
from tests.unit.services.edits.losing import let_it

NEW: dict[str, Value] = {"name": "Helt Ny ApS", "city": "Vejle"}


async def _lose(desk: Desk, server: DemoServer, **typed_since: Value) -> CustomerId:
    """Create what the server makes when it is let, and keep it as a draft; its local id."""
    local = await desk.drafts.keep_new(NO_CUSTOMER, NEW)
    server.faults({"command": BY_ID, "kind": "late"})
    with pytest.raises(CreateLost):
        await desk.edits.create(NEW, NO_CUSTOMER)
    if typed_since:
        await desk.drafts.keep_new(NO_CUSTOMER, {**NEW, **typed_since}, local=local)
    return local


def _arrivals(desk: Desk) -> Arrivals:
    changes = desk.edits._changes
    return Arrivals(edits=desk.edits, drafts=desk.drafts, queue=desk.queue, changes=changes)


def _made(desk: Desk) -> list[Change]:
    return [e for e in desk.told if e.subject is Subject.DRAFTS and e.cause == "made"]


def test_the_draft_becomes_the_customer_that_is_found(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        arrivals = _arrivals(desk)
        local = await _lose(desk, server)
        until_then = desk.edits.create_looked_for_until(NEW, NO_CUSTOMER)
        assert until_then is not None
        assert 170 < (until_then - desk.clock.wall()).total_seconds() <= 180
        await let_it(server)
        await desk.pass_time(5)
        await until(lambda: bool(_made(desk)))
        assert desk.drafts.ids() == frozenset()
        assert await desk.drafts.all() == ()
        (told,) = _made(desk)
        real = max(told.ids)
        assert (min(told.ids), server.customers()[real]["name"]) == (local, "Helt Ny ApS")
        assert desk.edits.create_looked_for_until(NEW, NO_CUSTOMER) is None
        await until(lambda: not desk.edits.unclaimed)
        # The next one of these is another one.
        assert (await desk.edits.create(NEW, NO_CUSTOMER)).id != real
        await arrivals.close()

    tell(story)


def test_after_a_restart_it_becomes_the_customer_too(server: DemoServer, tell: Tell) -> None:
    async def losing(desk: Desk) -> None:
        await _lose(desk, server)
        await let_it(server)
        await desk.pass_time(5)
        assert desk.edits.unclaimed

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        await desk.drafts.load()
        assert desk.drafts.ids()
        await _arrivals(desk).look()
        assert desk.drafts.ids() == frozenset()

    tell(losing)
    tell(after_a_restart)


def test_what_was_typed_since_is_no_customer_and_is_asked_about_once(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        arrivals = _arrivals(desk)
        local = await _lose(desk, server, city="Ribe")
        await let_it(server)
        await desk.pass_time(5)
        await arrivals.look()
        assert desk.drafts.ids() == {local}
        (draft,) = await desk.drafts.all()
        assert isinstance(draft, Draft)
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create(draft.mine, NO_CUSTOMER)
        assert caught.value.candidate.text("city") == "Vejle"
        assert (await desk.edits.create(draft.mine, NO_CUSTOMER)).text("city") == "Ribe"
        await arrivals.close()

    tell(story)


def test_who_waits_with_more_than_was_sent_is_shown_what_was_made(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server)
        typed = {**NEW, "city": "Ribe"}
        outcome = asyncio.ensure_future(desk.edits.outcome_of_create(typed, NO_CUSTOMER))
        await let_it(server)
        await desk.pass_time(5)
        with pytest.raises(CreateUnsure) as caught:
            await outcome
        assert caught.value.candidate.text("city") == "Vejle"

    tell(story)


FULL: dict[str, Value] = {**NEW, "phone": "75112233"}


async def _found(desk: Desk, server: DemoServer) -> None:
    """Let the server make what it was sent, and a look find it."""
    await let_it(server)
    desk.clock.advance(5)
    await until(lambda: not desk.edits.looks._searches)


def test_a_draft_with_less_than_was_sent_is_another_one(server: DemoServer, tell: Tell) -> None:
    """Or the one that was sent stayed a draft, and would be created twice."""

    async def story(desk: Desk) -> None:
        arrivals = _arrivals(desk)
        other = await desk.drafts.keep_new(NO_CUSTOMER, NEW)
        local = await desk.drafts.keep_new(NO_CUSTOMER, FULL)
        server.faults({"command": BY_ID, "kind": "late"})
        with pytest.raises(CreateLost):
            await desk.edits.create(FULL, NO_CUSTOMER)
        await _found(desk, server)
        await until(lambda: bool(_made(desk)))
        assert desk.drafts.ids() == {other}
        assert min(_made(desk)[0].ids) == local
        await arrivals.close()

    tell(story)


def test_one_that_was_discarded_meanwhile_takes_nothing_from_the_next(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        local = await _lose(desk, server)
        await _found(desk, server)
        await asyncio.gather(_arrivals(desk).look(), desk.drafts.drop(local))
        assert (await desk.edits.create(NEW, NO_CUSTOMER)).name == "Helt Ny ApS"
        assert len(server.ledger_of(BY_ID)) == 1

    tell(story)


def test_what_waits_for_the_connection_takes_what_it_has_made_itself(
    server: DemoServer, tell: Tell
) -> None:
    """A draft that is the same word for word must not make it be created once more."""

    async def story(desk: Desk) -> None:
        desk.queue._unsubscribe()
        desk.queue._unsubscribe = lambda: None
        local = await desk.drafts.keep_new(NO_CUSTOMER, NEW)
        await desk.queue._put_new(NEW, NO_CUSTOMER, may_share_number=False)
        server.faults({"command": BY_ID, "kind": "late"})
        with pytest.raises(LaterError):
            await desk.queue.send_all()
        await _found(desk, server)
        await _arrivals(desk).look()
        assert desk.drafts.ids() == {local}
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        assert len(server.ledger_of(BY_ID)) == 1

    tell(story)


def test_what_a_look_finds_while_it_is_asked_for_is_created_once(
    server: DemoServer, tell: Tell
) -> None:
    """The readings before the second create were answered before the first came through."""

    async def story(desk: Desk) -> None:
        arrivals = _arrivals(desk)
        await desk.drafts.keep_new(NO_CUSTOMER, NEW)
        server.faults(
            {"command": BY_ID, "kind": "close_before"},
            {"command": "GetCustomerByName", "kind": "close_before"},
        )
        with pytest.raises(CreateLost):
            await desk.edits.create(NEW, NO_CUSTOMER)
        server.clear_faults()
        server.faults({"command": "GetCustomerByName", "kind": "hold", "executed": True})
        mark = len(server.ledger_of(BY_ID))
        again = await server.holding(desk.edits.create(NEW, NO_CUSTOMER))
        made = server.patch_customer(**NEW)
        desk.clock.advance(5)
        await until(lambda: bool(_made(desk)))
        server.release()
        assert (await again).id == made["id"]
        assert len(server.ledger_of(BY_ID)) == mark
        await arrivals.close()

    tell(story)


@pytest.mark.parametrize("is_found", [True, False])
@pytest.mark.parametrize("is_at_the_top", [True, False])
def test_who_was_sent_with_more_is_not_given_to_one_with_less(
    server: DemoServer, hansen: int, tell: Tell, *, is_found: bool, is_at_the_top: bool
) -> None:
    """Above all not to one at the top, for which no place is sent: it is made, or asked about."""

    async def story(desk: Desk) -> None:
        house = CustomerId(hansen)
        server.faults({"command": BY_ID, "kind": "late"})
        with pytest.raises(CreateLost):
            await desk.edits.create({"name": "Kantinen", "phone": "75112233"}, house)
        if is_found:
            await _found(desk, server)
            assert desk.edits.unclaimed
        else:
            await let_it(server)
        less: dict[str, Value] = {"name": "Kantinen"}
        if is_found and is_at_the_top:
            assert (await desk.edits.create(less, NO_CUSTOMER)).parent_id == NO_CUSTOMER
            return
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create(less, NO_CUSTOMER if is_at_the_top else house)
        assert caught.value.candidate.parent_id == house

    tell(story)
