"""Asking the server whether a customer may be put below another one."""

from desktop.domain.errors import CannotMove, CommandRefused, ServerError
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import MoveProblem
from desktop.microbizz import Client

_DEEPEST = 64
"""Levels that are climbed one by one; a server that knows no parents is an old one."""


async def refuse_circle(client: Client, customer: CustomerId, parent: CustomerId) -> None:
    """Raises CannotMove where *parent* is *customer*, below it, or gone; ServerError."""
    if parent == NO_CUSTOMER:
        return
    if parent == customer:
        raise CannotMove(MoveProblem.ITSELF)
    if customer in await _above(client, parent):
        raise CannotMove(MoveProblem.BELOW)


async def is_circle(client: Client, customer: CustomerId, parent: CustomerId) -> bool:
    """Whether *customer*, which was just put below *parent*, is above it as well.

    Two who move at the same time each find nothing in the way before they write. So it is asked
    again afterwards: whoever wrote later sees what both did. Where the server cannot be asked, it
    is not known, and False.
    """
    try:
        await refuse_circle(client, customer, parent)
    except CannotMove as found:
        return found.problem in {MoveProblem.BELOW, MoveProblem.ITSELF}
    except ServerError:
        return False
    return False


async def _above(client: Client, parent: CustomerId) -> set[CustomerId]:
    """All above *parent*, as far as the server tells."""
    found = (await client.get_customer_by_id(parent)).records
    if not found:
        raise CannotMove(MoveProblem.GONE)
    above = {found[0].parent_id}
    try:
        answer = await client.get_parent_customers(parent)
    except CommandRefused:
        return above | await _climbed(client, found[0].parent_id)
    for each in answer.records:
        above |= {each.id, each.parent_id}
    return above


async def _climbed(client: Client, start: CustomerId) -> set[CustomerId]:
    """The same asked for one by one, of a server that does not know the command."""
    seen: set[CustomerId] = set()
    at = start
    while at != NO_CUSTOMER and at not in seen and len(seen) < _DEEPEST:
        seen.add(at)
        found = (await client.get_customer_by_id(at)).records
        at = found[0].parent_id if found else NO_CUSTOMER
    return seen
