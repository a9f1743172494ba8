"""Saves that land after the last look, after a restart, or over what others have saved since."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta

from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Story, Tell, until
from tests.unit.services.edits.losing import let_it, lose_save, saving

READ = "GetCustomerByID"


def _slipped(desk: Desk, hansen: int) -> list[tuple[str, object]]:
    late = desk.edits.found[CustomerId(hansen)]
    return [(each.name, each.theirs) for each in late.slipped]


def _slips_after_a_restart(server: DemoServer, hansen: int) -> Story:
    """It lands, and it is known that it went over another's phone."""

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        await let_it(server)
        await desk.pass_time(20)
        assert _slipped(desk, hansen) == [("phone", "3")]

    return after_a_restart


def _age(db: sqlite3.Connection) -> None:
    """Let all of it have been a night ago."""
    then = datetime.now(UTC) - timedelta(hours=14)
    db.execute("UPDATE save SET at = ?", (then.isoformat(timespec="milliseconds"),))


def _tell_of_a_change(desk: Desk, customer: int) -> None:
    """As the process that keeps the copy does."""
    changed = Change(subject=Subject.CUSTOMERS, ids=frozenset({customer}), cause="sync")
    desk.edits._changes.publish(changed)


async def _come_to_rest(desk: Desk) -> None:
    await until(lambda: desk.edits.looks._background._running == set())


def test_what_lands_after_the_last_look_is_told_once_the_copy_knows_of_it(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.pass_time(180)
        await let_it(server)
        _tell_of_a_change(desk, hansen)
        await until(lambda: hansen in desk.edits.found)
        assert saving(desk)[-1] == ("found", frozenset({hansen}))
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert (receipt.outcome, receipt.can_undo) == ("stored", True)

    tell(story)


def test_what_was_saved_again_in_vain_does_not_hide_the_first_one(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        server.faults({"command": BY_ID, "kind": "drop_field", "name": "phone"})
        again = await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        assert again.not_stored == ("phone",)
        await let_it(server)
        await desk.pass_time(20)
        assert saving(desk)[-1] == ("found", frozenset({hansen}))
        receipts = await desk.edits.receipts(CustomerId(hansen))
        assert sorted(each.outcome for each in receipts) == ["differs", "stored"]

    tell(story)


def test_after_a_restart_it_is_known_what_it_went_over(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.edits.save(await desk.read(hansen), {"phone": "3"})

    tell(story)
    tell(_slips_after_a_restart(server, hansen))


def test_what_a_colleague_had_before_it_landed_is_told_and_can_be_put_back(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        server.patch_customer(hansen, phone="3")
        await desk.pass_time(5)
        await let_it(server)
        await desk.pass_time(15)
        assert _slipped(desk, hansen) == [("phone", "3")]
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert (await desk.edits.undo(receipt)).after.text("phone") == "3"

    tell(story)


def test_the_next_day_it_is_looked_for_once(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen, "close_before")
        await desk.journal.run(_age)

    async def next_day(desk: Desk) -> None:
        await desk.edits.load()
        await until(lambda: desk.clock.sleeping == 1)
        await desk.pass_time(1)
        assert saving(desk) == [("absent", frozenset({hansen}))]
        await _come_to_rest(desk)

    async def later_that_day(desk: Desk) -> None:
        server.patch_customer(hansen, phone="2")
        await desk.edits.load()
        assert desk.edits.looked_for_until(CustomerId(hansen)) is None

    tell(losing)
    tell(next_day)
    tell(later_that_day)


def test_all_that_was_lost_of_a_customer_is_looked_for_in_one_reading(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen, "close_before", phone="2")
        await lose_save(desk, server, hansen, "close_before", city="Ribe")
        await desk.journal.run(_age)

    async def next_day(desk: Desk) -> None:
        server.patch_customer(hansen, phone="2", city="Ribe")
        before = len(server.ledger_of(READ))
        await desk.edits.load()
        await until(lambda: desk.clock.sleeping == 2)
        await desk.pass_time(1)
        await _come_to_rest(desk)
        assert len(server.ledger_of(READ)) == before + 1
        assert [each.outcome for each in await desk.receipts(hansen)] == ["stored", "stored"]

    tell(losing)
    tell(next_day)


def test_a_change_told_while_a_reading_is_under_way_is_read_after_it(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """That reading may have been answered before; however much is told, one more does."""

    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen, "close_before")
        before = len(server.ledger_of(READ))
        server.faults({"command": READ, "kind": "hold"})
        _tell_of_a_change(desk, hansen)
        await asyncio.to_thread(server.wait_until_held)
        for _ in range(3):
            _tell_of_a_change(desk, hansen)
        server.release()
        # What is left waits for its time.
        await until(lambda: len(desk.edits.looks._background._running) == desk.clock.sleeping == 1)
        assert len(server.ledger_of(READ)) == before + 2

    tell(story)


def test_what_landed_after_the_program_ended_is_told_the_next_day(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.journal.run(_age)

    async def next_day(desk: Desk) -> None:
        await let_it(server)
        await desk.edits.load()
        await until(lambda: desk.clock.sleeping == 1)
        await desk.pass_time(1)
        assert desk.edits.found[CustomerId(hansen)].after.text("phone") == "2"

    tell(losing)
    tell(next_day)


def test_what_a_later_save_found_there_was_stored_though_nobody_noticed(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """Say it had landed by then, and the program ended before it was put down."""

    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen)

    async def later(desk: Desk) -> None:
        await let_it(server)
        await desk.edits.save(await desk.read(hansen), {"city": "Ribe"})

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        await until(lambda: desk.clock.sleeping == 1)
        await desk.pass_time(5)
        assert saving(desk) == [("found", frozenset({hansen}))]
        assert _slipped(desk, hansen) == []

    tell(losing)
    tell(later)
    tell(after_a_restart)


def test_after_a_restart_it_is_known_what_a_colleague_had_before_it_landed(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """As a save of something else found it there."""

    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        server.patch_customer(hansen, phone="3")
        await desk.edits.save(await desk.read(hansen), {"city": "Ribe"})

    tell(story)
    tell(_slips_after_a_restart(server, hansen))


def test_within_the_hour_it_is_looked_for_after_each_restart(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.pass_time(180)
        await _come_to_rest(desk)

    async def after_a_restart(desk: Desk) -> None:
        await let_it(server)
        await desk.edits.load()
        await until(lambda: desk.clock.sleeping == 1)
        await desk.pass_time(180)
        assert saving(desk) == [("found", frozenset({hansen}))]

    tell(losing)
    tell(after_a_restart)


def test_what_was_saved_again_by_a_run_that_did_not_know_is_not_told_as_missing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen, "close_before")

    async def again(desk: Desk) -> None:
        await desk.edits.save(await desk.read(hansen), {"phone": "2"})

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        assert desk.edits.looked_for_until(CustomerId(hansen)) is None

    tell(losing)
    tell(again)
    tell(after_a_restart)
