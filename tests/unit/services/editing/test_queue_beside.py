"""What waits of a customer while something else of it is saved: neither stands in for the other."""

import pytest

from desktop.domain.drafts import Draft, DraftState, values_as_json
from desktop.domain.edits import Saved
from desktop.domain.errors import ChangedMeanwhile
from desktop.domain.records import Customer
from desktop.journal import drafts
from desktop.services.editing.kept import about_refusal
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, offline


async def _waits(desk: Desk, server: DemoServer, base: Customer, **mine: str) -> None:
    """Let *mine* wait for the connection; when that is back the test itself says who goes first."""
    with offline(server):
        assert isinstance(await desk.queue.save(base, mine), Draft)
        desk.queue._unsubscribe()
        desk.queue._unsubscribe = lambda: None


def test_what_waits_and_clashes_is_left_to_the_user_when_something_else_is_saved(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """Whoever moves or closes a customer is not asked about its phone, and answers nothing."""

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222")
        server.patch_customer(hansen, phone="33333333")
        saved = await desk.queue.save(base, {"city": "Odense"})
        assert isinstance(saved, Saved)
        assert saved.sent == {"city": "Odense"}
        await desk.queue.send_all()
        row = await desk.waits()
        assert row.state is DraftState.CONFLICT
        assert [(c.theirs, c.mine) for c in row.conflicts] == [("33333333", "22222222")]
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("33333333", "Odense")

    tell(story)


def test_who_wants_one_field_to_stand_says_nothing_of_what_waits(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222")
        server.patch_customer(hansen, phone="33333333", city="Aarhus")
        with pytest.raises(ChangedMeanwhile) as clash:
            await desk.queue.save(base, {"city": "Odense"})
        assert [each.name for each in clash.value.conflicts] == ["city"]
        await desk.queue.save(base, {"city": "Odense"}, over=clash.value.fresh)
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("33333333", "Odense")
        assert [row.mine for row in await desk.queue.rows()] == [{"phone": "22222222"}]

    tell(story)


def test_what_waits_and_is_refused_does_not_keep_the_rest_back(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="nonsense", city="Odense")
        refused = {"customer.phone": "nonsense"}
        server.faults({"command": BY_ID, "kind": "refuse", "where": refused, "times": -1})
        await desk.queue.send_all()
        saved = await desk.queue.save(base, {"email": "ny@hansen.dk"})
        assert isinstance(saved, Saved)
        assert saved.sent == {"email": "ny@hansen.dk"}
        row = await desk.waits()
        assert (row.state, row.mine) == (
            DraftState.REFUSED,
            {"phone": "nonsense", "city": "Odense"},
        )
        # Put right, all of it goes.
        await desk.queue.save(base, {"phone": "22222222"})
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("22222222", "Odense")
        assert await desk.queue.rows() == ()

    tell(story)


def test_what_went_along_and_was_not_stored_waits_on(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222", email="ny@hansen.dk")
        # Someone puts the old number back between our write and the second reading.
        server.faults({"command": BY_ID, "kind": "close_after"})
        server.faults({"command": "GetCustomerByID", "kind": "hold", "skip": 2})
        saving = await server.holding(desk.queue.save(base, {"city": "Odense"}))
        server.patch_customer(hansen, phone="11111111")
        server.release()
        saved = await saving
        assert isinstance(saved, Saved)
        assert saved.not_stored == ("phone",)
        row = await desk.waits()
        assert (row.state, row.problem) == (DraftState.REFUSED, "NotStored")
        assert (row.fields, row.mine) == (("phone",), {"phone": "22222222"})

    tell(story)


def test_a_refused_one_that_emptied_another_field_waits_with_the_servers_words(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222")
        server.faults(
            {"command": BY_ID, "kind": "refuse", "message": "nej"},
            {"command": "GetCustomerByID", "kind": "hold", "skip": 2},
        )
        sending = await server.holding(desk.queue.send_all())
        server.patch_customer(hansen, email="")
        server.release()
        await sending
        row = await desk.waits()
        assert (row.state, row.problem, row.words) == (DraftState.REFUSED, "NotStored", "nej")
        assert row.fields == ("phone",)

    tell(story)


def test_what_is_put_in_while_the_rest_is_under_way_is_not_judged_with_it(
    hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        first = await desk.queue.put(base.id, base, {"phone": "22222222"})
        row = await desk.journal.run(drafts.row_of, base.id, is_draft=False)
        assert row is not None
        await desk.queue.put(base.id, base, {"phone": "44444444"})
        assert not await desk.journal.run(drafts.judge, row, "refused", about_refusal("NotStored"))
        now = await desk.waits()
        assert (now.id, now.state) == (first.id, DraftState.QUEUED)
        assert values_as_json(now.mine) == {"phone": "44444444"}

    tell(story)


def test_who_took_theirs_does_not_put_it_back_over_what_came_after(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222", city="Odense")
        server.patch_customer(hansen, phone="33333333")
        await desk.queue.send_all()
        row = await desk.waits()
        await desk.queue.answers.decide(row, {"phone": "33333333"})
        # Before that goes, a colleague is at the phone again, and at the city too.
        server.patch_customer(hansen, phone="44444444", city="Aarhus")
        await desk.queue.send_all()
        row = await desk.waits()
        assert [each.name for each in row.conflicts] == ["city"]
        await desk.queue.answers.decide(row, {"city": "Odense"})
        await desk.queue.send_all()
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("44444444", "Odense")

    tell(story)


@pytest.mark.parametrize("is_offline", [False, True])
@pytest.mark.parametrize("theirs", ["11111111", "33333333"])
def test_what_is_typed_back_is_asked_about_where_theirs_is_another_by_now(
    server: DemoServer, hansen: int, tell: Tell, is_offline: bool, theirs: str
) -> None:
    """The form shows what waits, so that nobody has seen what the server has."""

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222", city="Odense")
        server.patch_customer(hansen, phone=theirs)
        is_clash = theirs != "11111111"
        if is_offline:
            await _waits(desk, server, base, phone="11111111")
            await desk.queue.send_all()
        elif is_clash:
            with pytest.raises(ChangedMeanwhile) as clash:
                await desk.queue.save(base, {"phone": "11111111"})
            assert [(c.theirs, c.mine) for c in clash.value.conflicts] == [(theirs, "11111111")]
        else:
            await desk.queue.save(base, {"phone": "11111111"})
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == (theirs, "Vejle" if is_clash else "Odense")
        assert len(await desk.queue.rows()) == is_clash

    tell(story)


def test_an_answer_counts_no_more_once_the_form_has_said_another_thing(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222", city="Ribe")
        server.patch_customer(hansen, phone="33333333", city="Odense")
        await desk.queue.send_all()
        now = await desk.read(hansen)
        await desk.queue.answers.decide(await desk.waits(), {"phone": "22222222"})
        await desk.queue.send_all()
        # The city is asked about yet; in the form, theirs is to stand after all.
        await desk.queue.save(now, {"phone": "33333333"}, over=now)
        server.patch_customer(hansen, city="Vejle")
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("city")) == ("33333333", "Ribe")

    tell(story)


def test_what_is_left_of_a_clash_that_was_settled_in_the_form_is_asked_about_as_it_stands(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await _waits(desk, server, base, phone="22222222", city="Ribe")
        server.patch_customer(hansen, phone="33333333")
        await desk.queue.send_all()
        now = await desk.read(hansen)
        server.patch_customer(hansen, city="Odense")
        await desk.queue.save(now, {"phone": "4"}, over=now)
        await desk.queue.send_all()
        row = await desk.waits()
        assert [(each.name, each.theirs) for each in row.conflicts] == [("city", "Odense")]

    tell(story)
