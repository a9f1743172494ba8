"""Saving: what is sent, what is kept on record, and what the user is told."""

import asyncio
import time
from pathlib import Path

import pytest

from desktop.domain.errors import (
    ChangedMeanwhile,
    CustomerGone,
    ReplyLost,
    SavingStopped,
    StorageFailed,
    Unreachable,
)
from desktop.domain.ids import NO_CUSTOMER
from desktop.services.changes import Change, Subject
from desktop.services.editing import numbers
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell


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
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))

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


def test_what_was_not_stored_is_named(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        # Someone puts the old number back between our write and the second reading.
        server.faults({"command": BY_ID, "kind": "close_after"})
        server.faults({"command": "GetCustomerByID", "kind": "hold", "skip": 2})
        saving = await server.holding(desk.edits.save(base, {"phone": "2", "city": "Odense"}))
        server.patch_customer(hansen, phone="11111111")
        server.release()

        saved = await saving
        assert saved.not_stored == ("phone",)
        (receipt,) = await desk.receipts(hansen)
        assert (receipt.outcome, receipt.names) == ("differs", ("phone",))

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


def test_a_lost_request_is_not_known_to_be_not_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "close_before"})
        with pytest.raises(ReplyLost):
            await desk.edits.save(base, {"phone": "2"})
        (receipt,) = await desk.edits.receipts(base.id)
        assert (receipt.outcome, receipt.can_undo, receipt.changes) == ("unknown", False, ())

    tell(story)


def test_what_cannot_be_told_now_is_found_out_by_the_next_save(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults(
            {"command": BY_ID, "kind": "close_after"},
            {"command": "GetCustomerByID", "kind": "close_before", "skip": 2, "times": -1},
        )
        with pytest.raises(ReplyLost):
            await desk.edits.save(base, {"phone": "2"})

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
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
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
    other = server.patch_customer(name="En anden")["id"]

    async def story(desk: Desk) -> None:
        base, second = await desk.read(hansen), await desk.read(other)
        server.faults({"command": BY_ID, "kind": "hold"})
        first = await server.holding(desk.edits.save(base, {"phone": "2"}))
        later = asyncio.create_task(desk.edits.save(base, {"phone": "3"}))
        # One of somebody else does not wait, and takes as long as the later one would.
        for city in ("Odense", "Aarhus", "Ribe"):
            await desk.edits.save(second, {"city": city}, over=await desk.read(other))
        assert not later.done()
        server.release()
        await first
        with pytest.raises(ChangedMeanwhile):
            await later
        assert (await desk.read(hansen)).text("phone") == "2"
        # Who is done is forgotten.
        assert not desk.edits._turns._turns

    tell(story)


def test_a_stop_that_could_not_be_learned_of_at_first_stops_all_the_same(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def stopping(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "overwrite"})
        await desk.edits.save(await desk.read(hansen), {"name": "Hansen ApS"})

    async def not_loaded(desk: Desk) -> None:
        assert desk.edits.stopped is None
        with pytest.raises(SavingStopped):
            await desk.edits.save(await desk.read(hansen), {"phone": "2"})

    tell(stopping)
    tell(not_loaded)


def test_what_could_not_be_put_back_is_told(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "overwrite"})
        saved = await desk.edits.save(await desk.read(hansen), {"name": "Hansen ApS"})
        server.faults({"command": BY_ID, "kind": "drop_field", "name": "phone"})
        restored = await desk.edits.restore(saved)
        assert (restored.not_stored, restored.disturbed) == (("phone",), ())

    tell(story)


def test_a_custom_value_with_a_space_in_its_key_is_put_back_after_a_restart(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    server.patch_customer(hansen, values={"Min nøgle": "7"})

    async def stopping(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "overwrite"})
        saved = await desk.edits.save(await desk.read(hansen), {"phone": "2"})
        assert "values.Min nøgle" in saved.disturbed

    async def after_a_restart(desk: Desk) -> None:
        await desk.edits.load()
        assert desk.edits.stopped is not None
        assert (await desk.edits.restore(desk.edits.stopped)).not_stored == ()
        assert (await desk.read(hansen)).custom() == {"Min nøgle": "7"}

    tell(stopping)
    tell(after_a_restart)


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


def test_the_local_copy_is_told_what_the_server_says(tell: Tell, hansen: int) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        before_ns = time.monotonic_ns()
        saved = await desk.edits.save(base, {"phone": "22222222"})
        read, written = desk.absorbed
        assert (read.customer, read.is_own) == (base, False)
        assert (written.customer, written.is_own) == (saved.after, True)
        # In the order in which they were sent, and none later than it was.
        assert before_ns <= read.sent_ns <= written.sent_ns <= time.monotonic_ns()

    tell(story)


@pytest.mark.parametrize("kind", ["close_after", "close_before"])
def test_a_lost_save_tells_the_copy_what_was_read(
    server: DemoServer, hansen: int, tell: Tell, kind: str
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": kind})
        is_stored = True
        try:
            await desk.edits.save(base, {"phone": "22222222"})
        except (ReplyLost, Unreachable):
            is_stored = False
        last = desk.absorbed[-1]
        assert last.is_own is is_stored
        assert last.customer.text("phone") == ("22222222" if is_stored else "11111111")

    tell(story)


def test_a_copy_that_cannot_count_sends_nothing(
    server: DemoServer, hansen: int, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "COPY_S", 0.01)

    async def story(desk: Desk) -> None:
        never = asyncio.get_running_loop().create_future()
        desk.edits._numbers._known_numbers = lambda _number: never
        with pytest.raises(StorageFailed):
            await desk.edits.preview_update("H-1", {"phone": "22222222"})

    tell(story)
