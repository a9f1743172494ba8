"""The one envelope of a save: what its parts prove, and what is done where they do not come."""

import pytest

from desktop.domain.conflicts import Conflict
from desktop.domain.errors import (
    ChangedMeanwhile,
    CommandRefused,
    CustomerGone,
    SavingStopped,
    Unreachable,
)
from desktop.services.changes import Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell

READ = "GetCustomerByID"


def test_a_save_is_one_fresh_read_and_one_envelope_with_its_proof(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        before = server.requests()
        await desk.edits.save(base, {"phone": "2"})
        assert server.requests() == before + 2

    tell(story)
    last = server.ledger()[-1]["envelope"]
    sent = [entry["command"] for entry in server.ledger() if entry["envelope"] == last]
    assert sent == ["Echo", READ, BY_ID, READ]


def test_who_slipped_in_is_told_and_can_have_theirs_back(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = await server.holding(desk.edits.save(base, {"phone": "mine", "city": "Odense"}))
        # After our last reading, and before our write; another field of theirs is no matter.
        server.patch_customer(hansen, phone="theirs", email="ny@hansen.dk")
        server.release()
        saved = await saving

        assert saved.slipped == (
            Conflict(name="phone", base="11111111", theirs="theirs", mine="mine"),
        )
        assert (saved.disturbed, saved.not_stored) == ((), ())
        assert saved.after.text("phone") == "mine"
        # What is on record as before is what was really there.
        (receipt,) = await desk.receipts(hansen)
        assert receipt.before == saved.before.raw
        assert saved.before.text("phone") == "theirs"

        put_back = await desk.edits.put_back_theirs(saved)
        assert (put_back.sent, put_back.after.text("phone")) == ({"phone": "theirs"}, "theirs")
        assert put_back.after.text("city") == "Odense"

    tell(story)


def test_who_slipped_in_with_the_same_value_is_no_matter(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, phone="2")
        server.release()
        assert (await saving).slipped == ()

    tell(story)


def test_a_refused_write_is_read_again_to_be_certain(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "refuse", "message": "ingen adgang"})
        before = server.requests()
        with pytest.raises(CommandRefused, match="ingen adgang"):
            await desk.edits.save(base, {"phone": "2"})
        assert server.requests() == before + 3
        (receipt,) = await desk.edits.receipts(base.id)
        assert (receipt.outcome, receipt.problem) == ("refused", "CommandRefused")
        assert receipt.words == "ingen adgang"
        assert (receipt.who, receipt.can_undo) == ("mette", False)
        assert [(each.subject, each.cause) for each in desk.told] == [(Subject.SAVING, "ended")]

    tell(story)


def test_a_write_that_was_refused_and_stored_all_the_same_is_told_as_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults(
            {"command": BY_ID, "kind": "refuse", "message": "nej"},
            {"command": READ, "kind": "hold", "skip": 2},
        )
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, phone="2")
        server.release()
        saved = await saving
        assert (saved.refused_by, saved.after.text("phone")) == ("nej", "2")

    tell(story)


@pytest.mark.parametrize("email", ["", "ny@hansen.dk"], ids=["emptied", "another"])
def test_a_refused_write_that_emptied_what_was_not_sent_stops_saving(
    server: DemoServer, hansen: int, tell: Tell, email: str
) -> None:
    """Another value may be a colleague's, between the two readings, and stops nothing."""

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults(
            {"command": BY_ID, "kind": "refuse", "message": "nej"},
            {"command": READ, "kind": "hold", "skip": 2},
        )
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, email=email)
        server.release()
        if email:
            with pytest.raises(CommandRefused):
                await saving
            assert desk.edits.stopped is None
            return
        saved = await saving
        assert desk.edits.stopped is saved
        assert (saved.disturbed, saved.not_stored, saved.refused_by) == (
            ("email",),
            ("phone",),
            "nej",
        )
        with pytest.raises(SavingStopped):
            await desk.edits.save(base, {"phone": "2"})
        assert (await desk.edits.restore(saved)).not_stored == ()
        now = await desk.read(hansen)
        assert (now.text("email"), now.text("phone")) == ("post@hansen.dk", "11111111")

    tell(story)


@pytest.mark.parametrize("said", ["", "another"])
def test_a_reply_without_our_nonce_is_nobodys(
    server: DemoServer, hansen: int, tell: Tell, said: str
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": "Echo", "kind": "lost_echo", "message": said})
        saved = await desk.edits.save(base, {"phone": "2"})
        assert saved.is_settled_by_reading
        assert saved.after.text("phone") == "2"

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_server_that_refuses_the_proof_is_written_to_plainly(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": "Echo", "kind": "refuse", "times": -1})
        saved = await desk.edits.save(base, {"phone": "2"})
        assert (saved.after.text("phone"), saved.is_settled_by_reading) == ("2", False)
        before = server.requests()
        await desk.edits.save(saved.after, {"phone": "3"})
        assert server.requests() == before + 2

    tell(story)
    assert [entry["status"] for entry in server.ledger_of(BY_ID)] == [1, 1]


def test_who_came_before_the_proof_was_refused_is_told_and_can_have_theirs_back(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": "Echo", "kind": "hold"}, {"command": "Echo", "kind": "refuse"})
        saving = await server.holding(desk.edits.save(base, {"phone": "mine"}))
        server.patch_customer(hansen, phone="theirs")
        server.release()
        saved = await saving
        assert [(each.name, each.theirs) for each in saved.slipped] == [("phone", "theirs")]
        put_back = await desk.edits.put_back_theirs(saved)
        assert put_back.after.text("phone") == "theirs"

    tell(story)


def test_what_a_colleague_did_where_the_envelope_shows_no_before_stops_nothing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        server.faults({"command": READ, "kind": "wrong_types", "skip": 1, "times": 2})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, city="Odense")
        server.release()
        saved = await saving
        assert (saved.disturbed, saved.after.text("city")) == ((), "Odense")
        assert desk.edits.stopped is None

    tell(story)


def test_a_circle_that_a_colleague_made_beside_a_plain_save_is_not_its_doing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """Undoing the save would not end it."""
    below = int(server.patch_customer(name="Under", parentcust=hansen)["id"])

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        server.faults({"command": READ, "kind": "wrong_types", "skip": 1, "times": 2})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, parentcust=below)
        server.release()
        saved = await saving
        assert (saved.after.parent_id, saved.makes_circle) == (below, False)

    tell(story)


def test_a_circle_beside_a_move_that_was_not_stored_is_not_its_doing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    above, goal = (int(server.patch_customer(name=name)["id"]) for name in ("Over", "Mål"))
    server.patch_customer(hansen, parentcust=above)

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults(
            {"command": BY_ID, "kind": "hold"},
            {"command": BY_ID, "kind": "drop_field", "name": "parentcust"},
        )
        saving = await server.holding(desk.edits.save(base, {"parentcust": goal}))
        server.patch_customer(above, parentcust=hansen)
        server.release()
        saved = await saving
        assert (saved.not_stored, saved.makes_circle) == (("parentcust",), False)

    tell(story)


def test_what_a_colleague_did_before_a_lost_answer_was_looked_for_stops_nothing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "close_after"})
        server.faults({"command": READ, "kind": "hold", "skip": 2})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.patch_customer(hansen, city="Odense")
        server.release()
        saved = await saving
        assert (saved.disturbed, saved.is_settled_by_reading) == ((), True)
        assert desk.edits.stopped is None

    tell(story)


def test_a_customer_that_goes_before_the_write_is_not_made_anew(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        server.drop_customers(hansen)
        server.release()
        with pytest.raises((CommandRefused, CustomerGone)):
            await saving
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "refused"

    tell(story)
    assert hansen not in server.customers()


def test_a_write_that_never_left_is_an_ordinary_problem(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.client.aclose()
        with pytest.raises(Unreachable) as caught:
            await desk.edits.save(base, {"phone": "2"})
        assert not caught.value.may_have_run

    tell(story)


# --- Deciding ----------------------------------------------------------------------------------


def test_each_field_may_get_mine_theirs_or_anything(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    mine = {"phone": "mine", "city": "mine", "email": "mine@hansen.dk", "name": "Hansen ApS"}

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.patch_customer(hansen, phone="theirs", city="theirs", email="theirs@hansen.dk")
        with pytest.raises(ChangedMeanwhile) as caught:
            await desk.edits.save(base, mine)
        clash = caught.value
        assert [each.name for each in clash.conflicts] == ["phone", "city", "email"]
        assert (clash.conflicts[0].base, clash.conflicts[0].theirs) == ("11111111", "theirs")

        decided = {"phone": "mine", "city": "theirs", "email": "both@hansen.dk"}
        saved = await desk.edits.save(base, mine, decided=decided, over=clash.fresh)
        assert saved.sent == {
            "phone": "mine",
            "email": "both@hansen.dk",
            "name": "Hansen ApS",
        }

    tell(story)


def test_what_changes_after_it_was_decided_on_is_asked_again(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.patch_customer(hansen, phone="theirs")
        with pytest.raises(ChangedMeanwhile) as caught:
            await desk.edits.save(base, {"phone": "mine"})
        seen = caught.value.fresh
        server.patch_customer(hansen, phone="theirs again")
        with pytest.raises(ChangedMeanwhile) as again:
            await desk.edits.save(base, {"phone": "mine"}, decided={"phone": "x"}, over=seen)
        assert again.value.conflicts == (
            Conflict(name="phone", base="11111111", theirs="theirs again", mine="x"),
        )

    tell(story)
    assert server.ledger_of(BY_ID) == []
