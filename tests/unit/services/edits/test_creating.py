"""New customers, and updating by customer number."""

import pytest

from desktop.domain.errors import (
    ChangedMeanwhile,
    CommandRefused,
    CreateUnsure,
    CustomerGone,
    NumberAmbiguous,
    ReplyLost,
    WrongCustomerAnswered,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, BY_NUMBER, Desk, Tell


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
