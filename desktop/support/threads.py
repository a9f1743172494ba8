"""Work that blocks, awaited on a thread that keeps nothing open."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def on_a_thread(work: Callable[[], T], *, name: str) -> T:
    """What *work* returns or raises, from a daemon thread of its own.

    For what may block for ever, a dead network's files above all: a thread of the loop's pool
    that is stuck keeps a place there, and in the end the program, which waits for them all.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        settle = _settled_by(work, answer)
        # The loop may have closed meanwhile; then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle)

    threading.Thread(target=run, name=name, daemon=True).start()
    return await answer


def _settled_by(work: Callable[[], T], answer: asyncio.Future[T]) -> Callable[[], None]:
    """Do *work* here; what is returned hands its outcome to *answer* on the loop's thread."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to who waits
        failure = error
    else:
        return lambda: None if answer.done() else answer.set_result(result)
    return lambda: None if answer.done() else answer.set_exception(failure)
