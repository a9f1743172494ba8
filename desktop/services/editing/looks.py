"""Looking for writes whose answers were lost, at set times, for the server may be at it yet."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.errors import AppError
from desktop.domain.proof import looks_at
from desktop.services.background import Background
from desktop.services.clock import Clock, SystemClock

_AGAIN_S = 60.0
"""Until the next look where the last one saw nothing, say because there was no connection."""

Look = Callable[[], Awaitable[bool | None]]
"""Whether it was found; None, or an AppError raised, where nothing could be seen."""


@dataclass(frozen=True, slots=True)
class _Search:
    until: datetime
    task: asyncio.Task[None]


class Looks:
    """One search for each lost write, by the id of its receipt; the same times as for uploads."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._background = Background()
        self._slowest_s = 0.0
        self._searches: dict[int, _Search] = {}

    def now(self) -> float:
        return self._clock.now()

    def wall(self) -> datetime:
        return self._clock.wall()

    def answered(self, sent: float) -> None:
        """What was sent at *sent*, by `now`, has been answered; slow servers are waited for."""
        self._slowest_s = max(self._slowest_s, self._clock.now() - sent)

    def begin(
        self, receipt: int, look: Look, absent: Callable[[], None], *, lost_at: datetime | None
    ) -> datetime:
        """Look until it is found or the last look has not: then *absent*; gives when that is."""
        wall = self._clock.wall()
        ago = 0.0 if lost_at is None else max(0.0, (wall - lost_at).total_seconds())
        times = tuple(each - ago for each in looks_at(self._slowest_s) if each > ago) or (0.0,)
        until = wall + timedelta(seconds=times[-1])
        work = self._search(receipt, times, look, absent)
        task = self._background.start(work, name="look for a lost write")
        self._searches[receipt] = _Search(until, task)
        task.add_done_callback(lambda _: self._searches.pop(receipt, None))
        return until

    def once(self, look: Look) -> asyncio.Task[bool | None]:
        """Look now, beside the set times."""
        return self._background.start(_seen(look), name="look for a lost write once more")

    def until(self, receipt: int) -> datetime | None:
        """When the last look is due; None where it is not looked for any more."""
        search = self._searches.get(receipt)
        if search is None:
            return None
        return max(search.until, self._clock.wall())

    def end(self, receipt: int) -> None:
        """It was found, or is of no interest any more."""
        search = self._searches.pop(receipt, None)
        if search is not None and search.task is not asyncio.current_task():
            search.task.cancel()

    async def close(self) -> None:
        """Stop looking; the journal knows what was lost, and the next run looks on."""
        await self._background.close()

    async def _search(
        self, receipt: int, times: tuple[float, ...], look: Look, absent: Callable[[], None]
    ) -> None:
        began = self._clock.now()
        found: bool | None = None
        for due in times:
            await self._clock.sleep(max(0.0, began + due - self._clock.now()))
            if found := await _seen(look):
                return
        while found is None:
            await self._clock.sleep(_AGAIN_S)
            found = await _seen(look)
        if not found:
            # Who hears of it may ask at once whether it is looked for.
            self._searches.pop(receipt, None)
            absent()


async def _seen(look: Look) -> bool | None:
    """Whether it was found; None where nothing could be seen."""
    try:
        return await look()
    except AppError:
        return None
