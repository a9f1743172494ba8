"""Work that is done one at a time for each customer, and to its end whoever goes away."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from desktop.domain.ids import CustomerId

T = TypeVar("T")


class Turns:
    """*failed* is told of a failure that nobody waits for any more."""

    def __init__(self, failed: Callable[[CustomerId, Exception], None]) -> None:
        self._failed = failed
        self._running: set[asyncio.Task[Any]] = set()
        self._turns: defaultdict[CustomerId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._wanted = Counter[CustomerId]()

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    async def to_the_end(self, customer: CustomerId, work: Coroutine[Any, Any, T]) -> T:
        """Do *work* when it is this customer's turn; cancelling the caller does not stop it."""
        task = asyncio.get_running_loop().create_task(self._in_turn(customer, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # It may have been cancelled before its turn came, or before it began at all.
        task.add_done_callback(lambda _: work.close())
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(lambda ended: self._tell_failure(customer, ended))
            raise

    async def close(self) -> None:
        """Let what was begun come to its end; cancelling this cancels none of it."""
        while self._running:
            await asyncio.wait(self._running)

    def _tell_failure(self, customer: CustomerId, ended: asyncio.Task[Any]) -> None:
        """Nobody waits for it any more, but the user must know that it was not saved."""
        error = None if ended.cancelled() else ended.exception()
        if isinstance(error, Exception):
            self._failed(customer, error)

    async def _in_turn(self, customer: CustomerId, work: Coroutine[Any, Any, T]) -> T:
        self._wanted[customer] += 1
        try:
            async with self._turns[customer]:
                return await work
        finally:
            self._wanted[customer] -= 1
            if not self._wanted[customer]:
                del self._turns[customer], self._wanted[customer]
