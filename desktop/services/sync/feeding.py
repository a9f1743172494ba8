"""Subscriptions, procedures and depot order lines: taken in where the contract gives them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.domain.errors import (
    CommandRefused,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.domain.sync import Phase
from desktop.microbizz import Client
from desktop.services.sync import messages, wire
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.pace import Pace
from desktop.services.sync.paging import Doubtful, Endless, PageStored, Paging, kept, put
from desktop.services.sync.sources import Records, other_feeds
from desktop.services.sync.standing import Pass, Standing, leaves_more
from desktop.services.sync.telling import Teller
from desktop.services.sync.watermark import hours_back, since


class Feeding:
    """Keeps the other feeds in step; one that goes wrong takes nothing from the others.

    Attributes:
        wants_whole: A pass over everything was asked for.
    """

    def __init__(self, *, client: Client, keeping: Keeping, teller: Teller, pace: Pace) -> None:
        self._sources = other_feeds(client)
        self._keeping, self._teller, self._pace = keeping, teller, pace
        self._standings: dict[str, Standing] = {}
        self._refused: dict[str, CommandRefused] = {}
        self._is_asked_again = False
        self.wants_whole = False

    async def load(self) -> None:
        """Read how the feeds stand; raises StorageFailed."""
        for source in self._sources:
            self._standings[source.name] = await kept(self._keeping, source.name)

    def ask_again(self) -> None:
        """The next turn asks for feeds that were refused as well."""
        self._is_asked_again = True

    async def turn(self) -> None:
        """Bring all feeds up to date.

        Raises Unreachable, TimedOut, EnvelopeRefused, StorageFailed.
        """
        self._teller.note(phase=Phase.UPDATING)
        is_asked_again, self._is_asked_again = self._is_asked_again, False
        trouble: ServerError | None = None
        for source in self._sources:
            if source.name not in self._refused or is_asked_again:
                try:
                    await self._take_in(source)
                except (Unreachable, TimedOut) as error:
                    # Perhaps of this feed alone: the others are asked before it is told.
                    trouble = error
        if trouble is not None:
            raise trouble
        self.wants_whole = False

    async def follow(self, watermark: datetime | None) -> None:
        """Where the customers' *watermark* was set back, so are the feeds', and read whole again.

        They are asked right after the customers, so nothing else takes them so far apart.
        """
        for name, standing in self._standings.items():
            if hours_back(standing.watermark, watermark):
                self._standings[name] = replace(standing, watermark=watermark, whole_at=None)
                await self._keeping.run(put, name, self._standings[name])

    async def _take_in(self, source: Records[Any]) -> None:
        before = self._standings[source.name]
        try:
            await self._pass(source)
            if leaves_more(before, self._standings[source.name]):
                await self._pass(source)
        except CommandRefused as refused:
            self._refused[source.name] = refused
            self._tell(source.name, refused)
        except Endless:
            self._teller.note(oddity="endless")
        except (NotAnEnvelope, Doubtful):
            # Asked again with the next poll; the customers' pass asks the user about the clock.
            return
        else:
            if self._refused.pop(source.name, None):
                self._tell(source.name, None)

    async def _pass(self, source: Records[Any]) -> None:
        standing = self._standings[source.name]
        is_whole = self.wants_whole or self._is_whole_due(standing)
        paging = Paging(
            source=source,
            keeping=self._keeping,
            standing=standing,
            now=self._pace.now,
            on_page=lambda stored: self._on_page(source, stored),
        )
        begin = None if is_whole else since(standing.watermark)
        try:
            await paging.run(Pass(is_whole=is_whole, since=begin))
        finally:
            self._standings[source.name] = paging.standing
            if paging.oddity or standing.losses:
                self._teller.note(oddity=paging.oddity)

    def _on_page(self, source: Records[Any], stored: PageStored) -> None:
        if stored.taken.is_news:
            self._teller.say(messages.FeedChanged(feed=source.name))

    def _is_whole_due(self, standing: Standing) -> bool:
        now = self._pace.now()
        is_old = standing.whole_at is None or abs(now - standing.whole_at) >= self._pace.whole
        return is_old or not standing.is_whole

    def _tell(self, feed: str, refused: CommandRefused | None) -> None:
        self._teller.say(messages.FeedRefused(feed=feed, error=wire.error_as_json(refused)))
