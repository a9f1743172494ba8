"""What the user answers to saves that wait counts for what was shown, and loses nothing typed."""

from desktop.domain.drafts import Draft, DraftState
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, offline


async def _in_conflict(server: DemoServer, hansen: int, desk: Desk) -> Draft:
    """Somebody had B where MINE was to be, and that is shown now."""
    base = await desk.read(hansen)
    with offline(server):
        await desk.queue.save(base, {"phone": "MINE"})
    server.patch_customer(hansen, phone="B")
    await desk.queue.send_all()
    shown = await desk.waits()
    assert [each.theirs for each in shown.conflicts] == ["B"]
    return shown


def test_an_answer_counts_only_for_what_was_shown(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        shown = await _in_conflict(server, hansen, desk)
        # In another window something is saved, and what waits is merged again, with C.
        with offline(server):
            await desk.queue.save(base, {"fax": "7"})
        server.patch_customer(hansen, phone="C")
        await desk.queue.send_all()
        await desk.queue.answers.decide(shown, {"phone": "MINE"})
        await desk.queue.send_all()
        asked = await desk.waits()
        assert (asked.state, asked.conflicts[0].theirs) == (DraftState.CONFLICT, "C")
        assert (await desk.read(hansen)).text("phone") == "C"
        await desk.queue.answers.decide(asked, {"phone": "MINE"})
        await desk.queue.send_all()
        assert (await desk.read(hansen)).text("phone") == "MINE"

    tell(story)


def test_an_answer_does_not_undo_what_was_saved_since(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        shown = await _in_conflict(server, hansen, desk)
        with offline(server):
            await desk.queue.save(base, {"phone": "LATER"})
            await desk.queue.answers.decide(shown, {"phone": "MINE"})
        await desk.queue.send_all()
        asked = await desk.waits()
        assert [each.mine for each in asked.conflicts] == ["LATER"]
        # One that is gone is answered to nobody.
        await desk.queue.answers.drop(asked.customer)
        await desk.queue.answers.decide(asked, {"phone": "MINE"})
        assert await desk.queue.rows() == ()

    tell(story)


def test_an_earlier_answer_does_not_come_back_with_a_later_one(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            await desk.queue.save(base, {"phone": "MINE", "city": "Odense"})
        server.patch_customer(hansen, city="Ribe")
        await desk.queue.send_all()
        await desk.queue.answers.decide(await desk.waits(), {"city": "Ribe"})
        server.patch_customer(hansen, phone="B")
        await desk.queue.send_all()
        shown = await desk.waits()
        assert shown.decided == {"city": "Ribe"}
        # The user thinks again, and only then answers what is still shown.
        with offline(server):
            assert shown.fresh is not None
            await desk.queue.save(shown.fresh, {"city": "Odense"})
            await desk.queue.answers.decide(shown, {"phone": "MINE"})
        await desk.queue.send_all()
        row = await desk.waits()
        assert [(each.name, each.mine) for each in row.conflicts] == [("city", "Odense")]

    tell(story)


def test_what_was_typed_for_one_that_is_there_is_kept(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        fields = {"name": "Ny", "phone": "12345678", "email": "typed@b.dk", "fax": ""}
        await desk.put_new(**fields)
        server.faults({"command": BY_ID, "kind": "close_before"})
        there = server.patch_customer(name="Ny", phone="999", fax="5")["id"]
        await desk.queue.send_all()
        unsure = await desk.waits()
        assert unsure.problem == "CreateUnsure"
        await desk.queue.answers.adopt(unsure)
        assert desk.queue.real_id(unsure.customer) == there
        await desk.queue.send_all()
        # Nobody has seen what is there, so only what is empty there is filled without a question.
        row = await desk.waits()
        assert (row.customer, row.state) == (there, DraftState.CONFLICT)
        assert [(each.name, each.theirs) for each in row.conflicts] == [("phone", "999")]
        assert row.base.name == "Ny"
        await desk.queue.answers.decide(row, {"phone": "12345678"})
        await desk.queue.send_all()
        now = await desk.read(there)
        assert [now.text(name) for name in ("phone", "email", "fax")] == [
            "12345678",
            "typed@b.dk",
            "5",
        ]

    tell(story)


def test_what_waits_of_one_that_is_found_goes_along(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        there = server.patch_customer(name="Ny", customernumber="N-7", city="Vejle")["id"]
        base = await desk.read(there)
        await desk.put_new(name="Ny", phone="2", customernumber="N-7")
        await desk.queue.send_all()
        taken = await desk.waits()
        assert taken.problem == "NumberTaken"
        await desk.queue.put(base.id, base, {"city": "Odense"})
        await desk.queue.answers.adopt(taken)
        row = await desk.waits()
        assert row.mine == {"city": "Odense", "phone": "2"}
        await desk.queue.send_all()
        now = await desk.read(there)
        assert (now.text("phone"), now.text("city")) == ("2", "Odense")
        assert await desk.queue.rows() == ()

    tell(story)


def test_only_who_was_shown_is_taken_for_it(server: DemoServer, hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        await desk.put_new(name="Ny", customernumber="H-1")
        await desk.queue.send_all()
        shown = await desk.waits()
        server.patch_customer(hansen, customernumber="H-2")
        server.patch_customer(name="En anden", customernumber="H-1")
        await desk.queue.answers.again(shown.customer)
        await desk.queue.send_all()
        await desk.queue.answers.adopt(shown)
        assert desk.queue.real_id(shown.customer) is None
        assert (await desk.waits()).problem == "NumberTaken"

    tell(story)


def test_an_answer_given_while_it_is_looked_up_again_stands(server: DemoServer, tell: Tell) -> None:
    """What comes of the question that was asked without it says nothing of it any more."""

    async def story(desk: Desk) -> None:
        row = await desk.put_new(name="Ny", customernumber="N-1")
        asked = {"command": "GetCustomerByCustomerNumber", "message": "ingen adgang", "times": -1}
        server.faults({**asked, "kind": "refuse"})
        await desk.queue.send_all()
        assert (await desk.waits()).problem == "NumberUnchecked"
        server.clear_faults()
        server.faults({**asked, "kind": "hold"}, {**asked, "kind": "refuse"})
        await desk.queue.answers.again(row.customer)
        under_way = await server.holding(desk.queue.send_all())
        await desk.queue.answers.again(row.customer, may_share_number=True)
        server.release()
        await under_way
        await desk.queue.send_all()
        assert desk.queue.real_id(row.customer) is not None
        assert await desk.queue.rows() == ()

    tell(story)
