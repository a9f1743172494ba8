"""The contract-wide feeds: subscriptions, procedures and depot order lines."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from desktop.domain.answers import FeedPage
from desktop.domain.errors import CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import DepotOrderLine, Procedure, Record, Subscription
from desktop.microbizz import Client
from desktop.services.browse import BEGINNING
from desktop.services.changes import Change, ChangeFeed, Subject

R = TypeVar("R", bound=Record)


class Feed(Enum):
    """The feeds a contract may refuse one by one."""

    SUBSCRIPTIONS = "subscriptions"
    PROCEDURES = "procedures"
    DEPOT_LINES = "depot_lines"


class Feeds:
    """What the feeds hold, read whole when first asked for; `refresh` reads them anew.

    Attributes:
        refused: The feeds this contract refuses, with the server's words.
    """

    def __init__(self, *, client: Client, changes: ChangeFeed) -> None:
        self._client = client
        self._changes = changes
        self._reads: dict[Feed, asyncio.Task[tuple[Record, ...]]] = {}
        self.refused: dict[Feed, CommandRefused] = {}

    async def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription of the contract."""
        return await self._whole(Feed.SUBSCRIPTIONS, self._client.subscriptions_by_last_change)

    async def expiring(self, *, today: date, days: int) -> tuple[Subscription, ...]:
        """Subscriptions that expire from *today* to so many days on, the first to go first."""
        horizon = today + timedelta(days=days)
        dated = [(s.day("expires"), s) for s in await self.subscriptions() if _is_live(s)]
        soon = [(day, s) for day, s in dated if day is not None and today <= day <= horizon]
        return tuple(s for _, s in sorted(soon, key=lambda pair: (pair[0], pair[1].id)))

    async def procedures_of(self, customer: CustomerId) -> tuple[Procedure, ...]:
        every = await self._whole(Feed.PROCEDURES, self._client.procedures_by_last_change)
        return tuple(p for p in every if p.customer_id == customer and not p.flag("isdeleted"))

    async def depot_lines_of(self, customer: CustomerId) -> tuple[DepotOrderLine, ...]:
        every = await self._whole(Feed.DEPOT_LINES, self._client.depot_order_lines_by_last_change)
        return tuple(
            line for line in every if line.customer_id == customer and not line.flag("isdeleted")
        )

    async def refresh(self) -> None:
        """Forget what was read, so that the next question asks the server."""
        await self.close()
        self.refused.clear()
        self._changes.publish(Change(subject=Subject.FEEDS, cause="refresh"))

    async def close(self) -> None:
        reads = list(self._reads.values())
        self._reads.clear()
        for read in reads:
            read.cancel()
        await asyncio.gather(*reads, return_exceptions=True)

    async def _whole(
        self, feed: Feed, pages: Callable[[date], AsyncIterator[FeedPage[R]]]
    ) -> tuple[R, ...]:
        """Read *feed* once for all who ask; a failure is not kept."""
        if feed not in self._reads:
            self._reads[feed] = asyncio.create_task(_read(pages), name=f"feed {feed.value}")
        read = self._reads[feed]
        try:
            # Shielded: the pane that asked may close while another still waits.
            return await asyncio.shield(read)  # type: ignore[return-value]  # one task per feed
        except CommandRefused as refusal:
            self._forget(feed, read)
            if feed not in self.refused:
                self.refused[feed] = refusal
                self._changes.publish(Change(subject=Subject.FEEDS, cause="refused"))
            raise
        except Exception:
            self._forget(feed, read)
            raise

    def _forget(self, feed: Feed, read: "asyncio.Task[tuple[Record, ...]]") -> None:
        if self._reads.get(feed) is read:
            del self._reads[feed]


def _is_live(subscription: Subscription) -> bool:
    return not subscription.flag("isexpired") and not subscription.flag("isdeleted")


async def _read(pages: Callable[[date], AsyncIterator[FeedPage[R]]]) -> tuple[Record, ...]:
    found: dict[int, R] = {}
    async for page in pages(BEGINNING):
        # The same item may come twice (inferred); the later one holds.
        found.update((record.number("id"), record) for record in page.records)
    return tuple(found.values())
