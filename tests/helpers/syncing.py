"""Synchronising in the test's own process: a real copy and server, and time in the test's hand."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import apsw

from desktop.domain.sync import Phase, SyncState
from desktop.microbizz import Client, Options
from desktop.services.sync import messages, wire
from desktop.services.sync.engine import Engine
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.messages import Message
from desktop.services.sync.pace import Pace
from desktop.services.sync.telling import Road
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import PATIENCE_S, account_of

T = TypeVar("T")
FEED = "GetCustomersByLastChange"
RELEASE_S = 7.5
"""Stands for waiting for the window's readers, which is no rest."""
_START = datetime(2031, 3, 1, 12, tzinfo=UTC)


class Hand:
    """The test's hand on the clock: it stands still, and rests end when the test says so.

    Attributes:
        now: This computer's clock.
        rests: For how long synchronising meant to rest, each time.
    """

    def __init__(self) -> None:
        self.now = _START
        self.begin()

    def begin(self) -> None:
        """Begin anew, on the loop that runs now."""
        self.rests: list[float] = []
        self._rested = asyncio.Event()
        self._over = asyncio.Event()
        self._woken: asyncio.Event | None = None

    async def until(self, woken: asyncio.Event, seconds: float) -> None:
        if seconds != RELEASE_S:
            self.rests.append(seconds)
            self._over.clear()
            self._woken = woken
            self._rested.set()
        waiting = [asyncio.ensure_future(each.wait()) for each in (woken, self._over)]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._woken = None
            for each in waiting:
                each.cancel()

    async def rest(self, count: int = 1) -> None:
        """Return once there were so many rests."""
        while len(self.rests) < count:
            self._rested.clear()
            await self._rested.wait()

    async def resting(self) -> None:
        """Return once nothing is under way, nor about to be."""
        while self._woken is None or self._woken.is_set():
            self._rested.clear()
            await self._rested.wait()

    def elapse(self, **by: float) -> None:
        """Let the rest be over, and so much time have passed."""
        self.now += timedelta(**by) if by else timedelta(seconds=self.rests[-1])
        self._over.set()


class Bench:
    """An engine over a folder and a server, and what it told.

    Attributes:
        news: All it said.
        hand: Its time.
        keeping: Where it writes.
        releases: Whether readers let go of the files when that is asked of them.
    """

    def __init__(self, server: DemoServer, folder: Path, **pace: Any) -> None:
        self.server = server
        self.folder = folder
        self.hand = Hand()
        self.news: list[Message] = []
        self.releases = True
        self._pace = replace(
            Pace(),
            now=lambda: self.hand.now,
            about=lambda seconds: seconds,
            until=self.hand.until,
            release_s=RELEASE_S,
            **pace,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The engine runs inside; at the end it is stopped as the process would be."""
        async with self.client() as client:
            self.start(client)
            try:
                yield
            finally:
                await self.stop()

    def client(self) -> Client:
        """One that tries once, and tells of it."""
        options = Options(retries=0)
        return Client(account_of(self.server), options=options, observer=Road(self._hear))

    def start(self, client: Client) -> None:
        self.news.clear()
        self._heard = asyncio.Event()
        self.hand.begin()
        self.keeping = Keeping(self.folder, now=self._pace.now)
        self.engine = Engine(client=client, keeping=self.keeping, say=self._hear, pace=self._pace)
        self._task = asyncio.create_task(self.engine.run())

    async def stop(self) -> None:
        """End it wherever it is."""
        self._task.cancel()
        await asyncio.wait([self._task])
        if not self._task.cancelled() and (error := self._task.exception()):
            raise error

    def play(self, story: Callable[[], Awaitable[None]] | None = None) -> None:
        """Run the engine to its first rest, and *story* then."""

        async def told() -> None:
            async with self.running():
                await self.rest()
                if story is not None:
                    await story()

        play(told)

    def _hear(self, news: Message) -> None:
        self.news.append(news)
        self._heard.set()
        if isinstance(news, messages.Closing) and self.releases:
            asyncio.get_running_loop().call_soon(self.engine.wish, messages.Released())

    @property
    def state(self) -> SyncState:
        return self.states[-1]

    def is_at(self, phase: Phase) -> bool:
        return self.state.phase is phase

    @property
    def states(self) -> list[SyncState]:
        return [wire.read_state(n.state) for n in self.news if isinstance(n, messages.StateTold)]

    async def rest(self) -> None:
        """Return once nothing is under way."""
        await self.hand.resting()

    async def wish(self, wish: Message) -> None:
        """Wish for something the whole process takes a turn for, and wait for its end."""
        await self.hand.resting()
        before = len(self.hand.rests)
        self.engine.wish(wish)
        await self.hand.rest(before + 1)

    async def update(self) -> None:
        await self.wish(messages.Update())

    async def poll(self, **by: float) -> None:
        """Let time pass until the next question, or as much as is said."""
        before = len(self.hand.rests)
        self.hand.elapse(**by)
        await self.hand.rest(before + 1)

    async def errand(self, wish: Message, answer: type[Message]) -> None:
        """Wish for something done beside, and wait for what is told of it."""
        heard = len(self.told(answer))
        self.engine.wish(wish)
        await self.until(lambda: len(self.told(answer)) > heard)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Return once *is_so*, which is looked at whenever something is told."""
        while not is_so():
            self._heard.clear()
            await self._heard.wait()

    def told(self, kind: type[Message]) -> list[Message]:
        return [each for each in self.news if isinstance(each, kind)]


def play(story: Callable[[], Awaitable[T]], patience_s: float = PATIENCE_S) -> T:
    """Run *story* within so many seconds."""

    async def told() -> T:
        return await asyncio.wait_for(story(), patience_s)

    return asyncio.run(told())


def copied(folder: Path) -> dict[int, dict[str, Any]]:
    """The customers of the copy, whole, by id."""
    return {id_: json.loads(raw) for id_, raw in _rows(folder, "SELECT id, raw FROM customer_raw")}


def copied_records(folder: Path, kind: str) -> dict[int, dict[str, Any]]:
    sql = "SELECT key, raw FROM feed_record WHERE feed = ?"
    return {key: json.loads(raw) for key, raw in _rows(folder, sql, kind)}


def kept_state(folder: Path, feed: str = "customer") -> dict[str, Any]:
    """How a feed stands by the copy's own account."""
    found = list(_rows(folder, "SELECT value FROM state WHERE key = ?", f"feed {feed}"))
    state: dict[str, Any] = json.loads(found[0][0]) if found else {}
    return state


def dots(folder: Path) -> set[int]:
    """Customers that changed and were not looked at since."""
    return {id_ for (id_,) in _rows(folder, "SELECT id FROM unseen", file="marks.db")}


def history(folder: Path, id_: int) -> list[tuple[str, int]]:
    """What the fields of a customer were seen to become, as JSON, and whether by the user."""
    sql = "SELECT after, is_own FROM change WHERE customer = ? ORDER BY rowid"
    return [(after, is_own) for after, is_own in _rows(folder, sql, id_, file="marks.db")]


def _rows(
    folder: Path, sql: str, *values: object, file: str = "mirror.db"
) -> Iterator[tuple[Any, ...]]:
    db = apsw.Connection(str(folder / file), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        yield from db.execute(sql, values)
    finally:
        db.close()


def asked(server: DemoServer, feed: str = FEED, since: int = 0) -> list[dict[str, Any]]:
    """The inputs of each question to a feed, in order."""
    return [each["inputs"] for each in server.ledger(since) if each["command"] == feed]
