"""When synchronising does what; times of this computer, which tell when and never what to ask."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


async def until(woken: asyncio.Event, seconds: float) -> None:
    """Return after so many seconds, or as soon as *woken* is set."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await woken.wait()


def about(seconds: float) -> float:
    """Roughly so many, so that many programs do not ask a server all at once."""
    return seconds * random.uniform(0.9, 1.1)  # noqa: S311 - no secret depends on it


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The times of synchronising; the defaults are for people, other values for tests.

    Attributes:
        poll_s: Between two questions what has changed.
        retries_s: Before the next attempt while there is no road to the server; the last repeats.
        refused_s: Before the next attempt where the server said no.
        storage_s: Before the next attempt where our own disk failed.
        release_s: How long the window may take to let go of the files.
        whole: Between two passes over everything.
        history: How long changes of fields are kept.
    """

    poll_s: float = 180.0
    retries_s: tuple[float, ...] = (5.0, 10.0, 20.0, 30.0, 60.0)
    refused_s: float = 600.0
    storage_s: float = 60.0
    release_s: float = 10.0
    whole: timedelta = timedelta(days=7)
    history: timedelta = timedelta(days=30)
    now: Callable[[], datetime] = now
    about: Callable[[float], float] = about
    until: Callable[[asyncio.Event, float], Awaitable[None]] = until

    def retry_s(self, failures: int) -> float:
        """Before the attempt after so many failures in a row."""
        return self.about(self.retries_s[min(failures, len(self.retries_s)) - 1])
