"""Saves that are carried out after their answer was given up: found, and told from later ones."""

from datetime import UTC, datetime

import pytest

from desktop.domain.errors import CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.editing.sent import Sent, Write
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell
from tests.unit.services.edits.losing import let_it, lose_save, saving


def test_a_save_that_is_stored_late_is_ours_and_can_be_undone(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        lost = await lose_save(desk, server, hansen)
        assert 170 < (lost.until - desk.clock.wall()).total_seconds() <= 180
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert receipt.outcome == "unknown"
        sent_ns = desk.absorbed[-1].sent_ns
        await let_it(server)
        await desk.pass_time(5)
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert (receipt.outcome, receipt.can_undo) == ("stored", True)
        last = desk.absorbed[-1]
        assert (last.customer.text("phone"), last.is_own) == ("2", True)
        # As old as the save, so that what a poll brought meanwhile is known as ours.
        assert last.sent_ns == sent_ns
        assert desk.edits.found[CustomerId(hansen)].after.text("phone") == "2"
        assert saving(desk)[-1] == ("found", frozenset({hansen}))
        undone = await desk.edits.undo(receipt)
        assert undone.after.text("phone") == "11111111"

    tell(story)


def test_what_others_changed_until_it_was_found_is_not_blamed_on_it(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await let_it(server)
        server.patch_customer(hansen, email="")
        await desk.pass_time(5)
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert (receipt.outcome, receipt.disturbed) == ("stored", ())
        assert desk.edits.stopped is None

    tell(story)


def test_after_the_last_look_it_is_known_not_to_be_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.pass_time(179)
        assert ("absent", frozenset({hansen})) not in saving(desk)
        await desk.pass_time(1)
        assert saving(desk)[-1] == ("absent", frozenset({hansen}))

    tell(story)


def test_saving_again_settles_what_was_stored_meanwhile(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen)
        await let_it(server)
        assert (await desk.edits.save(base, {"phone": "2"})).sent == {}
        (receipt,) = await desk.edits.receipts(base.id)
        assert (receipt.outcome, receipt.can_undo) == ("stored", True)
        assert desk.clock.next_due is None

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_save_is_looked_for_after_a_restart(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen)

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        await let_it(server)
        await desk.pass_time(20)
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert (receipt.outcome, receipt.can_undo) == ("stored", True)

    tell(losing)
    tell(after_a_restart)


async def _outcomes(desk: Desk, hansen: int) -> list[tuple[str, bool]]:
    """Of the saves on record, the newest first: what came of each, and whether it was redone."""
    receipts = await desk.edits.receipts(CustomerId(hansen))
    return [(each.outcome, each.is_saved_again) for each in receipts]


def test_what_is_saved_again_is_told_so_of_the_one_nobody_knows_of(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        assert await _outcomes(desk, hansen) == [("stored", False), ("unknown", True)]
        assert desk.clock.next_due is None

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        assert desk.clock.next_due is None

    tell(story)
    tell(after_a_restart)


def test_saving_again_that_is_refused_leaves_the_lost_one_looked_for(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        server.faults({"command": BY_ID, "kind": "refuse"})
        with pytest.raises(CommandRefused):
            await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        await let_it(server)
        await desk.pass_time(5)
        assert await _outcomes(desk, hansen) == [("refused", False), ("stored", False)]

    tell(story)


def test_one_that_came_between_the_reading_and_the_second_write_is_known_as_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen, "close_before")
        # It is carried out when the second is at the server already.
        server.faults({"command": "Echo", "kind": "hold"})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, phone="2")
        server.release()
        await saving
        assert await _outcomes(desk, hansen) == [("stored", False), ("stored", False)]

    tell(story)


def test_what_is_read_while_the_second_is_under_way_tells_nothing_of_the_first(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen, "close_before")
        server.faults({"command": BY_ID, "kind": "hold", "executed": True})
        again = await server.holding(desk.edits.save(base, {"phone": "2"}))
        await desk.pass_time(5)
        assert (await desk.read(hansen)).text("phone") == "2"
        server.release()
        await again
        assert await _outcomes(desk, hansen) == [("stored", False), ("unknown", True)]

    tell(story)


def test_one_that_lands_between_a_later_one_and_its_answer_is_known_as_stored() -> None:
    """What that answer shows in place of the later one is no value the earlier one found there."""
    before, landed = (Customer({"id": 7, "phone": phone}) for phone in "12")
    lost, later = (
        Sent(
            write=Write(way="id", before=before, wire={}, sent={"phone": phone}),
            receipt=number,
            at=datetime(2031, 5, 4, tzinfo=UTC),
            sent_ns=number,
            image=before,
        )
        for number, phone in enumerate("23")
    )
    assert lost.but_for(later, landed).is_stored_in(landed)


def test_of_what_was_saved_again_in_part_the_rest_still_tells(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen, phone="2", city="Ribe")
        await desk.edits.save(base, {"phone": "2"})
        await desk.pass_time(5)
        assert await _outcomes(desk, hansen) == [("stored", False), ("unknown", False)]
        await let_it(server)
        await desk.pass_time(15)
        assert await _outcomes(desk, hansen) == [("stored", False), ("stored", False)]

    tell(story)


def test_what_came_after_the_last_look_is_settled_by_the_next_reading(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen)
        await desk.pass_time(180)
        assert await _outcomes(desk, hansen) == [("unknown", False)]
        await let_it(server)
        assert (await desk.edits.save(base, {"phone": "2"})).sent == {}
        assert await _outcomes(desk, hansen) == [("stored", False)]

    tell(story)


def test_of_two_that_were_lost_alike_the_later_one_is_known_as_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        for kind in ("close_before", "late"):
            await lose_save(desk, server, hansen, kind)
        await let_it(server)
        await desk.pass_time(5)
        assert await _outcomes(desk, hansen) == [("stored", False), ("unknown", True)]
        assert desk.clock.next_due is None

    tell(story)


def test_one_that_comes_after_a_later_save_is_known_to_have_gone_over_it(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen, phone="2", city="Ribe")
        await desk.edits.save(base, {"phone": "3"})
        await let_it(server)
        await desk.pass_time(5)
        late = desk.edits.found[CustomerId(hansen)]
        assert [(each.name, each.theirs) for each in late.slipped] == [("phone", "3")]
        (_, receipt) = await desk.edits.receipts(CustomerId(hansen))
        undone = await desk.edits.undo(receipt)
        assert undone.after.text("phone") == "3"

    tell(story)


def test_one_that_is_found_by_another_field_went_over_nothing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await lose_save(desk, server, hansen, "close_before", phone="2", city="Ribe")
        await desk.edits.save(base, {"phone": "3"})
        server.patch_customer(hansen, city="Ribe")
        await desk.pass_time(5)
        late = desk.edits.found[CustomerId(hansen)]
        assert (late.slipped, late.not_stored) == ((), ("phone",))

    tell(story)
