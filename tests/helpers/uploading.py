"""Uploads of one account against a server, for tests that wait for what happens to them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path

from desktop.domain.account import Account, Password
from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.journal.uploads import Event
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.services.changes import Change, ChangeFeed
from desktop.services.uploads.hands import Hands, Limits
from desktop.services.uploads.service import Uploads
from desktop.support.settings import Settings
from tests.helpers.clocks import MovedClock
from tests.helpers.demo_server import DemoServer

PATIENCE_S = 20.0
PATIENT = Options(total_seconds=PATIENCE_S, retries=0)
QUIET_S = 0.03
"""Nothing happened for so long, so time may pass."""


def account_of(server: DemoServer) -> Account:
    said = server.account
    login = Password(username=said["username"], apikey=said["apikey"], password=said["password"])
    return Account(contract=said["contract"], login=login, endpoint=said["url"])


def executed(server: DemoServer) -> list[str]:
    """The files the server stored, in order."""
    entries = server.ledger_of("AddFileToCustomer")
    return [entry["inputs"]["filename"] for entry in entries if entry["status"] == 1]


def strike(server: DemoServer, kind: str, **how: object) -> None:
    """Have a file, once, meet a fault of the server's."""
    server.faults({"command": "AddFileToCustomer", "kind": kind, **how})


class Story:
    """What a test of uploads tells: add, look at the rows, wait for a fact.

    Its clock stands still; what waits for it goes on in `passing`.

    Attributes:
        heard: All changes the feed told, in order.
    """

    def __init__(
        self,
        account: Account,
        client: Client,
        folder: Path,
        *,
        target: Target,
        hold: float,
        journal: Journal | None = None,
    ) -> None:
        self._happened = asyncio.Event()
        self._target = target
        self.heard: list[Change] = []
        self._changes = ChangeFeed()
        self._changes.subscribe(self._hear)
        self.journal = journal or Journal(folder / "journal.db")
        self._in_the_way = folder / "journal.db-journal"
        self.clock = MovedClock()
        self.memory = Settings(folder / "memory.json")
        self.memory.put("uploads", {"hold_seconds": hold})
        limits = Limits(options={"total_seconds": PATIENCE_S, "retries": 0})
        self.uploads = Uploads(
            client=client,
            journal=self.journal,
            hands=Hands(account=account, folder=folder, limits=limits),
            changes=self._changes,
            memory=self.memory,
            clock=self.clock,
        )

    @property
    def states(self) -> list[UploadState]:
        return [row.state for row in self.uploads.rows]

    async def add(
        self, *paths: Path, folder: str = "", customer_id: int = 0, **target: object
    ) -> list[Upload]:
        """The rows the files became."""
        before = {row.id for row in self.uploads.rows}
        goal = self.target(**target)
        if customer_id:
            goal = replace(goal, id=CustomerId(customer_id))
        await self.uploads.add(goal, [Incoming(path=path, folder=folder) for path in paths])
        return [row for row in self.uploads.rows if row.id not in before]

    def target(self, **other: object) -> Target:
        """The customer of the story, or one who differs from it."""
        return replace(self._target, **other)  # type: ignore[arg-type]  # fields of Target

    async def on_a_thread(self, work: Callable[[], object]) -> None:
        """Have something done that would keep the loop waiting."""
        await asyncio.to_thread(work)

    def row(self, upload: Upload) -> Upload:
        """The upload as it is now."""
        found = self.uploads.get(upload.id)
        assert found is not None
        return found

    async def until(self, fact: Callable[[], bool]) -> None:
        """Return once *fact* is so; no time passes for the uploads."""
        async with asyncio.timeout(PATIENCE_S):
            while not fact():
                self._happened.clear()
                await self._happened.wait()

    async def passing(self, fact: Callable[[], bool]) -> None:
        """The same, with time passing whenever nothing else happens."""
        async with asyncio.timeout(PATIENCE_S):
            while not fact():
                self._happened.clear()
                try:
                    await asyncio.wait_for(self._happened.wait(), QUIET_S)
                except TimeoutError:
                    self.clock.advance(self.clock.next_due or 0.0)

    async def until_states(self, *states: UploadState) -> None:
        await self._until_states(states, self.until)

    async def passing_until(self, *states: UploadState) -> None:
        await self._until_states(states, self.passing)

    async def fill_disk(self) -> None:
        """Have nothing written from now on: where SQLite puts its rollback file is a folder."""
        await self.settled()
        self._in_the_way.mkdir()

    def empty_disk(self) -> None:
        self._in_the_way.rmdir()

    async def settled(self) -> None:
        """Return when all that was asked for so far is written down."""
        await self.journal.run(uploads.learned)
        await asyncio.sleep(0)
        await self.journal.run(uploads.learned)

    async def events(self, upload: UploadId) -> tuple[Event, ...]:
        return await self.journal.run(uploads.events, upload)

    async def close(self) -> None:
        await self.uploads.close()
        await self.journal.close()

    async def _until_states(
        self,
        states: Sequence[UploadState],
        wait: Callable[[Callable[[], bool]], Awaitable[None]],
    ) -> None:
        try:
            await wait(lambda: self.states == list(states))
        except TimeoutError:
            raise AssertionError(self.uploads.rows, self.uploads.pause) from None

    def _hear(self, change: Change) -> None:
        self.heard.append(change)
        self._happened.set()


def told(
    account: Account,
    folder: Path,
    tell: Callable[[Story], Awaitable[None]],
    *,
    target: Target,
    hold: float = 0.0,
) -> None:
    """Run a story to its end; one with the same *folder* goes on where another ended."""

    async def run() -> None:
        async with Client(account, options=PATIENT) as client:
            story = Story(account, client, folder, target=target, hold=hold)
            try:
                await story.uploads.load()
                story.uploads.start()
                await tell(story)
            finally:
                await story.close()

    asyncio.run(run())
