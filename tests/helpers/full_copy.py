"""A local copy with lists and feeds too, brought in step with a server when a test says so."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import CommandRefused
from desktop.domain.records import DepotOrderLine, Procedure, Record, Subscription
from desktop.domain.sync import SyncState
from desktop.microbizz import Client
from desktop.mirror import state, whole
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.sync.standing import Standing, as_json
from desktop.services.sync.watermark import BEGINNING
from tests.helpers.local_copy import LocalCopy


def known_from(numbers: Mapping[str, int]) -> Callable[[str], Awaitable[int]]:
    """How many customers have a number, by what the test says."""

    async def known(number: str) -> int:
        return numbers.get(number, 0)

    return known


class FullCopy(LocalCopy):
    """Whole from the beginning; the feeds are not there before `take_feeds`.

    Attributes:
        kept: The names of the lists that were to be kept.
        updates: How often it was to be brought up to date.
        refused: The feeds the synchroniser was refused, by their kind of object.
    """

    def __init__(self, folder: Path, changes: ChangeFeed) -> None:
        super().__init__(folder, changes)
        self.kept: list[str] = []
        self.updates = 0
        self.refused: dict[str, CommandRefused] = {}

    def keep_list(self, name: str, records: Sequence[Record]) -> None:
        self.kept.append(name)
        if records:
            with self._writing.transaction() as db:
                whole.put_list(db, type(records[0]), records)

    def update(self) -> None:
        self.updates += 1

    def be(self, **facts: object) -> None:
        """Stand otherwise, as `SyncState` has it."""
        self.state = replace(self.state, **facts)  # type: ignore[arg-type]  # the test's own words
        self.changes.publish(Change(subject=Subject.SYNC))

    def as_of(self, at: datetime) -> None:
        self.state = SyncState(is_whole=True, updated_at=at)
        self.changes.publish(Change(subject=Subject.SYNC))

    async def take_in(self, client: Client) -> None:
        """All customers and feeds of the server."""
        async for page in client.customers_by_last_change(BEGINNING, ignore_closed=True):
            self.fill(page.records)
        await self.take_feeds(client)

    async def take_feeds(self, client: Client, *, told: bool = True) -> None:
        """All three feeds, as a pass from the beginning does; *told* is whether that is news."""
        feeds = (
            (Subscription, client.subscriptions_by_last_change),
            (Procedure, client.procedures_by_last_change),
            (DepotOrderLine, client.depot_order_lines_by_last_change),
        )
        for kind, pages in feeds:
            async for page in pages(BEGINNING):
                self._put(kind, page.records)
        if told:
            self.changes.publish(Change(subject=Subject.FEEDS, cause="sync"))

    def _put(self, kind: type[Record], records: Sequence[Record]) -> None:
        standing = Standing(is_whole=True)
        with self._writing.transaction() as db:
            whole.put_feed(db, kind, records, 1)
            state.write(db, f"feed {kind.KIND.value}", as_json(standing))
