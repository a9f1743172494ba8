"""Many at once: each row an ordinary save, whatever becomes of the others."""

import asyncio

from desktop.domain.bulk import BulkRow, BulkState
from desktop.domain.errors import (
    CommandRefused,
    CustomerGone,
    ReplyLost,
    SavingStopped,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from desktop.services.editing.batch import Batch
from tests.helpers.demo_server import DemoServer
from tests.unit.services.editing.bulk_desk import BY_ID, BulkDesk, TellMany, states

NEW = "22222222"


def halt(batch: Batch) -> Exception | None:
    """What it was halted by, which is another thing after it went on."""
    return batch.halted_by


def sent_to(server: DemoServer, customer: int) -> int:
    entries = server.ledger_of(BY_ID)
    return sum(str(each["inputs"]["customer"]["id"]) == str(customer) for each in entries)


def test_a_plan_asks_nobody_and_tells_who_has_it_already(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        before = desk.server.requests()
        desk.copy.hear(*(await desk.client.get_customer_by_id(desk.houses[0])).records)
        plan = await desk.bulk.plan((desk.parent, *desk.houses), {"email": "F@F.dk", "city": ""})
        assert desk.server.requests() == before + 1
        assert states(plan.rows) == ["waiting"] * 5
        assert plan.fields == ("city", "email")
        assert plan.rows[1].path == ("Foreningen",)
        assert [each.name for each in plan.rows[1].changes] == ["email", "city"]
        same = await desk.bulk.plan((desk.parent, *desk.houses), {"email": "f@f.dk", "fax": ""})
        assert states(same.rows) == ["same"] + ["waiting"] * 4
        assert [each.name for each in same.rows[1].changes] == ["email"]
        assert await desk.bulk.branch(desk.parent) == (desk.parent, *desk.houses)

    tell_many(story)


def test_one_refused_and_one_conflicting_leave_the_others_stored(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        refused, conflicting = desk.houses[1], desk.houses[2]
        plan = await desk.plan(phone=NEW)
        desk.colleague(conflicting, phone="33333333")
        fault = {"command": BY_ID, "kind": "refuse", "message": "Nej", "times": -1}
        desk.server.faults({**fault, "where": {"customer.id": refused}})
        told: list[BulkRow] = []
        batch = await desk.bulk.run(plan, told.append)
        assert states(batch.rows) == ["stored", "failed", "conflict", "stored"]
        assert desk.phones() == [NEW, "11111111", "33333333", NEW]
        problem = batch.rows[1].problem
        assert isinstance(problem, CommandRefused)
        assert problem.message == "Nej"
        assert [each.theirs for each in batch.rows[2].conflicts] == ["33333333"]
        assert [row.state for row in told if row.id == refused] == [
            BulkState.SENDING,
            BulkState.FAILED,
        ]
        # Retrying sends those that failed, and no others.
        desk.server.clear_faults()
        batch.again(desk.houses)
        await batch.over()
        assert states(batch.rows) == ["stored", "stored", "conflict", "stored"]
        assert sent_to(desk.server, conflicting) == 0
        batch.decide([conflicting], is_mine=True)
        await batch.over()
        assert states(batch.rows) == ["stored"] * 4
        assert desk.phones() == [NEW] * 4

    tell_many(story)


def test_a_lost_reply_is_settled_by_reading_and_never_sent_again(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        stored, lost = desk.houses[1], desk.houses[2]
        plan = await desk.plan(phone=NEW)
        desk.server.faults(
            {"command": BY_ID, "kind": "close_after", "where": {"customer.id": stored}},
            {"command": BY_ID, "kind": "html", "where": {"customer.id": lost}},
        )
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["stored", "stored", "failed", "stored"]
        assert isinstance(batch.rows[2].problem, ReplyLost)
        assert sent_to(desk.server, stored) == 1
        batch.again([lost])
        await batch.over()
        assert states(batch.rows) == ["stored"] * 4
        assert desk.phones() == [NEW] * 4

    tell_many(story)


def test_a_server_that_goes_away_halts_it_and_it_goes_on_later(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        away = {"command": "GetCustomerByID", "kind": "close_before", "times": -1}
        desk.server.faults({**away, "where": {"customerid": desk.houses[1]}})
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["stored", "queued", "waiting", "waiting"]
        assert isinstance(halt(batch), Unreachable)
        assert desk.queue.ids() == {desk.houses[1]}
        desk.server.clear_faults()
        batch.start()
        await batch.over()
        assert halt(batch) is None
        assert states(batch.rows)[2:] == ["stored", "stored"]
        await desk.queue.send_all()
        assert desk.phones() == [NEW] * 4
        assert states(batch.rows) == ["stored"] * 4
        # What went by itself is undone with the others.
        assert len((await desk.bulk.inverse(batch.rows)).rows) == 4

    tell_many(story)


def test_the_rest_may_wait_for_the_connection(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
        batch = await desk.bulk.run(plan)
        await batch.queue_rest()
        assert states(batch.rows) == ["queued"] * 4
        assert desk.queue.ids() == set(desk.houses)
        assert desk.server.ledger_of(BY_ID) == []
        desk.server.clear_faults()
        await desk.queue.send_all()
        assert desk.phones() == [NEW] * 4

    tell_many(story)


def test_what_waits_is_told_as_given_up_or_as_waiting_for_the_user(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        away = {"command": "*", "kind": "close_before", "times": -1}
        desk.server.faults(away)
        batch = await desk.bulk.run(plan)
        await batch.queue_rest()
        dropped, conflicting, refused = desk.houses[:3]
        await desk.queue.answers.drop(dropped)
        assert states(batch.rows) == ["waiting", "queued", "queued", "queued"]
        assert not batch.rows[0].is_chosen
        assert isinstance(halt(batch), Unreachable)
        desk.server.clear_faults()
        desk.colleague(conflicting, phone="33333333")
        desk.server.faults({"command": BY_ID, "kind": "refuse", "where": {"customer.id": refused}})
        await desk.queue.send_all()
        # The server answered: that it cannot be reached is no more what halts it.
        assert halt(batch) is None
        assert states(batch.rows) == ["waiting", "held", "held", "stored"]
        await desk.queue.answers.again(refused)
        await desk.queue.send_all()
        assert states(batch.rows) == ["waiting", "held", "stored", "stored"]
        await desk.queue.answers.drop(conflicting)
        assert states(batch.rows) == ["waiting", "waiting", "stored", "stored"]

    tell_many(story)


def test_a_draft_that_is_discarded_takes_nothing_from_what_waits(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
        batch = await desk.bulk.run(await desk.plan(phone=NEW))
        other = Change(subject=Subject.DRAFTS, ids=frozenset({desk.houses[0]}), cause="dropped")
        desk.changes.publish(other)
        assert states(batch.rows)[0] == "queued"

    tell_many(story)


def test_a_disturbed_field_stops_it_at_once(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        spoil = {"command": BY_ID, "kind": "overwrite", "times": -1}
        desk.server.faults({**spoil, "where": {"customer.id": desk.houses[1]}})
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["stored", "stored", "waiting", "waiting"]
        assert isinstance(batch.halted_by, SavingStopped)
        assert "city" in batch.halted_by.fields
        assert sent_to(desk.server, desk.houses[2]) == 0
        # Nor does it go on before the user has lifted the stop.
        batch.start()
        await batch.over()
        assert isinstance(batch.halted_by, SavingStopped)
        assert sent_to(desk.server, desk.houses[2]) == 0

    tell_many(story)


def test_a_pause_lets_the_row_under_way_come_to_its_end(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.plan(phone=NEW)
        batch = desk.bulk.begin(plan)
        batch.on_row = lambda _row: batch.pause()
        batch.start()
        await batch.over()
        assert states(batch.rows) == ["stored", "waiting", "waiting", "waiting"]
        assert batch.halted_by is None
        batch.on_row = lambda _row: None
        batch.choose([desk.houses[3]], is_chosen=False)
        batch.start()
        await batch.over()
        assert desk.phones() == [NEW, NEW, NEW, "11111111"]

    tell_many(story)


def test_all_that_was_stored_is_undone_but_what_moved_since(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        desk.colleague(desk.houses[3], phone=NEW)
        desk.copy.hear(*(await desk.client.get_customer_by_id(desk.houses[3])).records)
        batch = await desk.bulk.run(await desk.plan(phone=NEW, fax="9"))
        assert states(batch.rows) == ["stored"] * 4
        desk.colleague(desk.houses[1], phone="55555555")
        inverse = await desk.bulk.inverse(batch.rows)
        assert inverse.is_undo
        assert [len(row.changes) for row in inverse.rows] == [2, 2, 2, 1]
        undone = await desk.bulk.run(inverse)
        assert states(undone.rows) == ["stored", "moved", "stored", "stored"]
        assert undone.rows[1].moved == ("phone",)
        assert desk.phones() == ["11111111", "55555555", "11111111", NEW]
        known = desk.server.customers()
        assert [known[id_]["fax"] for id_ in desk.houses] == [""] * 4

    tell_many(story)


def test_a_customer_that_went_is_told_and_the_others_go(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        plan = await desk.bulk.plan((*desk.houses, CustomerId(999_999)), {"phone": NEW})
        assert isinstance(plan.rows[-1].problem, CustomerGone)
        desk.server.drop_customers(desk.houses[0])
        batch = await desk.bulk.run(plan)
        assert states(batch.rows) == ["failed", "stored", "stored", "stored", "failed"]
        assert isinstance(batch.rows[0].problem, CustomerGone)
        batch.again([CustomerId(999_999)])
        assert not batch.is_running

    tell_many(story)


def test_a_move_that_went_along_into_a_circle_needs_the_user(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        house, other = desk.houses[:2]
        base = (await desk.client.get_customer_by_id(house)).records[0]
        plan = await desk.bulk.plan([house], {"phone": NEW})
        desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
        await desk.queue.save(base, {"parentcust": other})
        desk.server.clear_faults()
        desk.server.faults(
            {"command": "Echo", "kind": "hold"}, {"command": BY_ID, "kind": "circle"}
        )
        batch = desk.bulk.begin(plan)
        batch.start()
        await asyncio.to_thread(desk.server.wait_until_held)
        desk.colleague(other, parentcust=house)
        desk.server.release()
        await batch.over()
        assert states(batch.rows) == ["circle"]
        undo = await desk.bulk.run(await desk.bulk.inverse(batch.rows))
        assert states(undo.rows) == ["stored"]
        assert desk.server.customers()[house]["parentcust"] == desk.parent

    tell_many(story)


def test_undoing_what_went_by_itself_leaves_alone_what_was_saved_since(
    tell_many: TellMany,
) -> None:
    """The newest save of the field is another one by then, and was not done by this."""

    async def story(desk: BulkDesk) -> None:
        house = desk.houses[0]
        plan = await desk.bulk.plan([house], {"phone": NEW})
        batch = desk.bulk.begin(plan)
        desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
        batch.start()
        await batch.over()
        assert states(batch.rows) == ["queued"]
        desk.server.clear_faults()
        await desk.queue.send_all()
        assert states(batch.rows) == ["stored"]
        now = (await desk.client.get_customer_by_id(house)).records[0]
        await desk.edits.save(now, {"phone": "44444444"})
        undo = await desk.bulk.run(await desk.bulk.inverse(batch.rows))
        assert desk.server.customers()[house]["phone"] == "44444444", states(undo.rows)

    tell_many(story)
