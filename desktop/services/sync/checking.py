"""Asking by id for customers that an answer should have shown and did not."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from desktop.domain.errors import CommandRefused, ServerError
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.microbizz import Client, commands
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

    @property
    def ids(self) -> list[CustomerId]:
        return [id_ for batch in self.gone for id_ in batch.ids]


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
        for ids in _batches(absent):
            gone.append(await self._ask(ids, cause))
            verdict = Verdict(gone=tuple(gone))
            if of and is_too_many(len(verdict.ids), of):
                return Verdict(gone=verdict.gone, is_doubtful=True)
        return Verdict(gone=tuple(gone))

    def remove(self, db: Db, verdict: Verdict) -> Taken:
        """Take out who is gone, unless a later request has shown them meanwhile."""
        touched: set[int] = set()
        removed = 0
        for batch in verdict.gone:
            ids = settling.unconfirmed(db, batch.ids, self._keeping.stamp(batch.sent_ns) + 1)
            touched |= {*ids, *customers.remove(db, ids)}
            removed += len(ids)
        return Taken(new=-removed, touched=frozenset(touched))

    async def _ask(self, ids: Sequence[CustomerId], cause: Cause) -> Gone:
        sent_ns = time.monotonic_ns()
        answers = await self._client.send(*(commands.get_customer_by_id(id_) for id_ in ids))
        here: list[Customer] = []
        gone: list[CustomerId] = []
        for id_, answer in zip(ids, answers, strict=True):
            if isinstance(answer, CommandRefused):
                continue
            if isinstance(answer, ServerError):
                raise answer
            here += [customer for customer in answer.records if customer.id == id_]
            if not answer.records and not answer.set_aside:
                gone.append(id_)
        if here:
            self._on_taken(await self._keeping.run(self._absorb, here, sent_ns, cause))
        return Gone(ids=tuple(gone), sent_ns=sent_ns)

    def _absorb(self, db: Db, here: Sequence[Customer], sent_ns: int, cause: Cause) -> Taken:
        """Take in who is there after all; a check that is broken off asks for them no more."""
        state.pass_add(db, [customer.id for customer in here])
        stamp = self._keeping.stamp(sent_ns)
        return taken(customers.absorb(db, here, stamp=stamp, at=datetime.now(UTC), cause=cause))


def _batches(ids: Collection[CustomerId]) -> Iterator[list[CustomerId]]:
    rest = iter(ids)
    while batch := list(islice(rest, _AT_ONCE)):
        yield batch
