"""Whatever ends that a save waits for the user, it is told, so that a notice of it can go."""

from collections.abc import Awaitable, Callable

import pytest

from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell

Way = Callable[[Desk, CustomerId], Awaitable[object]]


async def _decide(desk: Desk, customer: CustomerId) -> None:
    row = await desk.waits()
    assert row.customer == customer
    await desk.queue.answers.decide(row, {"phone": "mine"})


async def _save_along(desk: Desk, customer: CustomerId) -> None:
    now = await desk.read(customer)
    await desk.queue.save(now, {"phone": "mine"}, over=now)


async def _save_again_offline(desk: Desk, customer: CustomerId) -> None:
    now = await desk.read(customer)
    await desk.queue.put(customer, now, {"phone": "mine"})


WAYS: list[Way] = [
    _decide,
    _save_along,
    _save_again_offline,
    lambda desk, customer: desk.queue.answers.again(customer),
    lambda desk, customer: desk.queue.answers.drop(customer),
]


@pytest.mark.parametrize("way", WAYS)
def test_a_clash_that_is_over_is_told(
    server: DemoServer, hansen: int, tell: Tell, way: Way
) -> None:
    customer = CustomerId(hansen)

    async def story(desk: Desk) -> None:
        await desk.queue.put(customer, await desk.read(hansen), {"phone": "mine"})
        server.patch_customer(hansen, phone="theirs")
        await desk.queue.send_all()
        assert _told(desk, customer)[-1] == "conflict"
        desk.told.clear()
        await way(desk, customer)
        assert _told(desk, customer)
        left = [row.state.value for row in await desk.queue.rows()]
        assert left in ([], ["queued"])

    tell(story)


def test_a_new_one_that_was_taken_for_one_that_is_there_is_told(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        row = await desk.put_new(name="Ny")
        server.faults({"command": BY_ID, "kind": "close_after"})
        await desk.queue.send_all()
        assert _told(desk, row.customer)[-1] == "conflict"
        desk.told.clear()
        unsure = await desk.waits()
        await desk.queue.answers.adopt(unsure)
        assert _told(desk, row.customer) == ["made", "sent"]
        assert await desk.queue.rows() == ()

    tell(story)


def _told(desk: Desk, customer: CustomerId) -> list[str]:
    def is_of_it(change: Change) -> bool:
        return change.subject is Subject.DRAFTS and customer in change.ids

    return [change.cause for change in desk.told if is_of_it(change)]
