"""Many at once, and an answer that was lost: what is stored at last is the batch's own."""

import asyncio

import pytest

from desktop.domain.errors import ReplyLost
from desktop.domain.records import Customer
from desktop.services.editing.batch import Batch
from tests.unit.services.editing.bulk_desk import BY_ID, BulkDesk, TellMany, states

NEW = "22222222"


async def lost(desk: BulkDesk) -> Batch:
    """The first of two is stored when its answer has been given up."""
    plan = await desk.bulk.plan(desk.houses[:2], {"phone": NEW})
    first = {"customer.id": desk.houses[0]}
    desk.server.faults({"command": BY_ID, "kind": "late", "where": first})
    batch = await desk.bulk.run(plan)
    assert states(batch.rows) == ["failed", "stored"]
    assert isinstance(batch.rows[0].problem, ReplyLost)
    await asyncio.to_thread(desk.server.wait_until_held)
    desk.server.release()
    await asyncio.to_thread(desk.server.wait_until_idle)
    return batch


async def undo(desk: BulkDesk, batch: Batch) -> None:
    plan = await desk.bulk.inverse(batch.rows)
    assert states((await desk.bulk.run(plan)).rows) == ["stored", "stored"]
    assert desk.phones()[:2] == ["11111111"] * 2


def test_what_is_found_later_is_stored_and_undone_with_the_others(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        batch = await lost(desk)
        house = Customer(desk.server.customers()[desk.houses[0]])
        await desk.edits.save(house, {"city": "Ribe"})
        assert states(batch.rows) == ["stored", "stored"]
        assert batch.rows[0].problem is None
        await undo(desk, batch)

    tell_many(story)


def test_what_is_found_when_it_is_tried_again_is_undone_with_the_others(
    tell_many: TellMany,
) -> None:
    async def story(desk: BulkDesk) -> None:
        batch = await lost(desk)
        batch.again([desk.houses[0]])
        await batch.over()
        assert states(batch.rows) == ["stored", "stored"]
        await undo(desk, batch)

    tell_many(story)


def test_what_a_form_saved_of_the_same_customer_is_not_taken_for_it(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        plan = await desk.bulk.plan([house], {"phone": NEW})
        base = Customer(desk.server.customers()[house])
        desk.server.faults({"command": BY_ID, "kind": "html", "times": 2})
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["failed"]
        with pytest.raises(ReplyLost):
            await desk.edits.save(base, {"city": "Ribe"})
        desk.colleague(house, city="Ribe")
        await desk.edits.save(base, {"email": "r@r.dk"})
        assert states(batch.rows) == ["failed"]

    tell_many(story)
