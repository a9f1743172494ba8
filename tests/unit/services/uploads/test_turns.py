"""Which of those that were at hand together ended the process, found out beside all others."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from desktop.domain.errors import Unreachable
from desktop.domain.uploads import UploadId
from desktop.services.uploads.turns import Turns, in_turn
from tests.ui.uploads.rows import upload

A, B, C, D = (UploadId(each) for each in range(1, 5))


async def let_in(turns: Turns, *uploads: UploadId) -> AsyncExitStack:
    """Jobs that are at hand from now on."""
    stack = AsyncExitStack()
    for each in uploads:
        async with asyncio.timeout(10):
            await stack.enter_async_context(turns.turn(each))
    return stack


def test_alone_it_is_to_blame_and_together_nobody_knows() -> None:
    async def story() -> None:
        turns = Turns()
        async with await let_in(turns, A):
            assert turns.fell() == A
        async with await let_in(turns, B, C):
            assert turns.fell() is None
        assert dict(turns.falls) == {A: 1, B: 1, C: 1}

    asyncio.run(story())


def test_of_those_that_fell_one_at_a_time_is_let_in_and_all_others() -> None:
    async def story() -> None:
        turns = Turns()
        async with await let_in(turns, A, B):
            turns.fell()
        at_hand = await let_in(turns, A, C, D)
        waiting = asyncio.create_task(let_in(turns, B))
        await asyncio.sleep(0)
        assert not waiting.done()
        await at_hand.aclose()
        await (await waiting).aclose()
        # What was done well is suspected no more.
        assert not turns.falls

    asyncio.run(story())


def test_who_falls_beside_others_once_more_is_to_blame_and_the_others_are_suspected() -> None:
    """One of them may have done it: from now on they are apart."""

    async def story() -> None:
        turns = Turns()
        async with await let_in(turns, A, B):
            turns.fell()
        async with await let_in(turns, A, C):
            assert turns.fell() == A
        assert dict(turns.falls) == {A: 2, B: 1, C: 1}

    asyncio.run(story())


def test_one_that_was_cancelled_while_it_waited_keeps_nobody_back() -> None:
    async def story() -> None:
        turns = Turns()
        async with await let_in(turns, A, B):
            turns.fell()
        at_hand = await let_in(turns, A)
        waiting = asyncio.create_task(let_in(turns, B))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        await at_hand.aclose()
        async with await let_in(turns, B):
            assert turns.fell() == B

    asyncio.run(story())


def test_who_is_only_looked_at_or_fails_at_it_is_suspected_on() -> None:
    """A thumbnail or a connection that was cut says nothing of who ends the process."""

    async def story() -> None:
        turns = Turns()
        async with await let_in(turns, A, B):
            turns.fell()
        async with turns.turn(A, proves_it=False):
            pass
        with pytest.raises(Unreachable):
            async with turns.turn(B):
                raise Unreachable(reason="reset")
        assert dict(turns.falls) == {A: 1, B: 1}

    asyncio.run(story())


def test_who_fell_least_often_goes_first_then_the_smallest() -> None:
    """Neither a large one nor who does the harm keeps the others waiting for long."""
    rows = [upload(1, size=9), upload(2, size=5), upload(3, size=1), upload(4), upload(5, size=2)]
    falls = {UploadId(1): 1, UploadId(2): 1, UploadId(3): 2}
    assert [row.id for row in in_turn(rows, falls, ())] == [2, 1, 3, 4, 5]
    assert [row.id for row in in_turn(rows, falls, {UploadId(2)})] == [4, 5]
    assert [row.id for row in in_turn(rows, {}, {UploadId(2)})] == [1, 2, 3, 4, 5]
