"""Receipts, and undoing what they are of."""

import pytest

from desktop.domain.edits import FieldChange
from desktop.domain.errors import CannotMove, CannotUndo, ChangedMeanwhile
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import MoveProblem
from desktop.domain.receipts import Standing, standing
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell


def test_a_receipt_tells_who_when_and_what(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        first = await desk.edits.save(base, {"phone": "2", "isblocked": True})
        await desk.edits.save(first.after, {"city": "Odense"})
        newest, receipt = await desk.edits.receipts(base.id)
        assert newest.changes == (FieldChange(name="city", before="Vejle", after="Odense"),)
        assert (receipt.id, receipt.who, receipt.way) == (first.receipt, "mette", "id")
        assert abs((receipt.at - first.at).total_seconds()) < 5
        assert receipt.sent == {"phone": "2", "isblocked": True}
        assert receipt.changes[0] == FieldChange(name="phone", before="11111111", after="2")
        assert receipt.before == first.before
        assert receipt.after == first.after

    tell(story)


def test_undoing_puts_back_what_was_there_and_nothing_else(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.edits.save(base, {"phone": "2", "city": ""})
        server.patch_customer(hansen, email="ny@hansen.dk")
        (receipt,) = await desk.edits.receipts(base.id)
        undone = await desk.edits.undo(receipt)
        assert undone.sent == {"phone": "11111111", "city": "Vejle"}
        assert undone.after.text("email") == "ny@hansen.dk"
        # There is nothing left to undo, which nobody calls a clash.
        assert standing(receipt, undone.after) == Standing(still=(), moved=())
        assert (await desk.edits.undo(receipt)).sent == {}
        # And the undoing can be undone.
        again = await desk.edits.undo(undone)
        assert again.after.text("phone") == "2"

    tell(story)


def test_a_number_that_was_empty_has_nothing_to_be_undone(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """To empty it, 0 is sent, which is there."""

    async def story(desk: Desk) -> None:
        server.patch_customer(hansen, vatpercentage=None)
        saved = await desk.edits.save(await desk.read(hansen), {"vatpercentage": 0, "phone": "2"})
        (receipt,) = await desk.edits.receipts(CustomerId(hansen))
        assert standing(receipt, saved.after) == Standing(still=("phone",), moved=())
        undone = await desk.edits.undo(receipt)
        assert undone.sent == {"phone": "11111111"}
        assert (await desk.edits.undo(receipt)).sent == {}

    tell(story)


def test_what_moved_since_is_not_ours_to_undo(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        saved = await desk.edits.save(base, {"phone": "2", "city": "Odense"})
        server.patch_customer(hansen, phone="theirs")
        written = len(server.ledger_of(BY_ID))
        with pytest.raises(CannotUndo) as caught:
            await desk.edits.undo(saved)
        assert tuple(caught.value.fields) == ("phone",)
        assert caught.value.fresh.text("phone") == "theirs"
        assert len(server.ledger_of(BY_ID)) == written

        undone = await desk.edits.undo(saved, skip_moved=True)
        assert undone.sent == {"city": "Vejle"}
        assert undone.after.text("phone") == "theirs"

    tell(story)


def test_one_field_may_be_undone_alone(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        saved = await desk.edits.save(await desk.read(hansen), {"phone": "2", "city": "Odense"})
        undone = await desk.edits.undo(saved, only={"city"})
        assert undone.sent == {"city": "Vejle"}

    tell(story)


def test_a_created_customer_cannot_be_undone(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        created = await desk.edits.create({"name": "Ny"}, NO_CUSTOMER)
        (receipt,) = await desk.edits.receipts(created.id)
        assert (receipt.way, receipt.can_undo) == ("create", False)
        with pytest.raises(ValueError, match="create"):
            await desk.edits.undo(receipt)

    tell(story)


# --- Moves -------------------------------------------------------------------------------------


def _family(server: DemoServer, top: int) -> tuple[int, int]:
    child = server.patch_customer(name="Opgang", parentcust=top)["id"]
    return child, server.patch_customer(name="Lejlighed", parentcust=child)["id"]


@pytest.mark.parametrize("knows_parents", [True, False])
def test_nobody_is_put_below_those_below_them(
    server: DemoServer, hansen: int, tell: Tell, knows_parents: bool
) -> None:
    child, grandchild = _family(server, hansen)
    if not knows_parents:
        server.faults({"command": "GetParentCustomers", "kind": "refuse", "times": -1})

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        for parent, problem in (
            (hansen, MoveProblem.ITSELF),
            (child, MoveProblem.BELOW),
            (grandchild, MoveProblem.BELOW),
            (99_999_999, MoveProblem.GONE),
            (-3, MoveProblem.GONE),
        ):
            with pytest.raises(CannotMove) as caught:
                await desk.edits.save(base, {"parentcust": parent})
            assert caught.value.problem is problem
        assert server.ledger_of(BY_ID) == []

        moved = await desk.edits.save(await desk.read(grandchild), {"parentcust": hansen})
        assert moved.after.parent_id == hansen
        (receipt,) = await desk.edits.receipts(moved.after.id)
        assert (await desk.edits.undo(receipt)).after.parent_id == child

    tell(story)


def test_undoing_a_move_makes_no_circle_either(server: DemoServer, hansen: int, tell: Tell) -> None:
    child, grandchild = _family(server, hansen)

    async def story(desk: Desk) -> None:
        moved = await desk.edits.save(await desk.read(grandchild), {"parentcust": NO_CUSTOMER})
        await desk.edits.save(await desk.read(child), {"parentcust": grandchild})
        with pytest.raises(CannotMove):
            await desk.edits.undo(moved)

    tell(story)


def test_going_back_to_where_it_was_makes_no_circle_either(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    child, grandchild = _family(server, hansen)

    async def story(desk: Desk) -> None:
        base = await desk.read(grandchild)
        # A colleague took it out of the branch, and put what it stood in below it.
        server.patch_customer(grandchild, parentcust=NO_CUSTOMER)
        server.patch_customer(child, parentcust=grandchild)
        with pytest.raises(ChangedMeanwhile) as clash:
            await desk.edits.save(base, {"parentcust": hansen})
        with pytest.raises(CannotMove):
            await desk.edits.save(
                base, {"parentcust": hansen}, decided={"parentcust": child}, over=clash.value.fresh
            )

    tell(story)
