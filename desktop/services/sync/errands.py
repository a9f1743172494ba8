"""What the window wishes beside the passes: records kept, marks made, branches looked into."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Final

from desktop.domain.errors import ServerError, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, CustomerRole, CustomerType, Maingroup, Record
from desktop.microbizz import Client
from desktop.mirror import customers, marks, whole
from desktop.mirror.customers import Cause
from desktop.mirror.database import Db
from desktop.services.sync import messages
from desktop.services.sync.copying import Copying
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.messages import Message
from desktop.services.sync.pace import Pace
from desktop.services.sync.sources import taken
from desktop.services.sync.telling import Teller
from desktop.services.sync.topping_up import ToppingUp

Mark = Callable[[Db], object]

_AT_ONCE: Final = 2
"""Branches asked for at the same time."""

_MOST_UNMARKED: Final = 1000
"""Marks that wait for room on the disk; of more, the latest."""

_LISTS: Final[dict[str, type[Record]]] = {
    kind.KIND.value: kind for kind in (CustomerType, CustomerRole, Maingroup)
}


class Errands:
    """Does wishes in their order; branches are looked into beside them.

    What goes wrong is told to *failed*. A mark that our disk did not take is tried again before
    the next wish, or after *again_s* seconds.
    """

    def __init__(
        self,
        *,
        client: Client,
        keeping: Keeping,
        copying: Copying,
        teller: Teller,
        pace: Pace,
        failed: Callable[[BaseException], None],
    ) -> None:
        self._keeping, self._copying = keeping, copying
        self._teller, self._pace, self._failed = teller, pace, failed
        self._unmarked: deque[Mark] = deque(maxlen=_MOST_UNMARKED)
        self._topping_up = ToppingUp(client=client, keeping=keeping, checking=copying.checking)
        self._waiting: asyncio.Queue[Message] = asyncio.Queue()
        self._looks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)

    def add(self, wish: Message) -> None:
        self._waiting.put_nowait(wish)

    async def done(self) -> None:
        """Return once all wishes so far were done; branches are not waited for."""
        await self._waiting.join()

    async def run(self) -> None:
        """Do what is wished for until cancelled."""
        try:
            while True:
                wish = await self._next()
                if wish is None or self._unmarked:
                    await self._tried(self._mark_again())
                if wish is not None:
                    await self._take(wish)
                    self._waiting.task_done()
        finally:
            for look in self._looks:
                look.cancel()

    async def _next(self) -> Message | None:
        """The next wish; None where none comes and a mark has waited long enough."""
        try:
            async with asyncio.timeout(self._pace.storage_s if self._unmarked else None):
                return await self._waiting.get()
        except TimeoutError:
            return None

    async def _take(self, wish: Message) -> None:
        if isinstance(wish, messages.LookInto):
            self._start_look(CustomerId(wish.parent))
        else:
            await self._tried(self._do(wish))
            self._teller.say(messages.Done())

    def _start_look(self, parent: CustomerId) -> None:
        look = asyncio.create_task(self._look(parent), name="look into a branch")
        self._looks.add(look)
        look.add_done_callback(self._looks.discard)

    async def _look(self, parent: CustomerId) -> None:
        is_done = False
        try:
            async with self._places:
                told = await self._topping_up.look_into(parent, cause=self._copying.cause)
            self._copying.note(told)
            is_done = True
        except ServerError:
            # The road tells of it; the branch is asked for again when it is opened again.
            return
        except Exception as error:  # noqa: BLE001 - told to who can judge it
            self._failed(error)
        finally:
            self._teller.say(messages.Looked(parent=parent, is_done=is_done))

    async def _tried(self, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - told to who can judge it
            self._failed(error)

    async def _do(self, wish: Message) -> None:
        match wish:
            case messages.Absorb():
                await self._absorb(wish)
            case messages.KeepList(name=name) if name in _LISTS:
                await self._keeping.run(_put_list, wish)
                self._teller.say(messages.ListKept(name=name))
            case _ if mark := self._mark(wish):
                self._unmarked.append(mark)
                await self._mark_again()

    async def _mark_again(self) -> None:
        """Put down the marks that wait, in their order, as far as our disk takes them."""
        while self._unmarked:
            mark = self._unmarked.popleft()
            try:
                await self._keeping.run(mark)
            except StorageFailed:
                self._unmarked.appendleft(mark)
                raise
            self._teller.say(messages.MarksChanged())

    async def _absorb(self, wish: messages.Absorb) -> None:
        cause = Cause.OWN if wish.is_own else self._copying.cause
        records = [Customer(raw) for raw in wish.customers]
        at = self._pace.now()

        def absorb(db: Db) -> customers.Absorbed:
            stamp = self._keeping.stamp(wish.sent_ns)
            return customers.absorb(db, records, stamp=stamp, at=at, cause=cause)

        self._copying.note(taken(await self._keeping.run(absorb)))

    def _mark(self, wish: Message) -> Mark | None:
        at = self._pace.now()
        match wish:
            case messages.MarkSeen(ids=ids):
                return lambda db: marks.mark_seen(db, [CustomerId(id_) for id_ in ids])
            case messages.MarkBranchSeen(id=id_):
                return lambda db: marks.mark_branch_seen(db, CustomerId(id_))
            case messages.Pin(id=id_, pinned=pinned):
                return lambda db: marks.pin(db, CustomerId(id_), pinned, at)
            case messages.NoteUse(id=id_):
                return lambda db: marks.note_use(db, CustomerId(id_), at)
            case _:
                return None


def _put_list(db: Db, wish: messages.KeepList) -> None:
    kind = _LISTS[wish.name]
    whole.put_list(db, kind, [kind(raw) for raw in wish.records])
