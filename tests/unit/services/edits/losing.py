"""Saves whose answers are lost, and what is told of them."""

import asyncio

import pytest

from desktop.domain.errors import ReplyLost
from desktop.services.changes import Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk


async def lose_save(
    desk: Desk, server: DemoServer, customer: int, kind: str = "late", **typed: str
) -> ReplyLost:
    """Save *typed*, or a phone "2", of the customer as it is now; "late" waits for `let_it`."""
    base = await desk.read(customer)
    server.faults({"command": BY_ID, "kind": kind})
    with pytest.raises(ReplyLost) as caught:
        await desk.edits.save(base, typed or {"phone": "2"})
    return caught.value


async def let_it(server: DemoServer) -> None:
    """The worker does at last what it was sent."""
    await asyncio.to_thread(server.wait_until_held)
    server.release()
    await asyncio.to_thread(server.wait_until_idle)


def saving(desk: Desk) -> list[tuple[str, frozenset[int]]]:
    return [(each.cause, each.ids) for each in desk.told if each.subject is Subject.SAVING]
