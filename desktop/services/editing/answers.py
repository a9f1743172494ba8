"""What the user says to saves that could not go as they were."""

from collections.abc import Awaitable, Callable, Mapping

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.domain.values import Value
from desktop.journal import Journal, drafts
from desktop.services.editing.kept import about_decision, draft_of
from desktop.services.editing.sending import Sending

Changed = Callable[[str, CustomerId], Awaitable[None]]


class Answers:
    """Nothing happens where the customer has nothing that waits. All raise StorageFailed."""

    def __init__(self, *, journal: Journal, sending: Sending, changed: Changed) -> None:
        self._journal = journal
        self._sending = sending
        self._changed = changed

    async def decide(self, shown: Draft, decided: Mapping[str, Value]) -> None:
        """Send these values for the fields that clashed, over what was *shown*.

        What has changed since is asked about again.
        """
        if (row := await self._row(shown.customer)) is not None:
            about = about_decision(draft_of(row), shown, decided)
            if about is not None:
                # Not where more has come to wait by now.
                await self._journal.run(drafts.judge, row, "queued", about)
            await self._changed("queued", shown.customer)

    async def again(self, customer: CustomerId, *, may_share_number: bool = False) -> None:
        """Try once more; a new customer is created whoever is like it."""
        if (row := await self._row(customer)) is not None:
            about = {"may_share": True} if may_share_number else {}
            await self._journal.run(drafts.set_state, row.id, "queued", about)
            await self._changed("queued", customer)

    async def drop(self, customer: CustomerId) -> None:
        """Give it up."""
        if await self._journal.run(drafts.drop, customer, is_draft=False):
            await self._changed("dropped", customer)

    async def adopt(self, shown: Draft) -> None:
        """The new customer is the one that was *shown*; what was typed becomes an edit of it."""
        row = await self._row(shown.customer)
        if row is None or shown.fresh is None:
            return
        fresh = draft_of(row).fresh
        if fresh is None or fresh.id != shown.fresh.id:
            # Somebody else was found since.
            await self._changed("refused", shown.customer)
        elif await self._sending.adopt(row, fresh):
            await self._changed("queued", fresh.id)
        else:
            await self._changed("sent", shown.customer)

    async def _row(self, customer: CustomerId) -> drafts.DraftRow | None:
        return await self._journal.run(drafts.row_of, customer, is_draft=False)
