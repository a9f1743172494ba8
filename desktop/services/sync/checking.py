"""Asking by id for customers that an answer should have shown and did not."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from desktop.domain.answers import Records
from desktop.domain.errors import CommandRefused, NotAnEnvelope
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.mirror import customers, settling, state
from desktop.mirror.customers import Cause
from desktop.mirror.database import Db
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.sources import Taken, is_too_many, taken

_AT_ONCE: Final = 50
"""Questions in one envelope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Customers the server knows nothing of, and when it was asked."""

    ids: tuple[CustomerId, ...] = ()
    sent_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What has become of the absent: `gone` batch by batch, `is_doubtful` if those are too many.

    When they are, not all were asked for.
    """

    gone: tuple[Gone, ...] = ()
    is_doubtful: bool = False


class Checking:
    """Asks for absent customers; those that are there are taken in, the others removed."""

    def __init__(
        self, *, client: Client, keeping: Keeping, on_taken: Callable[[Taken], None]
    ) -> None:
        self._client = client
        self._keeping = keeping
        self._on_taken = on_taken

    async def look_for(self, absent: Sequence[CustomerId], *, of: int, cause: Cause) -> Verdict:
        """Ask for all of *absent*, and stop where too many *of* so many are gone; 0 never stops.

        Raises what keeps the server from answering.
        """
        gone: list[Gone] = []
        count = 0
        for ids in _batches(absent):
            gone.append(await self._ask(ids, cause))
            count += len(gone[-1].ids)
            if of and is_too_many(count, of):
                return Verdict(gone=tuple(gone), is_doubtful=True)
        return Verdict(gone=tuple(gone))

    def remove(self, db: Db, verdict: Verdict) -> Taken:
        """Take out who is gone, unless a later request has shown them meanwhile."""
        touched: set[int] = set()
        removed = 0
        for batch in verdict.gone:
            stamp = self._keeping.stamp(batch.sent_ns)
            ids = settling.unconfirmed(db, batch.ids, stamp + 1)
            touched |= {*ids, *customers.remove(db, ids, stamp=stamp)}
            removed += len(ids)
        return Taken(new=-removed, touched=frozenset(touched))

    async def _ask(self, ids: Sequence[CustomerId], cause: Cause) -> Gone:
        sent_ns = time.monotonic_ns()
        asked = (self._client.get_customer_by_id(id_) for id_ in ids)
        answers = await asyncio.gather(*asked, return_exceptions=True)
        here: list[Customer] = []
        gone: list[CustomerId] = []
        for id_, answer in zip(ids, [_clear(each) for each in answers], strict=True):
            if answer is not None:
                here += [customer for customer in answer.records if customer.id == id_]
                gone += [] if answer.records or answer.set_aside else [id_]
        if all(isinstance(each, NotAnEnvelope) for each in answers):
            raise answers[0]  # type: ignore[misc]  # one of those
        if here:
            self._on_taken(await self._keeping.run(self._absorb, here, sent_ns, cause))
        return Gone(ids=tuple(gone), sent_ns=sent_ns)

    def _absorb(self, db: Db, here: Sequence[Customer], sent_ns: int, cause: Cause) -> Taken:
        """Take in who is there after all; a check that is broken off asks for them no more."""
        state.pass_add(db, [customer.id for customer in here])
        stamp = self._keeping.stamp(sent_ns)
        return taken(customers.absorb(db, here, stamp=stamp, at=datetime.now(UTC), cause=cause))


def _clear(answer: Records[Customer] | BaseException) -> Records[Customer] | None:
    """The answer; None where it says nothing of this customer. Raises what is of no one alone."""
    if isinstance(answer, CommandRefused | NotAnEnvelope):
        return None
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _batches(ids: Collection[CustomerId]) -> Iterator[list[CustomerId]]:
    rest = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
