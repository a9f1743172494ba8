"""Where a customer may be put, by the local copy first and by the server when it is done."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.domain.errors import CannotMove, ChangedMeanwhile
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import MoveProblem
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.editing.moving import Moving
from desktop.services.edits import Edits
from desktop.services.writing import Means
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import known_from
from tests.helpers.local_copy import LocalCopy
from tests.helpers.reading import PATIENCE_S, account_of
from tests.unit.services.edits.desk import BY_ID

Story = Callable[[Moving, Edits, Customer], Awaitable[None]]
Tell = Callable[[Story], None]


@pytest.fixture
def family(server: DemoServer) -> list[int]:
    """A house, its entrance, a flat there, and another house."""
    house = int(server.patch_customer(name="Gården")["id"])
    entrance = int(server.patch_customer(name="Opgang", parentcust=house)["id"])
    flat = int(server.patch_customer(name="Lejlighed", parentcust=entrance)["id"])
    return [house, entrance, flat, int(server.patch_customer(name="Søhuset")["id"])]


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path, family: list[int]) -> Tell:
    """Runs a story with a copy of the family; the customer it is about is the entrance."""

    async def run(story: Story) -> None:
        copy, journal = LocalCopy(tmp_path / "account"), Journal(tmp_path / "journal.db")
        shown = server.customers()
        copy.fill([Customer(shown[id_]) for id_ in family])
        options = Options(sleep=_at_once)
        async with Client(account_of(server), options=options) as client:
            edits = Edits(
                means=Means(client=client, journal=journal, keeper=copy),
                changes=ChangeFeed(),
                known_numbers=known_from({}),
            )
            browse = Browse(client=client, reader=copy.reader, keeper=copy)
            moving = Moving(edits=edits, browse=browse)
            try:
                await asyncio.wait_for(story(moving, edits, Customer(shown[family[1]])), PATIENCE_S)
            finally:
                await edits.close()
                await copy.close()
                await journal.close()

    return lambda story: asyncio.run(run(story))


async def _at_once(_seconds: float) -> None:
    """Asked again without a pause."""
    await asyncio.sleep(0)


def test_the_new_place_is_shown_before_anything_moves(family: list[int], tell: Tell) -> None:
    house, entrance, flat, other = map(CustomerId, family)

    async def story(moving: Moving, _edits: Edits, _base: Customer) -> None:
        verdict = await moving.check(flat, other)
        assert (verdict.problem, verdict.below) == (None, 0)
        assert [row.name for row in verdict.path] == ["Søhuset"]
        verdict = await moving.check(other, flat)
        assert [row.name for row in verdict.path] == ["Gården", "Opgang", "Lejlighed"]
        verdict = await moving.check(entrance, NO_CUSTOMER)
        assert (verdict.problem, verdict.path, verdict.below) == (None, (), 1)
        for customer, parent, problem in (
            (entrance, house, MoveProblem.SAME),
            (house, NO_CUSTOMER, MoveProblem.SAME),
            (entrance, entrance, MoveProblem.ITSELF),
            (house, flat, MoveProblem.BELOW),
            (house, CustomerId(99_999_999), MoveProblem.GONE),
            (CustomerId(99_999_999), house, MoveProblem.GONE),
        ):
            assert (await moving.check(customer, parent)).problem is problem

    tell(story)


def test_a_move_is_a_save_that_can_be_undone(family: list[int], tell: Tell) -> None:
    house, entrance, _flat, other = map(CustomerId, family)

    async def story(moving: Moving, edits: Edits, base: Customer) -> None:
        moved = await moving.move(base, other)
        assert moved.sent == {"parentcust": other}
        (receipt,) = await edits.receipts(entrance)
        assert (await edits.undo(receipt)).after.parent_id == house
        with pytest.raises(CannotMove):
            await moving.move(base, house)

    tell(story)


def test_what_the_copy_does_not_know_yet_the_server_does(
    server: DemoServer, family: list[int], tell: Tell
) -> None:
    _house, entrance, _flat, other = map(CustomerId, family)

    async def story(moving: Moving, _edits: Edits, base: Customer) -> None:
        server.patch_customer(other, parentcust=entrance)
        assert (await moving.check(entrance, other)).problem is None
        with pytest.raises(CannotMove) as caught:
            await moving.move(base, other)
        assert caught.value.problem is MoveProblem.BELOW

    tell(story)
    assert server.ledger_of("CreateUpdateCustomerByID") == []


def test_who_was_moved_by_somebody_else_is_asked_about(
    server: DemoServer, family: list[int], tell: Tell
) -> None:
    _house, entrance, _flat, other = map(CustomerId, family)

    async def story(moving: Moving, _edits: Edits, base: Customer) -> None:
        server.patch_customer(entrance, parentcust=0)
        with pytest.raises(ChangedMeanwhile) as caught:
            await moving.move(base, other)
        moved = await moving.move(base, other, over=caught.value.fresh)
        assert moved.after.parent_id == other

    tell(story)


def _move(server: DemoServer, customer: int, parent: int) -> None:
    """Somebody else moves one on a server that does not look for circles."""
    server.patch_customer(customer, parentcust=parent)


def test_two_who_move_at_once_into_a_circle_are_told_and_it_can_be_put_back(
    server: DemoServer, family: list[int], tell: Tell
) -> None:
    house, entrance, flat, _other = map(CustomerId, family)

    async def story(moving: Moving, edits: Edits, base: Customer) -> None:
        _move(server, flat, 0)
        # Ours is on its way, with nothing in the way of it, when the other one is done.
        server.faults({"command": "Echo", "kind": "hold"}, {"command": BY_ID, "kind": "circle"})
        going = await server.holding(moving.move(base, flat))
        _move(server, flat, entrance)
        server.release()
        moved = await going
        assert (moved.after.parent_id, moved.makes_circle) == (flat, True)
        back = await edits.undo(moved)
        assert (back.after.parent_id, back.makes_circle) == (house, False)

    tell(story)


def test_a_move_that_makes_no_circle_says_so(family: list[int], tell: Tell) -> None:
    other = CustomerId(family[3])

    async def story(moving: Moving, edits: Edits, base: Customer) -> None:
        moved = await moving.move(base, other)
        assert not moved.makes_circle
        assert not (await edits.save(moved.after, {"parentcust": NO_CUSTOMER})).makes_circle

    tell(story)


def test_a_move_stands_though_the_server_cannot_be_asked_what_it_led_to(
    server: DemoServer, family: list[int], tell: Tell
) -> None:
    other = CustomerId(family[3])

    async def story(moving: Moving, edits: Edits, base: Customer) -> None:
        # Asked once before the write, and once after it.
        server.faults({"command": "GetParentCustomers", "kind": "http_500", "skip": 1, "times": -1})
        moved = await moving.move(base, other)
        assert (moved.after.parent_id, moved.makes_circle) == (other, False)
        assert (await edits.receipts(base.id))[0].can_undo

    tell(story)
