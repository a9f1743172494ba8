"""What is known of uploads beyond their rows: what they wait for, and until when."""

import math
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from desktop.domain.ids import CustomerId
from desktop.domain.proof import marks_of
from desktop.domain.uploads import BETWEEN, Upload, UploadId, UploadState
from desktop.services.uploads.choosing import LARGE
from desktop.ui.texts import tr

_IN_FLIGHT = (UploadState.SENDING, *BETWEEN)
_NONE: Mapping[UploadId, float] = MappingProxyType({})
_NEXT_IN_LINE = 20
"""So many of those that wait are looked at: the others wait for these."""


def notes(
    states: Mapping[UploadState, Sequence[Upload]],
    *,
    late: Collection[UploadId],
    unlisted: Collection[CustomerId] = (),
    looks: Mapping[UploadId, float] = _NONE,
) -> dict[UploadId, str]:
    """A sentence for each upload that there is something to be said of.

    *late* are those that were cancelled when it was too late, *unlisted* the customers whose
    files wait until their documents can be listed; *looks* tells in how many seconds each is
    looked for again.
    """
    waiting = states.get(UploadState.READY, ())[:_NEXT_IN_LINE]
    in_flight = [row for state in _IN_FLIGHT for row in states.get(state, ())]
    found = {row.id: _of_one_in_flight(row, late, looks) for row in in_flight}
    if in_flight and waiting:
        taken = frozenset().union(*map(marks_of, in_flight))
        found |= {row.id: _of_one_waiting(row, taken) for row in waiting}
    if unlisted:
        ready = states.get(UploadState.READY, ())
        found |= {row.id: tr("uploads.unlisted") for row in ready if row.customer_id in unlisted}
    return {upload: note for upload, note in found.items() if note}


def _of_one_in_flight(
    row: Upload, late: Collection[UploadId], looks: Mapping[UploadId, float]
) -> str:
    if row.state in BETWEEN and (row.id in late or row.is_unwanted):
        return tr("uploads.too_late")
    if row.state is not UploadState.VERIFYING or row.id not in looks:
        return ""
    return tr("uploads.next_look", seconds=math.ceil(looks[row.id]))


def _of_one_waiting(row: Upload, taken: frozenset[tuple[int, str, str]]) -> str:
    if not taken.isdisjoint(marks_of(row)):
        return tr("uploads.twin")
    return tr("uploads.large") if row.bytes_to_send > LARGE else ""
