"""Saving what the user changed: never over a colleague's change, never twice, always on record."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from desktop.domain import edits
from desktop.domain.edits import Preview, Saved
from desktop.domain.errors import (
    AppError,
    CannotUndo,
    ChangedMeanwhile,
    CommandRefused,
    NumberMoved,
    StorageFailed,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.merge import merge
from desktop.domain.receipts import Receipt, standing_of, stored_changes
from desktop.domain.records import Customer
from desktop.domain.rules import Refusal
from desktop.domain.values import Value
from desktop.journal import saves
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.creating import Creator, fields_of_new
from desktop.services.editing.circles import is_circle, refuse_circle
from desktop.services.editing.numbers import Numbers
from desktop.services.editing.receipts import receipts_of
from desktop.services.editing.sent import Write
from desktop.services.editing.stops import Stops
from desktop.services.editing.turns import Turns
from desktop.services.writing import Means, Writer

T = TypeVar("T")

_MOST_FOUND = 50
"""Customers whose found saves are remembered: whoever is told asks at once."""

_LOOKED_FOR = timedelta(days=30)
"""How long what was lost is looked for after a restart."""


class Edits:
    """Saves, one at a time for each customer; each runs to its end though its widget goes.

    `known_numbers` tells how many customers with a number the local copy knows; `who` is the user
    it is all done as; `refused` is told of what the server did not take.

    Attributes:
        unsettled: The customers that were being saved when the program last ended without
            learning what came of it; NO_CUSTOMER stands for one that was being created.
        looks: How it is looked for what was lost.
        looked_for_until: When a lost save of a customer is looked for last; None where none is.
        find_by_number: One customer with a number, asked of the server; None where there is none.
        outcome_of_create: What a create came to whose answer was lost, once that is known.
        create_looked_for_until: When a lost create that these fields may be is looked for last.
        created_late: Whom a lost create of just these fields made that nobody has asked for.
        claim_created: The same is given, and the next one of these is another one.
        unclaimed: Whom lost creates made that nobody has asked for since, by the receipt.
        create_missed: The receipt of a lost create that these fields may be, where it was not found
            and nobody waited to be told; 0 for none.
        found: What was found stored at last, of saves whose answers were lost: the newest of each
            customer. A change of SAVING tells: "found", or "absent" where it is not stored.
    """

    def __init__(
        self,
        *,
        means: Means,
        changes: ChangeFeed,
        known_numbers: Callable[[str], Awaitable[int]],
        who: str = "",
        refused: Callable[[Refusal], None] = lambda _refusal: None,
    ) -> None:
        self._client, self._journal, self._changes = means.client, means.journal, changes
        self._who, self._refused, self.looks = who, refused, means.looks
        self._writer = Writer(means, self._came_late)
        self._creator = Creator(means, self._made_late)
        self._numbers = Numbers(
            client=means.client, keeper=means.keeper, known_numbers=known_numbers
        )
        self._turns, self._failures = Turns(self._keep_failure), list[Exception]()
        self.find_by_number, self.outcome_of_create = self._numbers.find, self._creator.outcome
        self.looked_for_until = self._writer.looked_for_until
        self.create_looked_for_until = self._creator.looked_for_until
        self.create_missed = self._creator.missed_of
        self.created_late, self.claim_created = self._creator.found, self._creator.claim
        self.unclaimed, self.found = self._creator.unclaimed, dict[CustomerId, Saved]()
        self._stops, self.unsettled = Stops(means.journal), tuple[CustomerId, ...]()
        changes.subscribe(self._hear)

    @property
    def is_busy(self) -> bool:
        return self._turns.is_busy

    @property
    def stopped(self) -> Saved | None:
        """The save that changed what was not sent, for which all saving stands still."""
        return self._stops.stopped

    async def load(self) -> None:
        """Learn what the program left behind when it last ran: a stop, saves without an outcome.

        A journal that cannot be used keeps nothing else from going on; saves ask it anew.
        """
        try:
            await self._stops.load()
            rows = await self._journal.run(saves.give_up_pending)
            since = datetime.now(UTC) - _LOOKED_FOR
            lost = await self._journal.run(saves.lost_creates, since)
            self._creator.remember(lost, await self._journal.run(saves.found_unasked, since))
            self._writer.remember(await self._journal.run(saves.lost_writes, since))
        except StorageFailed:
            return
        self.unsettled = tuple(dict.fromkeys(row.customer_id for row in rows))

    async def save(
        self,
        base: Customer,
        changed: Mapping[str, Value],
        *,
        decided: Mapping[str, Value] | None = None,
        over: Customer | None = None,
    ) -> Saved:
        """Send what was *changed* since *base* was read.

        Raises ChangedMeanwhile where someone else changed the same fields. The user may then
        decide on a value for each *over* what that error carries; without *decided* all that is
        *changed* is to stand.

        A ServerError means that the server was not asked, or refused: nothing was stored. Raises
        CannotMove, CustomerGone, SavingStopped, StorageFailed, ReplyLost.
        """
        answers = decided if decided is not None or over is None else changed
        return await self._to_the_end(base.id, self._save(base, changed, answers, over))

    async def undo(
        self,
        done: Receipt | Saved,
        *,
        only: Collection[str] | None = None,
        skip_moved: bool = False,
    ) -> Saved:
        """Put back what *done* changed, where the server still shows it; all of it or *only* that.

        Raises CannotUndo where some fields were changed since, unless they are to be skipped; the
        errors of `save` besides.
        """
        before, after = done.before, done.after
        if before is None or after is None:
            raise ValueError(done)
        changes = tuple(
            each
            for each in stored_changes(before, after, done.sent)
            if only is None or each.name in only
        )
        return await self._to_the_end(before.id, self._undo(before.id, changes, skip_moved))

    async def put_back_theirs(self, saved: Saved) -> Saved:
        """Give the fields back that someone changed right before *saved* overwrote them.

        Raises ChangedMeanwhile where they have been changed again; the errors of `save` besides.
        """
        theirs = {each.name: each.theirs for each in saved.slipped}
        return await self.save(saved.after, theirs)

    async def receipts(
        self, customer: CustomerId, *, newest: int | None = None
    ) -> tuple[Receipt, ...]:
        """What this account saved of *customer*, the newest first: all, or so many.

        Raises StorageFailed.
        """
        return await receipts_of(self._journal, customer, self._who, newest)

    async def create(
        self,
        fields: Mapping[str, Value],
        parent: CustomerId,
        *,
        may_share_number: bool = False,
        all_the_same: bool = False,
    ) -> Customer:
        """A new customer under *parent*, or at the top for NO_CUSTOMER.

        Raises NumberTaken or NumberUnchecked; the user may then decide that it *may share* it.
        Raises CreateLost where it may be made yet, and for one like it until that is known, unless
        the user wants it *all the same*, though there may then be two.
        """
        sent = fields_of_new(fields, parent)
        create = partial(
            self._creator.create, sent, may_share_number=may_share_number, all_the_same=all_the_same
        )
        return await self._to_the_end(NO_CUSTOMER, self._create(sent, create))

    async def preview_update(self, number: str, filled: Mapping[str, Value]) -> Preview:
        """What updating the customer with *number* would change; empty fields change nothing."""
        found = await self._numbers.only_one(number)
        wanted = {
            name: value
            for name, value in filled.items()
            if name != "customernumber" and edits.is_said(edits.customer_field(name), value)
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
        await self._stops.lift()
        self._changes.publish(Change(subject=Subject.SAVING, cause="lifted"))

    def take_failures(self) -> tuple[Exception, ...]:
        """What went wrong after its caller had gone; each is given once.

        A change of SAVING with the cause "failed" tells that there is one.
        """
        taken, self._failures = tuple(self._failures), []
        return taken

    async def close(self) -> None:
        """Let what was begun come to its end; cancelling this cancels none of it."""
        await self.looks.close()
        await self._turns.close()

    # --- How --------------------------------------------------------------------------------

    async def _to_the_end(self, customer: CustomerId, work: Coroutine[Any, Any, T]) -> T:
        return await self._turns.to_the_end(customer, work)

    def _keep_failure(self, customer: CustomerId, error: Exception) -> None:
        self._failures.append(error)
        self._tell_of_saving("failed", customer)

    def _hear(self, change: Change) -> None:
        """What the local copy learns of a customer may be the doing of a save that was lost."""
        if change.subject is Subject.CUSTOMERS and not change.records:
            self._writer.look_again(change.ids)

    def _came_late(self, customer: CustomerId, saved: Saved | None) -> None:
        """What came of a save whose answer was lost; None where it is not stored."""
        if saved is None:
            self._tell_of_saving("absent", customer)
            return
        self.found.pop(customer, None)
        self.found[customer] = saved
        for old in [*self.found][:-_MOST_FOUND]:
            del self.found[old]
        self._published(saved)
        self._tell_of_saving("found", customer)

    def _made_late(self, made: Customer | None) -> None:
        if made is not None:
            self._publish(made, "created")
        self._tell_of_saving("absent" if made is None else "found", NO_CUSTOMER)

    def _tell_of_saving(self, cause: str, customer: CustomerId) -> None:
        ids = frozenset({customer})
        self._changes.publish(Change(subject=Subject.SAVING, ids=ids, cause=cause))

    async def _save(
        self,
        base: Customer,
        changed: Mapping[str, Value],
        decided: Mapping[str, Value] | None,
        over: Customer | None,
    ) -> Saved:
        await self._stops.refuse_if_stopped()
        await self._refuse_circle(over or base, {**changed, **(decided or {})})
        fresh = await self._writer.fresh(base.id)
        merged = merge(base, changed, fresh, decided, over)
        if merged.conflicts:
            raise ChangedMeanwhile(conflicts=merged.conflicts, fresh=fresh)
        return await self._send(fresh, merged.send)

    async def _undo(
        self, customer: CustomerId, changes: tuple[edits.FieldChange, ...], skip_moved: bool
    ) -> Saved:
        await self._stops.refuse_if_stopped()
        before = {each.name: each.before for each in changes}
        await self._refuse_circle(Customer({"id": customer}), before)
        fresh = await self._writer.fresh(customer)
        standing = standing_of(changes, fresh)
        if standing.moved and not skip_moved:
            raise CannotUndo(fields=standing.moved, fresh=fresh)
        return await self._send(fresh, {name: before[name] for name in standing.still})

    async def _refuse_circle(self, base: Customer, changed: Mapping[str, Value]) -> None:
        """Asked before the last reading, for what takes time belongs before that."""
        parent = changed.get("parentcust")
        if isinstance(parent, int) and parent != base.parent_id:
            await refuse_circle(self._client, base.id, CustomerId(parent))

    async def _send(
        self, fresh: Customer, sent: Mapping[str, Value], *, number: str | None = None
    ) -> Saved:
        """Write to the customer that was just read, by its id or its *number*."""
        if not sent:
            # A save whose answer was lost had come through after all.
            return self._published(_nothing_to_send(fresh))
        way: saves.Way = "id" if number is None else "number"
        key = {"id": fresh.id} if number is None else {"customernumber": number}
        wire = {**key, **edits.wire_object(fresh, sent)}
        saved = await self._written(Write(way=way, before=fresh, wire=wire, sent=sent))
        return await self._looked_for_circle(self._published(saved))

    async def _looked_for_circle(self, saved: Saved) -> Saved:
        parent = saved.after.parent_id
        if "parentcust" not in saved.sent or parent == saved.before.parent_id:
            return saved
        makes = await is_circle(self._client, saved.after.id, parent)
        return replace(saved, makes_circle=True) if makes else saved

    async def _update_by_number(self, preview: Preview) -> Saved:
        await self._stops.refuse_if_stopped()
        mine = {change.name: change.after for change in preview.changes}
        await self._refuse_circle(preview.before, mine)
        fresh = await self._numbers.only_one(preview.number)
        if fresh.id != preview.before.id:
            raise NumberMoved(number=preview.number, owner=fresh)
        merged = merge(preview.before, mine, fresh)
        if merged.conflicts:
            raise ChangedMeanwhile(conflicts=merged.conflicts, fresh=fresh)
        return await self._send(fresh, merged.send, number=preview.number)

    async def _restore(self, saved: Saved) -> Saved:
        now = await self._writer.fresh(saved.before.id)
        wire = edits.restoring(saved, now)
        wanted = Customer({**now.raw, **wire})
        names = (*saved.sent, *saved.disturbed)
        if not edits.differing(wanted, now, names):
            self._stops.note_put_back(saved)
            return self._published(_nothing_to_send(now), "restored")
        sent = edits.writable_values(Customer(wire))
        write = Write(way="restore", before=now, wire={"id": now.id, **wire}, sent=sent)
        restored = await self._writer.write(write)
        missed = edits.differing(wanted, restored.after, names)
        if not missed:
            self._stops.note_put_back(saved)
        return self._published(replace(restored, not_stored=missed, disturbed=()), "restored")

    async def _create(
        self, sent: Mapping[str, Value], create: Callable[[], Awaitable[Customer]]
    ) -> Customer:
        await self._stops.refuse_if_stopped()
        try:
            created = await create()
        except AppError as error:
            if isinstance(error, CommandRefused):
                self._refused(Refusal(sent=sent, words=error.message, is_new=True))
            self._tell_of_saving("ended", NO_CUSTOMER)
            raise
        self._publish(created, "created")
        return created

    async def _written(self, write: Write) -> Saved:
        try:
            saved = await self._writer.write(write)
        except AppError as error:
            if isinstance(error, CommandRefused):
                self._refused(Refusal(sent=write.sent, words=error.message))
            # What came of it is on record, if only that nobody knows.
            self._tell_of_saving("ended", write.before.id)
            raise
        if saved.refused_by:
            sent = {name: write.sent[name] for name in saved.not_stored}
            self._refused(Refusal(sent=sent, words=saved.refused_by))
        if saved.disturbed:
            await self._stops.stop(saved)
            self._tell_of_saving("stopped", write.before.id)
        return saved

    def _published(self, saved: Saved, cause: str = "saved") -> Saved:
        self._publish(saved.after, cause)
        return saved

    def _publish(self, customer: Customer, cause: str) -> None:
        ids = frozenset({customer.id})
        change = Change(subject=Subject.CUSTOMERS, ids=ids, cause=cause, records=(customer,))
        self._changes.publish(change)


def _nothing_to_send(fresh: Customer) -> Saved:
    return Saved(receipt=0, at=datetime.now(UTC), before=fresh, after=fresh, sent={})
