"""Making a new customer once, although a lost reply leaves open whether there is one."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from desktop.domain import edits
from desktop.domain.errors import (
    CommandRefused,
    CreateLost,
    CreateUnsure,
    NumberTaken,
    NumberUnchecked,
    ServerError,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import saves
from desktop.services.editing.lost import Lost, candidates, made_though_refused
from desktop.services.writing import Means, despite_full_disk

_NOTHING = Customer({})


class Creator:
    """Sends creates; what an earlier one like it may have made is looked for first.

    `late` is told of what a lost one made, or None, when nobody asked just then.

    Attributes:
        unclaimed: What lost ones made that nobody has asked for since, by the receipt.
    """

    def __init__(self, means: Means, late: Callable[[Customer | None], None]) -> None:
        self._client, self._journal = means.client, means.journal
        self._keeper, self._looks, self._late = means.keeper, means.looks, late
        self._lost: list[Lost] = []
        self.unclaimed: dict[int, Customer] = {}
        self._sent_for: dict[int, Mapping[str, Value]] = {}
        self._missed: dict[int, Mapping[str, Value]] = {}
        self._told_of = set[int]()

    def remember(self, lost: Iterable[saves.SaveRow], found: Iterable[saves.SaveRow]) -> None:
        """Go on looking for what these creates may have made; and who was *found* unasked."""
        for row in lost:
            sent = edits.writable_values(Customer(row.sent))
            each = Lost.of(row.id, sent, row.at)
            self._lost.append(each)
            if row.detail == saves.NOT_THERE:
                self._told_of.add(row.id)
            self._begin_to_look(each, lost_at=row.at)
        for row in found:
            if row.after:
                self.unclaimed[row.id] = Customer(row.after)
                self._sent_for[row.id] = edits.writable_values(Customer(row.sent))

    async def create(
        self, sent: Mapping[str, Value], *, may_share_number: bool, all_the_same: bool = False
    ) -> Customer:
        """Raises CreateUnsure or CreateLost where it cannot be told whether it was made.

        While a lost one like it may be made yet, it is only sent *all the same*.
        """
        if (made := await self._made_before(sent)) is not None:
            return made
        if not all_the_same:
            await self._show_unclaimed(sent)
            self._hold_back(sent)
        if not may_share_number:
            await self._refuse_taken(str(sent.get("customernumber") or ""))
        wire = wire_of_new(sent)
        save = saves.NewSave(customer_id=NO_CUSTOMER, way="create", sent=wire, before=None)
        receipt = await self._journal.run(saves.begin, save)
        new = Lost.of(receipt, sent)
        created = await self._answered(new, wire)
        if created is None:
            return await self._look_for(new, sent)
        await self._settle(receipt, created, sent)
        for earlier in self._like(sent):
            await self._overtake(earlier, created, sent)
        return created

    async def outcome(self, fields: Mapping[str, Value], parent: CustomerId) -> Customer | None:
        """What the lost create of these comes to; None where the last look did not find it.

        Raises CreateUnsure, also where it has made one like it that has not all of these.
        """
        sent = fields_of_new(fields, parent)
        lost = self._looked_for(sent)
        if not lost:
            return await self._claimed(sent)
        told: asyncio.Future[Customer | None] = asyncio.get_running_loop().create_future()
        lost[-1].waiting.append(told)
        made = await told
        if made is not None and not lost[-1].is_just_this(made, sent):
            raise CreateUnsure(candidate=made)
        return made

    def looked_for_until(self, fields: Mapping[str, Value], parent: CustomerId) -> datetime | None:
        """When a lost create that these may be is looked for last; None where none is."""
        lost = self._looked_for(fields_of_new(fields, parent))
        return max(map(self._due, lost), default=None)

    def missed_of(self, fields: Mapping[str, Value], parent: CustomerId) -> int:
        """The receipt of one that these may be, not found while nobody was there to be told.

        0 for none.
        """
        wanted = Lost.of(0, fields_of_new(fields, parent))
        found = (each for each, sent in self._missed.items() if Lost.of(0, sent).holds_back(wanted))
        return next(found, 0)

    def found(self, fields: Mapping[str, Value], parent: CustomerId) -> Customer | None:
        """Whom a lost create of just these made while nobody was there to be told."""
        return self.unclaimed.get(self._exactly(fields_of_new(fields, parent)))

    async def claim(self, fields: Mapping[str, Value], parent: CustomerId) -> None:
        """The same is given: the next one of these is another one."""
        if receipt := self._exactly(fields_of_new(fields, parent)):
            await self._claim(receipt, self.unclaimed[receipt])

    async def _made_before(self, sent: Mapping[str, Value]) -> Customer | None:
        """Whom an earlier one just like this made; raises CreateUnsure for who may be that."""
        if (claimed := await self._claimed(sent)) is not None:
            return claimed
        for earlier in self._like(sent):
            if (found := await self._found(earlier, sent)) is not None:
                return found
        return None

    def _hold_back(self, sent: Mapping[str, Value]) -> None:
        """Raises CreateLost while one like it is looked for: what is made stays for ever."""
        if lost := self._looked_for(sent):
            raise CreateLost(until=max(map(self._due, lost)), was_sent=False)

    def _looked_for(self, sent: Mapping[str, Value]) -> list[Lost]:
        wanted = Lost.of(0, sent)
        return [e for e in self._lost if e.holds_back(wanted) and self._looks.until(e.receipt)]

    def _due(self, lost: Lost) -> datetime:
        """When it is looked for last."""
        return self._looks.until(lost.receipt) or datetime.now(UTC)

    async def _refuse_taken(self, number: str) -> None:
        """Raises NumberTaken or NumberUnchecked; what is created can never be deleted again."""
        if not number:
            return
        try:
            answer = await self._client.get_customer_by_customer_number(number)
        except ServerError as error:
            raise NumberUnchecked(number=number, cause=error) from error
        if answer.records:
            raise NumberTaken(number=number, owner=answer.records[0])

    async def _answered(self, new: Lost, wire: Mapping[str, object]) -> Customer | None:
        """What was made; None, and *new* is remembered, where the answer does not come or say."""
        sent_ns, began = time.monotonic_ns(), self._looks.now()
        try:
            stored = await self._client.create_update_customer_by_id(wire)
        except ServerError as error:
            if not error.may_have_run:
                await self._note(new.receipt, "refused", type(error).__name__)
                return await self._made_though_refused(new, error)
            await self._lose(new, type(error).__name__)
            return None
        except Exception as error:
            await self._lose(new, type(error).__name__)
            raise
        self._looks.answered(began)
        if stored.customer is None:
            await self._lose(new, "no customer in the answer")
        else:
            self._keeper.absorb((stored.customer,), sent_ns=sent_ns, is_own=True)
        return stored.customer

    async def _made_though_refused(self, new: Lost, refusal: ServerError) -> Customer:
        """Who was made all the same.

        Raises *refusal* where nobody was, and CreateUnsure where that cannot be told.
        """
        if not isinstance(refusal, CommandRefused):
            raise refusal
        made: Customer | None = None
        with suppress(ServerError):
            made = await made_though_refused(self._client, new)
        if made is None:
            raise refusal
        if not new.is_surely(made, new.sent):
            raise CreateUnsure(candidate=made, refused_by=refusal.message)
        return made

    async def _overtake(self, earlier: Lost, created: Customer, sent: Mapping[str, Value]) -> None:
        """One like *earlier* was *created*, which that one has not made."""
        if self._looks.until(earlier.receipt) is None:
            self._forget(earlier, None)
            await self._note(earlier.receipt, "unknown", saves.SAVED_AGAIN)
        else:
            # It may be made yet, and then there are two; the user knows, and is not asked again.
            earlier.shown.add(created.id)
            earlier.is_passed_over |= earlier.holds_back(Lost.of(0, sent))

    # --- The answer was lost ----------------------------------------------------------------

    async def _lose(self, new: Lost, detail: str) -> None:
        self._lost.append(new)
        self._begin_to_look(new, lost_at=None)
        await self._note(new.receipt, "unknown", detail)

    def _begin_to_look(self, lost: Lost, *, lost_at: datetime | None) -> None:
        look, absent = partial(self._look, lost), partial(self._give_up, lost)
        self._looks.begin(lost.receipt, look, absent, lost_at=lost_at)

    async def _look_for(self, lost: Lost, sent: Mapping[str, Value]) -> Customer:
        """Find what was made; finding nothing proves nothing, for the server may still be at it."""
        try:
            found = await self._found(lost, sent)
        except ServerError as error:
            raise self._unknown(lost) from error
        if found is None:
            raise self._unknown(lost)
        return found

    def _unknown(self, lost: Lost) -> CreateLost:
        return CreateLost(until=self._due(lost))

    async def _found(self, lost: Lost, sent: Mapping[str, Value]) -> Customer | None:
        """What *lost* has made, if it is there; raises CreateUnsure for one that may be it."""
        candidate, is_ours = await self._candidate(lost, sent)
        if lost.made is not None:
            # A look has found it while this one was under way, which need not show it.
            candidate, is_ours = lost.made, lost.is_just_this(lost.made, sent)
            self.unclaimed.pop(lost.receipt, None)
        if candidate is None:
            return None
        if not is_ours:
            lost.shown.add(candidate.id)
            raise CreateUnsure(candidate=candidate)
        await self._settle(lost.receipt, candidate, sent)
        if lost in self._lost:
            self._forget(lost, candidate)
        return candidate

    async def _candidate(
        self, lost: Lost, sent: Mapping[str, Value]
    ) -> tuple[Customer | None, bool]:
        """Who *lost* has made, and whether that is certain."""
        sent_ns = time.monotonic_ns()
        found = await candidates(self._client, lost, sent)
        candidate = next((each for each in found if each.id not in lost.shown), None)
        is_ours = candidate is not None and lost.is_surely(candidate, sent)
        if lost.there is None:
            lost.there = frozenset(each.id for each in found)
        if candidate is not None:
            self._keeper.absorb((candidate,), sent_ns=sent_ns, is_own=is_ours)
        return candidate, is_ours

    async def _look(self, lost: Lost) -> bool:
        """Look by ourselves; who only may be it is shown to the user, if one is there."""
        if lost not in self._lost:
            return True
        candidate, is_ours = await self._candidate(lost, lost.sent)
        if candidate is None or lost not in self._lost:
            return candidate is not None
        if not is_ours:
            if lost.waiting:
                lost.shown.add(candidate.id)
                lost.tell(CreateUnsure(candidate=candidate))
            return False
        # On record before it is forgotten, for the program may end here.
        is_asked_for = lost.is_asked_for
        settle = saves.settle_created if is_asked_for else saves.settle_unasked
        await self._settle(lost.receipt, candidate, lost.sent, settle)
        if lost in self._lost:
            if not is_asked_for:
                self.unclaimed[lost.receipt] = candidate
                self._sent_for[lost.receipt] = lost.sent
            self._forget(lost, candidate)
        return True

    def _give_up(self, lost: Lost) -> None:
        if not lost.is_asked_for and lost.receipt not in self._told_of:
            self._missed[lost.receipt] = lost.sent
        # It is looked for again when the program starts, and not told again.
        self._told_of.add(lost.receipt)
        self._looks.once(partial(self._note, lost.receipt, "unknown", saves.NOT_THERE))
        lost.tell(None)
        self._late(None)

    def _forget(self, lost: Lost, made: Customer | None) -> None:
        self._lost.remove(lost)
        lost.made = made
        is_looked_for = self._looks.until(lost.receipt) is not None
        self._looks.end(lost.receipt)
        lost.tell(made)
        if is_looked_for:
            # What it held back may go.
            self._late(made)

    def _exactly(self, sent: Mapping[str, Value]) -> int:
        """Which lost one made somebody of just this that nobody has asked for; 0 for none."""
        wanted = Lost.of(0, sent)
        for receipt, made in self.unclaimed.items():
            is_just_this = self._sent_for[receipt].keys() == sent.keys()
            if is_just_this and wanted.may_have_made(made) and not edits.not_stored_of(sent, made):
                return receipt
        return 0

    async def _claimed(self, sent: Mapping[str, Value]) -> Customer | None:
        """Whom a lost one made of just this; who was sent more, or elsewhere, is another one."""
        receipt = self._exactly(sent)
        made = self.unclaimed.get(receipt)
        if made is not None:
            await self._claim(receipt, made)
        return made

    async def _show_unclaimed(self, sent: Mapping[str, Value]) -> None:
        """Raises CreateUnsure, once, where a lost one has made one that this may be."""
        for receipt, made in self.unclaimed.items():
            if Lost.like(made).holds_back(Lost.of(0, sent)):
                await self._claim(receipt, made)
                raise CreateUnsure(candidate=made)

    async def _claim(self, receipt: int, made: Customer) -> None:
        del self.unclaimed[receipt]
        # All that was sent then is in it, or it would not be known for ours.
        await self._settle(receipt, made, {})

    def _like(self, sent: Mapping[str, Value]) -> list[Lost]:
        wanted = Lost.of(0, sent)
        return [each for each in self._lost if each.is_like(wanted)]

    async def _settle(
        self,
        receipt: int,
        made: Customer,
        sent: Mapping[str, Value],
        settle: Callable[..., None] = saves.settle_created,
    ) -> None:
        outcome: saves.Outcome = "differs" if edits.not_stored_of(sent, made) else "stored"
        with despite_full_disk():
            await self._journal.run(settle, receipt, made.id, outcome, made.raw)

    async def _note(self, receipt: int, outcome: saves.Outcome, detail: str) -> None:
        with despite_full_disk():
            await self._journal.run(saves.settle, receipt, outcome, None, detail)


def fields_of_new(fields: Mapping[str, Value], parent: CustomerId) -> dict[str, Value]:
    """What is sent for a new customer: *fields* without the empty ones, and its place."""
    return {
        name: value
        for name, value in {**fields, "parentcust": parent}.items()
        if edits.is_said(edits.customer_field(name), value)
    }


def wire_of_new(sent: Mapping[str, Value]) -> dict[str, object]:
    return {"id": NO_CUSTOMER, **edits.wire_object(_NOTHING, sent)}
