"""One write of a customer: journal first, then send, then find out what came of it."""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from desktop.domain.answers import Stored
from desktop.domain.edits import Saved, compare, is_whole
from desktop.domain.errors import (
    AppError,
    CustomerGone,
    ReplyLost,
    ServerError,
    StorageFailed,
    WrongCustomerAnswered,
)
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, saves
from desktop.microbizz import Client

_log = logging.getLogger(__name__)


class Keeper(Protocol):
    """Who keeps the local copy, and is told what the server says of customers."""

    def absorb(self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False) -> None:
        """*sent_ns* is the monotonic clock before the request; *is_own* for what we changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """What is about to be sent: `wire` as it goes out, `sent` the fields in it by their names.

    `before` is the customer as it was just read.
    """

    way: saves.Way
    before: Customer
    wire: Mapping[str, object]
    sent: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A write on its way, with its row in the journal; `sent_ns` is by the monotonic clock."""

    write: Write
    receipt: int
    at: datetime
    sent_ns: int

    def saved(self, after: Customer) -> Saved:
        came = compare(self.write.before, after, self.write.sent)
        return Saved(
            receipt=self.receipt,
            at=self.at,
            before=self.write.before,
            after=after,
            sent=self.write.sent,
            not_stored=came.not_stored,
            disturbed=came.disturbed,
        )


class Writer:
    """Sends writes, each once and once only; a lost reply is settled by reading.

    What the server says of customers goes to the local copy too.
    """

    def __init__(self, *, client: Client, journal: Journal, keeper: Keeper) -> None:
        self._client = client
        self._journal = journal
        self._keeper = keeper

    async def fresh(self, customer: CustomerId) -> Customer:
        """The customer as it is now; raises CustomerGone."""
        sent_ns = time.monotonic_ns()
        found = await self._read(customer)
        self._keeper.absorb((found,), sent_ns=sent_ns)
        return found

    async def write(self, write: Write) -> Saved:
        """Raises StorageFailed where nothing was sent, ReplyLost where it cannot be told."""
        receipt = await self._begin(write)
        sent = _Sent(write, receipt, datetime.now(UTC), time.monotonic_ns())
        try:
            return await self._outcome(sent)
        except AppError:
            # On record already, each as what it is.
            raise
        except Exception as error:
            await self._note(sent.receipt, "unknown", detail=type(error).__name__)
            raise

    async def _outcome(self, sent: _Sent) -> Saved:
        try:
            stored = await self._send(sent.write)
        except ServerError as error:
            if error.may_have_run:
                return await self._settle_by_reading(sent, error)
            await self._note(sent.receipt, "refused", detail=type(error).__name__)
            raise
        return await self._settle(sent, await self._whole(sent, stored))

    async def _read(self, customer: CustomerId) -> Customer:
        answer = await self._client.get_customer_by_id(customer)
        if not answer.records:
            raise CustomerGone(customer)
        return answer.records[0]

    async def _begin(self, write: Write) -> int:
        save = saves.NewSave(
            customer_id=write.before.id, way=write.way, sent=write.wire, before=write.before.raw
        )
        return await self._journal.run(saves.begin, save)

    async def _send(self, write: Write) -> Stored:
        if write.way == "number":
            return await self._client.create_update_customer_by_customer_number(write.wire)
        return await self._client.create_update_customer_by_id(write.wire)

    async def _whole(self, sent: _Sent, stored: Stored) -> Customer:
        """The customer after the write, read again where the answer lacks it or part of it."""
        before, answer = sent.write.before, stored.customer
        if answer is not None and (answer.id != before.id or is_whole(answer, before)):
            return answer
        try:
            return await self._read(before.id)
        except AppError as error:
            if answer is None:
                await self._note(sent.receipt, "unknown", detail="no customer in the answer")
                raise ReplyLost(is_known_not_stored=False) from error
        return Customer({**before.raw, **answer.raw})

    async def _settle(self, sent: _Sent, after: Customer) -> Saved:
        self._keeper.absorb((after,), sent_ns=sent.sent_ns, is_own=True)
        expected = sent.write.before.id
        if after.id != expected:
            await self._note(sent.receipt, "wrong_customer", after)
            raise WrongCustomerAnswered(expected_id=expected, answered_id=after.id)
        saved = sent.saved(after)
        names = (*saved.not_stored, *saved.disturbed)
        outcome: saves.Outcome = "differs" if names else "stored"
        await self._note(sent.receipt, outcome, after, " ".join(names))
        return saved

    async def _settle_by_reading(self, sent: _Sent, lost: ServerError) -> Saved:
        """Tell from the customer itself whether the write was executed; it is never sent again."""
        try:
            now = await self._read(sent.write.before.id)
        except AppError as error:
            await self._note(sent.receipt, "unknown", detail=type(error).__name__)
            raise ReplyLost(is_known_not_stored=False) from lost
        if not compare(sent.write.before, now, sent.write.sent).stored:
            self._keeper.absorb((now,), sent_ns=sent.sent_ns)
            await self._note(sent.receipt, "unknown", now, "not stored when read again")
            raise ReplyLost(is_known_not_stored=True) from lost
        return await self._settle(sent, now)

    async def _note(
        self, receipt: int, outcome: saves.Outcome, after: Customer | None = None, detail: str = ""
    ) -> None:
        """Put down the outcome; the server has decided, so a full disk must not unsay it."""
        with despite_full_disk():
            raw = None if after is None else after.raw
            await self._journal.run(saves.settle, receipt, outcome, raw, detail)


@contextmanager
def despite_full_disk() -> Iterator[None]:
    """Go on where our own disk fails after the server has done its part; the log says so."""
    try:
        yield
    except StorageFailed as error:
        _log.error("a receipt could not be written: %s", error.reason)
