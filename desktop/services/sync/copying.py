"""The customers of the local copy: what is asked of the server next, and what is believed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from desktop.domain.errors import CommandRefused, NotAnEnvelope
from desktop.domain.sync import Doubt, Phase
from desktop.microbizz import Client
from desktop.mirror import customers, state, tree
from desktop.mirror.customers import Cause
from desktop.mirror.database import Db
from desktop.services.sync.checking import Checking, Verdict
from desktop.services.sync.doubts import Doubts, keep_vanished, vanished
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.pace import Pace
from desktop.services.sync.paging import Doubtful, Endless, PageStored, Paging, kept, put
from desktop.services.sync.sources import Customers, Taken
from desktop.services.sync.standing import Pass, Standing, leaves_more
from desktop.services.sync.telling import Teller
from desktop.services.sync.watermark import since

_PUT_OFF: Final = timedelta(days=1)
"""After a pass over everything that the server did not let come to its end."""


class Copying:
    """Keeps the customers in step with the server.

    Attributes:
        wants_whole: A pass over everything was asked for.
        doubts: What waits for the user.
    """

    def __init__(self, *, client: Client, keeping: Keeping, teller: Teller, pace: Pace) -> None:
        self._source = Customers(client)
        self._keeping, self._teller, self._pace = keeping, teller, pace
        self.checking = Checking(client=client, keeping=keeping, on_taken=self.note)
        self.doubts = Doubts()
        self.wants_whole = False
        self._standing = Standing()
        self._put_off_at: datetime | None = None

    @property
    def cause(self) -> Cause:
        """Of what comes now: it is news only once everything has been seen."""
        return Cause.NEWS if self._standing.is_whole else Cause.FIRST

    @property
    def is_whole(self) -> bool:
        return self._standing.is_whole

    @property
    def watermark(self) -> datetime | None:
        """Everything up to this moment of the server's clock is stored; naive."""
        return self._standing.watermark

    async def load(self) -> None:
        """Read how things stand; raises StorageFailed."""
        self._standing = await kept(self._keeping, self._source.name)
        known, gone = await self._keeping.run(lambda db: (tree.count(db), len(vanished(db))))
        self.doubts = Doubts()
        if gone:
            self.doubts.ask_of_vanished(gone, known)
        self._teller.note(known=known, passed=0, doubted=self.doubts.asked, **self._facts())

    def note(self, taken: Taken) -> None:
        """Tell what was stored."""
        is_news = self.cause is Cause.NEWS and taken.is_news
        self._teller.touch(taken.touched, is_marked=is_news)
        self._teller.note(known=self._teller.state.known + taken.new)

    async def turn(self) -> None:
        """Bring the customers up to date; raises ServerError, StorageFailed, Endless."""
        try:
            await self._act_on_answers()
            await self._try_to_check()
            before = self._standing
            if await self._whole_or_news() and leaves_more(before, self._standing):
                await self._pass(is_whole=False)
        finally:
            self._teller.note(passed=0, doubted=self.doubts.asked, **self._facts())

    async def _whole_or_news(self) -> bool:
        """The pass that is due; news do not wait for one over everything that always fails."""
        passing = self._standing.passing
        is_whole = passing.is_whole if passing else self._is_whole_due()
        if not is_whole or not self._standing.is_whole:
            return await self._pass(is_whole=is_whole)
        try:
            return await self._pass(is_whole=True)
        except (NotAnEnvelope, CommandRefused, Endless):
            self._put_off_at, self.wants_whole = self._pace.now(), False
            standing = replace(self._standing, passing=None)
            await self._keeping.run(put, self._source.name, standing)
            self._standing = standing
            self._teller.note(oddity="unchecked")
            return await self._pass(is_whole=False)

    async def _pass(self, *, is_whole: bool) -> bool:
        """Take in what a pass shows and settle whom it does not; False where it was doubted."""
        begin = None if is_whole else since(self._standing.watermark)
        is_believed = Doubt.EMPTY in self.doubts.believed
        paging = Paging(
            source=self._source,
            keeping=self._keeping,
            standing=self._standing,
            now=self._pace.now,
            known=0 if is_believed else self._teller.state.known,
            on_page=self._on_page,
        )
        self._teller.note(phase=self._phase(is_whole=is_whole), passed=0)
        losses = self._standing.losses
        try:
            await paging.run(Pass(is_whole=is_whole, since=begin))
        except Doubtful as doubtful:
            self.wants_whole &= not is_whole
            self.doubts.ask(doubtful)
            return False
        finally:
            self._standing = paging.standing
            if is_whole or paging.oddity or losses:
                self._teller.note(oddity=paging.oddity)
        self.wants_whole &= not is_whole
        self.doubts.put_aside(Doubt.CLOCK)
        await self._try_to_check()
        return True

    def _on_page(self, stored: PageStored) -> None:
        self.note(stored.taken)
        passing = stored.passing
        if passing.is_whole:
            self._teller.note(passed=passing.shown, set_aside=passing.set_aside)

    async def _try_to_check(self) -> None:
        """Settle the absent, or try again with the next turn: news do not wait for it."""
        try:
            await self._check_absent()
        except (NotAnEnvelope, CommandRefused):
            self._teller.note(oddity="unchecked")

    async def _check_absent(self) -> None:
        """Settle whom the last whole pass did not show, unless that has been done."""
        if not self._standing.is_checking:
            return
        absent = await self._keeping.run(state.pass_missing)
        known = self._teller.state.known
        # What the user believed is that there is nobody, not that there are few.
        is_believed = Doubt.EMPTY in self.doubts.believed and len(absent) >= known
        of = 0 if is_believed else known
        verdict = await self.checking.look_for(absent, of=of, cause=self.cause)
        standing = replace(self._standing, is_checking=False, whole_at=self._pace.now())
        self.doubts.put_aside(Doubt.EMPTY, Doubt.VANISHED)
        if verdict.is_doubtful:
            gone = await self._keeping.run(self._leave_open, standing)
            self.doubts.ask_of_vanished(gone, known)
        else:
            self.note(await self._keeping.run(self._settle, verdict, standing))
        self._standing = standing

    def _leave_open(self, db: Db, standing: Standing) -> int:
        absent = state.pass_missing(db)
        keep_vanished(db, absent)
        self._end_check(db, standing)
        return len(absent)

    def _settle(self, db: Db, verdict: Verdict, standing: Standing) -> Taken:
        removed = self.checking.remove(db, verdict)
        keep_vanished(db, [])
        self._end_check(db, standing)
        return removed

    def _end_check(self, db: Db, standing: Standing) -> None:
        state.pass_clear(db)
        put(db, self._source.name, standing)

    async def _act_on_answers(self) -> None:
        doubts = self.doubts
        if Doubt.CLOCK in doubts.believed and doubts.clock:
            await self._set_back(doubts.clock)
            doubts.put_aside(Doubt.CLOCK)
        self.wants_whole |= Doubt.EMPTY in doubts.believed
        if Doubt.VANISHED in doubts.believed:
            absent = await self._keeping.run(vanished)
            verdict = await self.checking.look_for(absent, of=0, cause=self.cause)
            self.note(await self._keeping.run(self._let_go, verdict))
            doubts.put_aside(Doubt.VANISHED)
        if Doubt.VANISHED in doubts.denied:
            await self._keeping.run(keep_vanished, [])
            doubts.put_aside(Doubt.VANISHED)

    async def _set_back(self, clock: datetime) -> None:
        """Believe the clock: what the last passes left out since then is in a whole one."""
        # A whole pass is due until one has ended, also if the program is closed meanwhile.
        standing = replace(self._standing, watermark=clock, whole_at=None)

        def set_back(db: Db) -> None:
            customers.distrust_times(db)
            put(db, self._source.name, standing)

        await self._keeping.run(set_back)
        self._standing, self._put_off_at = standing, None

    def _let_go(self, db: Db, verdict: Verdict) -> Taken:
        keep_vanished(db, [])
        return self.checking.remove(db, verdict)

    def _is_whole_due(self) -> bool:
        standing, now = self._standing, self._pace.now()
        if not standing.is_whole or self.wants_whole:
            return True
        # This computer's clock may have been set back as well.
        is_old = standing.whole_at is None or abs(now - standing.whole_at) >= self._pace.whole
        is_put_off = self._put_off_at is not None and abs(now - self._put_off_at) < _PUT_OFF
        return is_old and not is_put_off and not self.doubts.is_empty

    def _phase(self, *, is_whole: bool) -> Phase:
        if not self._standing.is_whole:
            return Phase.LOADING
        return Phase.CHECKING if is_whole else Phase.UPDATING

    def _facts(self) -> dict[str, Any]:
        standing = self._standing
        return {
            "is_whole": standing.is_whole,
            "updated_at": standing.updated_at,
            "set_aside": standing.set_aside + standing.aside_since,
        }
