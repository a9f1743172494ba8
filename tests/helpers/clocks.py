"""A clock that stands still until a test moves it."""

import asyncio
import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

_NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)


class MovedClock:
    """Those who sleep wake when it has been moved far enough, in order of time."""

    def __init__(self) -> None:
        self._now = 0.0
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = count()

    def now(self) -> float:
        return self._now

    def wall(self) -> datetime:
        return _NOON + timedelta(seconds=self._now)

    async def sleep(self, seconds: float) -> None:
        waking: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        place = (self._now + max(0.0, seconds), next(self._numbers), waking)
        heapq.heappush(self._sleeping, place)
        await waking

    @property
    def next_due(self) -> float | None:
        """Seconds until the first of those who sleep wakes; None where nobody does."""
        self._forget_cancelled()
        return self._sleeping[0][0] - self._now if self._sleeping else None

    @property
    def sleeping(self) -> int:
        """How many sleep."""
        return sum(not waking.done() for _, _, waking in self._sleeping)

    def advance(self, seconds: float) -> None:
        """Move on; who sleeps until then wakes."""
        until = self._now + seconds
        self._forget_cancelled()
        while self._sleeping and self._sleeping[0][0] <= until:
            due, _, waking = heapq.heappop(self._sleeping)
            self._now = max(self._now, due)
            if not waking.done():
                waking.set_result(None)
        self._now = until

    def _forget_cancelled(self) -> None:
        while self._sleeping and self._sleeping[0][2].done():
            heapq.heappop(self._sleeping)
