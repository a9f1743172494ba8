"""Marks on those above: somewhere below them is something that is unsaved or unsent."""

from collections.abc import Iterable, Mapping

from desktop.domain.drafts import DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.services.browse import Browse
from desktop.ui.tree.pending import Pending, louder

_MOST = 500
"""Whose parents are looked for; those of thousands would be read again with each that is sent."""


async def marks_above(pending: Pending, browse: Browse) -> Mapping[CustomerId, DraftState]:
    """The loudest state there is below each customer that has any below. Raises StorageFailed.

    It is found upwards from what is pending, which is little, in the local copy.
    """
    above: dict[CustomerId, DraftState] = {}
    below = {**_homes(pending)}
    wanted = list({**pending.marks, **below})[:_MOST]
    places = await browse.places(wanted) if wanted else []
    for place in places:
        parents = [parent.id for parent in place.parents]
        if (state := pending.marks.get(place.row.id)) is not None:
            _raise(above, parents, state)
        if (state := below.get(place.row.id)) is not None:
            _raise(above, [*parents, place.row.id], state)
    return above


def _homes(pending: Pending) -> Mapping[CustomerId, DraftState]:
    """The customers that new ones are to be below, those of new ones for these."""
    new = {each.local: each for each in pending.new}
    homes: dict[CustomerId, DraftState] = {}
    for each in pending.new:
        parent = each.parent
        while parent < NO_CUSTOMER and parent in new:
            parent = new[parent].parent
        if parent > NO_CUSTOMER:
            _raise(homes, [parent], each.state)
    return homes


def _raise(
    states: dict[CustomerId, DraftState], ids: Iterable[CustomerId], state: DraftState
) -> None:
    for id_ in ids:
        states[id_] = louder(state, states.get(id_, state))
