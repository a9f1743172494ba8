"""Whether the server can be sent to, and finding out when it can again."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from desktop.domain.errors import CommandRefused, EnvelopeRefused, ServerError
from desktop.microbizz import Client

PAUSES_S = (2.0, 5.0, 15.0, 30.0, 60.0)
"""Between two questions whether the server answers; the last one for as long as it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why nothing is sent; `waits_for_user` where asking again by ourselves would not help."""

    error: ServerError
    waits_for_user: bool = False


class Road:
    """The way to the server. While it is closed it asks by Echo until there is an answer."""

    def __init__(
        self, *, client: Client, changed: Callable[[], None], pauses: Sequence[float] = PAUSES_S
    ) -> None:
        self._client = client
        self._changed = changed
        self._pauses = pauses
        self._pause: Pause | None = None
        self._tries = 0
        self._nudged = asyncio.Event()

    @property
    def pause(self) -> Pause | None:
        return self._pause

    def close(self, error: ServerError, *, waits_for_user: bool = False) -> None:
        # A wrong password tried again and again locks an account.
        waits_for_user = waits_for_user or isinstance(error, EnvelopeRefused)
        self._nudged.clear()
        self._put(Pause(error=error, waits_for_user=waits_for_user))

    def try_again(self) -> None:
        """Ask now, whatever the pause."""
        self._nudged.set()

    async def opened(self) -> None:
        """Wait until the server answers; at once where the road is open."""
        while self._pause is not None:
            await self._wait(self._pause)
            self._tries += 1
            if (error := await self.trouble()) is None:
                self._tries = 0
                self._put(None)
            else:
                self.close(error)

    async def trouble(self) -> ServerError | None:
        """What stands between us and the server now; None where it answers."""
        try:
            await self._client.echo("Bizztree")
        except CommandRefused:
            return None
        except ServerError as error:
            return error
        return None

    async def _wait(self, pause: Pause) -> None:
        until_next = self._pauses[min(self._tries, len(self._pauses) - 1)]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(
                self._nudged.wait(), None if pause.waits_for_user else until_next
            )

    def _put(self, pause: Pause | None) -> None:
        self._pause = pause
        self._changed()
