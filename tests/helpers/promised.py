"""Uploads that a test drives by hand: turn by turn, with a disk and a clock of its own."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from desktop.domain.batches import Incoming, Target
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadId, UploadState
from desktop.journal import Journal
from desktop.services.changes import ChangeFeed
from desktop.services.uploads.service import Uploads
from desktop.support.settings import Settings
from tests.helpers.clocks import MovedClock
from tests.helpers.played_uploads import PlayedHands, PlayedServer

P = ParamSpec("P")
T = TypeVar("T")

HOLD_S = 3.0

_ENOUGH_TURNS = 40
_PATIENCE_S = 30.0


class SteadyJournal(Journal):
    """Writes in the very turn it is asked, so that a walk can be walked again.

    Attributes:
        is_full: The disk takes nothing.
        full_after: After how many transactions that begins; None where it does not by itself.
        is_gone: The program has been killed: what is asked now is never done.
        writes: How many transactions there were.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.is_full = False
        self.full_after: int | None = None
        self.is_gone = False
        self.writes = 0

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        await asyncio.sleep(0)
        if self.is_gone:
            await asyncio.get_running_loop().create_future()
        if self.is_full or self.writes == self.full_after:
            raise StorageFailed("the disk is full")
        self.writes += 1
        done = self._transaction(lambda db: work(db, *args, **kwargs))
        await asyncio.sleep(0)
        return done


class Life:
    """The program from a start to its crash, and the next one, over the same disk and server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.loop = asyncio.new_event_loop()
        self.mistakes: list[dict[str, Any]] = []
        self.loop.set_exception_handler(lambda _, context: self.mistakes.append(context))
        self.clock = MovedClock()
        self.server = PlayedServer(self.clock)
        self.spool: dict[UploadId, bytes] = {}
        self.begin()

    def begin(self, *, full_after: int | None = None) -> None:
        """Start the program, on a disk that may take so many transactions alone."""
        self.journal = SteadyJournal(self._folder / "journal.db")
        self.journal.full_after = full_after
        self.hands = PlayedHands(self.server, self.spool)
        memory = Settings(self._folder / "memory.json")
        memory.put("uploads", {"hold_seconds": HOLD_S, "lanes": 2})
        self.uploads = Uploads(
            client=self.server,
            journal=self.journal,
            hands=self.hands,
            changes=ChangeFeed(),
            memory=memory,
            clock=self.clock,
        )

        async def start() -> None:
            await self.uploads.load()
            self.uploads.start()

        self.loop.run_until_complete(start())

    def crash(self, *, full_after: int | None = None) -> None:
        """Kill the program where it stands, and start it again."""
        self.journal.is_gone = True
        self.hands.is_gone = True
        self.uploads._gate.shut()
        self.loop.run_until_complete(_kill_all())
        self.journal._close()
        self.begin(full_after=full_after)

    def turns(self, count: int) -> None:
        """Let so many turns of the loop pass."""

        async def pass_by() -> None:
            for _ in range(count):
                await asyncio.sleep(0)

        self.loop.run_until_complete(pass_by())

    def calm(self) -> None:
        """Let everything happen that happens without time passing."""
        for _ in range(2000):
            before = self._traces()
            self.turns(_ENOUGH_TURNS)
            if self._traces() == before:
                return
        raise AssertionError("it does not come to rest")

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and what happens in it happen in order."""
        until = self.clock.now() + seconds
        self.calm()
        while (due := self.clock.next_due) is not None and self.clock.now() + due <= until:
            self.clock.advance(due)
            self.calm()
        self.clock.advance(max(0.0, until - self.clock.now()))

    def do(self, work: Callable[[], Any]) -> Any:
        """Call something of the uploads inside the loop."""

        async def call() -> Any:
            done = work()
            if not asyncio.iscoroutine(done):
                return done
            async with asyncio.timeout(_PATIENCE_S):
                return await done

        return self.loop.run_until_complete(call())

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """What the journal has, whatever the disk is like."""
        return self.journal._transaction(lambda db: db.execute(sql).fetchall())

    def close(self) -> None:
        async def end() -> None:
            await self.uploads.close()

        self.loop.run_until_complete(end())
        self.journal._close()
        self.loop.close()

    def _traces(self) -> tuple[object, ...]:
        rows = self.uploads.rows
        return (
            self.journal.writes,
            len(self.server.kept),
            tuple((row.id, row.state, row.sent, row.unwritten) for row in rows),
            self.uploads.pause,
        )


async def _kill_all() -> None:
    """End every task, and what they begin while they end."""
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in others:
            task.cancel()
        await asyncio.wait(others)


FINISHED = frozenset(
    {UploadState.DONE, UploadState.CANCELLED, UploadState.REFUSED, UploadState.NEEDS_YOU}
)


class Desk:
    """One program, its files, and two customers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.life = Life(folder)

    def file(self, name: str, content: bytes = b"") -> Path:
        path = self._folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content or name.encode() * 10)
        return path

    def add(self, *paths: Path, customer: int = 11, folder: str = "") -> list[UploadId]:
        """Take them, and let nothing more happen."""
        before = {row.id for row in self.life.uploads.rows}
        incoming = [Incoming(path=path, folder=folder) for path in paths]
        self.life.do(lambda: self.life.uploads.add(_target(customer), incoming))
        return [row.id for row in self.life.uploads.rows if row.id not in before]

    def send(self, *paths: Path, folder: str = "") -> list[UploadId]:
        """Take them, and let their hold end."""
        ids = self.add(*paths, folder=folder)
        self.life.pass_time(HOLD_S)
        return ids

    def redirect(self, upload: UploadId, customer: int) -> None:
        batch, batches = self.row(upload).batch, self.life.uploads.batches
        self.life.do(lambda: batches.redirect(batch, _target(customer)))

    def send_now(self, upload: UploadId) -> None:
        batch, batches = self.row(upload).batch, self.life.uploads.batches
        self.life.do(lambda: batches.send_now(batch))

    def cancel(self, upload: UploadId) -> None:
        self.life.do(lambda: self.life.uploads.cancel([upload]))

    def row(self, upload: UploadId) -> Upload:
        found = self.life.uploads.get(upload)
        assert found is not None
        return found

    def state(self, upload: UploadId) -> UploadState:
        return self.row(upload).state

    def times(self, upload: UploadId) -> int:
        """How often the server has it."""
        return self.life.server.stored()[upload]


def _target(customer: int) -> Target:
    return Target(id=CustomerId(customer), name=f"Søndergade {customer}")
