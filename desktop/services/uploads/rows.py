"""The uploads of one account in memory, found by id, state and batch."""

import bisect
import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from desktop.domain.uploads import FINAL, BatchId, Upload, UploadId, UploadState
from desktop.journal.uploads import MOST_ENDED, BatchRow

_Place = tuple[float, UploadId]

_LIVE = frozenset(UploadState) - FINAL
_UNDECIDED = frozenset({UploadState.QUEUED, UploadState.STAGED, UploadState.HELD})


class Rows:
    """What is shown, in the order in which it goes up; who looks changes nothing."""

    def __init__(self) -> None:
        self._rows: dict[UploadId, Upload] = {}
        self._order: tuple[UploadId, ...] | None = ()
        self._by_state: defaultdict[UploadState, list[_Place]] = defaultdict(list)
        self._ended: dict[UploadId, None] = {}
        self._undecided: Counter[BatchId] = Counter()
        self._members: defaultdict[BatchId, dict[UploadId, None]] = defaultdict(dict)
        self._batches: dict[BatchId, BatchRow] = {}

    @property
    def rows(self) -> tuple[Upload, ...]:
        """All that are shown, in the order in which they go up."""
        if self._order is None:
            by_rank = sorted(self._rows.values(), key=lambda row: (row.rank, row.id))
            self._order = tuple(row.id for row in by_rank)
        return tuple(self._rows[each] for each in self._order)

    @property
    def live(self) -> list[Upload]:
        """Those that something can happen to yet, in the same order."""
        return self.in_state(*_LIVE)

    @property
    def listed(self) -> tuple[Upload, ...]:
        """Those, and the last thousand that ended: had as quickly after twenty thousand."""
        ended = [self._rows[each] for each in islice(reversed(self._ended), MOST_ENDED)]
        return tuple(sorted([*self.live, *ended], key=lambda row: (row.rank, row.id)))

    @property
    def batches(self) -> Mapping[BatchId, BatchRow]:
        return MappingProxyType(self._batches)

    def get(self, upload: UploadId) -> Upload | None:
        return self._rows.get(upload)

    def in_state(self, *states: UploadState) -> list[Upload]:
        """Those in one of *states*, in the order in which they go up."""
        places = heapq.merge(*(self._by_state[state] for state in states))
        return [self._rows[upload] for _, upload in places]

    def each_in(self, state: UploadState) -> Iterator[Upload]:
        """The same of one state, for who needs the first of thousands alone."""
        return (self._rows[upload] for _, upload in self._by_state[state])

    def count(self, *states: UploadState) -> int:
        """How many are in one of *states*; takes no longer for many."""
        return sum(len(self._by_state[state]) for state in states)

    def of_batch(self, batch: BatchId) -> list[Upload]:
        """All of a batch that are shown, in the order in which they came."""
        return [self._rows[each] for each in self._members.get(batch, {})]

    @property
    def unreleased(self) -> tuple[BatchId, ...]:
        """The batches with something that can be undone, which are not let go yet."""
        return tuple(
            batch
            for batch, count in self._undecided.items()
            if count and (row := self._batches.get(batch)) and row.released_at is None
        )

    def undecided(self, batch: BatchId) -> int:
        """How many of the batch could still be undone with it."""
        return self._undecided[batch]

    def _set(self, row: Upload) -> None:
        before = self._rows.get(row.id)
        if before is not None:
            self._leave(before)
            self._undecided[before.batch] -= before.state in _UNDECIDED
        if before is None or before.rank != row.rank:
            self._order = None
        bisect.insort(self._by_state[row.state], (row.rank, row.id))
        self._undecided[row.batch] += row.state in _UNDECIDED
        self._members[row.batch][row.id] = None
        if row.state in FINAL:
            self._ended.setdefault(row.id)
        self._rows[row.id] = row

    def _leave(self, row: Upload) -> None:
        places = self._by_state[row.state]
        del places[bisect.bisect_left(places, (row.rank, row.id))]

    def _drop(self, upload: UploadId) -> None:
        row = self._rows.pop(upload, None)
        if row is not None:
            self._leave(row)
            self._undecided[row.batch] -= row.state in _UNDECIDED
            del self._members[row.batch][upload]
            self._ended.pop(upload, None)
            self._order = None
