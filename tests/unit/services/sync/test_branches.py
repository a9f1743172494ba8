"""Asking for the children of one customer."""

import time
from collections import Counter

import pytest

from desktop.services.sync import messages
from tests.helpers.syncing import Bench, copied

BY_PARENT = "GetCustomersByParentID"
BY_ID = "GetCustomerByID"


@pytest.fixture
def parent(bench: Bench) -> int:
    """A customer with many children."""
    everyone = bench.server.customers().values()
    counts = Counter(int(each["parentcust"]) for each in everyone)
    del counts[0]
    return counts.most_common(1)[0][0]


def children(bench: Bench, parent: int) -> list[int]:
    everyone = bench.server.customers().values()
    return [each["id"] for each in everyone if each["parentcust"] == parent]


async def look(bench: Bench, parent: int) -> messages.Looked:
    await bench.errand(messages.LookInto(parent=parent), messages.Looked)
    looked = bench.told(messages.Looked)[-1]
    assert isinstance(looked, messages.Looked)
    return looked


def test_children_are_taken_in_closed_ones_too(bench: Bench, parent: int) -> None:
    async def story() -> None:
        first, second, *_ = children(bench, parent)
        bench.server.patch_customer(first, name="Ændret")
        bench.server.patch_customer(second, isdeleted=1)
        assert (await look(bench, parent)).is_done
        assert copied(bench.folder)[first]["name"] == "Ændret"
        assert copied(bench.folder)[second]["isdeleted"] == 1

    bench.play(story)
    (entry,) = bench.server.ledger_of(BY_PARENT)
    assert (entry["inputs"]["ignoreclosed"], entry["inputs"]["includeall"]) == (0, 0)
    assert not bench.server.ledger_of(BY_ID)


def test_one_that_has_moved_is_found_where_it_is(bench: Bench, parent: int) -> None:
    async def story() -> None:
        moved, *_ = children(bench, parent)
        bench.server.patch_customer(moved, parentcust=1001)
        await look(bench, parent)
        assert copied(bench.folder)[moved]["parentcust"] == 1001

    bench.play(story)
    assert len(bench.server.ledger_of(BY_ID)) == 1


def test_one_the_server_does_not_know_is_gone(bench: Bench, parent: int) -> None:
    async def story() -> None:
        gone, *_ = children(bench, parent)
        bench.server.drop_customers(gone)
        await look(bench, parent)
        assert gone not in copied(bench.folder)
        bench.engine.wish(messages.MarkSeen(ids=[]))
        await bench.update()
        assert bench.state.known == len(bench.server.customers())

    bench.play(story)


def test_an_answer_from_before_brings_nobody_back(bench: Bench, parent: int) -> None:
    async def story() -> None:
        gone, *_ = children(bench, parent)
        before, sent_ns = bench.server.customers()[gone], time.monotonic_ns()
        bench.server.drop_customers(gone)
        await look(bench, parent)
        bench.engine.wish(messages.Absorb(customers=[before], sent_ns=sent_ns))
        await bench.engine.errands_done()
        assert gone not in copied(bench.folder)

    bench.play(story)


def test_many_missing_are_not_believed_gone(bench: Bench, parent: int) -> None:
    mine = [bench.server.patch_customer(name=f"Ny {n}", parentcust=1001)["id"] for n in range(80)]

    async def story() -> None:
        bench.server.drop_customers(*mine)
        await look(bench, 1001)
        assert set(mine) <= copied(bench.folder).keys()

    bench.play(story)
    # The check that comes every week is what asks the user.
    assert bench.state.doubted is None


def test_a_branch_that_could_not_be_asked_for_is_told(bench: Bench, parent: int) -> None:
    async def story() -> None:
        bench.server.faults({"command": BY_PARENT, "kind": "close_before"})
        assert not (await look(bench, parent)).is_done
        assert (await look(bench, parent)).is_done

    bench.play(story)


def test_while_everything_loads_branches_come_all_the_same(bench: Bench, parent: int) -> None:
    from asyncio import to_thread as in_thread

    from tests.helpers.syncing import FEED, play

    bench.server.faults({"command": FEED, "kind": "hold", "skip": 2})

    async def story() -> None:
        async with bench.running():
            await in_thread(bench.server.wait_until_held)
            assert (await look(bench, parent)).is_done
            assert set(children(bench, parent)) <= copied(bench.folder).keys()
            bench.server.release()
            await bench.rest()

    play(story)
    assert copied(bench.folder) == bench.server.customers()
    assert bench.state.known == len(bench.server.customers())
    assert not bench.told(messages.MarksChanged)
