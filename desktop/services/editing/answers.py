"""What the user says to saves that could not go as they were."""

from collections.abc import Awaitable, Callable, Mapping

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

    async def decide(self, customer: CustomerId, decided: Mapping[str, Value]) -> None:
        """Send these values for the fields that clashed, over what was shown."""
        if (row := await self._row(customer)) is not None:
            about = about_decision(draft_of(row), decided)
            await self._journal.run(drafts.set_state, row.id, "queued", about)
            await self._changed("queued", customer)

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

    async def adopt(self, customer: CustomerId) -> None:
        """The new customer is the one that was found."""
        row = await self._row(customer)
        fresh = None if row is None else draft_of(row).fresh
        if row is not None and fresh is not None:
            await self._sending.take_as_made(row, fresh)
            await self._changed("sent", customer)

    async def _row(self, customer: CustomerId) -> drafts.DraftRow | None:
        return await self._journal.run(drafts.row_of, customer, is_draft=False)
