"""Everyone is told, whoever fails."""

import asyncio
from typing import Any

from desktop.services.changes import Change, ChangeFeed, Subject

_CHANGE = Change(subject=Subject.CUSTOMERS, ids=frozenset({1}))


def test_everyone_is_told_until_they_stop_listening() -> None:
    feed, first, second = ChangeFeed(), list[Change](), list[Change]()
    stop = feed.subscribe(first.append)
    feed.subscribe(second.append)

    feed.publish(_CHANGE)
    stop()
    feed.publish(_CHANGE)

    assert (len(first), len(second)) == (1, 2)


def test_a_listener_that_fails_keeps_nobody_from_going_on() -> None:
    feed, heard, failures = ChangeFeed(), list[Change](), list[dict[str, Any]]()

    def fail(_change: Change) -> None:
        raise ZeroDivisionError

    async def story() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: failures.append(context))
        feed.subscribe(fail)
        feed.subscribe(heard.append)
        feed.publish(_CHANGE)

    asyncio.run(story())
    assert heard == [_CHANGE]
    assert isinstance(failures[0]["exception"], ZeroDivisionError)


def test_one_may_stop_listening_while_being_told() -> None:
    feed, heard = ChangeFeed(), list[Change]()

    def once(change: Change) -> None:
        heard.append(change)
        stop()

    stop = feed.subscribe(once)
    feed.publish(_CHANGE)
    feed.publish(_CHANGE)

    assert len(heard) == 1
