"""Saves whose caller has gone, whose program ended, or which met a bug of ours."""

import asyncio

import pytest

from desktop.domain.errors import CommandRefused, CreateUnsure
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.journal import saves
from desktop.microbizz import Client
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell


def test_giving_up_closing_cancels_no_save(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        closing = asyncio.create_task(desk.edits.close())
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)

        server.release()
        assert (await saving).after.text("phone") == "2"
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "stored"

    tell(story)


def test_a_failure_that_nobody_waits_for_is_kept_and_told(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": "GetCustomerByID", "kind": "hold"})
        server.faults({"command": BY_ID, "kind": "refuse", "message": "nej"})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        server.release()
        await desk.edits.close()

        # What came of it is on record, and then that nobody was there to hear of it.
        assert desk.told == [
            Change(subject=Subject.SAVING, ids=frozenset({hansen}), cause=cause)
            for cause in ("ended", "failed")
        ]
        (error,) = desk.edits.take_failures()
        assert isinstance(error, CommandRefused)
        assert desk.edits.take_failures() == ()

    tell(story)


def test_a_failure_that_its_caller_gets_is_not_kept(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "refuse", "message": "nej"})
        with pytest.raises(CommandRefused):
            await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        assert desk.edits.take_failures() == ()
        assert [change.cause for change in desk.told] == ["ended"]

    tell(story)


def test_a_save_that_goes_well_without_its_caller_is_no_failure(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        saving = asyncio.create_task(desk.edits.save(await desk.read(hansen), {"phone": "2"}))
        await asyncio.sleep(0)
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        await desk.edits.close()
        assert desk.edits.take_failures() == ()
        assert [change.cause for change in desk.told] == ["saved"]

    tell(story)


def _pending(customer: int, **sent: object) -> saves.NewSave:
    way: saves.Way = "id" if customer else "create"
    return saves.NewSave(customer_id=CustomerId(customer), way=way, sent=sent, before=None)


def test_saves_that_the_program_did_not_survive_are_known_the_next_time(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def dying(desk: Desk) -> None:
        for save in (
            _pending(hansen, id=hansen, phone="2"),
            _pending(0, id=0, name="Helt Ny ApS"),
            _pending(hansen, id=hansen, phone="3"),
        ):
            await desk.journal.run(saves.begin, save)

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        assert desk.edits.unsettled == (hansen, NO_CUSTOMER)
        assert {row.outcome for row in await desk.receipts(hansen)} == {"unknown"}
        # What was being created is looked for before another like it is made.
        late = server.patch_customer(name="Helt Ny ApS")["id"]
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert caught.value.candidate.id == late

    async def after_another(desk: Desk) -> None:
        await desk.edits.load()
        assert desk.edits.unsettled == ()

    tell(dying)
    tell(after_a_restart)
    tell(after_another)


def test_a_bug_while_sending_leaves_no_save_pending(
    hansen: int, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fall(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        monkeypatch.setattr(Client, "create_update_customer_by_id", fall)
        monkeypatch.setattr(Client, "save_customer", fall)
        with pytest.raises(ZeroDivisionError):
            await desk.edits.save(base, {"phone": "2"})
        with pytest.raises(ZeroDivisionError):
            await desk.edits.create({"name": "Ny"}, NO_CUSTOMER)
        for customer in (hansen, NO_CUSTOMER):
            (receipt,) = await desk.receipts(customer)
            assert (receipt.outcome, receipt.detail) == ("unknown", "ZeroDivisionError")

    tell(story)


def test_an_answer_without_the_customer_leaves_no_create_pending(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "wrong_types"})
        with pytest.raises(CreateUnsure):
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        (receipt,) = await desk.receipts(NO_CUSTOMER)
        assert receipt.outcome == "unknown"

    tell(story)


def test_what_is_asked_to_be_put_back_twice_is_sent_once(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "overwrite"})
        saved = await desk.edits.save(await desk.read(hansen), {"name": "Hansen ApS"})
        one, two = await asyncio.gather(desk.edits.restore(saved), desk.edits.restore(saved))
        assert (one.not_stored, two.not_stored, two.sent) == ((), (), {})
        assert two.after.text("phone") == "11111111"

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 2
