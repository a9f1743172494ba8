"""The one thread that writes the local copy, and whole transactions on it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from desktop.mirror.database import Db, Writing

P = ParamSpec("P")
T = TypeVar("T")


class Keeping:
    """Functions over the copy's one write connection, each a transaction, one after another.

    A caller that is cancelled leaves behind a transaction that is whole or was never begun.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        self._folder, self._now = folder, now
        self._writing: Writing | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="local copy")

    @property
    def is_open(self) -> bool:
        return self._writing is not None

    @property
    def set_aside(self) -> tuple[Path, ...]:
        """Where files were put that could not be used."""
        return self._writing.set_aside if self._writing else ()

    async def open(self) -> None:
        """Open the copy's files, or begin them; raises StorageFailed where that cannot be."""
        await self._on_thread(self._open)

    async def run(
        self,
        work: Callable[Concatenate[Db, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Do *work* as one transaction; raises StorageFailed, MirrorDamaged."""
        return await self._on_thread(lambda: self._transaction(work, *args, **kwargs))

    def stamp(self, sent_ns: int) -> int:
        """Where a request that was sent at *sent_ns* comes in the order of requests.

        For use in a transaction: a copy that is begun anew counts anew.
        """
        return self._ready().stamp_of(sent_ns)

    async def replace(self) -> None:
        """Begin an empty copy in place of the one there is; what the user marked stays."""
        await self._on_thread(self._ready().replace_copy)

    async def mend(self) -> None:
        """Set aside what is damaged and begin it anew."""
        await self._on_thread(self._ready().mend)

    async def forget_aside(self, until: datetime) -> None:
        """Delete copies that could not be used and were put aside until then."""
        await self._on_thread(lambda: self._ready().forget_aside(until))

    async def close(self) -> None:
        """Finish the transaction under way and close the files."""
        await self._on_thread(self._close)
        self._thread.shutdown(wait=False)

    def _open(self) -> None:
        # Noted here, so that it is closed even if whoever had it opened was cancelled.
        self._writing = Writing.open(self._folder, now=self._now())

    def _close(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.close()

    def _ready(self) -> Writing:
        if self._writing is None:
            raise RuntimeError("the copy is not open")
        return self._writing

    def _transaction(
        self,
        work: Callable[Concatenate[Db, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        with self._ready().transaction() as db:
            return work(db, *args, **kwargs)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
