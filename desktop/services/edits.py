"""Saving what the user changed: never over a colleague's change, never twice, always on record."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from desktop.domain import edits
from desktop.domain.edits import Preview, Saved
from desktop.domain.errors import (
    ChangedMeanwhile,
    CustomerGone,
    NumberAmbiguous,
    NumberMoved,
    SavingStopped,
    StorageFailed,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, saves
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.creating import Creator
from desktop.services.writing import Keeper, Write, Writer, despite_full_disk

T = TypeVar("T")

_COPY_S = 10.0
"""How long the local copy may take to count; it takes a millisecond, or it cannot be read."""


class Edits:
    """Saves, one at a time for each customer; each runs to its end though its widget goes.

    `known_numbers` tells how many customers with a number the local copy knows; `keeper` is told
    what the server says of customers.

    Attributes:
        stopped: The save that changed what was not sent, for which all saving stands still.
        unsettled: The customers that were being saved when the program last ended without
            learning what came of it; NO_CUSTOMER stands for one that was being created.
    """

    def __init__(
        self,
        *,
        client: Client,
        journal: Journal,
        changes: ChangeFeed,
        keeper: Keeper,
        known_numbers: Callable[[str], Awaitable[int]],
    ) -> None:
        self._client = client
        self._journal = journal
        self._changes = changes
        self._keeper = keeper
        self._known_numbers = known_numbers
        self._writer = Writer(client=client, journal=journal, keeper=keeper)
        self._creator = Creator(client=client, journal=journal, keeper=keeper)
        self._running: set[asyncio.Task[Any]] = set()
        self._turns: defaultdict[CustomerId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failures: list[Exception] = []
        self.stopped: Saved | None = None
        self.unsettled: tuple[CustomerId, ...] = ()

    @property
    def is_busy(self) -> bool:
        return bool(self._running)

    async def load(self) -> None:
        """Learn what the program left behind when it last ran: a stop, saves without an outcome.

        A journal that cannot be used keeps nothing else from going on; saves ask it anew.
        """
        try:
            self.stopped = await self._stop_on_record()
            rows = await self._journal.run(saves.give_up_pending)
        except StorageFailed:
            return
        self._creator.remember(row for row in rows if row.way == "create")
        self.unsettled = tuple(dict.fromkeys(row.customer_id for row in rows))

    async def save(
        self, base: Customer, changed: Mapping[str, Value], *, over: Customer | None = None
    ) -> Saved:
        """Send what was *changed* since *base* was read.

        Raises ChangedMeanwhile where someone else changed the same fields; the user may then
        decide to save *over* what that error carries.
        """
        return await self._to_the_end(base.id, self._save(over or base, changed))

    async def create(
        self, fields: Mapping[str, Value], parent: CustomerId, *, may_share_number: bool = False
    ) -> Customer:
        """A new customer under *parent*, or at the top for NO_CUSTOMER.

        Raises NumberTaken or NumberUnchecked; the user may then decide that it *may share* it.
        """
        work = self._create(fields, parent, may_share_number=may_share_number)
        return await self._to_the_end(NO_CUSTOMER, work)

    async def find_by_number(self, number: str) -> Customer | None:
        sent_ns = time.monotonic_ns()
        answer = await self._client.get_customer_by_customer_number(number)
        self._keeper.absorb(answer.records, sent_ns=sent_ns)
        return answer.records[0] if answer.records else None

    async def preview_update(self, number: str, filled: Mapping[str, Value]) -> Preview:
        """What updating the customer with *number* would change; empty fields change nothing."""
        found = await self._only_one(number)
        wanted = {
            name: value
            for name, value in filled.items()
            if name != "customernumber" and not edits.is_blank(edits.customer_field(name), value)
        }
        changes = edits.field_changes(found, wanted)
        return Preview(number=number, before=found, changes=changes)

    async def update_by_number(self, preview: Preview) -> Saved:
        """Do what was previewed."""
        return await self._to_the_end(preview.before.id, self._update_by_number(preview))

    async def restore(self, saved: Saved) -> Saved:
        """Put back what *saved* changed without being asked to; allowed while saving is stopped."""
        return await self._to_the_end(saved.before.id, self._restore(saved))

    async def lift_stop(self) -> None:
        """Save again; for a user who has looked at what happened."""
        await self._journal.run(saves.lift_stops)
        self.stopped = None
        self._changes.publish(Change(subject=Subject.SAVING, cause="lifted"))

    def take_failures(self) -> tuple[Exception, ...]:
        """What went wrong after its caller had gone; each is given once.

        A change of SAVING with the cause "failed" tells that there is one.
        """
        taken, self._failures = tuple(self._failures), []
        return taken

    async def close(self) -> None:
        """Let what was begun come to its end; cancelling this cancels none of it."""
        while self._running:
            await asyncio.wait(self._running)

    # --- How --------------------------------------------------------------------------------

    async def _to_the_end(self, customer: CustomerId, work: Coroutine[Any, Any, T]) -> T:
        """Do *work* when it is this customer's turn; cancelling the caller does not stop it."""
        task = asyncio.get_running_loop().create_task(self._in_turn(customer, work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(lambda ended: self._tell_failure(customer, ended))
            raise

    def _tell_failure(self, customer: CustomerId, ended: asyncio.Task[Any]) -> None:
        """Nobody waits for it any more, but the user must know that it was not saved."""
        error = None if ended.cancelled() else ended.exception()
        if isinstance(error, Exception):
            self._failures.append(error)
            ids = frozenset({customer})
            self._changes.publish(Change(subject=Subject.SAVING, ids=ids, cause="failed"))

    async def _in_turn(self, customer: CustomerId, work: Coroutine[Any, Any, T]) -> T:
        async with self._turns[customer]:
            return await work

    async def _save(self, base: Customer, changed: Mapping[str, Value]) -> Saved:
        await self._refuse_if_stopped()
        fresh = await self._writer.fresh(base.id)
        if fields := edits.conflicts(base, fresh, changed):
            raise ChangedMeanwhile(fields=fields, fresh=fresh)
        sent = edits.changed_fields(fresh, changed)
        if not sent:
            # A save whose answer was lost had come through after all.
            return self._published(_nothing_to_send(fresh))
        wire = {"id": base.id, **edits.wire_object(fresh, sent)}
        return await self._written(Write(way="id", before=fresh, wire=wire, sent=sent))

    async def _update_by_number(self, preview: Preview) -> Saved:
        await self._refuse_if_stopped()
        fresh = await self._only_one(preview.number)
        if fresh.id != preview.before.id:
            raise NumberMoved(number=preview.number, owner=fresh)
        mine = {change.name: change.after for change in preview.changes}
        if fields := edits.conflicts(preview.before, fresh, mine):
            raise ChangedMeanwhile(fields=fields, fresh=fresh)
        sent = edits.changed_fields(fresh, mine)
        if not sent:
            return self._published(_nothing_to_send(fresh))
        wire = {"customernumber": preview.number, **edits.wire_object(fresh, sent)}
        return await self._written(Write(way="number", before=fresh, wire=wire, sent=sent))

    async def _only_one(self, number: str) -> Customer:
        """The customer with *number*, where no second one is known."""
        count = await self._known_count(number)
        if count > 1:
            raise NumberAmbiguous(number=number, count=count)
        found = await self.find_by_number(number)
        if found is None:
            raise CustomerGone(NO_CUSTOMER)
        return found

    async def _known_count(self, number: str) -> int:
        try:
            async with asyncio.timeout(_COPY_S):
                return await self._known_numbers(number)
        except TimeoutError as error:
            # Waiting on would keep a save from ever coming to an end.
            raise StorageFailed("the local copy does not answer") from error

    async def _restore(self, saved: Saved) -> Saved:
        now = await self._writer.fresh(saved.before.id)
        wire = edits.restoring(saved, now)
        wanted = Customer({**now.raw, **wire})
        names = (*saved.sent, *saved.disturbed)
        if not edits.differing(wanted, now, names):
            return self._published(_nothing_to_send(now), "restored")
        sent = edits.writable_values(Customer(wire))
        write = Write(way="restore", before=now, wire={"id": now.id, **wire}, sent=sent)
        restored = await self._writer.write(write)
        missed = edits.differing(wanted, restored.after, names)
        return self._published(replace(restored, not_stored=missed, disturbed=()), "restored")

    async def _create(
        self, fields: Mapping[str, Value], parent: CustomerId, *, may_share_number: bool
    ) -> Customer:
        await self._refuse_if_stopped()
        sent = {
            name: value
            for name, value in {**fields, "parentcust": parent}.items()
            if not edits.is_blank(edits.customer_field(name), value)
        }
        created = await self._creator.create(sent, may_share_number=may_share_number)
        self._publish(created, "created")
        return created

    async def _written(self, write: Write) -> Saved:
        saved = await self._writer.write(write)
        if saved.disturbed:
            self.stopped = saved
            with despite_full_disk():
                await self._journal.run(saves.stop, saved.receipt)
            ids = frozenset({write.before.id})
            self._changes.publish(Change(subject=Subject.SAVING, ids=ids, cause="stopped"))
        return self._published(saved)

    def _published(self, saved: Saved, cause: str = "saved") -> Saved:
        self._publish(saved.after, cause)
        return saved

    def _publish(self, customer: Customer, cause: str) -> None:
        ids = frozenset({customer.id})
        change = Change(subject=Subject.CUSTOMERS, ids=ids, cause=cause, records=(customer,))
        self._changes.publish(change)

    async def _refuse_if_stopped(self) -> None:
        self.stopped = self.stopped or await self._stop_on_record()
        if self.stopped is not None:
            raise SavingStopped(fields=self.stopped.disturbed, customer=self.stopped.before)

    async def _stop_on_record(self) -> Saved | None:
        row = await self._journal.run(saves.stopped_by)
        return None if row is None else _as_saved(row)


def _nothing_to_send(fresh: Customer) -> Saved:
    return Saved(receipt=0, at=datetime.now(UTC), before=fresh, after=fresh, sent={})


def _as_saved(row: saves.SaveRow) -> Saved:
    """What the journal holds of a save, compared anew."""
    before, after = Customer(row.before or {}), Customer(row.after or {})
    sent = edits.writable_values(Customer(row.sent))
    came = edits.compare(before, after, sent)
    return Saved(
        receipt=row.id,
        at=row.at,
        before=before,
        after=after,
        sent=sent,
        not_stored=came.not_stored,
        disturbed=came.disturbed,
    )
