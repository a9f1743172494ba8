"""What is kept here is shown while the server is asked."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from desktop.domain.errors import AppError

K = TypeVar("K")
F = TypeVar("F")

_log = logging.getLogger(__name__)

_LATEST_S = 1.0
"""The copy answers in milliseconds, and not at all while there is none yet."""


async def kept_first(
    kept: Coroutine[Any, Any, K | None],
    fresh: Coroutine[Any, Any, F],
    show: Callable[[K], None],
) -> F:
    """What *fresh* brings; what is *kept* is given to *show* unless that has come before it.

    Both begin at once, so that *fresh* travels with what else is asked for in this turn of the
    loop. Raises what *fresh* raises; then what is kept has been shown, if it came.
    """
    reading = asyncio.ensure_future(_found(kept))
    asked = asyncio.ensure_future(fresh)
    try:
        await asyncio.wait({reading, asked}, return_when=asyncio.FIRST_COMPLETED)
        if asked.done() and asked.exception() is not None:
            await asyncio.wait({reading}, timeout=_LATEST_S)
        if reading.done() and not _has_come(asked) and (found := reading.result()) is not None:
            show(found)
        return await asked
    finally:
        for each in (reading, asked):
            # Looked at, lest it counts as an error that nobody took.
            _has_come(each)
            each.cancel()


async def _found(kept: Coroutine[Any, Any, K | None]) -> K | None:
    """A copy that cannot be read is none; what is wrong with it is told by whom it concerns."""
    try:
        return await kept
    except AppError as error:
        _log.info("nothing kept can be shown: %s", type(error).__name__)
        return None


def _has_come(asked: "asyncio.Future[Any]") -> bool:
    return asked.done() and not asked.cancelled() and asked.exception() is None
