"""The records of the contract-wide feeds, as the local copy holds them."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Protocol, TypeVar

from desktop.domain.errors import CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import DepotOrderLine, Procedure, Record, Subscription
from desktop.domain.standing import LIVE, standing
from desktop.microbizz import Client
from desktop.mirror import state, whole
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.sync.standing import from_json

R = TypeVar("R", bound=Record)

# Nothing has changed since, so the answer is short whatever the contract holds.
_FAR_FROM_NOW = date(2099, 1, 1)


class Feed(Enum):
    """The feeds a contract may refuse one by one."""

    SUBSCRIPTIONS = "subscriptions"
    PROCEDURES = "procedures"
    DEPOT_LINES = "depot_lines"


_KINDS: Mapping[Feed, type[Record]] = {
    Feed.SUBSCRIPTIONS: Subscription,
    Feed.PROCEDURES: Procedure,
    Feed.DEPOT_LINES: DepotOrderLine,
}


class Keeper(Protocol):
    """Who keeps the local copy; `refused` is by kind of object."""

    @property
    def refused(self) -> Mapping[str, CommandRefused]: ...

    def update(self) -> None: ...


class FeedRecords:
    """Subscriptions, procedures and depot order lines, without those that are deleted.

    Each question raises the refusal of its feed, and StorageFailed; None is the answer until the
    copy has loaded the feed once. Subject.FEEDS tells that there is something new.
    """

    def __init__(
        self, *, client: Client, reader: Reader, changes: ChangeFeed, keeper: Keeper
    ) -> None:
        self._client = client
        self._reader = reader
        self._changes = changes
        self._keeper = keeper
        self._learned: dict[Feed, CommandRefused] = {}

    @property
    def refused(self) -> Mapping[Feed, CommandRefused]:
        """The feeds this contract refuses, with the server's words."""
        met = {feed: self._keeper.refused.get(kind.KIND.value) for feed, kind in _KINDS.items()}
        return self._learned | {feed: refusal for feed, refusal in met.items() if refusal}

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
        if learned.keys() != self._learned.keys():
            self._learned = learned
            self._changes.publish(Change(subject=Subject.FEEDS, cause="refused"))

    async def expiring(self, *, today: date, days: int) -> tuple[Subscription, ...] | None:
        """Live subscriptions that expire from *today* to so many days on, the first to go first."""
        if not await self._has(Feed.SUBSCRIPTIONS):
            return None
        found = await self._reader.run(whole.expiring, today, today + timedelta(days=days))
        return tuple(each for each in found if standing(each, today) in LIVE)

    async def subscriptions_of(self, customer: CustomerId) -> tuple[Subscription, ...] | None:
        return await self._of(Feed.SUBSCRIPTIONS, Subscription, customer)

    async def procedures_of(self, customer: CustomerId) -> tuple[Procedure, ...] | None:
        return await self._of(Feed.PROCEDURES, Procedure, customer)

    async def depot_lines_of(self, customer: CustomerId) -> tuple[DepotOrderLine, ...] | None:
        return await self._of(Feed.DEPOT_LINES, DepotOrderLine, customer)

    def refresh(self) -> None:
        """Have the server asked what changed."""
        self._keeper.update()

    async def _of(self, feed: Feed, kind: type[R], customer: CustomerId) -> tuple[R, ...] | None:
        if not await self._has(feed):
            return None
        return tuple(await self._reader.run(whole.of_customer, kind, customer))

    async def _has(self, feed: Feed) -> bool:
        """Whether the copy has had everything of *feed* once; raises its refusal."""
        if refusal := self.refused.get(feed):
            raise refusal
        kept = await self._reader.run(state.read_any, f"feed {_KINDS[feed].KIND.value}")
        return from_json(kept).is_whole
