"""Drafts of new customers whose creation was lost: once they are found they are drafts no more."""

import asyncio

import pytest

from desktop.domain.drafts import Draft
from desktop.domain.errors import CreateLost, CreateUnsure
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.values import Value
from desktop.services.changes import Change, Subject
from desktop.services.editing.arrivals import Arrivals
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, until
from tests.unit.services.edits.test_lost_and_late import let_it

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
    return Arrivals(edits=desk.edits, drafts=desk.drafts, changes=desk.edits._changes)


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
