"""A server that says all is well and leaves a field as it was."""

import pytest

from desktop.domain.drafts import DraftState
from desktop.domain.edits import Saved
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell


def drop(server: DemoServer, name: str, times: int = 1) -> None:
    server.faults({"command": BY_ID, "kind": "drop_field", "name": name, "times": times})


@pytest.mark.parametrize("field", ["isdeleted", "isblocked"])
def test_closing_and_blocking_that_is_ignored_is_told_as_not_stored(
    server: DemoServer, hansen: int, tell: Tell, field: str
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        drop(server, field)
        saved = await desk.edits.save(base, {field: True})
        assert (saved.not_stored, saved.disturbed, saved.refused_by) == ((field,), (), "")
        assert not saved.after.flag(field)
        (receipt,) = await desk.edits.receipts(base.id)
        assert (receipt.outcome, receipt.not_stored, receipt.changes) == ("differs", (field,), ())
        # There is nothing of it that could be undone, and trying again does it.
        assert not receipt.can_undo
        again = await desk.edits.save(saved.after, {field: True})
        assert (again.not_stored, again.after.flag(field)) == ((), True)

    tell(story)


def test_of_four_fields_three_are_stored_and_undone(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    four = {"phone": "2", "city": "Ribe", "trade": "Murer", "email": "ny@hansen.dk"}

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        drop(server, "trade")
        saved = await desk.edits.save(base, four)
        assert (saved.not_stored, saved.disturbed) == (("trade",), ())
        assert len(saved.sent) == 4
        (receipt,) = await desk.edits.receipts(base.id)
        assert (receipt.outcome, receipt.not_stored) == ("differs", ("trade",))
        assert [each.name for each in receipt.changes] == ["city", "phone", "email"]
        undone = await desk.edits.undo(receipt)
        assert dict(undone.sent) == {
            "phone": "11111111",
            "city": "Vejle",
            "email": "post@hansen.dk",
        }

    tell(story)


def test_what_waited_and_was_ignored_waits_for_the_user(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.queue.put(base.id, base, {"phone": "2", "trade": "Murer"})
        drop(server, "trade")
        await desk.queue.send_all()
        (row,) = await desk.queue.rows()
        assert (row.state, row.problem, row.fields) == (DraftState.REFUSED, "NotStored", ("trade",))
        await desk.queue.answers.again(row.customer)
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        first, second = desk.queue.take_sent()
        assert (first.not_stored, dict(second.sent)) == (("trade",), {"trade": "Murer"})

    tell(story)


def test_what_was_ignored_of_a_new_one_that_waited_waits_for_the_user(
    server: DemoServer, tell: Tell
) -> None:
    """Nobody sees the answer when it goes by itself, and what was typed was nowhere any more."""

    async def story(desk: Desk) -> None:
        new = await desk.put_new(name="Gården", phone="2", trade="Murer")
        drop(server, "trade")
        await desk.queue.send_all()
        (row,) = await desk.queue.rows()
        assert (row.state, row.problem) == (DraftState.REFUSED, "CreatedInPart")
        assert row.fields == ("trade",)
        assert (row.customer, dict(row.mine)) == (
            desk.queue.real_id(new.customer),
            {"trade": "Murer"},
        )
        await desk.queue.answers.again(row.customer)
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        assert (await desk.read(row.customer)).text("trade") == "Murer"
        assert len(server.ledger_of(BY_ID)) == 2

    tell(story)


def test_a_field_that_came_to_be_what_it_was_not_asked_to_is_not_taken_for_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """The answer was lost besides: what is not there proves nothing, what is there does."""

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        drop(server, "trade")
        server.faults({"command": "Echo", "kind": "close_after"})
        saved = await desk.edits.save(base, {"phone": "2", "trade": "Murer"})
        assert isinstance(saved, Saved)
        assert (saved.not_stored, saved.is_settled_by_reading) == (("trade",), True)

    tell(story)
