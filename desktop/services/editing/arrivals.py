"""Drafts of new customers whose creation was lost, and who are there after all."""

from contextlib import suppress

from desktop.domain.errors import StorageFailed
from desktop.domain.ids import NO_CUSTOMER
from desktop.services.background import Background
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.drafts import Drafts
from desktop.services.edits import Edits


class Arrivals:
    """A draft becomes the customer that was made of just what is in it, once that is found."""

    def __init__(self, *, edits: Edits, drafts: Drafts, changes: ChangeFeed) -> None:
        self._edits, self._drafts = edits, drafts
        self._background = Background()
        self._unsubscribe = changes.subscribe(self._hear)

    async def look(self) -> None:
        """Go through the drafts; where the journal fails, the next start does."""
        if not self._edits.unclaimed:
            return
        with suppress(StorageFailed):
            for draft in await self._drafts.all():
                if not draft.is_new or draft.typed:
                    continue
                parent = draft.parent or NO_CUSTOMER
                made = self._edits.created_late(draft.mine, parent)
                if made is not None:
                    await self._drafts.become(draft.customer, made)
                    await self._edits.claim_created(draft.mine, parent)

    async def close(self) -> None:
        self._unsubscribe()
        await self._background.close()

    def _hear(self, change: Change) -> None:
        is_create = change.subject is Subject.SAVING and NO_CUSTOMER in change.ids
        if is_create and change.cause == "found":
            self._background.start(self.look(), name="look for drafts of those found")
