"""Asking for the children of one customer, for what the feed has not told yet."""

import time
from datetime import UTC, datetime

from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.mirror import customers, settling, tree
from desktop.mirror.customers import Cause
from desktop.mirror.database import Db
from desktop.services.sync.checking import Checking
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.sources import Taken, taken


class ToppingUp:
    """Takes in the children of a customer; one that is missing from the reply is asked for by id.

    It may have moved; it is gone only where the server knows nothing of it.
    """

    def __init__(self, *, client: Client, keeping: Keeping, checking: Checking) -> None:
        self._client = client
        self._keeping = keeping
        self._checking = checking

    async def look_into(self, parent: CustomerId, *, cause: Cause) -> Taken:
        """What changed right below *parent*; raises ServerError, StorageFailed."""
        sent_ns = time.monotonic_ns()
        # Closed ones too: here ignore_closed would make them look moved (documented).
        answer = await self._client.get_customers_by_parent_id(parent, ignore_closed=False)

        def take(db: Db) -> tuple[Taken, list[CustomerId], int]:
            stamp, now = self._keeping.stamp(sent_ns), datetime.now(UTC)
            absorbed = customers.absorb(db, answer.records, stamp=stamp, at=now, cause=cause)
            absent = settling.children_unconfirmed(db, parent, stamp)
            return taken(absorbed), absent, tree.count(db) if absent else 0

        told, absent, known = await self._keeping.run(take)
        if not absent:
            return told
        verdict = await self._checking.look_for(absent, of=known, cause=cause)
        if verdict.is_doubtful:
            return told
        return together(told, await self._keeping.run(self._checking.remove, verdict))


def together(one: Taken, other: Taken) -> Taken:
    return Taken(
        new=one.new + other.new,
        changed=one.changed + other.changed,
        touched=one.touched | other.touched,
        bad=one.bad + other.bad,
    )
