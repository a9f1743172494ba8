"""The time that services go by, which a test can move."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Seconds that only grow, the time of day, and waiting."""

    def now(self) -> float: ...

    def wall(self) -> datetime:
        """The time of day, UTC."""
        ...

    async def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The computer's own."""

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


async def sleep_or(clock: Clock, seconds: float | None, nudged: asyncio.Event) -> None:
    """Wait so long, None for ever, or until nudged, which is then forgotten."""
    waiting: set[asyncio.Future[object]] = {asyncio.ensure_future(nudged.wait())}
    if seconds is not None:
        waiting.add(asyncio.ensure_future(clock.sleep(seconds)))
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
        nudged.clear()
