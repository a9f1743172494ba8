"""Putting a customer below another one, with all that is below it."""

from collections.abc import Collection

from desktop.domain.edits import Saved
from desktop.domain.errors import CannotMove
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import MoveProblem, Verdict
from desktop.domain.records import Customer
from desktop.services.browse import Browse
from desktop.services.edits import Edits


class Moving:
    """A move is a save of `parentcust`: it has a receipt, by which it is undone."""

    def __init__(self, *, edits: Edits, browse: Browse) -> None:
        self._edits = edits
        self._browse = browse

    async def check(self, customer: CustomerId, parent: CustomerId) -> Verdict:
        """Whether *customer* may be put below *parent*, and where it would be then.

        By the local copy alone; the server is asked when it is done. 0 is the top. Raises
        StorageFailed.
        """
        here = await self._browse.place(customer)
        above = None if parent == NO_CUSTOMER else await self._browse.place(parent)
        below = await self._browse.tree.count_below(customer)
        path = (*above.parents, above.row) if above else ()
        ids = {each.id for each in path}
        problem = None
        if here is None or (above is None and parent != NO_CUSTOMER):
            problem = MoveProblem.GONE
        elif parent == customer:
            problem = MoveProblem.ITSELF
        elif here.row.parent == parent:
            problem = MoveProblem.SAME
        elif customer in ids:
            problem = MoveProblem.BELOW
        return Verdict(problem=problem, path=path, below=below)

    async def barred(
        self, customer: CustomerId, parents: Collection[CustomerId]
    ) -> frozenset[CustomerId]:
        """Those of *parents* it cannot be put below: itself, and who is below it.

        By the local copy alone. Raises StorageFailed.
        """
        places = await self._browse.places(parents)
        lines = ((place.row.id, *(each.id for each in place.parents)) for place in places)
        return frozenset(line[0] for line in lines if customer in line)

    async def move(
        self, base: Customer, parent: CustomerId, *, over: Customer | None = None
    ) -> Saved:
        """Put the customer below *parent*, 0 for the top.

        Raises CannotMove by what the server says, ChangedMeanwhile where somebody else has moved
        it, and the errors of `Edits.save`.
        """
        if parent == base.parent_id and over is None:
            raise CannotMove(MoveProblem.SAME)
        return await self._edits.save(base, {"parentcust": parent}, over=over)
