"""Drafts: kept through a crash, never sent by themselves, one of a customer."""

from datetime import date

from desktop.domain.drafts import DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.services.changes import Change, Subject
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


def test_the_last_one_kept_counts(hansen: int, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        await desk.drafts.keep(base.id, base, {"phone": "2"})
        await desk.drafts.keep(base.id, base, {"phone": "3"})
        (draft,) = await desk.drafts.all()
        assert draft.mine == {"phone": "3"}

    tell(story)


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
        (draft,) = await desk.drafts.new_ones(parent)
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
