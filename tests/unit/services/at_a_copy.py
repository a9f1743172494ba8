"""A client beside a local copy, for the length of one story."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed
from desktop.services.feeds import FeedRecords
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy
from tests.helpers.reading import PATIENCE_S, account_of

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Place:
    """What services that read the copy are made of, and what they told."""

    client: Client
    copy: FullCopy
    changes: ChangeFeed
    told: list[Change] = field(default_factory=list)

    def feeds(self) -> FeedRecords:
        return FeedRecords(
            client=self.client,
            reader=self.copy.reader,
            changes=self.changes,
            keeper=self.copy,
        )


def at_a_copy(server: DemoServer, folder: Path, story: Callable[[Place], Awaitable[T]]) -> T:
    """Run *story*; a second one in the same *folder* finds the same copy."""

    async def told() -> T:
        changes = ChangeFeed()
        copy = FullCopy(folder, changes)
        async with Client(account_of(server)) as client:
            place = Place(client=client, copy=copy, changes=changes)
            changes.subscribe(place.told.append)
            try:
                return await asyncio.wait_for(story(place), PATIENCE_S)
            finally:
                await copy.close()

    return asyncio.run(told())
