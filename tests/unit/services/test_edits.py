"""Saving: what is sent, what is kept on record, and what the user is told."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.account import Account, Password
from desktop.domain.errors import (
    ChangedMeanwhile,
    CommandRefused,
    CreateUnsure,
    CustomerGone,
    NumberAmbiguous,
    ReplyLost,
    SavingStopped,
    StorageFailed,
    Unreachable,
    WrongCustomerAnswered,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal, saves
from desktop.microbizz import Client, Options
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.edits import Edits
from tests.helpers.demo_server import DemoServer

BY_ID = "CreateUpdateCustomerByID"
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def account_of(server: DemoServer) -> Account:
    given = server.account
    return Account(
        endpoint=given["url"],
        contract=str(given["contract"]),
        login=Password(
            username=given["username"], apikey=given["apikey"], password=given["password"]
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One user's saving, with what it told the rest of the program."""

    client: Client
    journal: Journal
    edits: Edits
    told: list[Change]

    async def read(self, customer: int) -> Customer:
        return (await self.client.get_customer_by_id(CustomerId(customer))).records[0]

    async def receipts(self, customer: int) -> list[saves.SaveRow]:
        return await self.journal.run(saves.saves_of, CustomerId(customer))


Story = Callable[[Desk], Coroutine[Any, Any, None]]
Tell = Callable[[Story], None]


@pytest.fixture
def numbers() -> dict[str, int]:
    """How many customers are known to have a number."""
    return {}


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path, numbers: dict[str, int]) -> Tell:
    """Run a story at a desk; a second one finds the journal of the first."""

    async def run(story: Story) -> None:
        changes = ChangeFeed()
        told: list[Change] = []
        changes.subscribe(told.append)
        journal = Journal(tmp_path / "account" / "journal.db")
        async with Client(account_of(server), options=Options(sleep=_at_once)) as client:
            edits = Edits(
                client=client,
                journal=journal,
                changes=changes,
                known_numbers=lambda number: numbers.get(number, 0),
            )
            await story(Desk(client=client, journal=journal, edits=edits, told=told))
            await edits.close()
        await journal.close()

    return lambda story: asyncio.run(run(story))


@pytest.fixture
def hansen(server: DemoServer) -> int:
    """A customer of the tests' own."""
    planted = server.patch_customer(
        name="Hansen A/S",
        customernumber="H-1",
        phone="11111111",
        city="Vejle",
        email="post@hansen.dk",
        vatpercentage=25,
    )
    return int(planted["id"])


def test_only_what_changed_is_sent(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        saved = await desk.edits.save(base, {"phone": "22222222", "city": "Vejle"})

        assert (saved.not_stored, saved.disturbed) == ((), ())
        assert saved.sent == {"phone": "22222222"}
        assert (saved.before.text("phone"), saved.after.text("phone")) == ("11111111", "22222222")

    tell(story)
    (entry,) = server.ledger_of(BY_ID)
    assert entry["inputs"]["customer"] == {"id": hansen, "phone": "22222222"}


def test_the_state_before_is_on_the_disk_when_the_write_is_sent(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = asyncio.create_task(desk.edits.save(base, {"phone": "2"}))
        await asyncio.to_thread(server.wait_until_held)

        (receipt,) = await desk.receipts(hansen)
        assert (receipt.outcome, receipt.before) == ("pending", base.raw)
        assert receipt.sent == {"id": hansen, "phone": "2"}

        server.release()
        saved = await saving
        (receipt,) = await desk.receipts(hansen)
        assert (receipt.outcome, receipt.after) == ("stored", saved.after.raw)

    tell(story)


def test_a_full_disk_means_nothing_is_sent(
    server: DemoServer, hansen: int, tell: Tell, tmp_path: Path
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        (tmp_path / "account").write_text("in the way")
        with pytest.raises(StorageFailed):
            await desk.edits.save(base, {"phone": "2"})

    tell(story)
    assert server.ledger_of(BY_ID) == []


def test_everyone_is_told_of_what_came_back(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        saved = await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        assert desk.told == [
            Change(
                subject=Subject.CUSTOMERS,
                ids=frozenset({hansen}),
                cause="saved",
                records=(saved.after,),
            )
        ]

    tell(story)


def test_a_colleagues_change_of_the_same_field_is_never_overwritten_unseen(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.patch_customer(hansen, phone="theirs", city="Odense")

        with pytest.raises(ChangedMeanwhile) as caught:
            await desk.edits.save(base, {"phone": "mine"})
        assert caught.value.fields == ("phone",)
        assert caught.value.fresh.text("phone") == "theirs"
        assert server.ledger_of(BY_ID) == []

        seen = caught.value.fresh
        server.patch_customer(hansen, phone="theirs again")
        with pytest.raises(ChangedMeanwhile) as again:
            await desk.edits.save(base, {"phone": "mine"}, over=seen)

        saved = await desk.edits.save(base, {"phone": "mine"}, over=again.value.fresh)
        assert (saved.after.text("phone"), saved.after.text("city")) == ("mine", "Odense")

    tell(story)


def test_a_colleagues_change_of_another_field_stays(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.patch_customer(hansen, city="Odense")
        saved = await desk.edits.save(base, {"phone": "mine"})
        assert (saved.after.text("phone"), saved.after.text("city")) == ("mine", "Odense")
        assert saved.disturbed == ()

    tell(story)


def test_a_customer_that_is_gone_is_not_made_anew(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": "GetCustomerByID", "kind": "empty_list"})
        with pytest.raises(CustomerGone):
            await desk.edits.save(base, {"phone": "2"})
        assert await desk.receipts(hansen) == []

    tell(story)
    assert server.ledger_of(BY_ID) == []


def test_a_refusal_is_passed_on_and_noted(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "refuse", "message": "nej"})
        with pytest.raises(CommandRefused, match="nej"):
            await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "refused"
        assert desk.told == []

    tell(story)


def test_what_was_not_stored_is_named(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        # Someone puts the old number back between our write and the second reading.
        server.faults({"command": BY_ID, "kind": "close_after"})
        server.faults({"command": "GetCustomerByID", "kind": "hold", "skip": 1})
        saving = asyncio.create_task(desk.edits.save(base, {"phone": "2", "city": "Odense"}))
        await asyncio.to_thread(server.wait_until_held)
        server.patch_customer(hansen, phone="11111111")
        server.release()

        saved = await saving
        assert saved.not_stored == ("phone",)
        (receipt,) = await desk.receipts(hansen)
        assert (receipt.outcome, receipt.detail) == ("differs", "phone")

    tell(story)


@pytest.mark.parametrize("fault", ["close_after", "half_reply", "http_502"])
def test_a_lost_reply_is_settled_by_reading_and_nothing_is_sent_twice(
    server: DemoServer, hansen: int, tell: Tell, fault: str
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": fault, "executed": True})
        saved = await desk.edits.save(base, {"phone": "2"})
        assert (saved.after.text("phone"), saved.not_stored) == ("2", ())
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "stored"

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_lost_request_is_told_as_not_stored(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(ReplyLost) as caught:
            await desk.edits.save(base, {"phone": "2"})
        assert caught.value.is_known_not_stored
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "unknown"

    tell(story)


def test_what_cannot_be_told_now_is_found_out_by_the_next_save(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults(
            {"command": BY_ID, "kind": "close_after"},
            {"command": "GetCustomerByID", "kind": "close_before", "skip": 1, "times": -1},
        )
        with pytest.raises(ReplyLost) as caught:
            await desk.edits.save(base, {"phone": "2"})
        assert not caught.value.is_known_not_stored

        server.clear_faults()
        saved = await desk.edits.save(base, {"phone": "2"})
        assert (saved.sent, saved.after.text("phone")) == ({}, "2")

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_fields_that_were_not_sent_but_lost_stop_all_saving(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def stopping(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "overwrite"})
        saved = await desk.edits.save(base, {"name": "Hansen ApS"})
        assert {"phone", "city", "email", "customernumber", "vatpercentage"} <= set(saved.disturbed)
        assert desk.edits.stopped is saved
        assert [change.cause for change in desk.told] == ["stopped", "saved"]
        with pytest.raises(SavingStopped):
            await desk.edits.save(base, {"phone": "2"})
        with pytest.raises(SavingStopped):
            await desk.edits.create({"name": "x"}, NO_CUSTOMER)

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        stopped = desk.edits.stopped
        assert stopped is not None
        with pytest.raises(SavingStopped) as caught:
            await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        assert set(caught.value.fields) == set(stopped.disturbed)

        restored = await desk.edits.restore(stopped)

        assert restored.not_stored == ()
        now = await desk.read(hansen)
        assert (now.name, now.text("phone"), now.text("city")) == (
            "Hansen ApS",
            "11111111",
            "Vejle",
        )
        assert now.value("vatpercentage") == 25
        with pytest.raises(SavingStopped):
            await desk.edits.save(now, {"phone": "2"})

        await desk.edits.lift_stop()
        assert (await desk.edits.save(now, {"phone": "2"})).disturbed == ()

    tell(stopping)
    tell(after_a_restart)


def test_a_save_goes_on_when_the_form_has_gone(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = asyncio.create_task(desk.edits.save(base, {"phone": "2"}))
        await asyncio.to_thread(server.wait_until_held)
        saving.cancel()
        await asyncio.gather(saving, return_exceptions=True)
        assert desk.edits.is_busy
        server.release()
        await desk.edits.close()
        assert (await desk.read(hansen)).text("phone") == "2"
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "stored"

    tell(story)


def test_saves_of_one_customer_take_turns(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        one, two = await asyncio.gather(
            desk.edits.save(base, {"phone": "2"}), desk.edits.save(base, {"city": "Odense"})
        )
        assert two.before == one.after

    tell(story)


def test_a_new_customer_gets_its_place_and_its_receipt(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        fields = {"name": "Opgang 3", "phone": "", "typeid": None, "city": "Vejle"}
        created = await desk.edits.create(fields, CustomerId(hansen))
        assert (created.name, created.parent_id) == ("Opgang 3", hansen)
        (receipt,) = await desk.receipts(created.id)
        assert (receipt.way, receipt.outcome, receipt.before) == ("create", "stored", None)
        assert [(c.cause, c.ids) for c in desk.told] == [("created", frozenset({created.id}))]

    tell(story)
    (entry,) = server.ledger_of(BY_ID)
    assert entry["inputs"]["customer"] == {
        "id": 0,
        "name": "Opgang 3",
        "city": "Vejle",
        "parentcust": hansen,
    }


def test_a_create_without_a_reply_is_looked_for_by_its_number(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_after"})
        created = await desk.edits.create({"name": "Ny", "customernumber": "N-9"}, NO_CUSTOMER)
        assert created.name == "Ny"
        (receipt,) = await desk.receipts(created.id)
        assert receipt.outcome == "stored"

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_name_alone_does_not_prove_that_it_was_created(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_after"})
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert caught.value.candidate.name == "Helt Ny ApS"

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_create_that_never_arrived_is_told(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(ReplyLost) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert caught.value.is_known_not_stored
        (receipt,) = await desk.receipts(NO_CUSTOMER)
        assert receipt.outcome == "unknown"

    tell(story)


def test_a_create_is_unsure_when_the_server_cannot_be_asked(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults(
            {"command": BY_ID, "kind": "close_after"},
            {"command": "GetCustomerByName", "kind": "close_before", "times": -1},
        )
        with pytest.raises(ReplyLost) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert not caught.value.is_known_not_stored

    tell(story)


def test_a_create_that_is_refused_says_why(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        with pytest.raises(CommandRefused):
            await desk.edits.create({"name": "Ny", "typeid": 9999}, NO_CUSTOMER)
        (receipt,) = await desk.receipts(NO_CUSTOMER)
        assert receipt.outcome == "refused"

    tell(story)


def test_updating_by_number_sends_only_what_is_filled(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        filled = {"name": "Hansen A/S", "phone": "2", "city": "", "customernumber": "H-1"}
        preview = await desk.edits.preview_update("H-1", filled)
        assert preview.before.id == hansen
        assert [(c.name, c.before, c.after) for c in preview.changes] == [
            ("phone", "11111111", "2")
        ]
        saved = await desk.edits.update_by_number(preview)
        assert (saved.after.text("phone"), saved.after.text("city")) == ("2", "Vejle")
        (receipt,) = await desk.receipts(hansen)
        assert (receipt.way, receipt.outcome) == ("number", "stored")

    tell(story)
    (entry,) = server.ledger_of(BY_NUMBER)
    assert entry["inputs"]["customer"] == {"customernumber": "H-1", "phone": "2"}


def test_a_number_that_several_are_known_to_have_is_refused(
    server: DemoServer, hansen: int, tell: Tell, numbers: dict[str, int]
) -> None:
    async def story(desk: Desk) -> None:
        preview = await desk.edits.preview_update("H-1", {"phone": "2"})
        numbers["H-1"] = 2
        with pytest.raises(NumberAmbiguous):
            await desk.edits.preview_update("H-1", {"phone": "2"})
        with pytest.raises(NumberAmbiguous):
            await desk.edits.update_by_number(preview)

    tell(story)
    assert server.ledger_of(BY_NUMBER) == []


def test_another_customer_coming_back_is_an_error_with_the_state_before(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        preview = await desk.edits.preview_update("H-1", {"phone": "2"})
        twin = server.patch_customer(name="Tvilling", customernumber="H-1")["id"]
        with pytest.raises(WrongCustomerAnswered) as caught:
            await desk.edits.update_by_number(preview)
        assert (caught.value.expected_id, caught.value.answered_id) == (hansen, twin)
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "wrong_customer"
        assert receipt.before == preview.before.raw
        assert receipt.after is not None

    tell(story)


def test_a_preview_that_has_aged_is_not_carried_out(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        preview = await desk.edits.preview_update("H-1", {"phone": "2"})
        server.patch_customer(hansen, phone="theirs")
        with pytest.raises(ChangedMeanwhile):
            await desk.edits.update_by_number(preview)
        server.patch_customer(hansen, customernumber="H-2")
        with pytest.raises(CustomerGone):
            await desk.edits.update_by_number(preview)
        server.patch_customer(name="En anden", customernumber="H-1")
        with pytest.raises(NumberAmbiguous):
            await desk.edits.update_by_number(preview)

    tell(story)
    assert server.ledger_of(BY_NUMBER) == []


def test_a_server_that_cannot_be_reached_is_an_ordinary_problem(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": "GetCustomerByID", "kind": "close_before", "times": -1})
        with pytest.raises(Unreachable):
            await desk.edits.save(base, {"phone": "2"})
        assert await desk.receipts(hansen) == []

    tell(story)
