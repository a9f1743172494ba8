"""Opening the copy's files, and replacing them while another process reads them."""

import asyncio
from collections.abc import Awaitable, Callable

from desktop.domain.errors import StorageFailed
from desktop.services.sync import messages
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.pace import Pace
from desktop.services.sync.telling import Say


class Files:
    """Readers let go before a file is replaced; on some systems it could not be otherwise."""

    def __init__(self, *, keeping: Keeping, say: Say, pace: Pace) -> None:
        self._keeping, self._say, self._pace = keeping, say, pace
        self._released = asyncio.Event()

    def release(self) -> None:
        """Nobody reads any more."""
        self._released.set()

    async def open(self) -> None:
        """Open the files for the first time; raises StorageFailed."""
        try:
            await self._keeping.open()
        except StorageFailed:
            # What has to be set aside may be held by a reader.
            await self._have_released()
            await self._keeping.open()
        self._say_opened(is_new=bool(self._keeping.set_aside))

    async def replace(self) -> None:
        """Begin an empty copy; raises StorageFailed."""
        await self._anew(self._keeping.replace)

    async def mend(self) -> None:
        """Set aside what is damaged and begin it anew; raises StorageFailed."""
        await self._anew(self._keeping.mend)

    async def _anew(self, begin: Callable[[], Awaitable[None]]) -> None:
        await self._have_released()
        try:
            await begin()
        finally:
            self._say_opened(is_new=True)

    async def _have_released(self) -> None:
        self._released.clear()
        self._say(messages.Closing())
        # Nobody may be there to answer.
        await self._pace.until(self._released, self._pace.release_s)

    def _say_opened(self, *, is_new: bool) -> None:
        aside = self._keeping.set_aside
        self._say(messages.Opened(is_new=is_new, aside=str(aside[-1]) if aside else ""))
