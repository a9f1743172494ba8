"""Many jobs at once, and one at a time where it is to be found out which of them does harm."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Lets jobs in as they come, until those that were at hand have fallen together.

    From then on one at a time, for as many jobs as there were: the one that did it is alone.
    """

    def __init__(self) -> None:
        self._alone = 0
        self._turn = asyncio.Lock()

    def one_by_one(self, count: int) -> None:
        """Let the next *count* jobs in one after another."""
        self._alone = max(self._alone, count)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Do a job; cancelled while it waits it has not begun."""
        if not self._alone:
            yield
            return
        async with self._turn:
            try:
                yield
            finally:
                self._alone = max(0, self._alone - 1)
