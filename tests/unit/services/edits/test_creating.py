"""New customers, and updating by customer number."""

import pytest

from desktop.domain.errors import (
    ChangedMeanwhile,
    CommandRefused,
    CreateLost,
    CreateUnsure,
    CustomerGone,
    NumberAmbiguous,
    NumberMoved,
    NumberTaken,
    NumberUnchecked,
    Unreachable,
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
        assert [(each.customer, each.is_own) for each in desk.absorbed] == [(created, True)]

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
        assert (desk.absorbed[-1].customer, desk.absorbed[-1].is_own) == (created, True)
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
        assert not desk.absorbed[-1].is_own

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_create_that_is_not_found_may_come_yet(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(CreateLost) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert caught.value.was_sent
        (receipt,) = await desk.receipts(NO_CUSTOMER)
        assert receipt.outcome == "unknown"

    tell(story)


async def _lose(desk: Desk, server: DemoServer, **fields: str) -> int:
    """Create what the server is slow to make; the receipt's id."""
    server.faults({"command": BY_ID, "kind": "close_before"})
    with pytest.raises(CreateLost):
        await desk.edits.create(fields, NO_CUSTOMER)
    return (await desk.receipts(NO_CUSTOMER))[0].id


def test_what_a_lost_create_made_later_is_found_by_the_next(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        fields = {"name": "Ny", "customernumber": "N-9"}
        lost = await _lose(desk, server, **fields)
        late = server.patch_customer(**fields)["id"]
        created = await desk.edits.create(fields, NO_CUSTOMER)
        assert created.id == late
        (receipt,) = await desk.receipts(late)
        assert (receipt.id, receipt.outcome) == (lost, "stored")

    tell(story)
    assert server.ledger_of(BY_ID) == []


def test_what_a_lost_create_may_have_made_later_is_shown_once(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, name="Helt Ny ApS")
        late = server.patch_customer(name="Helt Ny ApS")["id"]
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create({"name": "Helt Ny ApS", "city": "Vejle"}, NO_CUSTOMER)
        assert caught.value.candidate.id == late
        # The user has seen that it is another one.
        created = await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER, all_the_same=True)
        assert created.id != late
        again = await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert again.id not in {late, created.id}

    tell(story)


def test_a_create_unlike_the_lost_one_is_sent_at_once(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        await _lose(desk, server, name="Helt Ny ApS")
        asked = len(server.ledger_of("GetCustomerByName"))
        await desk.edits.create({"name": "En anden"}, NO_CUSTOMER)
        assert len(server.ledger_of("GetCustomerByName")) == asked

    tell(story)


def test_a_create_is_unsure_when_the_server_cannot_be_asked(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults(
            {"command": BY_ID, "kind": "close_after"},
            {"command": "GetCustomerByName", "kind": "close_before", "times": -1},
        )
        with pytest.raises(CreateLost) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, NO_CUSTOMER)
        assert caught.value.was_sent

    tell(story)


def test_a_number_that_is_taken_is_shared_only_when_that_is_said(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    fields = {"name": "Ny", "customernumber": "H-1"}

    async def story(desk: Desk) -> None:
        with pytest.raises(NumberTaken) as caught:
            await desk.edits.create(fields, NO_CUSTOMER)
        assert (caught.value.number, caught.value.owner.id) == ("H-1", hansen)
        assert await desk.receipts(NO_CUSTOMER) == []
        assert server.ledger_of(BY_ID) == []

        created = await desk.edits.create(fields, NO_CUSTOMER, may_share_number=True)
        assert created.id != hansen

    tell(story)


def test_a_number_that_cannot_be_checked_is_not_used_unasked(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults(
            {"command": "GetCustomerByCustomerNumber", "kind": "close_before", "times": -1}
        )
        with pytest.raises(NumberUnchecked) as caught:
            await desk.edits.create({"name": "Ny", "customernumber": "N-9"}, NO_CUSTOMER)
        assert isinstance(caught.value.cause, Unreachable)

    tell(story)
    assert server.ledger_of(BY_ID) == []


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
        other = server.patch_customer(name="En anden", customernumber="H-1")["id"]
        with pytest.raises(NumberMoved) as caught:
            await desk.edits.update_by_number(preview)
        assert caught.value.owner.id == other

    tell(story)
    assert server.ledger_of(BY_NUMBER) == []


def test_what_a_colleague_did_already_is_not_sent(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        preview = await desk.edits.preview_update("H-1", {"phone": "2"})
        server.patch_customer(hansen, phone="2")
        saved = await desk.edits.update_by_number(preview)
        assert (saved.sent, saved.after.text("phone")) == ({}, "2")
        assert await desk.receipts(hansen) == []
        assert [change.cause for change in desk.told] == ["saved"]

    tell(story)
    assert server.ledger_of(BY_NUMBER) == []


SHARED = {"name": "Opgang 3", "customernumber": "H-1"}


async def _lose_what_is_made(desk: Desk, server: DemoServer, parent: int, **fields: str) -> int:
    """Create what the server makes without a word, while it can tell of nobody; its id."""
    before = server.customers().keys()
    server.faults(
        {"command": BY_ID, "kind": "close_after"},
        {"command": "*", "kind": "close_before", "times": -1},
    )
    with pytest.raises(CreateLost):
        await desk.edits.create(fields, CustomerId(parent), may_share_number=True)
    server.clear_faults()
    (made,) = server.customers().keys() - before
    return made


@pytest.mark.parametrize("is_at_the_top", [False, True])
def test_a_lost_create_with_a_shared_number_is_found_behind_the_other_one(
    server: DemoServer, hansen: int, tell: Tell, *, is_at_the_top: bool
) -> None:
    """The server answers with one of those that have the number, and it is not ours."""
    parent = NO_CUSTOMER if is_at_the_top else hansen

    async def story(desk: Desk) -> None:
        # Another one is called so besides, elsewhere.
        server.patch_customer(name="Opgang 3", parentcust=1001)
        made = await _lose_what_is_made(desk, server, parent, **SHARED)
        found = await desk.edits.create(SHARED, CustomerId(parent), may_share_number=True)
        assert found.id == made

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


@pytest.mark.parametrize("is_at_the_top", [False, True])
def test_a_lost_create_with_the_name_of_another_is_shown_before_that(
    server: DemoServer, hansen: int, tell: Tell, *, is_at_the_top: bool
) -> None:
    parent = NO_CUSTOMER if is_at_the_top else hansen

    async def story(desk: Desk) -> None:
        older = server.patch_customer(name="Opgang 3", city="Skive")["id"]
        fields = {"name": "Opgang 3", "city": "Vejle"}
        made = await _lose_what_is_made(desk, server, parent, **fields)
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create(fields, CustomerId(parent))
        assert caught.value.candidate.id == made
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create(fields, CustomerId(parent))
        assert caught.value.candidate.id == older

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


@pytest.mark.parametrize("is_at_the_top", [False, True])
def test_a_lost_create_that_got_a_number_since_is_shown_before_a_second_is_made(
    server: DemoServer, hansen: int, tell: Tell, *, is_at_the_top: bool
) -> None:
    parent = NO_CUSTOMER if is_at_the_top else hansen

    async def story(desk: Desk) -> None:
        made = await _lose_what_is_made(desk, server, parent, name="Helt Ny ApS")
        server.patch_customer(made, customernumber="10023")
        with pytest.raises(CreateUnsure) as caught:
            await desk.edits.create({"name": "Helt Ny ApS"}, CustomerId(parent))
        assert caught.value.candidate.id == made

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_who_shares_the_number_under_another_name_is_not_taken_for_it(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(CreateLost):
            await desk.edits.create(SHARED, CustomerId(hansen), may_share_number=True)
        await desk.pass_time(180)
        created = await desk.edits.create(SHARED, CustomerId(hansen), may_share_number=True)
        assert created.id != hansen

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_list_that_may_not_be_asked_for_leaves_the_number_and_the_name(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults(
            {"command": BY_ID, "kind": "close_after"},
            {"command": "GetCustomersByLastChange", "kind": "no_rights"},
        )
        fields = {"name": "Helt Ny ApS", "customernumber": "N-9"}
        assert (await desk.edits.create(fields, NO_CUSTOMER)).name == "Helt Ny ApS"

    tell(story)
