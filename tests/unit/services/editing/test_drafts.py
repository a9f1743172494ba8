"""Drafts: kept through a crash, never sent by themselves, one of a customer."""

import asyncio
from datetime import date

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.journal import drafts
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.drafts import Drafts
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import Desk, Tell


def test_a_draft_is_there_again_after_a_crash(server: DemoServer, hansen: int, tell: Tell) -> None:
    mine = {
        "phone": "22222222",
        "city": "",
        "email": None,
        "isblocked": True,
        "vatpercentage": 29,
        "longitude": 10.5,
        "startdate": date(2026, 2, 28),
    }

    async def dying(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.drafts.keep(base.id, base, mine, typed={"alertradius": "12 m"})
        assert desk.drafts.ids() == {hansen}

    async def after(desk: Desk) -> None:
        await desk.drafts.load()
        assert desk.drafts.ids() == {hansen}
        draft = await desk.drafts.of(CustomerId(hansen))
        assert draft is not None
        assert (draft.state, draft.is_new, draft.parent) == (DraftState.DRAFT, False, None)
        assert (draft.mine, draft.typed) == (mine, {"alertradius": "12 m"})
        assert draft.base == await desk.read(hansen)
        assert (await desk.queue.rows(), desk.queue.ids()) == ((), frozenset())

    tell(dying)
    tell(after)
    assert server.ledger_of("CreateUpdateCustomerByID") == []


def test_what_is_being_kept_when_all_ends_is_kept(hansen: int, tell: Tell) -> None:
    async def ending(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.drafts.keep(base.id, base, {"phone": "2"})
        # Another run has to read the draft before it can add to it.
        again = Drafts(journal=desk.journal, changes=ChangeFeed())
        keeping = asyncio.create_task(again.keep(base.id, base, {"city": "Ribe"}, by=again))
        await asyncio.sleep(0)
        await again.close()
        assert keeping.done()
        assert (await _draft(desk)).mine == {"phone": "2", "city": "Ribe"}

    tell(ending)


def test_what_is_kept_one_after_the_other_when_all_ends_is_kept_to_the_last(
    hansen: int, tell: Tell
) -> None:
    async def ending(desk: Desk) -> None:
        base = await desk.read(hansen)

        async def keep() -> None:
            for phone in ("2", "23", "234"):
                await desk.drafts.keep(base.id, base, {"phone": phone})
            await desk.drafts.keep_new(NO_CUSTOMER, {"name": "Ny"})

        keeping = asyncio.create_task(keep())
        await asyncio.sleep(0)
        await desk.drafts.close()
        assert keeping.done()
        assert [each.mine for each in await desk.drafts.all()] == [{"phone": "234"}, {"name": "Ny"}]

    tell(ending)


def test_the_last_one_kept_counts(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.drafts.keep(base.id, base, {"phone": "2"})
        await desk.drafts.keep(base.id, base, {"phone": "3"})
        (draft,) = await desk.drafts.all()
        assert draft.mine == {"phone": "3"}

    tell(story)


def test_two_forms_of_one_customer_lose_nothing_to_each_other(hansen: int, tell: Tell) -> None:
    main, beside = object(), object()

    async def story(desk: Desk) -> None:
        old = await desk.read(hansen)
        await desk.drafts.keep(old.id, old, {"phone": "2", "city": "Ribe"}, by=main)
        new = Customer({**old.raw, "phone": "theirs", "email": "new@hansen.dk"})
        typed = {"alertradius": "12 m"}
        await desk.drafts.keep(old.id, new, {"email": "", "city": "Odense"}, typed=typed, by=beside)
        both = await _draft(desk)
        # Of one field what was typed last; each with what its form began from.
        assert both.mine == {"phone": "2", "city": "Odense", "email": ""}
        assert both.typed == typed
        assert (both.base.text("phone"), both.base.text("email")) == ("11111111", "new@hansen.dk")
        # What is saved or taken back in one is still unsaved in the other.
        await desk.drafts.keep(old.id, new, {}, by=beside)
        left = await _draft(desk)
        assert (left.mine, left.typed) == ({"phone": "2", "city": "Ribe"}, {})
        await desk.drafts.keep(old.id, new, {}, by=main)
        assert (await desk.drafts.all(), desk.drafts.ids()) == ((), frozenset())

    tell(story)


def test_a_draft_of_another_day_is_one_forms_once_that_shows_it(hansen: int, tell: Tell) -> None:
    form, beside = object(), object()

    async def another_day(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.drafts.keep(base.id, base, {"phone": "2", "city": "Ribe"}, by=object())

    async def story(desk: Desk) -> None:
        await desk.drafts.load()
        base = await desk.read(hansen)
        # Who does not show it takes none of it away.
        await desk.drafts.keep(base.id, base, {"email": "new@hansen.dk"}, by=beside)
        await desk.drafts.keep(base.id, base, {}, by=beside)
        assert (await _draft(desk)).mine == {"phone": "2", "city": "Ribe"}
        await desk.drafts.take_up(base.id, form)
        await desk.drafts.keep(base.id, base, {"city": "Ribe"}, by=form)
        assert (await _draft(desk)).mine == {"city": "Ribe"}

    tell(another_day)
    tell(story)


async def _draft(desk: Desk) -> Draft:
    (draft,) = await desk.drafts.all()
    return draft


def test_a_dropped_one_is_gone_and_told(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.drafts.drop(base.id)
        assert desk.told == []
        await desk.drafts.keep(base.id, base, {"phone": "2"})
        await desk.drafts.drop(base.id)
        assert (await desk.drafts.of(base.id), desk.drafts.ids()) == (None, frozenset())
        assert desk.told == [
            Change(subject=Subject.DRAFTS, ids=frozenset({hansen}), cause=cause)
            for cause in ("kept", "dropped")
        ]

    tell(story)


def test_a_new_customer_has_a_draft_below_its_parent(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        parent = CustomerId(hansen)
        one = await desk.drafts.keep_new(parent, {"name": "Opgang 1"})
        two = await desk.drafts.keep_new(NO_CUSTOMER, {"name": "Ny"})
        assert one < 0
        assert two < 0
        assert one != two
        assert await desk.drafts.keep_new(parent, {"name": "Opgang 2"}, local=one) == one
        draft, _ = await desk.drafts.all()
        assert draft.parent == parent
        assert (draft.customer, draft.mine, draft.is_new) == (one, {"name": "Opgang 2"}, True)
        await desk.drafts.drop(one)
        # A local id never comes back: an upload may still wait for it.
        assert await desk.drafts.keep_new(parent, {"name": "Opgang 3"}) not in {one, two}

    tell(story)


def test_a_draft_stands_beside_a_save_that_waits(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.queue.put(base.id, base, {"phone": "2"})
        await desk.drafts.keep(base.id, base, {"city": "Odense"})
        await desk.drafts.drop(base.id)
        (row,) = await desk.queue.rows()
        assert row.mine == {"phone": "2"}

    tell(story)


def test_what_was_typed_in_a_field_that_is_no_more_is_kept(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        old = {"oldname": "typed", "phone": "2"}
        await desk.journal.run(
            drafts.put, drafts.NewDraft(customer_id=base.id, base=base.raw, mine=old)
        )
        draft = await _draft(desk)
        assert (draft.mine, draft.typed) == ({"phone": "2"}, {"oldname": "typed"})
        # The form that takes it up cannot show it, and saves the rest.
        form = object()
        await desk.drafts.take_up(base.id, by=form)
        await desk.drafts.keep(base.id, base, {"phone": "3"}, by=form)
        assert (await _draft(desk)).typed == {"oldname": "typed"}
        await desk.drafts.keep(base.id, base, {}, by=form)
        assert (await _draft(desk)).typed == {"oldname": "typed"}
        await desk.drafts.drop(base.id)
        assert desk.drafts.ids() == frozenset()

    tell(story)


def test_so_is_that_of_a_new_customer(tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        old = {"oldname": "typed", "name": "Ny"}
        new = drafts.NewDraft(customer_id=NO_CUSTOMER, parent_id=NO_CUSTOMER, base={}, mine=old)
        local = await desk.journal.run(drafts.put, new)
        await desk.drafts.keep_new(NO_CUSTOMER, {"name": "Nyt"}, local=local)
        draft = await _draft(desk)
        assert (draft.mine, draft.typed) == ({"name": "Nyt"}, {"oldname": "typed"})

    tell(story)
