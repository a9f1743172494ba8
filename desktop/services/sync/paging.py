"""One pass over one feed, page by page, each stored together with how to go on."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Generic, TypeVar

from desktop.domain.answers import FeedPage
from desktop.domain.errors import CommandRefused
from desktop.domain.records import Record
from desktop.domain.sync import Doubt, Doubted
from desktop.mirror import state
from desktop.mirror.database import Db
from desktop.services.sync.circles import Course, Trail
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.sources import Coming, Source, Taken
from desktop.services.sync.standing import Pass, Standing, as_json, from_json
from desktop.services.sync.watermark import hours_back, moved, newest_change

R = TypeVar("R", bound=Record)

MOST_RESTARTS: Final = 3
MOST_LOSSES: Final = 3
"""After so many passes in a row that lost a page, what cannot be read is gone without."""
_MOST_IDLE: Final = 20
"""Pages beyond what any honest feed may need, after which no end is in sight."""


class Doubtful(Exception):
    """The first page of a pass says something that is not believed unasked; nothing was stored.

    `clock` is the server's.
    """

    def __init__(self, doubted: Doubted, clock: datetime | None) -> None:
        super().__init__(doubted.doubt.value)
        self.doubted = doubted
        self.clock = clock


class Endless(Exception):
    """The feed goes in circles that leave something out; what it showed is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStored:
    """What is told of a page: how the pass stands after it, and what it changed."""

    passing: Pass
    taken: Taken


@dataclass(frozen=True, slots=True)
class _Asked(Generic[R]):
    """A page that was asked for; *sent_ns* is from before the request was sent."""

    key: str
    sent_ns: int
    page: "asyncio.Future[FeedPage[R]]"


class Paging(Generic[R]):
    """Takes in one feed. While a page is stored the next one is already on its way.

    Attributes:
        standing: How the feed stands, as it is in the copy.
        oddity: What went wrong without harm: "restarted", "expired", "endless", "overlap", "lost".
    """

    def __init__(
        self,
        *,
        source: Source[R],
        keeping: Keeping,
        standing: Standing,
        now: Callable[[], datetime],
        known: int = 0,
        on_page: Callable[[PageStored], None] = lambda _stored: None,
    ) -> None:
        """*known*: records there are, which an empty answer would take away; 0 doubts none."""
        self.standing = standing
        self.oddity = ""
        self._source, self._keeping = source, keeping
        self._now, self._known = now, known
        self._on_page = on_page
        self._trail = Trail()

    async def run(self, fresh: Pass) -> Standing:
        """Go on with the pass that was broken off, or make the *fresh* one; returns the standing.

        Raises ServerError, StorageFailed, Doubtful, Endless.
        """
        passing = self.standing.passing or replace(fresh, begun_at=self._now())
        try:
            await self._pages(passing)
        except (Doubtful, Endless, CommandRefused):
            # The next attempt begins anew, or it would fail in the same way for ever.
            if self.standing.passing:
                await self._write(replace(self.standing, passing=None))
            raise
        return self.standing

    async def _pages(self, passing: Pass) -> None:
        self._trail = Trail(passing.first)
        is_resumed = bool(passing.key)
        asked = self._ask(passing)
        try:
            while True:
                page = await self._answer(asked, passing)
                if page is None or (is_resumed and await self._overlaps(page, passing)):
                    passing = await self._restart(passing, is_refused=page is None)
                    asked = self._ask(passing)
                elif after := self._after(page, passing, asked):
                    answered, asked = asked, self._ask(after) if after.key else asked
                    passing = await self._store(page, after, answered)
                    if not passing.key:
                        return
                else:
                    self.standing = await self._keeping.run(self._end, passing)
                    return
                is_resumed = False
        finally:
            await _drop(asked.page)

    def _ask(self, passing: Pass) -> _Asked[R]:
        sent_ns = time.monotonic_ns()
        page = asyncio.ensure_future(self._source.ask(passing.since, passing.key))
        return _Asked(passing.key, sent_ns, page)

    async def _answer(self, asked: _Asked[R], passing: Pass) -> FeedPage[R] | None:
        """The page; None where its key is refused and the pass may begin anew."""
        try:
            return await asked.page
        except CommandRefused:
            if not asked.key or passing.restarts >= MOST_RESTARTS:
                raise
            return None

    async def _overlaps(self, page: FeedPage[R], passing: Pass) -> bool:
        """Whether what an old key gave was shown before, so that the rest may be lost."""
        if passing.restarts >= MOST_RESTARTS:
            return False
        shown = self._source.shown_before
        return bool(await self._keeping.run(shown, page.records, passing.stamp))

    async def _restart(self, passing: Pass, *, is_refused: bool) -> Pass:
        self.oddity = "expired" if is_refused else "restarted"
        anew = passing.anew(self._now())
        self._trail = Trail()
        await self._write(replace(self.standing, passing=anew))
        return anew

    def _after(self, page: FeedPage[R], passing: Pass, asked: _Asked[R]) -> Pass | None:
        """The pass once *page* is stored; None where the feed is round.

        Raises Doubtful and Endless.
        """
        if passing.pages == 0:
            self._doubt(page, passing)
            passing = replace(passing, clock=page.clock)
        course = self._trail.follow(page, asked.key)
        if course is Course.STUCK:
            self.oddity = "endless"
            raise Endless
        if course is Course.ROUND:
            self.oddity = "endless"
            return None
        return replace(
            passing,
            newest=self._newest(page, passing),
            key=page.resume_key,
            pages=passing.pages + 1,
            shown=passing.shown + len(page.records),
            set_aside=passing.set_aside + page.set_aside,
            lost=passing.lost + _is_lost(page, is_whole=passing.is_whole),
            first=self._trail.first,
        )

    def _newest(self, page: FeedPage[R], passing: Pass) -> datetime | None:
        if passing.clock:
            return passing.newest
        now = self._now()
        begun_at = passing.begun_at or now
        return newest_change(page.records, passing.newest, begun_at=begun_at, now=now)

    def _doubt(self, page: FeedPage[R], passing: Pass) -> None:
        if hours := hours_back(self.standing.watermark, page.clock):
            raise Doubtful(Doubted(doubt=Doubt.CLOCK, hours=hours), page.clock)
        is_empty = not page.records and not page.set_aside
        if passing.is_whole and is_empty and self._known:
            doubted = Doubted(doubt=Doubt.EMPTY, customers=self._known, of=self._known)
            raise Doubtful(doubted, page.clock)

    async def _store(self, page: FeedPage[R], after: Pass, asked: _Asked[R]) -> Pass:
        """Store *page* and how to go on in one transaction; returns the pass as it is then."""
        self.standing, stored = await self._keeping.run(self._take, page, after, asked.sent_ns)
        if stored.passing.again and not self.oddity:
            self.oddity = "overlap"
        self._on_page(stored)
        if stored.passing.is_endless(_MOST_IDLE):
            self.oddity = "endless"
            raise Endless
        return stored.passing

    def _take(
        self, db: Db, page: FeedPage[R], after: Pass, sent_ns: int
    ) -> tuple[Standing, PageStored]:
        stamp = self._keeping.stamp(sent_ns)
        if after.pages == 1:
            self._source.begin(db)
            after = replace(after, stamp=stamp)
        is_first = not self.standing.is_whole
        coming = Coming(stamp=stamp, pass_stamp=after.stamp, is_first=is_first)
        taken = self._source.take(db, page.records, coming)
        passing = replace(
            after,
            again=after.again + taken.again,
            idle=0 if taken.fresh else after.idle + 1,
            set_aside=after.set_aside + taken.bad,
        )
        stored = PageStored(passing=passing, taken=taken)
        if not passing.key:
            return self._end(db, passing), stored
        standing = replace(self.standing, passing=passing)
        put(db, self._source.name, standing)
        return standing, stored

    def _end(self, db: Db, passing: Pass) -> Standing:
        """The pass is over: only now does the watermark move."""
        # What could not be read was shown all the same: nobody knows whom it was.
        is_sure = self._source.is_checked or not passing.set_aside
        if passing.is_whole and is_sure and self._source.end(db, passing.stamp):
            self.oddity = "vanished"
        standing = self._after_all(passing)
        put(db, self._source.name, standing)
        return standing

    def _after_all(self, passing: Pass) -> Standing:
        before, is_whole = self.standing, passing.is_whole
        is_checked = self._source.is_checked
        after = replace(
            before,
            losses=before.losses + 1 if passing.lost else 0,
            set_aside=passing.set_aside if is_whole else before.set_aside,
            aside_since=0 if is_whole else passing.set_aside,
            passing=None,
            is_checking=before.is_checking or (is_whole and is_checked),
        )
        if passing.lost and before.losses < MOST_LOSSES:
            # Nobody knows whom the page showed, so the next pass has to show them.
            self.oddity = "lost"
            return after
        clock, newest = passing.clock, passing.newest
        return replace(
            after,
            watermark=moved(before.watermark, clock=clock, newest=newest, now=self._now()),
            is_whole=before.is_whole or is_whole,
            whole_at=passing.begun_at if is_whole and not is_checked else before.whole_at,
            updated_at=passing.begun_at,
        )

    async def _write(self, standing: Standing) -> None:
        await self._keeping.run(put, self._source.name, standing)
        self.standing = standing


def _is_lost(page: FeedPage[R], *, is_whole: bool) -> bool:
    """Whether it is worth asking for all of the pass again, lest *page* is missed.

    A pass over everything is dear, and where most could be read the rest never will.
    """
    return page.set_aside > (len(page.records) if is_whole else 0)


async def kept(keeping: Keeping, feed: str) -> Standing:
    """How *feed* stands by what is in the copy."""

    def read(db: Db) -> object:
        return state.read_any(db, _key(feed))

    return from_json(await keeping.run(read))


def put(db: Db, feed: str, standing: Standing) -> None:
    """Keep how *feed* stands."""
    state.write(db, _key(feed), as_json(standing))


def _key(feed: str) -> str:
    return f"feed {feed}"


async def _drop(page: "asyncio.Future[FeedPage[R]]") -> None:
    """Let go of a page that nobody waits for any more."""
    if not page.done():
        page.cancel()
    await asyncio.wait([page])
    if not page.cancelled():
        page.exception()
