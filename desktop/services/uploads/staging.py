"""Copying on threads: two at a time, and none of them waited for where its source is silent."""

import asyncio
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Final

from desktop.domain.errors import FileProblem
from desktop.domain.files import refused
from desktop.domain.uploads import UploadId
from desktop.journal.spool import Copied, Pulse, Spool
from desktop.support.threads import on_a_thread

_AT_ONCE: Final = 2
_STOPPING_S: Final = 2.0
"""A copy that is not wanted any more ends with its next piece."""

SILENT_S: Final = 60.0
"""A source that gives no byte for so long is on a network that is gone."""


class Staging:
    """Takes files into the spool."""

    def __init__(self, spool: Spool, *, silent_s: float = SILENT_S) -> None:
        self._spool = spool
        self._silent_s = silent_s
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._stuck: Counter[Path] = Counter()

    async def take(self, upload: UploadId, source: Path) -> Copied:
        """Copy the file. Raises FileRefused and StorageFailed; nothing is left if cancelled."""
        async with self._places:
            if self._stuck[source.parent]:
                # One that hangs there is enough: a thousand others would take as long each.
                raise refused(source, FileProblem.UNREADABLE)
            pulse = Pulse()
            take = partial(self._spool.take, upload, source, pulse)
            copying = asyncio.ensure_future(on_a_thread(take, name="copy a file"))
            try:
                await self._watch(copying, pulse)
            except BaseException:
                pulse.stop()
                await asyncio.wait([copying], timeout=_STOPPING_S)
                raise
            finally:
                self._let_go(copying, source.parent)
            if not copying.done():
                pulse.stop()
                raise refused(source, FileProblem.UNREADABLE)
            return copying.result()

    async def _watch(self, copying: "asyncio.Future[Copied]", pulse: Pulse) -> None:
        """Return when it is done, or for so long nothing moved."""
        while not copying.done():
            moved = pulse.moved
            await asyncio.wait([copying], timeout=self._silent_s)
            # Our own disk may take its time; nothing else is waited for then.
            if pulse.moved == moved and pulse.is_reading:
                return

    def _let_go(self, copying: "asyncio.Future[Copied]", folder: Path) -> None:
        if not copying.done():
            self._stuck[folder] += 1
            copying.add_done_callback(lambda _: self._come_back(folder))
        copying.add_done_callback(_heard)

    def _come_back(self, folder: Path) -> None:
        self._stuck[folder] -= 1


def _heard(copying: "asyncio.Future[Copied]") -> None:
    """Nobody may ask any more how it ended."""
    if not copying.cancelled():
        copying.exception()
