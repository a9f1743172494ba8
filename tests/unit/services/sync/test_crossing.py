"""Answers that were on their way when something newer became known."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from desktop.services.sync import messages
from tests.helpers.syncing import FEED, Bench, asked, copied, dots, history

HELD_AFTER = {"command": FEED, "kind": "hold", "executed": True}
"""The answer is from now, and comes when it is let go."""


async def crossed_by(bench: Bench, happens: Callable[[], Awaitable[None]]) -> None:
    """Poll; *happens* while the answer is on its way."""
    bench.server.faults(HELD_AFTER)
    rests = len(bench.hand.rests)
    bench.engine.wish(messages.Update())
    await asyncio.to_thread(bench.server.wait_until_held)
    await happens()
    bench.server.release()
    await bench.hand.rest(rests + 1)


async def save(bench: Bench, id_: int, sent_ns: int, **fields: Any) -> None:
    """What the window does: the server stores it, then the copy is told what it answered."""
    answered = bench.server.patch_customer(id_, **fields)
    bench.engine.wish(messages.Absorb(customers=[answered], sent_ns=sent_ns, is_own=True))
    await bench.engine.errands_done()


def test_what_a_colleague_did_before_a_save_stays_theirs(bench: Bench) -> None:
    bench.hand.now = datetime.now(UTC)

    async def story() -> None:
        sent_ns = time.monotonic_ns()
        bench.server.patch_customer(1010, fax="1")
        await bench.update()
        await save(bench, 1010, sent_ns, phone="2")

    bench.play(story)
    assert history(bench.folder, 1010) == [('"1"', 0), ('"2"', 1)]


@pytest.mark.parametrize("is_written_alike", [True, False])
def test_a_poll_that_has_the_save_first_makes_it_no_news(
    bench: Bench, is_written_alike: bool
) -> None:
    """Commands may write one value in different ways."""
    # History is told by the clock of this computer as it is.
    bench.hand.now = datetime.now(UTC)

    async def story() -> None:
        sent_ns = time.monotonic_ns()
        answered = bench.server.patch_customer(1010, phone="22222222", isdeleted=1)
        await bench.update()
        assert dots(bench.folder) == {1010}
        if not is_written_alike:
            answered = answered | {"isdeleted": "1"}
        own = messages.Absorb(customers=[answered], sent_ns=sent_ns, is_own=True)
        bench.engine.wish(own)
        await bench.engine.errands_done()

    bench.play(story)
    assert not dots(bench.folder)
    assert {is_own for _, is_own in history(bench.folder, 1010)} == {1}


def test_a_page_from_before_brings_nobody_back(bench: Bench) -> None:
    new = bench.server.patch_customer(name="Ny", parentcust=1001)["id"]

    async def story() -> None:
        async def goes() -> None:
            bench.server.drop_customers(new)
            await bench.errand(messages.LookInto(parent=1001), messages.Looked)
            assert new not in copied(bench.folder)

        bench.server.patch_customer(new, name="Ny, ændret")
        await crossed_by(bench, goes)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


@pytest.mark.parametrize("wish", [messages.CheckAll(), messages.Update(), messages.Rebuild()])
def test_what_is_wished_for_while_a_poll_is_under_way_is_done_after_it(
    bench: Bench, wish: messages.Message
) -> None:
    async def story() -> None:
        async def wished() -> None:
            bench.engine.wish(wish)
            # Marks do not wait for the answer.
            await bench.errand(messages.Pin(id=1010, pinned=True), messages.MarksChanged)

        polls = len(asked(bench.server))
        await crossed_by(bench, wished)
        # Unasked and at once: nobody lets the rest be over.
        await bench.until(lambda: len(asked(bench.server)) >= polls + 2)
        await bench.rest()

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()
