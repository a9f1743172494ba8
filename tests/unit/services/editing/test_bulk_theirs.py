"""Many at once, and a colleague at one of them: whose value stands is seen by the user."""

import asyncio

from desktop.domain.bulk import BulkState
from desktop.domain.ids import CustomerId
from desktop.services.editing.batch import Batch
from tests.unit.services.editing.bulk_desk import BY_ID, BulkDesk, TellMany, states

NEW = "22222222"


async def slipped(desk: BulkDesk, house: CustomerId, **wanted: str) -> Batch:
    """A batch that went over a colleague's phone."""
    batch = desk.bulk.begin(await desk.bulk.plan([house], wanted))
    desk.server.faults({"command": "Echo", "kind": "hold"})
    batch.start()
    await asyncio.to_thread(desk.server.wait_until_held)
    desk.colleague(house, phone="33333333")
    desk.server.release()
    await batch.over()
    assert states(batch.rows) == ["slipped"]
    return batch


def test_theirs_may_stay(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        desk.colleague(desk.houses[0], phone="33333333")
        batch = await desk.bulk.run(plan)
        batch.decide([desk.houses[0]], is_mine=False)
        await batch.over()
        assert states(batch.rows)[0] == "kept"
        assert desk.phones()[0] == "33333333"
        assert len(desk.server.ledger_of(BY_ID)) == len(desk.houses) - 1

    tell_many(story)


def test_mine_is_said_of_what_clashed_alone(tell_many: TellMany) -> None:
    """What it had already at the time of planning is no wish to change it back."""

    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        plan = await desk.plan(phone=NEW, city="Vejle")
        desk.colleague(house, phone="33333333", city="Aarhus")
        batch = await desk.bulk.run(plan)
        assert [each.name for each in batch.rows[0].conflicts] == ["phone"]
        batch.decide([house], is_mine=True)
        await batch.over()
        now = desk.server.customers()[house]
        assert (now["phone"], now["city"]) == (NEW, "Aarhus")

    tell_many(story)


def test_what_moved_on_after_mine_was_chosen_is_asked_about_again(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        desk.colleague(desk.houses[0], phone="33333333")
        batch = await desk.bulk.run(plan)
        desk.colleague(desk.houses[0], phone="44444444")
        batch.decide([desk.houses[0]], is_mine=True)
        await batch.over()
        assert batch.rows[0].state is BulkState.CONFLICT
        assert batch.rows[0].conflicts[0].theirs == "44444444"
        assert desk.phones()[0] == "44444444"

    tell_many(story)


def test_what_it_had_already_and_somebody_changed_is_never_written_unseen(
    tell_many: TellMany,
) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        plan = await desk.bulk.plan([house], {"phone": "11111111", "fax": "5"})
        desk.colleague(house, phone="99999999")
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["conflict"]
        assert [each.theirs for each in batch.rows[0].conflicts] == ["99999999"]
        batch.again([house])
        await batch.over()
        now = desk.server.customers()[house]
        assert (now["phone"], now["fax"]) == ("99999999", "5")
        batch.decide([house], is_mine=True)
        await batch.over()
        assert states(batch.rows) == ["stored"]
        assert desk.server.customers()[house]["phone"] == "11111111"
        # Both saves are undone as one.
        undo = await desk.bulk.run(await desk.bulk.inverse(batch.rows))
        assert states(undo.rows) == ["stored"]
        now = desk.server.customers()[house]
        assert (now["phone"], now["fax"]) == ("99999999", "")

    tell_many(story)


def test_what_was_there_is_not_written_when_the_rest_is_tried_again(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        plan = await desk.bulk.plan([house], {"phone": "11111111", "fax": "5"})
        desk.server.faults({"command": BY_ID, "kind": "drop_field", "name": "fax"})
        desk.colleague(house, phone="99999999")
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["partly"]
        batch.again([house])
        await batch.over()
        assert states(batch.rows) == ["conflict"]
        now = desk.server.customers()[house]
        assert (now["phone"], now["fax"]) == ("99999999", "5")

    tell_many(story)


def test_what_did_not_clash_is_sent_though_theirs_stays(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        plan = await desk.bulk.plan([house], {"phone": NEW, "fax": "5"})
        desk.colleague(house, phone="33333333")
        batch = await desk.bulk.run(plan)
        batch.decide([house], is_mine=False)
        await batch.over()
        assert states(batch.rows) == ["stored"]
        assert batch.rows[0].kept == ("phone",)
        now = desk.server.customers()[house]
        assert (now["phone"], now["fax"]) == ("33333333", "5")

    tell_many(story)


def test_what_somebody_changed_once_more_needs_no_giving_back(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        batch = await slipped(desk, house, phone=NEW, fax="5")
        desk.colleague(house, phone="44444444")
        batch.decide([house], is_mine=False)
        await batch.over()
        assert states(batch.rows) == ["stored"]
        assert batch.rows[0].kept == ("phone",)
        assert desk.phones()[0] == "44444444"
        # What is theirs is no part of the undo.
        undo = await desk.bulk.run(await desk.bulk.inverse(batch.rows))
        assert [each.name for each in undo.rows[0].changes] == ["fax"]
        now = desk.server.customers()[house]
        assert (now["phone"], now["fax"]) == ("44444444", "")

    tell_many(story)


def test_what_the_server_does_not_take_back_is_not_called_theirs(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        batch = await slipped(desk, house, phone=NEW)
        desk.server.faults({"command": BY_ID, "kind": "drop_field", "name": "phone"})
        batch.decide([house], is_mine=False)
        await batch.over()
        assert states(batch.rows) == ["slipped"]
        assert desk.phones()[0] == NEW
        batch.decide([house], is_mine=False)
        await batch.over()
        assert states(batch.rows) == ["kept"]
        assert desk.phones()[0] == "33333333"
        assert (await desk.bulk.inverse(batch.rows)).rows == ()

    tell_many(story)


def test_what_slipped_in_is_told_and_given_back(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        batch = await slipped(desk, house, phone=NEW)
        assert batch.rows[0].conflicts[0].theirs == "33333333"
        batch.decide([house], is_mine=False)
        await batch.over()
        assert states(batch.rows) == ["kept"]
        assert desk.phones()[0] == "33333333"

    tell_many(story)


def test_an_undo_that_goes_over_a_colleagues_change_is_told_and_given_back(
    tell_many: TellMany,
) -> None:
    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        batch = await desk.bulk.run(await desk.bulk.plan([house], {"phone": NEW}))
        undo = desk.bulk.begin(await desk.bulk.inverse(batch.rows))
        desk.server.faults({"command": "Echo", "kind": "hold"})
        undo.start()
        await asyncio.to_thread(desk.server.wait_until_held)
        desk.colleague(house, phone="33333333")
        desk.server.release()
        await undo.over()
        assert states(undo.rows) == ["slipped"]
        undo.decide([house], is_mine=False)
        await undo.over()
        assert states(undo.rows) == ["kept"]
        assert desk.phones()[0] == "33333333"

    tell_many(story)
