"""Writes that are carried out after their answer was given up: found, and never sent twice."""

import asyncio

import pytest

from desktop.domain.errors import CreateLost, CreateUnsure
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.journal import saves
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, until
from tests.unit.services.edits.losing import let_it, saving

NEW = {"name": "Helt Ny ApS"}
NUMBERED = {"name": "Ny", "customernumber": "N-9"}


async def _lose(desk: Desk, server: DemoServer, fields: dict[str, str]) -> CreateLost:
    """Create what the server makes when it is let."""
    server.faults({"command": BY_ID, "kind": "late"})
    with pytest.raises(CreateLost) as caught:
        await desk.edits.create(fields, NO_CUSTOMER)
    return caught.value


@pytest.mark.parametrize("fields", [NEW, NUMBERED])
def test_a_second_create_after_a_lost_answer_makes_no_second_customer(
    server: DemoServer, tell: Tell, fields: dict[str, str]
) -> None:
    async def story(desk: Desk) -> None:
        lost = await _lose(desk, server, fields)
        assert lost.was_sent
        assert 170 < (lost.until - desk.clock.wall()).total_seconds() <= 180
        with pytest.raises(CreateLost) as caught:
            await desk.edits.create(fields, NO_CUSTOMER)
        assert not caught.value.was_sent
        await desk.pass_time(5)
        with pytest.raises(CreateLost):
            await desk.edits.create(fields, NO_CUSTOMER)
        outcome = asyncio.ensure_future(desk.edits.outcome_of_create(fields, NO_CUSTOMER))
        await let_it(server)
        await desk.pass_time(15)
        made = await outcome
        assert made is not None
        assert made.name == fields["name"]
        (receipt,) = await desk.receipts(made.id)
        assert (receipt.way, receipt.outcome) == ("create", "stored")
        assert (desk.absorbed[-1].customer.id, desk.absorbed[-1].is_own) == (made.id, True)
        assert saving(desk)[-1] == ("found", frozenset({NO_CUSTOMER}))

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_what_was_made_while_nobody_asked_is_what_the_next_create_gives_once(
    server: DemoServer, tell: Tell
) -> None:
    async def closed(desk: Desk) -> None:
        await _lose(desk, server, NEW)
        await let_it(server)
        await desk.pass_time(5)

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        made = await desk.edits.create(NEW, NO_CUSTOMER)
        assert len(server.ledger_of(BY_ID)) == 1
        again = await desk.edits.create(NEW, NO_CUSTOMER)
        assert again.id != made.id

    tell(closed)
    tell(after_a_restart)
    assert len(server.ledger_of(BY_ID)) == 2


def test_after_the_last_look_it_may_be_created_again(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, NEW)
        outcome = asyncio.ensure_future(desk.edits.outcome_of_create(NEW, NO_CUSTOMER))
        await desk.pass_time(179)
        with pytest.raises(CreateLost):
            await desk.edits.create(NEW, NO_CUSTOMER)
        assert not outcome.done()
        await desk.pass_time(1)
        assert await outcome is None
        # Who waited has been told.
        assert not desk.edits.create_missed(NEW, NO_CUSTOMER)
        known = [each for each in saving(desk) if each[0] != "ended"]
        assert known == [("absent", frozenset({NO_CUSTOMER}))]
        assert (await desk.edits.create(NEW, NO_CUSTOMER)).name == "Helt Ny ApS"

    tell(story)


def test_a_look_that_could_not_be_taken_is_no_look(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(CreateLost):
            await desk.edits.create(NEW, NO_CUSTOMER)
        server.faults({"command": "*", "kind": "close_before", "times": -1})
        await desk.pass_time(180)
        server.clear_faults()
        with pytest.raises(CreateLost) as caught:
            await desk.edits.create(NEW, NO_CUSTOMER)
        assert not caught.value.was_sent
        await desk.pass_time(60)
        await desk.edits.create(NEW, NO_CUSTOMER)

    tell(story)


def test_all_the_same_it_is_sent_at_once(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, NEW)
        await desk.edits.create(NEW, NO_CUSTOMER, all_the_same=True)

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_what_was_created_all_the_same_does_not_hide_that_there_are_two(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, NEW)
        created = await desk.edits.create(NEW, NO_CUSTOMER, all_the_same=True)
        await let_it(server)
        await desk.pass_time(20)
        (second,) = desk.edits.unclaimed.values()
        assert (second.name, second.id == created.id) == (created.name, False)

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 2


def test_a_create_that_was_given_up_and_made_again_is_told_so(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(CreateLost):
            await desk.edits.create(NEW, NO_CUSTOMER)
        await desk.pass_time(180)
        await desk.edits.create(NEW, NO_CUSTOMER)
        (lost,) = await desk.edits.receipts(NO_CUSTOMER)
        assert (lost.outcome, lost.is_saved_again) == ("unknown", True)
        await desk.edits.load()
        assert desk.clock.next_due is None

    tell(story)


def test_one_called_so_elsewhere_or_with_another_number_is_not_held_back(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, NUMBERED)
        await desk.edits.create({"name": "Ny"}, CustomerId(hansen))
        await desk.edits.create({"name": "Ny", "customernumber": "N-10"}, NO_CUSTOMER)

    tell(story)


def test_a_lost_create_holds_back_after_a_restart(server: DemoServer, tell: Tell) -> None:
    async def losing(desk: Desk) -> None:
        await _lose(desk, server, NEW)

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        with pytest.raises(CreateLost) as caught:
            await desk.edits.create(NEW, NO_CUSTOMER)
        assert not caught.value.was_sent
        await let_it(server)
        await desk.pass_time(20)
        made = await desk.edits.create(NEW, NO_CUSTOMER)
        assert server.customers()[made.id]["name"] == "Helt Ny ApS"

    tell(losing)
    tell(after_a_restart)
    assert len(server.ledger_of(BY_ID)) == 1


def test_that_nothing_was_created_is_told_once_if_nobody_waited_after_a_restart_too(
    server: DemoServer, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await _lose(desk, server, NEW)
        assert not desk.edits.create_missed(NEW, NO_CUSTOMER)

    async def telling(desk: Desk) -> None:
        await desk.edits.load()
        await desk.pass_time(180)
        assert desk.edits.create_missed(NEW, NO_CUSTOMER)
        assert not desk.edits.create_missed({"name": "En Anden"}, NO_CUSTOMER)
        while (await desk.receipts(NO_CUSTOMER))[0].detail != saves.NOT_THERE:
            pass

    async def looking_again(desk: Desk) -> None:
        await desk.edits.load()
        await desk.pass_time(180)
        assert saving(desk)[-1] == ("absent", frozenset({NO_CUSTOMER}))
        assert not desk.edits.create_missed(NEW, NO_CUSTOMER)

    for story in (losing, telling, looking_again):
        tell(story)


def test_one_that_may_be_it_is_shown_to_who_waits(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, {**NEW, "city": "Vejle"})
        other = server.patch_customer(name="Helt Ny ApS", city="Skive")["id"]
        fields = {**NEW, "city": "Vejle"}
        outcome = asyncio.ensure_future(desk.edits.outcome_of_create(fields, NO_CUSTOMER))
        await asyncio.sleep(0)
        await desk.pass_time(5)
        with pytest.raises(CreateUnsure) as caught:
            await outcome
        assert caught.value.candidate.id == other

    tell(story)


def test_a_create_in_the_queue_waits_until_it_is_known(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": "*", "kind": "close_before", "times": -1})
        await desk.queue.create(NUMBERED, NO_CUSTOMER)
        server.clear_faults()
        await _lose(desk, server, NUMBERED)
        (waiting,) = desk.queue.ids()
        await desk.queue.send_all()
        assert desk.queue.real_id(CustomerId(waiting)) is None
        await let_it(server)
        await desk.pass_time(5)
        await until(lambda: not desk.queue.ids())
        assert desk.queue.real_id(CustomerId(waiting)) in server.customers()

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1
