"""One write of a customer: journal first, then send, then find out what came of it."""

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from desktop.domain.answers import SaveReply, Stored
from desktop.domain.edits import (
    Saved,
    is_whole,
    writable_values,
)
from desktop.domain.errors import (
    AppError,
    CommandRefused,
    CustomerGone,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    ReplyLost,
    ServerError,
    StorageFailed,
    WrongCustomerAnswered,
)
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal, saves
from desktop.microbizz import Client
from desktop.services.editing.looks import Looks
from desktop.services.editing.lost_writes import Handling, LostWrites
from desktop.services.editing.sent import Sent, Write

_log = logging.getLogger(__name__)

Late = Callable[[CustomerId, Saved | None], None]
"""Told what came of a write whose answer was lost, at last; None where it is not stored."""


class Keeper(Protocol):
    """Who keeps the local copy, and is told what the server says of customers."""

    def absorb(self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False) -> None:
        """*sent_ns* is the monotonic clock before the request; *is_own* for what we changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What it takes to write to the server, and to look for what was lost."""

    client: Client
    journal: Journal
    keeper: Keeper
    looks: Looks = field(default_factory=Looks)


class Writer:
    """Sends writes, each once and once only; a lost reply is settled by reading, now or later.

    What the server says of customers goes to the local copy too.

    Attributes:
        looked_for_until: When a lost one of a customer is looked for last, None where none is.
        look_again: Look for those of customers of whom something has changed.
    """

    def __init__(self, means: Means, late: Late) -> None:
        self._client, self._journal = means.client, means.journal
        self._keeper, self._looks = means.keeper, means.looks
        handling = Handling(
            read=self._read,
            settle=self._settle,
            overtaken=partial(self._note, outcome="unknown", detail=saves.SAVED_AGAIN),
            absent=partial(self._note, outcome="unknown", detail=saves.NOT_THERE),
            late=late,
        )
        self._lost = LostWrites(means.looks, handling)
        self.looked_for_until, self.look_again = self._lost.looked_for_until, self._lost.look_again
        self._sends_plainly = False

    def remember(self, customers: Iterable[saves.LostWrites]) -> None:
        """Look for what these came to, which were lost when the program ran before.

        What was stored since is what they go over if they come yet.
        """
        for rows in customers:
            stored = [(_sent_of(row), Customer(row.after or {})) for row in rows.stored]
            for row in rows.lost:
                since = (each for each in stored if each[0].receipt > row.id)
                lost = _followed(_sent_of(row), since)
                if lost.fields:
                    self._lost.look_for(lost, lost_at=lost.at)
                else:
                    # The program ended before that was put down.
                    note = partial(self._note, lost, "unknown", detail=saves.SAVED_AGAIN)
                    self._looks.once(note)

    async def fresh(self, customer: CustomerId) -> Customer:
        """The customer as it is now; raises CustomerGone."""
        sent_ns = time.monotonic_ns()
        found = await self._read(customer)
        self._keeper.absorb((found,), sent_ns=sent_ns)
        await self._lost.settle_in(found)
        return found

    async def write(self, write: Write) -> Saved:
        """Raises StorageFailed where nothing was sent, ReplyLost where it cannot be told."""
        sent = Sent(
            write=write,
            receipt=await self._begin(write),
            at=datetime.now(UTC),
            sent_ns=time.monotonic_ns(),
            image=write.before,
        )
        try:
            with self._lost.writing(sent.customer):
                return await (self._plainly(sent) if self._sends_plainly else self._proven(sent))
        except AppError:
            # On record already, each as what it is.
            raise
        except Exception as error:
            await self._note(sent, "unknown", detail=type(error).__name__)
            raise

    # --- Sending ----------------------------------------------------------------------------

    async def _proven(self, sent: Sent) -> Saved:
        """Send it among its own proof."""
        began = self._looks.now()
        try:
            reply = await self._client.save_customer(
                sent.customer,
                sent.write.wire,
                nonce=secrets.token_hex(8),
                by_number=sent.write.way == "number",
            )
        except ServerError as error:
            return await self._unanswered(sent, error)
        self._looks.answered(began)
        if reply.echo_refused:
            return await self._without_proof(sent, reply)
        if not reply.is_ours:
            return await self._settle_by_reading(sent, None)
        return await self._answered(sent, reply)

    async def _without_proof(self, sent: Sent, reply: SaveReply) -> Saved:
        """The server knows no Echo, for which it halts before anything else: go without."""
        self._sends_plainly = True
        if isinstance(reply.answer, Stored):
            # It did not halt, so it was sent.
            return await self._settle_by_reading(sent, None)
        now = await self._now(sent, None)
        if sent.is_stored_in(now):
            return await self._settle(replace(sent, is_settled_by_reading=True), now)
        return await self._plainly(replace(sent, image=now))

    async def _plainly(self, sent: Sent) -> Saved:
        """Send it by itself."""
        by_id = self._client.create_update_customer_by_id
        by_number = self._client.create_update_customer_by_customer_number
        send = by_number if sent.write.way == "number" else by_id
        try:
            stored = await send(sent.write.wire)
        except CommandRefused as error:
            return await self._refused(sent, error)
        except ServerError as error:
            return await self._unanswered(sent, error)
        return await self._settle(sent, await self._whole(sent, stored.customer, None))

    async def _read(self, customer: CustomerId) -> Customer:
        answer = await self._client.get_customer_by_id(customer)
        if answer.set_aside and not answer.records:
            # Someone else, or nobody readable: no word on whether this one is there.
            raise NotAnEnvelope(Malformed.SHAPE, may_have_run=False)
        if not answer.records:
            raise CustomerGone(customer)
        return answer.records[0]

    async def _begin(self, write: Write) -> int:
        save = saves.NewSave(
            customer_id=write.before.id, way=write.way, sent=write.wire, before=write.before.raw
        )
        return await self._journal.run(saves.begin, save)

    # --- What came of it --------------------------------------------------------------------

    async def _answered(self, sent: Sent, reply: SaveReply) -> Saved:
        if reply.before is not None and is_whole(reply.before, sent.write.before):
            sent = replace(sent, image=reply.before)
        if isinstance(reply.answer, CommandRefused):
            return await self._refused(sent, reply.answer)
        if isinstance(reply.answer, ServerError):
            return await self._settle_by_reading(sent, reply.answer)
        after = await self._whole(sent, reply.answer.customer, reply.after)
        came_along = after in (reply.after, reply.answer.customer)
        is_one_moment = sent.image is reply.before and came_along
        return await self._settle(replace(sent, is_one_moment=is_one_moment), after)

    async def _unanswered(self, sent: Sent, error: ServerError) -> Saved:
        if error.may_have_run:
            return await self._settle_by_reading(sent, error)
        await self._note_refusal(sent, error)
        raise error

    async def _refused(self, sent: Sent, error: CommandRefused) -> Saved:
        """Read it once more to be certain that nothing changed."""
        try:
            now = await self._read(sent.customer)
        except AppError:
            await self._note_refusal(sent, error)
            raise error from None
        refused = replace(sent, refused_by=error.message)
        if sent.is_stored_in(now) or refused.saved(now).disturbed:
            return await self._settle(refused, now)
        self._keeper.absorb((now,), sent_ns=sent.sent_ns)
        await self._note_refusal(sent, error)
        raise error

    async def _whole(self, sent: Sent, stored: Customer | None, after: Customer | None) -> Customer:
        """The customer after the write, read again where the answer lacks it or part of it."""
        if stored is not None and stored.id != sent.customer:
            return stored
        for answer in (after, stored):
            if answer is not None and answer.id == sent.customer and is_whole(answer, sent.image):
                return answer
        try:
            return await self._read(sent.customer)
        except AppError as error:
            if stored is None:
                raise await self._lose(sent, "no customer in the answer") from error
        return Customer({**sent.image.raw, **stored.raw})

    async def _settle(self, sent: Sent, after: Customer) -> Saved:
        self._keeper.absorb((after,), sent_ns=sent.sent_ns, is_own=True)
        if after.id != sent.customer:
            await self._note(sent, "wrong_customer", after)
            raise WrongCustomerAnswered(expected_id=sent.customer, answered_id=after.id)
        saved = sent.saved(after)
        names = (*saved.not_stored, *saved.disturbed)
        outcome: saves.Outcome = "differs" if names else "stored"
        await self._note(sent, outcome, after, saves.Detail(names=names))
        if not sent.is_late:
            await self._lost.overtake(sent, after)
        return saved

    # --- The answer was lost ----------------------------------------------------------------

    async def _settle_by_reading(self, sent: Sent, lost: AppError | None) -> Saved:
        """Tell from the customer itself whether the write was executed; it is never sent again."""
        now = await self._now(sent, lost)
        if sent.is_stored_in(now):
            return await self._settle(replace(sent, is_settled_by_reading=True), now)
        self._keeper.absorb((now,), sent_ns=sent.sent_ns)
        # That proves nothing: the server may be at it yet.
        raise await self._lose(sent, "not stored when read again", now) from lost

    async def _now(self, sent: Sent, lost: AppError | None) -> Customer:
        try:
            return await self._read(sent.customer)
        except AppError as error:
            raise await self._lose(sent, type(error).__name__) from lost

    async def _lose(self, sent: Sent, detail: str, after: Customer | None = None) -> ReplyLost:
        await self._note(sent, "unknown", after, detail)
        return ReplyLost(until=self._lost.look_for(sent, lost_at=None))

    async def _note_refusal(self, sent: Sent, error: ServerError) -> None:
        words = error.message if isinstance(error, CommandRefused | EnvelopeRefused) else ""
        detail = saves.Detail(said=type(error).__name__, words=words)
        await self._note(sent, "refused", detail=detail)

    async def _note(
        self,
        sent: Sent,
        outcome: saves.Outcome,
        after: Customer | None = None,
        detail: str | saves.Detail = "",
    ) -> None:
        """Put down the outcome; the server has decided, so a full disk must not unsay it."""
        with despite_full_disk():
            raw = None if after is None else after.raw
            if sent.image.raw != sent.write.before.raw:
                await self._journal.run(saves.was_before, sent.receipt, sent.image.raw)
            await self._journal.run(saves.settle, sent.receipt, outcome, raw, detail)


def _followed(lost: Sent, since: Iterable[tuple[Sent, Customer]]) -> Sent:
    """The same as if the program had run on while these were stored, each with what came of it."""
    for stored, after in since:
        if lost.is_stored_in(stored.image):
            # It had come by then, and nobody knew it: what came after went over it.
            break
        lost = lost.seen(stored.image).but_for(stored, after)
    return lost


def _sent_of(row: saves.SaveRow) -> Sent:
    before, sent = Customer(row.before or {}), writable_values(Customer(row.sent))
    ago_ns = int(max(0.0, (datetime.now(UTC) - row.at).total_seconds()) * 1e9)
    return Sent(
        write=Write(way=row.way, before=before, wire=row.sent, sent=sent),
        receipt=row.id,
        at=row.at,
        sent_ns=max(0, time.monotonic_ns() - ago_ns),
        image=before,
    )


@contextmanager
def despite_full_disk() -> Iterator[None]:
    """Go on where our own disk fails after the server has done its part; the log says so."""
    try:
        yield
    except StorageFailed as error:
        _log.error("a receipt could not be written: %s", error.reason)
