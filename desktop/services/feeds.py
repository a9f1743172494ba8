"""The contract-wide feeds: subscriptions, procedures and depot order lines."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from itertools import islice
from typing import Generic, TypeVar

from desktop.domain.answers import FeedPage
from desktop.domain.errors import CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import DepotOrderLine, Procedure, Subscription
from desktop.domain.standing import LIVE, standing
from desktop.microbizz import Client
from desktop.services.browse import BEGINNING
from desktop.services.changes import Change, ChangeFeed, Subject

R = TypeVar("R", Subscription, DepotOrderLine, Procedure)
T = TypeVar("T")

# A feed may hold a million records; going through so many takes a millisecond or two.
_SLICE = 500

# Nothing has changed since, so the answer is short whatever the contract holds.
_FAR_FROM_NOW = date(2099, 1, 1)


class Feed(Enum):
    """The feeds a contract may refuse one by one."""

    SUBSCRIPTIONS = "subscriptions"
    PROCEDURES = "procedures"
    DEPOT_LINES = "depot_lines"


class Feeds:
    """What the feeds hold, read whole when first asked for; `refresh` reads them anew.

    Attributes:
        refused: The feeds this contract refuses, with the server's words; not asked again
            before `learn_refused` has found it given.
    """

    def __init__(self, *, client: Client, changes: ChangeFeed) -> None:
        self._client = client
        self._changes = changes
        self.refused: dict[Feed, CommandRefused] = {}
        self._subscriptions = _Whole(client.subscriptions_by_last_change)
        self._procedures = _Whole(client.procedures_by_last_change)
        self._depot_lines = _Whole(client.depot_order_lines_by_last_change)
        self._wholes = (self._subscriptions, self._procedures, self._depot_lines)

    async def learn_refused(self) -> None:
        """Find out which feeds the contract refuses, by asking for what changes far from now.

        Raises what keeps the server from answering at all.
        """
        answers = await asyncio.gather(
            self._client.get_subscriptions_by_last_change_id(_FAR_FROM_NOW),
            self._client.get_procedures_by_last_change(_FAR_FROM_NOW),
            self._client.get_depot_order_lines_by_last_change(_FAR_FROM_NOW),
            return_exceptions=True,
        )
        for answer in answers:
            if isinstance(answer, BaseException) and not isinstance(answer, CommandRefused):
                raise answer
        pairs = zip(Feed, answers, strict=True)
        learned = {feed: each for feed, each in pairs if isinstance(each, CommandRefused)}
        if learned.keys() != self.refused.keys():
            self.refused = learned
            self._changes.publish(Change(subject=Subject.FEEDS, cause="refused"))

    async def expiring(self, *, today: date, days: int) -> tuple[Subscription, ...]:
        """Live subscriptions that expire from *today* to so many days on, the first to go first."""
        whole = await self._read(Feed.SUBSCRIPTIONS, self._subscriptions)
        horizon = today + timedelta(days=days)
        soon: list[tuple[date, int, Subscription]] = []
        async for each in _unhurried(each for mine in whole.values() for each in mine):
            day = each.day("expires")
            if day is not None and today <= day <= horizon and standing(each, today) in LIVE:
                soon.append((day, each.id, each))
        return tuple(each for _, _, each in sorted(soon, key=lambda entry: entry[:2]))

    async def procedures_of(self, customer: CustomerId) -> tuple[Procedure, ...]:
        whole = await self._read(Feed.PROCEDURES, self._procedures)
        return tuple(each for each in whole.get(customer, ()) if not each.flag("isdeleted"))

    async def depot_lines_of(self, customer: CustomerId) -> tuple[DepotOrderLine, ...]:
        whole = await self._read(Feed.DEPOT_LINES, self._depot_lines)
        return tuple(each for each in whole.get(customer, ()) if not each.flag("isdeleted"))

    def refresh(self) -> None:
        """Forget what was read, so that the next question asks the server.

        Reads under way end as cancelled; whoever waits for one asks again on the change told of.
        """
        for whole in self._wholes:
            whole.forget()
        self._changes.publish(Change(subject=Subject.FEEDS, cause="refresh"))

    async def close(self) -> None:
        ended = [reading for whole in self._wholes if (reading := whole.forget())]
        await asyncio.gather(*ended, return_exceptions=True)

    async def _read(self, feed: Feed, whole: "_Whole[R]") -> Mapping[CustomerId, Sequence[R]]:
        if feed in self.refused:
            raise self.refused[feed]
        try:
            return await whole.by_customer()
        except CommandRefused as refusal:
            self._note_refusal(feed, refusal)
            raise

    def _note_refusal(self, feed: Feed, refusal: CommandRefused) -> None:
        if feed not in self.refused:
            self.refused[feed] = refusal
            self._changes.publish(Change(subject=Subject.FEEDS, cause="refused"))


class _Whole(Generic[R]):
    """One feed, read once for all who ask; a failure is not kept."""

    def __init__(self, pages: Callable[[date], AsyncIterator[FeedPage[R]]]) -> None:
        self._pages: Callable[[date], AsyncIterator[FeedPage[R]]] = pages
        self._reading: asyncio.Task[Mapping[CustomerId, Sequence[R]]] | None = None

    async def by_customer(self) -> Mapping[CustomerId, Sequence[R]]:
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="feed")
            self._reading.add_done_callback(self._settle)
        # Shielded: the pane that asked may close while another still waits.
        return await asyncio.shield(self._reading)

    def forget(self) -> "asyncio.Task[Mapping[CustomerId, Sequence[R]]] | None":
        """Drop what was read, or cancel and return what is being read."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
        return reading

    def _settle(self, reading: "asyncio.Task[Mapping[CustomerId, Sequence[R]]]") -> None:
        """Let the next question ask again; nobody may be left to see the failure."""
        if (reading.cancelled() or reading.exception()) and self._reading is reading:
            self._reading = None

    async def _read(self) -> Mapping[CustomerId, Sequence[R]]:
        found: dict[object, R] = {}
        async for page in self._pages(BEGINNING):
            async for record in _unhurried(page.records):
                # The same item may come twice (inferred); the later one holds.
                found[record.id or object()] = record
        by_customer: defaultdict[CustomerId, list[R]] = defaultdict(list)
        async for record in _unhurried(found.values()):
            by_customer[record.customer_id].append(record)
        return dict(by_customer)


async def _unhurried(items: Iterable[T]) -> AsyncIterator[T]:
    """*items*, with the loop let in between slices: it also paints."""
    rest = iter(items)
    while part := list(islice(rest, _SLICE)):
        for item in part:
            yield item
        await asyncio.sleep(0)
