"""Saves that land after the last look, after a restart, or over what others have saved since."""

import sqlite3
from datetime import UTC, datetime, timedelta

from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import Desk, Tell, until
from tests.unit.services.edits.losing import let_it, lose_save, saving


def _slipped(desk: Desk, hansen: int) -> list[tuple[str, object]]:
    late = desk.edits.found[CustomerId(hansen)]
    return [(each.name, each.theirs) for each in late.slipped]


def _age(db: sqlite3.Connection) -> None:
    """Let all of it have been a night ago."""
    then = datetime.now(UTC) - timedelta(hours=14)
    db.execute("UPDATE save SET at = ?", (then.isoformat(timespec="milliseconds"),))


def test_what_lands_after_the_last_look_is_told_once_the_copy_knows_of_it(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.pass_time(180)
        await let_it(server)
        # As the process that keeps the copy tells of it.
        changed = Change(subject=Subject.CUSTOMERS, ids=frozenset({hansen}), cause="sync")
        desk.edits._changes.publish(changed)
        await until(lambda: hansen in desk.edits.found)
        assert saving(desk)[-1] == ("found", frozenset({hansen}))
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert (receipt.outcome, receipt.can_undo) == ("stored", True)

    tell(story)


def test_after_a_restart_it_is_known_what_it_went_over(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.edits.save(await desk.read(hansen), {"phone": "3"})

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        await let_it(server)
        await desk.pass_time(20)
        assert _slipped(desk, hansen) == [("phone", "3")]

    tell(story)
    tell(after_a_restart)


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
        await until(lambda: desk.edits.looks._background._running == set())

    async def later_that_day(desk: Desk) -> None:
        server.patch_customer(hansen, phone="2")
        await desk.edits.load()
        assert desk.edits.looked_for_until(CustomerId(hansen)) is None

    tell(losing)
    tell(next_day)
    tell(later_that_day)


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

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        await let_it(server)
        await desk.pass_time(20)
        assert _slipped(desk, hansen) == [("phone", "3")]

    tell(story)
    tell(after_a_restart)


def test_within_the_hour_it_is_looked_for_after_each_restart(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def losing(desk: Desk) -> None:
        await lose_save(desk, server, hansen)
        await desk.pass_time(180)
        await until(lambda: desk.edits.looks._background._running == set())

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
