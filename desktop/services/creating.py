"""Making a new customer once, although a lost reply leaves open whether there is one."""

import time
from collections.abc import Iterable, Mapping

from desktop.domain import edits
from desktop.domain.errors import (
    CreateUnsure,
    NumberTaken,
    NumberUnchecked,
    ReplyLost,
    ServerError,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, saves
from desktop.microbizz import Client
from desktop.services.editing.lost import Lost, candidates
from desktop.services.writing import Keeper, despite_full_disk

_NOTHING = Customer({})


class Creator:
    """Sends creates; what an earlier one like it may have made is looked for first."""

    def __init__(self, *, client: Client, journal: Journal, keeper: Keeper) -> None:
        self._client = client
        self._journal = journal
        self._keeper = keeper
        self._lost: list[Lost] = []

    def remember(self, rows: Iterable[saves.SaveRow]) -> None:
        """Look for what these creates may have made before another like them is sent."""
        for row in rows:
            sent = edits.writable_values(Customer(row.sent))
            self._lost.append(Lost.of(row.id, sent, row.at))

    async def create(self, sent: Mapping[str, Value], *, may_share_number: bool) -> Customer:
        """Raises CreateUnsure or ReplyLost where it cannot be told whether it was made."""
        for earlier in self._like(sent):
            if (found := await self._found(earlier, sent)) is not None:
                return found
        if not may_share_number:
            await self._refuse_taken(str(sent.get("customernumber") or ""))
        wire = wire_of_new(sent)
        save = saves.NewSave(customer_id=NO_CUSTOMER, way="create", sent=wire, before=None)
        receipt = await self._journal.run(saves.begin, save)
        new = Lost.of(receipt, sent)
        created = await self._answered(new, wire)
        if created is None:
            return await self._look_for(new, sent)
        for earlier in self._like(sent):
            self._lost.remove(earlier)
        await self._settle(receipt, created, sent)
        return created

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
        sent_ns = time.monotonic_ns()
        try:
            stored = await self._client.create_update_customer_by_id(wire)
        except ServerError as error:
            if not error.may_have_run:
                await self._note(new.receipt, "refused", type(error).__name__)
                raise
            await self._lose(new, type(error).__name__)
            return None
        except Exception as error:
            await self._lose(new, type(error).__name__)
            raise
        if stored.customer is None:
            await self._lose(new, "no customer in the answer")
        else:
            self._keeper.absorb((stored.customer,), sent_ns=sent_ns, is_own=True)
        return stored.customer

    async def _lose(self, new: Lost, detail: str) -> None:
        self._lost.append(new)
        await self._note(new.receipt, "unknown", detail)

    async def _look_for(self, lost: Lost, sent: Mapping[str, Value]) -> Customer:
        """Find what was made; finding nothing proves nothing, for the server may still be at it."""
        try:
            found = await self._found(lost, sent)
        except ServerError as error:
            raise ReplyLost(is_known_not_stored=False) from error
        if found is None:
            raise ReplyLost(is_known_not_stored=False)
        return found

    async def _found(self, lost: Lost, sent: Mapping[str, Value]) -> Customer | None:
        """What *lost* has made, if it is there; raises CreateUnsure for one that may be it."""
        sent_ns = time.monotonic_ns()
        found = await candidates(self._client, lost, sent)
        candidate = next((each for each in found if each.id not in lost.shown), None)
        if candidate is None:
            return None
        # A name alone proves little: there may have been one before.
        is_ours = bool(lost.number) and not edits.not_stored_of(sent, candidate)
        self._keeper.absorb((candidate,), sent_ns=sent_ns, is_own=is_ours)
        if not is_ours:
            lost.shown.add(candidate.id)
            raise CreateUnsure(candidate=candidate)
        self._lost.remove(lost)
        await self._settle(lost.receipt, candidate, sent)
        return candidate

    def _like(self, sent: Mapping[str, Value]) -> list[Lost]:
        wanted = Lost.of(0, sent)
        return [each for each in self._lost if each.is_like(wanted)]

    async def _settle(self, receipt: int, made: Customer, sent: Mapping[str, Value]) -> None:
        outcome: saves.Outcome = "differs" if edits.not_stored_of(sent, made) else "stored"
        with despite_full_disk():
            await self._journal.run(saves.settle_created, receipt, made.id, outcome, made.raw)

    async def _note(self, receipt: int, outcome: saves.Outcome, detail: str) -> None:
        with despite_full_disk():
            await self._journal.run(saves.settle, receipt, outcome, None, detail)


def fields_of_new(fields: Mapping[str, Value], parent: CustomerId) -> dict[str, Value]:
    """What is sent for a new customer: *fields* without the empty ones, and its place."""
    return {
        name: value
        for name, value in {**fields, "parentcust": parent}.items()
        if not edits.is_blank(edits.customer_field(name), value)
    }


def wire_of_new(sent: Mapping[str, Value]) -> dict[str, object]:
    return {"id": NO_CUSTOMER, **edits.wire_object(_NOTHING, sent)}
