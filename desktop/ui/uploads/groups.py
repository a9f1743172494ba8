"""How all uploads stand, in a few groups that can be counted and picked."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from types import MappingProxyType

from desktop.domain.uploads import Upload, UploadState


class Group(Enum):
    """What belongs together for the user, in the order in which it is shown."""

    NEEDS_YOU = "needs_you"
    REFUSED = "refused"
    ANSWER = "answer"
    COPYING = "copying"
    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    CHECKING = "checking"
    DONE = "done"
    CANCELLED = "cancelled"


_S = UploadState

GROUP_OF: Mapping[UploadState, Group] = MappingProxyType(
    {
        _S.QUEUED: Group.COPYING,
        _S.STAGED: Group.ANSWER,
        _S.HELD: Group.HELD,
        _S.READY: Group.WAITING,
        _S.SENDING: Group.SENDING,
        # Its answer is not due yet; what is looked for is the one whose answer did not come.
        _S.SENT_UNCONFIRMED: Group.SENDING,
        _S.VERIFYING: Group.CHECKING,
        _S.DONE: Group.DONE,
        _S.REFUSED: Group.REFUSED,
        _S.NEEDS_YOU: Group.NEEDS_YOU,
        _S.CANCELLED: Group.CANCELLED,
    }
)

ON_THE_WAY = frozenset({_S.READY, _S.SENDING, _S.SENT_UNCONFIRMED, _S.VERIFYING})
"""It goes up, or would if it could."""

SETTLED = frozenset({_S.DONE, _S.REFUSED, _S.NEEDS_YOU, _S.CANCELLED})
"""Nothing more happens to it by itself."""

UNSETTLED = frozenset(_S) - SETTLED


def by_state(rows: Iterable[Upload]) -> dict[UploadState, list[Upload]]:
    """The rows of each state, in their order; none for a state that no row is in."""
    states: defaultdict[UploadState, list[Upload]] = defaultdict(list)
    for row in rows:
        states[row.state].append(row)
    return dict(states)


def counted(count: Callable[[UploadState], int]) -> dict[Group, int]:
    """How many are in each group, by how many are in each state; none that is empty."""
    groups: Counter[Group] = Counter()
    for state in UploadState:
        groups[GROUP_OF[state]] += count(state)
    return {group: groups[group] for group in Group if groups[group]}


def within(rows: Sequence[Upload], group: Group | None) -> Sequence[Upload]:
    """Those in *group*; all where it is None."""
    if group is None:
        return rows
    return tuple(row for row in rows if GROUP_OF[row.state] is group)
