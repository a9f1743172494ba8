"""Writes of customers whose answers were lost: looked for, and told from what was saved since."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from desktop.domain.edits import Saved
from desktop.domain.errors import CustomerGone
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.editing.looks import Looks
from desktop.services.editing.sent import Sent

LATEST = timedelta(hours=1)
"""How long after a save without an answer what the server shows may be taken for its doing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What is done about one that was lost.

    `read` asks for the customer as it is; `settle` puts down that it is stored; `overtaken` that
    it can no longer be told, for the same was saved again; `absent` that it was not there when it
    was so old; `late` tells what came of it, None where the last look has not found it.
    """

    read: Callable[[CustomerId], Awaitable[Customer]]
    settle: Callable[[Sent, Customer], Awaitable[Saved]]
    overtaken: Callable[[Sent], Awaitable[None]]
    absent: Callable[[Sent], Awaitable[None]]
    late: Callable[[CustomerId, Saved | None], None]


class LostWrites:
    """Each is looked for at set times, and for an hour whenever its customer is read or changes."""

    def __init__(self, looks: Looks, handling: Handling) -> None:
        self._looks, self._do = looks, handling
        self._lost: dict[int, Sent] = {}
        self._turns = Counter[CustomerId]()
        """Counted when a write begins and when it ends: odd while one is under way."""
        self._readings: dict[CustomerId, asyncio.Task[bool | None]] = {}
        self._changed = set[CustomerId]()
        """Of whom something has changed since their reading under way was asked for."""

    def look_for(self, sent: Sent, *, lost_at: datetime | None) -> datetime:
        """Look for *sent* from now on; gives when it is looked for last."""
        self._lost[sent.receipt] = sent
        look, absent = partial(self._look, sent.receipt), partial(self._give_up, sent)
        return self._looks.begin(sent.receipt, look, absent, lost_at=lost_at)

    def look_again(self, customers: Collection[int]) -> None:
        """Something of these has changed, or of anybody where there are none: look once more."""
        for customer in {lost.customer for lost in self._lost.values()}:
            if not customers or customer in customers:
                if customer in self._readings:
                    self._changed.add(customer)
                self._reading(customer)

    def looked_for_until(self, customer: CustomerId) -> datetime | None:
        """When a save of *customer* is looked for last; None where none is looked for."""
        due = [self._looks.until(each.receipt) for each in self._of(customer)]
        return max((each for each in due if each is not None), default=None)

    async def settle_in(self, now: Customer) -> None:
        """Settle those that *now*, as it was just read, shows to be stored.

        Of two that sent the same it is the later one's doing: it would have been in any case.
        """
        shown, overtaken = list[Sent](), list[Sent]()
        for lost in reversed(self._of(now.id)):
            left = self._lost.get(lost.receipt)
            if left is not None and left.is_stored_in(now):
                shown.append(self._lost.pop(lost.receipt))
                overtaken += self._taken_over_by(lost, now)
            elif left is not None:
                self._lost[lost.receipt] = left.seen(now)
        if not shown:
            return
        # Whoever looks may be told to stop by another.
        await asyncio.shield(self._put_down(shown, overtaken, now))
        self._end_looks((*shown, *overtaken))

    @contextmanager
    def writing(self, customer: CustomerId) -> Iterator[None]:
        """What is read of *customer* meanwhile may show either write."""
        self._turns[customer] += 1
        try:
            yield
        finally:
            self._turns[customer] += 1

    async def overtake(self, stored: Sent, after: Customer) -> None:
        """What *stored* has saved once more is no longer to be told from what was lost.

        But for what was there right before it. What came *after* it is what they may go over yet.
        """
        if stored.image.raw != stored.write.before.raw:
            await self.settle_in(stored.image)
        overtaken = self._taken_over_by(stored, after)
        for lost in overtaken:
            await self._do.overtaken(lost)
        self._end_looks(overtaken)

    def _taken_over_by(self, stored: Sent, after: Customer) -> list[Sent]:
        """Those older ones of which nothing is left to tell them by; they are forgotten."""
        taken: list[Sent] = []
        for lost in self._of(stored.customer):
            left = lost if lost.receipt > stored.receipt else lost.but_for(stored, after)
            self._lost[lost.receipt] = left
            if not left.fields:
                taken.append(self._lost.pop(lost.receipt))
        return taken

    async def _put_down(self, shown: list[Sent], overtaken: list[Sent], now: Customer) -> None:
        for each in shown:
            # By when it was sent, so that what came of it as a colleague's is known as ours.
            late = replace(each, is_settled_by_reading=True, is_late=True)
            self._do.late(each.customer, await self._do.settle(late, now))
        for each in overtaken:
            await self._do.overtaken(each)

    def _of(self, customer: CustomerId) -> tuple[Sent, ...]:
        """Those of *customer*, the oldest first; too old ones are forgotten."""
        long_ago = self._looks.wall() - LATEST
        for old in [each for each in self._lost.values() if each.at < long_ago]:
            if self._looks.until(old.receipt) is None:
                del self._lost[old.receipt]
        return tuple(each for each in self._lost.values() if each.customer == customer)

    async def _look(self, receipt: int) -> bool | None:
        """None where nothing could be seen of it."""
        sent = self._lost.get(receipt)
        if sent is None:
            return True
        # Others may wait for the same reading.
        is_seen = await asyncio.shield(self._reading(sent.customer))
        return receipt not in self._lost if is_seen else is_seen

    def _reading(self, customer: CustomerId) -> asyncio.Task[bool | None]:
        """One reading does for all that is looked for of *customer*."""
        reading = self._readings.get(customer)
        if reading is None:
            reading = self._looks.once(partial(self._read, customer))
            self._readings[customer] = reading
            reading.add_done_callback(lambda _: self._has_read(customer))
        return reading

    async def _read(self, customer: CustomerId) -> bool | None:
        """Settle what it shows.

        False where there is no such customer, None where what is read may be the doing of a write
        that is under way.
        """
        turn = self._turns[customer]
        if turn % 2:
            return None
        try:
            now = await self._do.read(customer)
        except CustomerGone:
            return False
        if turn != self._turns[customer]:
            return None
        await self.settle_in(now)
        return True

    def _has_read(self, customer: CustomerId) -> None:
        del self._readings[customer]
        if customer in self._changed:
            self._changed.discard(customer)
            self.look_again((customer,))

    def _give_up(self, sent: Sent) -> None:
        """Nothing more is asked for it, but a later reading may show it all the same."""
        self._do.late(sent.customer, None)
        if sent.at < self._looks.wall() - LATEST:
            self._looks.once(partial(self._do.absent, sent))

    def _end_looks(self, known: Iterable[Sent]) -> None:
        for each in known:
            self._looks.end(each.receipt)
