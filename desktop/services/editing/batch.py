"""One change of many customers as it runs: a row at a time, each an ordinary save."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from desktop.domain.bulk import (
    AGAIN,
    QUEUED,
    UNDECIDED,
    BulkRow,
    BulkState,
    Plan,
    came_of,
    clashed,
    decided,
    gave_back,
    is_of,
    once_more,
)
from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved, changed_fields
from desktop.domain.errors import (
    AppError,
    CannotUndo,
    ChangedMeanwhile,
    CommandRefused,
    ReplyLost,
    SavingStopped,
    ServerError,
    StorageFailed,
    TooLargeForServer,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits

_OF_THE_ROW = (CommandRefused, TooLargeForServer)
"""What the server says of one customer; whatever else it says goes for all."""
_TOLD: Final = MappingProxyType(
    {
        "sent": BulkState.STORED,
        "conflict": BulkState.HELD,
        "refused": BulkState.HELD,
        "queued": BulkState.QUEUED,
        "dropped": BulkState.WAITING,
    }
)
"""Where a row stands by what the queue told of its customer."""
_ANSWERED = frozenset({"sent", "conflict", "refused"})
"""The server can be reached by then."""


class Batch:
    """Rows in their order; one that fails waits for the user while the others go on.

    What would go wrong for all of them halts it: a server that cannot be reached, a disk that
    cannot be written, a save that disturbed fields it did not send. One row at a time, so that
    such a save is the last.

    Attributes:
        on_row: Called with each row that changes.
        on_state: Called when it starts, halts or ends.
        halted_by: What it was halted by; None where the user did, or where it is done.
    """

    def __init__(self, plan: Plan, *, edits: Edits, queue: Queue) -> None:
        self.plan = plan
        self._edits = edits
        self._queue = queue
        self._rows = {row.id: row for row in plan.rows}
        self._left: deque[CustomerId] = deque()
        self._lost: set[CustomerId] = set()
        self._late: dict[CustomerId, Saved] = {}
        """What was found of those while they were tried once more."""
        self._task: asyncio.Task[None] | None = None
        self._is_pausing = False
        self.halted_by: Exception | None = None
        self.on_row: Callable[[BulkRow], None] = lambda _row: None
        self.on_state: Callable[[], None] = lambda: None

    @property
    def rows(self) -> tuple[BulkRow, ...]:
        return tuple(self._rows.values())

    def is_sending(self, customer: CustomerId) -> bool:
        row = self._rows.get(customer)
        return row is not None and row.state is BulkState.SENDING

    @property
    def is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def is_pausing(self) -> bool:
        """Whether it halts after the row under way."""
        return self._is_pausing and self.is_running

    @property
    def counts(self) -> Counter[BulkState]:
        return Counter(row.state for row in self._rows.values() if row.is_chosen)

    def start(self) -> None:
        """Send what waits; nothing happens where it runs already."""
        if self.is_running:
            self._is_pausing = False
            return
        self._left = deque(row.id for row in self._rows.values() if row.is_to_send)
        self._is_pausing, self.halted_by = False, None
        self._task = asyncio.get_running_loop().create_task(self._run(), name="bulk")
        self.on_state()

    def pause(self) -> None:
        """Begin no more rows; the one under way comes to its end."""
        self._is_pausing = True

    async def over(self) -> None:
        """Wait until it has halted or is done; cancelling this stops nothing."""
        if self._task is not None:
            await asyncio.wait([self._task])

    def choose(self, ids: Collection[CustomerId], *, is_chosen: bool) -> None:
        """Take these along, or leave them out, as far as they have not gone."""
        for row in self._of(ids):
            if row.state is BulkState.WAITING:
                self._put(replace(row, is_chosen=is_chosen))

    def decide(self, ids: Collection[CustomerId], *, is_mine: bool) -> None:
        """Say whose value is to stand where somebody changed the same; what that takes is sent."""
        for row in self._of(ids):
            if row.state in UNDECIDED:
                self._put(decided(row, is_mine=is_mine))
        self._go_on(ids)

    def again(self, ids: Collection[CustomerId]) -> None:
        """Try these once more, of those that failed; each is read freshly again."""
        for row in self._of(ids):
            if row.state in AGAIN and row.base.has("name"):
                self._put(once_more(row))
        self._go_on(ids)

    async def queue_rest(self) -> None:
        """Let what waits go by itself when the server can be reached; raises StorageFailed."""
        for row in self.rows:
            if row.is_to_send and row.undoes is None and not row.puts_back:
                await self._queue.put(row.id, row.base, row.goes)
                self._put(replace(row, state=BulkState.QUEUED))
        self.on_state()

    def note_queued(self, ids: Collection[int], cause: str) -> None:
        """What came of those that the queue has, by what it told of them."""
        rows = [row for row in self._of([CustomerId(each) for each in ids]) if row.state in QUEUED]
        if not rows or cause not in _TOLD:
            return
        for row in rows:
            # What was given up is left out, and can be chosen again.
            is_kept = row.is_chosen and cause != "dropped"
            self._put(replace(row, state=_TOLD[cause], is_chosen=is_kept))
        if cause in _ANSWERED and isinstance(self.halted_by, Unreachable):
            self.halted_by = None
        self.on_state()

    def note_found(self, ids: Collection[int]) -> None:
        """A save whose answer was lost is stored after all."""
        for row in self._of([CustomerId(id_) for id_ in ids]):
            late = self._edits.found.get(row.id)
            if late is None or row.id not in self._lost or not is_of(row, late):
                continue
            self._lost.discard(row.id)
            if row.state is BulkState.FAILED:
                came = came_of(replace(row, problem=None), late)
                self._put(self._unless_stopped(came, late))
                self.on_state()
            else:
                self._late[row.id] = late

    # --- Running ----------------------------------------------------------------------------

    async def _run(self) -> None:
        try:
            while self._left and not self._is_pausing and self.halted_by is None:
                row = self._rows[self._left.popleft()]
                if row.is_to_send:
                    await self._do(row)
        finally:
            # Whoever is told finds it over.
            asyncio.get_running_loop().call_soon(self._tell_state)

    def _tell_state(self) -> None:
        """To whoever listens by then."""
        self.on_state()

    async def _do(self, row: BulkRow) -> None:
        self._put(replace(row, state=BulkState.SENDING, problem=None))
        try:
            self._put(await self._sent(row))
        except ChangedMeanwhile as clash:
            self._put(clashed(row, clash.conflicts, clash.fresh))
        except (SavingStopped, StorageFailed) as error:
            self._halt(row, error)
        except _OF_THE_ROW as error:
            self._put(replace(row, state=BulkState.FAILED, problem=error))
        except ServerError as error:
            self._halt(row, error)
        except AppError as error:
            if isinstance(error, ReplyLost):
                self._lost.add(row.id)
            self._put(replace(row, state=BulkState.FAILED, problem=error))
        except Exception as error:  # noqa: BLE001  # a bug; whoever shows the batch records it
            self._halt(row, error)

    async def _sent(self, row: BulkRow) -> BulkRow:
        if row.puts_back and row.saved is not None:
            return await self._given_back(row, row.saved)
        if row.undoes is not None:
            return await self._undone(row, row.undoes)
        # What did not clash was shown to nobody: it is merged like the first time.
        changed = changed_fields(row.base, row.goes)
        decided = {each.name: row.wanted[each.name] for each in row.conflicts}
        done = await (
            self._queue.save(row.base, changed, decided=decided, over=row.fresh)
            if row.takes_mine
            else self._queue.save(row.base, changed)
        )
        if isinstance(done, Draft):
            self.halted_by = Unreachable(reason="")
            return replace(row, state=BulkState.QUEUED)
        return self._came(row, done)

    async def _given_back(self, row: BulkRow, saved: Saved) -> BulkRow:
        """What somebody has changed once more stands: it is theirs as well."""
        over = row.given if row.given is not None and row.given.slipped else saved
        while True:
            try:
                given = await self._edits.put_back_theirs(over)
            except ChangedMeanwhile as clash:
                still = tuple(each for each in over.slipped if each.name not in clash.fields)
                over = replace(over, slipped=still)
            else:
                return self._unless_stopped(gave_back(row, given), given)

    async def _undone(self, row: BulkRow, done: Saved | Receipt) -> BulkRow:
        """As much as still stands; what has been changed since is left alone and told."""
        moved: tuple[str, ...] = ()
        try:
            saved = await self._edits.undo(done)
        except CannotUndo as error:
            moved = tuple(error.fields)
            saved = await self._edits.undo(done, skip_moved=True)
        return self._came(replace(row, moved=moved), saved)

    def _came(self, row: BulkRow, saved: Saved) -> BulkRow:
        """What it has stored together with what was found of it meanwhile."""
        self._lost.discard(row.id)
        if (late := self._late.pop(row.id, None)) is not None:
            row = came_of(row, late)
        return self._unless_stopped(came_of(row, saved), saved)

    def _unless_stopped(self, row: BulkRow, saved: Saved) -> BulkRow:
        if not saved.disturbed:
            return row
        self.halted_by = error = SavingStopped(fields=saved.disturbed, customer=saved.before)
        return replace(row, problem=error)

    def _halt(self, row: BulkRow, error: Exception) -> None:
        """It is wrong for all: this one waits like the others."""
        self.halted_by = error
        self._put(row)

    # --- Rows -------------------------------------------------------------------------------

    def _of(self, ids: Collection[CustomerId]) -> list[BulkRow]:
        return [self._rows[id_] for id_ in ids if id_ in self._rows]

    def _put(self, row: BulkRow) -> None:
        self._rows[row.id] = row
        self.on_row(row)

    def _go_on(self, ids: Collection[CustomerId]) -> None:
        """What was decided on goes at once, without what else may wait."""
        left = [row.id for row in self._of(ids) if row.is_to_send]
        if self.is_running:
            self._left.extend(left)
        elif left:
            self._left = deque(left)
            self._is_pausing, self.halted_by = False, None
            self._task = asyncio.get_running_loop().create_task(self._run(), name="bulk")
        self.on_state()
