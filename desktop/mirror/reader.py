"""Reading the copy and the marks on a thread of its own, beside the process that writes."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, overload

import apsw

from desktop.domain.errors import MirrorDamaged
from desktop.mirror.database import failing, opening
from desktop.mirror.reading import Connected, connected

P = ParamSpec("P")
T = TypeVar("T")


class _NotYet(Exception):
    """There is no file that can be read; the writer has not told of one."""


class _Turn:
    """One piece of work, and whether a newer one has taken its place."""

    def __init__(self) -> None:
        self.is_dropped = False


class Reader:
    """A read-only connection to both files, opened when it is first needed.

    A file that is there and good is read at once. Where there is none yet, or it was released,
    work waits for `allow`.

    Attributes:
        on_damage: Called on the loop when a file turns out to be damaged, for whoever can mend it.
    """

    def __init__(self, folder: Path, *, name: str = "reader") -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self.on_damage: Callable[[], None] = lambda: None
        self._allowed = asyncio.Event()
        self._is_released = False
        self._is_doubted = False
        self._is_closed = False
        self._latest: dict[str, tuple[_Turn, asyncio.Task[object]]] = {}
        # Belongs to the thread, but for interrupting what runs.
        self._open: Connected | None = None
        self._lock = threading.Lock()
        self._running: _Turn | None = None

    @overload
    async def run(
        self,
        work: Callable[Concatenate[apsw.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T: ...

    @overload
    async def run(
        self, work: Callable[..., T], *args: object, latest: str, **kwargs: object
    ) -> T: ...

    async def run(self, work: Callable[..., T], *args: object, **kwargs: object) -> T:
        """What *work* makes of the connection; it sees one state of the copy throughout.

        With *latest*, a call of the same name that is not done yet is interrupted and ends as
        cancelled. Raises StorageFailed, MirrorDamaged where a file is.
        """
        turn, latest = _Turn(), str(kwargs.pop("latest", ""))
        call = self._done(turn, lambda db: work(db, *args, **kwargs))
        if not latest:
            return await call
        self._supersede(latest)
        task = asyncio.ensure_future(call)
        self._latest[latest] = turn, task
        try:
            return await task
        finally:
            if self._latest.get(latest, (None,))[0] is turn:
                del self._latest[latest]

    def allow(self) -> None:
        """The writer has opened the files."""
        self._is_released = False
        self._is_doubted = True
        self._allowed.set()

    async def release(self) -> None:
        """Close the files until `allow`, so that the writer may replace them."""
        self._is_released = True
        self._allowed.clear()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)

    async def close(self) -> None:
        """Finish what was begun and close the files; what waits for them ends as cancelled."""
        self._is_closed = True
        self._allowed.set()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def _done(self, turn: _Turn, work: Callable[[apsw.Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        while True:
            if self._is_released:
                await self._allowed.wait()
            if self._is_closed:
                raise asyncio.CancelledError
            try:
                return await loop.run_in_executor(
                    self._thread, self._do, turn, work, self._allowed.is_set()
                )
            except _NotYet:
                await self._allowed.wait()
            except MirrorDamaged:
                self.on_damage()
                raise

    def _supersede(self, name: str) -> None:
        if name not in self._latest:
            return
        turn, task = self._latest.pop(name)
        # While the lock is held, the thread goes on to no other work that would be hit.
        with self._lock:
            turn.is_dropped = True
            if self._running is turn and self._open is not None:
                self._open.db.interrupt()
        task.cancel()

    def _do(self, turn: _Turn, work: Callable[[apsw.Connection], T], is_allowed: bool) -> T:
        """On the thread; raises _NotYet."""
        with opening(self._folder):
            db = self._connection(must_be_there=is_allowed)
        with failing(self._folder):
            try:
                self._begin(turn)
                db.execute("BEGIN")
                return work(db)
            finally:
                self._begin(None)
                self._let_go(db)

    def _let_go(self, db: apsw.Connection) -> None:
        """End the transaction; the interruption of a query may hit this as well."""
        try:
            if db.in_transaction:
                db.execute("ROLLBACK")
        except apsw.Error:
            # The next work opens the files anew, rather than go on inside what was not ended.
            self._close()

    def _begin(self, turn: _Turn | None) -> None:
        with self._lock:
            self._running = turn

    def _connection(self, *, must_be_there: bool) -> apsw.Connection:
        if self._is_doubted and self._open is not None:
            self._is_doubted = False
            if self._open.was_replaced():
                self._close()
        if self._open is None and not self._is_released:
            self._open = connected(self._folder, must_be_there=must_be_there)
            if self._open is not None:
                self._open.db.exec_trace = self._goes_on
        if self._open is None:
            raise _NotYet
        return self._open.db

    def _goes_on(self, *_statement: object) -> bool:
        """Stops work that was superseded between two statements."""
        return self._running is None or not self._running.is_dropped

    def _close(self) -> None:
        if self._open is not None:
            with self._lock:
                # Also where a cursor of interrupted work is still open.
                self._open.db.close(True)  # noqa: FBT003 - positional in its own signature
                self._open = None
