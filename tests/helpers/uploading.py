"""Uploads of one account against a server, for tests that wait for what happens to them."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.domain.account import Account, Password
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadState
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.services.changes import Change, ChangeFeed
from desktop.services.pictures import Pictures
from desktop.services.uploads.service import Uploads
from tests.helpers.demo_server import DemoServer

PATIENCE_S = 20.0
PATIENT = Options(total_seconds=PATIENCE_S, retries=0)
LONG = 3600.0
"""A hold that no test sits out."""


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

    Attributes:
        heard: All changes the feed told, in order.
    """

    def __init__(self, client: Client, customer_id: int, *, hold: float) -> None:
        self._happened = asyncio.Event()
        self._customer_id = CustomerId(customer_id)
        self.heard: list[Change] = []
        self._changes = ChangeFeed()
        self._changes.subscribe(self._hear)
        self._pictures = Pictures()
        self.uploads = Uploads(
            client=client,
            changes=self._changes,
            pictures=self._pictures,
            hold_seconds=hold,
            pauses=(0.02,),
        )

    @property
    def states(self) -> list[UploadState]:
        return [row.state for row in self.uploads.rows]

    def add(self, *paths: Path, folder: str = "", customer_id: int = 0) -> list[Upload]:
        """The rows the files became."""
        before = len(self.uploads.rows)
        self.uploads.add(
            CustomerId(customer_id) if customer_id else self._customer_id,
            "Søndergade 7",
            paths,
            folder,
        )
        return list(self.uploads.rows[before:])

    def row(self, upload: Upload) -> Upload:
        """The upload as it is now."""
        return next(row for row in self.uploads.rows if row.id == upload.id)

    async def until(self, fact: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not fact():
                self._happened.clear()
                await self._happened.wait()

    async def until_states(self, *states: UploadState) -> None:
        try:
            await self.until(lambda: self.states == list(states))
        except TimeoutError:
            raise AssertionError(self.uploads.rows) from None

    async def close(self) -> None:
        await self.uploads.close()
        await self._pictures.close()

    def _hear(self, change: Change) -> None:
        self.heard.append(change)
        self._happened.set()


def told(
    account: Account,
    tell: Callable[[Story], Awaitable[None]],
    *,
    customer_id: int,
    hold: float = 0.0,
    options: Options = PATIENT,
) -> None:
    """Run a story to its end."""

    async def run() -> None:
        async with Client(account, options=options) as client:
            story = Story(client, customer_id, hold=hold)
            try:
                await tell(story)
            finally:
                await story.close()

    asyncio.run(run())
