"""Whether the server can be sent to, and finding out when it can again."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from desktop.domain.errors import AskedToWait, CommandRefused, EnvelopeRefused, ServerError
from desktop.domain.pauses import Pause, PauseKind
from desktop.services.background import Background
from desktop.services.clock import Clock, sleep_or

PAUSES_S = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Between two questions whether the server answers; the last one for as long as it takes."""

_LONGEST_S = 3600.0
"""However long a server asks us to wait."""


def pause_after(failures: int) -> float:
    """How long to wait after so many failures in a row, in seconds."""
    return PAUSES_S[min(failures, len(PAUSES_S)) - 1]


class Echo(Protocol):
    """Asks the server for the same text back; raises ServerError."""

    async def echo(self, text: str) -> str: ...


class Road:
    """The way to the server. While it is closed it asks by Echo until there is an answer.

    Closed again and again with nothing carried in between, it stays closed for longer each time.

    Attributes:
        silences: How often it was asked and nothing answered.
    """

    def __init__(
        self,
        *,
        server: Echo,
        clock: Clock,
        changed: Callable[[], None],
        pauses: Sequence[float] = PAUSES_S,
    ) -> None:
        self._server = server
        self._clock = clock
        self._changed = changed
        self._pauses = pauses
        self._background = Background()
        self._asking: asyncio.Task[None] | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._nudged = asyncio.Event()
        self._closings = 0
        self.silences = 0
        self.pause: Pause | None = None

    def close(self, error: ServerError, *, kind: PauseKind = PauseKind.ROAD) -> None:
        """Let nobody go until the server answers, or where that would not help the user says so."""
        # A wrong password tried again and again locks an account.
        if isinstance(error, EnvelopeRefused):
            kind = PauseKind.SIGN_IN
        self._nudged.clear()
        self._open.clear()
        self.pause = Pause(kind=kind, error=error, waits_for_user=kind is not PauseKind.ROAD)
        if self._asking is None or self._asking.done():
            self._closings += 1
            self._asking = self._background.start(self._ask_until_open(), name="ask the server")
        self._changed()

    def try_again(self) -> None:
        """Ask now, whatever the pause."""
        self._nudged.set()

    def carried(self) -> None:
        """Something went all the way, and an answer came back."""
        self._closings = 0

    async def opened(self) -> None:
        """Wait until the server answers; at once where the road is open."""
        await self._open.wait()

    async def trouble(self) -> ServerError | None:
        """What stands between us and the server now; None where it answers."""
        try:
            await self._server.echo("Bizztree")
        except CommandRefused:
            return None
        except ServerError as error:
            return error
        return None

    async def stop(self) -> None:
        await self._background.close()

    async def _ask_until_open(self) -> None:
        tries = self._closings - 1
        while (pause := self.pause) is not None:
            seconds = None if pause.waits_for_user else self._until_next(pause, tries)
            await sleep_or(self._clock, seconds, self._nudged)
            tries += 1
            if (error := await self.trouble()) is not None:
                self.silences += 1
                self.close(error)
            elif self.pause is pause:
                self._reopen()

    def _reopen(self) -> None:
        self.pause = None
        self._open.set()
        self._changed()

    def _until_next(self, pause: Pause, tries: int) -> float:
        asked = pause.error.seconds if isinstance(pause.error, AskedToWait) else None
        until_next = self._pauses[min(tries, len(self._pauses) - 1)]
        return max(until_next, min(asked or 0.0, _LONGEST_S))
