"""Saves made while the server cannot be reached: on the disk at once, sent when it can be."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress

from desktop.domain import edits as fields_
from desktop.domain.drafts import Draft, DraftState, values_as_json
from desktop.domain.edits import Saved
from desktop.domain.errors import (
    CannotMove,
    ChangedMeanwhile,
    CommandRefused,
    EnvelopeRefused,
    NotAccepted,
    NumberUnchecked,
    SavingStopped,
    ServerError,
    StorageFailed,
    TooLargeForServer,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, drafts
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection, Reach
from desktop.services.editing.answers import Answers
from desktop.services.editing.kept import about_missed, draft_of
from desktop.services.editing.patience import is_everybodys
from desktop.services.editing.sending import LaterError, Sending
from desktop.services.edits import Edits
from desktop.services.writing import despite_full_disk

PAUSES_S = (5.0, 15.0, 60.0, 300.0)
"""Between two tries where nothing tells that the server is back; the last one again and again."""
_FREED = frozenset({"lifted", "found", "absent"})
"""What of saving lets go what could not: a stop lifted, and a lost create found out about."""
_REFUSED = (CommandRefused, EnvelopeRefused, NotAccepted, TooLargeForServer)


class Queue:
    """Sends what waits in order, each merged with what the server has by then.

    A change of DRAFTS tells of one that was "queued", "sent", in "conflict", "refused" or
    "dropped", and of a new customer that was "made": then the ids are its local and its real one.

    Attributes:
        answers: What the user says to those that wait for the user.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        edits: Edits,
        changes: ChangeFeed,
        connection: Connection,
        pauses: Sequence[float] = PAUSES_S,
    ) -> None:
        self._journal = journal
        self._edits = edits
        self._changes = changes
        self._connection = connection
        self._pauses = pauses
        self._sending = Sending(
            journal=journal, edits=edits, told=self._came, connection=connection
        )
        self._ids: frozenset[CustomerId] = frozenset()
        self._nudged = asyncio.Event()
        self._is_round = asyncio.Lock()
        self._going: asyncio.Task[None] | None = None
        self._reach = connection.reach
        self.answers = Answers(journal=journal, sending=self._sending, changed=self._changed)
        self._unsubscribe = changes.subscribe(self._on_change)

    async def load(self) -> None:
        """Learn what waits; nothing is sent before the server has answered somebody."""
        with suppress(StorageFailed):
            self._sending.made.update(await self._journal.run(drafts.all_made))
            await self._refresh()

    def ids(self) -> frozenset[CustomerId]:
        """The customers that something waits for; negative for those yet to be created."""
        return self._ids

    def real_id(self, customer: CustomerId) -> CustomerId | None:
        """The id of a customer by its local one; None until the server gave it one."""
        return customer if customer >= 0 else self._sending.made.get(customer)

    async def rows(self) -> tuple[Draft, ...]:
        """All that waits, for the connection or for the user, the oldest first."""
        return tuple(map(draft_of, await self._waiting()))

    async def save(
        self,
        base: Customer,
        changed: Mapping[str, Value],
        *,
        decided: Mapping[str, Value] | None = None,
        over: Customer | None = None,
    ) -> Saved | Draft:
        """Save like `Edits.save`; where the server cannot be reached it waits, and that comes back.

        What waits of the customer already goes along, unless that stands in the way: then it
        waits on, for it is not what the user is about.
        """
        if over is not None and decided is None:
            decided = changed
        row = await self._journal.run(drafts.row_of, base.id, is_draft=False)
        try:
            if row is not None:
                return await self._save_along(row, base, changed, decided, over)
            return await self._edits.save(base, changed, decided=decided, over=over)
        except ServerError as error:
            if isinstance(error, _REFUSED):
                raise
            began = _began(base, changed, decided, over)
            return await self.put(base.id, began, {**changed, **(decided or {})})

    async def _save_along(
        self,
        row: drafts.DraftRow,
        base: Customer,
        changed: Mapping[str, Value],
        decided: Mapping[str, Value] | None,
        over: Customer | None,
    ) -> Saved:
        """Save *changed* together with what waits in *row*, or alone."""
        waiting = draft_of(row)
        whole = fields_.rebased(waiting.base, base, waiting.mine)
        others = [name for name in waiting.mine if name not in changed]
        gone = [name for name in waiting.typed if name not in changed]
        try:
            mine = {**waiting.mine, **changed}
            saved = await self._edits.save(whole, mine, decided=decided, over=over)
        except (ChangedMeanwhile, CommandRefused, CannotMove) as error:
            if not others:
                raise
            if isinstance(error, ChangedMeanwhile) and changed.keys() >= set(error.fields):
                raise
            saved = await self._edits.save(whole, changed, decided=decided, over=over)
            await self._take_out(row, saved, left=[*others, *gone])
            return saved
        missed = [name for name in others if name in saved.not_stored]
        await self._take_out(row, saved, left=[*missed, *gone])
        return saved

    async def _take_out(self, row: drafts.DraftRow, saved: Saved, *, left: Sequence[str]) -> None:
        """Let wait on what is *left* of *row* after it was saved.

        Where our disk fails all of it waits on, and what is stored is found when it goes.
        """
        missed = tuple(name for name in left if name in saved.not_stored)
        with despite_full_disk():
            if await self._journal.run(drafts.finish, row, saved.after.raw, left):
                await self._changed("sent", row.customer_id)
                return
            if missed:
                about = about_missed(saved, missed)
                await self._journal.run(drafts.set_state, row.id, "refused", about)
                await self._changed("refused", row.customer_id)
                return
            await self._sending.tell_gone(row.customer_id)
        with despite_full_disk():
            await self._changed("queued", row.customer_id)

    async def create(
        self,
        fields: Mapping[str, Value],
        parent: CustomerId,
        *,
        may_share_number: bool = False,
        all_the_same: bool = False,
    ) -> Customer | Draft:
        """Create like `Edits.create`; where the server cannot be reached it waits.

        So does one below a customer that waits itself. CreateLost is raised, for it may be there.
        """
        parent = self.real_id(parent) or parent
        if parent >= 0:
            try:
                return await self._edits.create(
                    fields, parent, may_share_number=may_share_number, all_the_same=all_the_same
                )
            except NumberUnchecked as error:
                if isinstance(error.cause, _REFUSED):
                    raise
            except ServerError as error:
                if isinstance(error, _REFUSED):
                    raise
        return await self._put_new(fields, parent, may_share_number=may_share_number)

    async def put(self, customer: CustomerId, base: Customer, mine: Mapping[str, Value]) -> Draft:
        """Let *mine*, which began from *base*, wait, together with what of it waits already.

        When this returns it is on the disk. Raises StorageFailed.
        """
        customer = self.real_id(customer) or customer
        row = await self._journal.run(drafts.add, customer, base.raw, values_as_json(mine))
        await self._changed("queued", row.customer_id)
        return draft_of(row)

    def take_sent(self) -> tuple[Saved, ...]:
        """What went by itself since this was asked last."""
        taken, self._sending.sent = tuple(self._sending.sent), []
        return taken

    def go(self) -> None:
        """Try now; while something waits it is tried again and again."""
        if self._ids:
            self._nudged.set()
            self._start()

    async def close(self) -> None:
        """Stop trying; a save under way comes to its end in `Edits`."""
        self._unsubscribe()
        if self._going is not None:
            self._going.cancel()
            await asyncio.gather(self._going, return_exceptions=True)

    # --- Going by itself ----------------------------------------------------------------------

    def _on_change(self, change: Change) -> None:
        if change.subject is Subject.CONNECTION:
            before, self._reach = self._reach, self._connection.reach
            if self._reach is Reach.CONNECTED and before is not Reach.CONNECTED:
                self.go()
        elif change.subject is Subject.SAVING and change.cause in _FREED:
            self.go()

    def _start(self) -> None:
        """Begin to send what waits, at once where that was asked for, else after a pause."""
        if self._ids and (self._going is None or self._going.done()):
            loop = asyncio.get_running_loop()
            self._going = loop.create_task(self._go_on(), name="send what waits")
            self._going.add_done_callback(_tell_bug)

    async def _go_on(self) -> None:
        if not self._nudged.is_set():
            await self._wait(self._pauses[0])
        tries = 0
        while self._ids:
            self._nudged.clear()
            try:
                await self.send_all()
            except (LaterError, StorageFailed) as later:
                pause = self._pauses[min(tries, len(self._pauses) - 1)]
                tries += 1
                await self._wait(None if _needs_user(later.__cause__) else pause)
                continue
            if not self._nudged.is_set():
                # What is left waits for the user, who then says so.
                return

    async def _wait(self, seconds: float | None) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._nudged.wait()

    async def send_all(self) -> None:
        """Try each that waits once, in order; raises LaterError where one must wait on.

        For what may be about one customer alone the next is tried; two in a row are about all.
        """
        async with self._is_round:
            tried: set[int] = set()
            later: LaterError | None = None
            has_failed = False
            while (row := await self._next(tried)) is not None:
                tried.add(row.id)
                try:
                    await self._sending.send(row)
                    has_failed = False
                except LaterError as error:
                    if has_failed or is_everybodys(error.__cause__):
                        raise
                    has_failed, later = True, error
                finally:
                    await self._refresh()
            if later is not None:
                raise later

    async def _next(self, tried: set[int]) -> drafts.DraftRow | None:
        """The oldest that has not been tried and waits for nobody; who has failed comes last."""
        rows = sorted(await self._waiting(), key=lambda row: self._sending.patience.place(row.id))
        here = {row.customer_id for row in rows}
        for row in rows:
            if row.state != DraftState.QUEUED.value or row.id in tried:
                continue
            if not self._sending.waits_for_another(row):
                return row
            if not here.issuperset(_awaited(row)):
                await self._sending.refuse(row, "ParentGone")
        return None

    # --- What waits ---------------------------------------------------------------------------

    async def _put_new(
        self, fields: Mapping[str, Value], parent: CustomerId, *, may_share_number: bool
    ) -> Draft:
        new = drafts.NewDraft(
            customer_id=NO_CUSTOMER,
            parent_id=parent,
            state="queued",
            base={},
            mine=values_as_json(fields),
            about={"may_share": may_share_number},
        )
        local = await self._journal.run(drafts.put, new)
        await self._changed("queued", local)
        row = await self._journal.run(drafts.row_of, local, is_draft=False)
        if row is None:
            raise StorageFailed("a row that was just put is not there")
        return draft_of(row)

    async def _waiting(self) -> list[drafts.DraftRow]:
        rows = await self._journal.run(drafts.rows)
        return [row for row in rows if row.state != DraftState.DRAFT.value]

    async def _refresh(self) -> None:
        self._ids = frozenset(row.customer_id for row in await self._waiting())

    async def _changed(self, cause: str, customer: CustomerId) -> None:
        await self._refresh()
        self._tell(cause, customer, customer)
        if cause == "queued" and self._reach is Reach.CONNECTED:
            self.go()
        elif cause == "queued":
            # Nobody else may ask the server whether it is there again.
            self._start()

    async def _came(self, cause: str, customer: CustomerId, real: CustomerId) -> None:
        """Tell what came of one; who listens and asks who still waits is not told of yesterday."""
        await self._refresh()
        self._tell(cause, customer, real)

    def _tell(self, cause: str, customer: CustomerId, real: CustomerId) -> None:
        ids = frozenset({customer, real})
        self._changes.publish(Change(subject=Subject.DRAFTS, ids=ids, cause=cause))


def _tell_bug(ended: asyncio.Task[None]) -> None:
    """Nobody waits for the task."""
    error = None if ended.cancelled() else ended.exception()
    if error is not None:
        context = {"message": ended.get_name(), "exception": error}
        ended.get_loop().call_exception_handler(context)


def _awaited(row: drafts.DraftRow) -> set[CustomerId]:
    ids = (row.parent_id, row.mine.get("parentcust"))
    return {CustomerId(id_) for id_ in ids if isinstance(id_, int) and id_ < 0}


def _began(
    base: Customer,
    changed: Mapping[str, Value],
    decided: Mapping[str, Value] | None,
    over: Customer | None,
) -> Customer:
    """What each field was when the user last saw it: what was decided was seen in *over*."""
    if over is None:
        return base
    answered = changed if decided is None else decided
    return fields_.rebased(base, over, [name for name in changed if name not in answered])


def _needs_user(error: BaseException | None) -> bool:
    """Whether trying again would do no good: a wrong password tried again locks an account."""
    return isinstance(error, EnvelopeRefused | SavingStopped)
