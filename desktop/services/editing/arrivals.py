"""Drafts of new customers whose creation was lost, and who are there after all."""

from contextlib import suppress

from desktop.domain.drafts import Draft
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer
from desktop.services.background import Background
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits


class Arrivals:
    """A draft becomes the customer that was made of just what is in it, once that is found."""

    def __init__(self, *, edits: Edits, drafts: Drafts, queue: Queue, changes: ChangeFeed) -> None:
        self._edits, self._drafts, self._queue = edits, drafts, queue
        self._background = Background()
        self._unsubscribe = changes.subscribe(self._hear)

    async def look(self) -> None:
        """Go through the drafts; where the journal fails, the next start does."""
        if not self._edits.unclaimed:
            return
        with suppress(StorageFailed):
            # What waits takes what it has made itself, and is created once more if it cannot.
            taken = [self._made_of(row) for row in await self._queue.rows()]
            for draft in await self._drafts.all():
                made = self._made_of(draft)
                if made is None or made in taken:
                    continue
                # One that was discarded meanwhile is nobody's: the next create like it gives that.
                if await self._drafts.become(draft.customer, made):
                    await self._edits.claim_created(draft.mine, draft.parent or NO_CUSTOMER)

    def _made_of(self, draft: Draft) -> Customer | None:
        """Whom a lost create of just what is in *draft* has made."""
        if not draft.is_new or draft.typed:
            return None
        return self._edits.created_late(draft.mine, draft.parent or NO_CUSTOMER)

    async def close(self) -> None:
        self._unsubscribe()
        await self._background.close()

    def _hear(self, change: Change) -> None:
        is_create = change.subject is Subject.SAVING and NO_CUSTOMER in change.ids
        if is_create and change.cause == "found":
            self._background.start(self.look(), name="look for drafts of those found")
