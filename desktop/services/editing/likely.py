"""Customers that may be the one that is about to be created, and what it may take from others."""

from desktop.domain.ids import CustomerId
from desktop.domain.likely import Like, Sought
from desktop.domain.proposals import Proposal
from desktop.mirror import likely
from desktop.mirror.familiar import Familiar
from desktop.mirror.reader import Reader

MOST = 5
_LATEST = "likely"


class Likely:
    """Answers from the local copy alone; both raise StorageFailed."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._familiar = Familiar()

    async def like(self, sought: Sought) -> tuple[Like, ...]:
        """Who may be the same, the surest first, MOST at most.

        A newer question ends an older one, whose asker gets a CancelledError.
        """
        if not sought:
            return ()
        found: tuple[Like, ...] = await self._reader.run(
            likely.like, sought, most=MOST, familiar=self._familiar, latest=_LATEST
        )
        return found

    async def proposal(self, parent: CustomerId, beside: CustomerId | None = None) -> Proposal:
        """What a new customer below *parent*, like *beside* where that is given, may take over."""
        return await self._reader.run(likely.proposal, parent, beside)
