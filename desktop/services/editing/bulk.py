"""Changing the same fields of many customers: planned from the local copy, saved one by one."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence

from desktop.domain.bulk import BulkRow, BulkState, Plan, planned, undoing
from desktop.domain.edits import Saved, customer_field, same
from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.mirror import tree, whole
from desktop.mirror.reader import Reader
from desktop.services.browse import Browse
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.batch import Batch
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits

_READ_AT_ONCE = 500
"""Customers; others read from the copy in between."""
_PLANNED_AT_ONCE = 100

Wanted = Mapping[str, Value]


class Bulk:
    """Plans changes of many, and keeps those that run when their window has gone."""

    def __init__(
        self, *, edits: Edits, queue: Queue, browse: Browse, reader: Reader, changes: ChangeFeed
    ) -> None:
        self._edits = edits
        self._queue = queue
        self._browse = browse
        self._reader = reader
        self._batches: list[Batch] = []
        self._forgotten: set[Batch] = set()
        self._unsubscribe = changes.subscribe(self._note)

    async def branch(self, customer: CustomerId) -> tuple[CustomerId, ...]:
        """The customer and all below it, by the local copy; raises StorageFailed."""
        return (customer, *await self._reader.run(tree.ids_below, customer))

    async def customers(self, ids: Collection[CustomerId]) -> dict[CustomerId, Customer]:
        """Those of *ids* that the local copy has; raises StorageFailed."""
        found: dict[CustomerId, Customer] = {}
        for part in _parts(ids):
            found |= {each.id: each for each in await self._reader.run(whole.customers, part)}
        return found

    async def plan(self, customers: Sequence[CustomerId], changed: Wanted) -> Plan:
        """What setting *changed* on *customers* would change; raises StorageFailed.

        Only those that the copy does not have are asked of the server.
        """
        return await self.plan_each(dict.fromkeys(customers, changed))

    async def plan_each(self, wanted: Mapping[CustomerId, Wanted]) -> Plan:
        """The same with a change for each."""
        ids = list(wanted)
        known = await self.customers(ids)
        paths = await self._paths(ids)
        rows: list[BulkRow] = []
        for number, id_ in enumerate(ids):
            if not number % _PLANNED_AT_ONCE:
                # The window goes on meanwhile.
                await asyncio.sleep(0)
            base = known.get(id_) or await self._asked(id_)
            if isinstance(base, Customer):
                rows.append(planned(base, wanted[id_], paths.get(id_, ())))
            else:
                rows.append(_unknown(id_, wanted[id_], base))
        return Plan(rows=tuple(rows), is_whole=self._browse.is_whole)

    def begin(self, plan: Plan, on_row: Callable[[BulkRow], None] | None = None) -> Batch:
        """A batch that is yet to be started; *on_row* is told of each row that changes."""
        batch = Batch(plan, edits=self._edits, queue=self._queue)
        if on_row is not None:
            batch.on_row = on_row
        self._batches = [
            *(each for each in self._batches if each.is_running or each not in self._forgotten),
            batch,
        ]
        self._forgotten = {each for each in self._forgotten if each.is_running}
        return batch

    async def run(self, plan: Plan, on_row: Callable[[BulkRow], None] | None = None) -> Batch:
        """Do it, to the end or to what keeps it from going on."""
        batch = self.begin(plan, on_row)
        batch.start()
        await batch.over()
        return batch

    async def inverse(self, rows: Sequence[BulkRow]) -> Plan:
        """What undoes all that *rows* stored; what still waits for the connection is not in it."""
        done = [(row, await self._done(row)) for row in rows]
        back = (undoing(row, each) for row, each in done if each is not None)
        return Plan(rows=tuple(each for each in back if each is not None), is_undo=True)

    def is_at_work_on(self, customer: CustomerId) -> bool:
        """Whether a batch is saving the customer right now."""
        return any(batch.is_sending(customer) for batch in self._batches)

    def forget(self, batch: Batch) -> None:
        """Its window has gone: what still runs comes to its end, and that is all."""
        batch.pause()
        batch.on_row, batch.on_state = _nobody, _nobody
        if batch.is_running:
            self._forgotten.add(batch)
        else:
            self._batches = [each for each in self._batches if each is not batch]

    async def close(self) -> None:
        """Begin no more rows; the one under way comes to its end."""
        self._unsubscribe()
        for batch in self._batches:
            batch.pause()
        await asyncio.gather(*(batch.over() for batch in self._batches))

    # --- How --------------------------------------------------------------------------------

    async def _paths(self, ids: Collection[CustomerId]) -> dict[CustomerId, tuple[str, ...]]:
        paths: dict[CustomerId, tuple[str, ...]] = {}
        for part in _parts(ids):
            for place in await self._browse.places(part):
                paths[place.row.id] = tuple(each.name for each in place.parents)
        return paths

    async def _asked(self, customer: CustomerId) -> Customer | AppError:
        try:
            return await self._browse.customer(customer)
        except AppError as error:
            return error

    async def _done(self, row: BulkRow) -> Saved | Receipt | None:
        if row.saved is not None:
            return row.saved
        if row.state is not BulkState.STORED:
            return None
        # It went by itself, once the server could be reached.
        receipts = await self._edits.receipts(row.id)
        names = {each.name for each in row.changes} & row.goes.keys()
        wanted = {name: row.goes[name] for name in names}
        return next((each for each in receipts if _has_stored(each, wanted)), None)

    def _note(self, change: Change) -> None:
        if change.subject is Subject.DRAFTS:
            # What was only typed is dropped as well.
            is_gone = change.cause == "dropped"
            ids = change.ids - self._queue.ids() if is_gone else change.ids
            for batch in self._batches:
                batch.note_queued(ids, change.cause)
        elif change.subject is Subject.SAVING and change.cause == "found":
            for batch in self._batches:
                batch.note_found(change.ids)


def _parts(ids: Collection[CustomerId]) -> list[list[CustomerId]]:
    every = list(ids)
    return [every[at : at + _READ_AT_ONCE] for at in range(0, len(every), _READ_AT_ONCE)]


def _unknown(customer: CustomerId, wanted: Wanted, error: AppError) -> BulkRow:
    return BulkRow(
        base=Customer({"id": customer}), wanted=wanted, state=BulkState.FAILED, problem=error
    )


def _has_stored(receipt: Receipt, wanted: Wanted) -> bool:
    """Whether that is the save of just these values, and not one of the same fields since."""
    return receipt.can_undo and all(
        name in receipt.sent and same(customer_field(name), receipt.sent[name], value)
        for name, value in wanted.items()
    )


def _nobody(*_: object) -> None:
    """Nobody listens any more."""
