"""What the user has marked, and what changed since it was looked at."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desktop.domain.ids import CustomerId
from desktop.domain.sync import FieldChange
from desktop.mirror import marks
from desktop.mirror.reader import Reader


@dataclass(frozen=True, slots=True)
class Unseen:
    """Customers that changed and were not looked at since.

    `above` counts them for each customer that has some below.
    """

    unseen: frozenset[CustomerId] = frozenset()
    above: Mapping[CustomerId, int] = field(default_factory=dict)

    def difference(self, other: "Unseen") -> set[CustomerId]:
        """Customers that look different in *other*."""
        counts = {id_ for id_, _ in self.above.items() ^ other.above.items()}
        return counts.union(self.unseen ^ other.unseen)


class Marker(Protocol):
    """Who writes the marks."""

    def mark_seen(self, ids: Collection[CustomerId]) -> None: ...

    def mark_branch_seen(self, customer: CustomerId) -> None: ...

    def pin(self, customer: CustomerId, pinned: bool) -> None: ...

    def note_use(self, customer: CustomerId) -> None: ...


class Marks:
    """Dots, pins, recently used customers, and what changed in whom.

    Attributes:
        snapshot: The dots as they were read last; Subject.MARKS tells that there are others.
    """

    def __init__(self, *, reader: Reader, marker: Marker) -> None:
        self._reader = reader
        self._marker = marker
        self.snapshot = Unseen()

    async def read(self) -> Unseen:
        """The dots as they are now; raises StorageFailed."""
        unseen = await self._reader.run(marks.unseen)
        above = await self._reader.run(marks.unseen_above) if unseen else {}
        self.snapshot = Unseen(frozenset(unseen), above)
        return self.snapshot

    async def pins(self) -> list[CustomerId]:
        return list(await self._reader.run(marks.pins))

    async def recents(self) -> list[CustomerId]:
        """The latest first."""
        return list(await self._reader.run(marks.recents))

    async def changes_of(self, customer: CustomerId) -> list[FieldChange]:
        """What was seen to change within the last thirty days, the newest first."""
        return list(await self._reader.run(marks.changes_of, customer))

    def mark_seen(self, customer: CustomerId) -> None:
        """Take the dot off *customer*; nothing happens where it has none."""
        if customer in self.snapshot.unseen:
            self._marker.mark_seen([customer])

    def mark_branch_seen(self, customer: CustomerId) -> None:
        """Take the dots off *customer* and all below; 0 is everyone."""
        self._marker.mark_branch_seen(customer)

    def pin(self, customer: CustomerId, *, pinned: bool) -> None:
        self._marker.pin(customer, pinned)

    def note_use(self, customer: CustomerId) -> None:
        """Put *customer* first among the recently used."""
        self._marker.note_use(customer)
