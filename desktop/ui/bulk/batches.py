"""What a window shows of its batches: one that undoes stands over the one it undoes."""

from collections import Counter
from collections.abc import Collection

from desktop.domain.bulk import BulkRow, BulkState, Plan
from desktop.domain.ids import CustomerId
from desktop.services.editing.batch import Batch


class Batches:
    """Several as one: each customer as the latest batch has it that is about it.

    Attributes:
        last: The one that was planned last.
    """

    def __init__(self, *batches: Batch) -> None:
        self._batches = batches
        self.last = batches[-1]
        self._owners = {row.id: batch for batch in batches for row in batch.rows}

    @property
    def rows(self) -> tuple[BulkRow, ...]:
        """In the order of the first batch."""
        rows = {row.id: row for batch in self._batches for row in batch.rows}
        return tuple(rows.values())

    @property
    def plan(self) -> Plan:
        last = self.last.plan
        return Plan(rows=self.rows, is_undo=last.is_undo, is_whole=last.is_whole)

    @property
    def counts(self) -> Counter[BulkState]:
        return Counter(row.state for row in self.rows if row.is_chosen)

    @property
    def is_running(self) -> bool:
        return any(batch.is_running for batch in self._batches)

    @property
    def is_pausing(self) -> bool:
        """Whether they halt after the row under way."""
        return any(batch.is_pausing for batch in self._batches)

    @property
    def halted_by(self) -> Exception | None:
        halts = (batch.halted_by for batch in reversed(self._batches))
        return next((each for each in halts if each is not None), None)

    def owns(self, batch: Batch, customer: CustomerId) -> bool:
        """Whether it is *batch* that the customer is shown of."""
        return self._owners.get(customer) is batch

    def go_on(self) -> None:
        """Send what waits."""
        for batch in self._batches:
            if any(row.is_to_send for row in batch.rows):
                batch.start()

    def pause(self) -> None:
        for batch in self._batches:
            batch.pause()

    def choose(self, ids: Collection[CustomerId], *, is_chosen: bool) -> None:
        for batch, own in self._parts(ids):
            batch.choose(own, is_chosen=is_chosen)

    def decide(self, ids: Collection[CustomerId], *, is_mine: bool) -> None:
        for batch, own in self._parts(ids):
            batch.decide(own, is_mine=is_mine)

    def again(self) -> None:
        """Try all once more that failed."""
        for batch, own in self._parts(self._owners):
            batch.again(own)

    def _parts(self, ids: Collection[CustomerId]) -> list[tuple[Batch, tuple[CustomerId, ...]]]:
        """Those of *ids* that each batch is about, without batches about none of them."""
        parts = ((b, tuple(id_ for id_ in ids if self.owns(b, id_))) for b in self._batches)
        return [(batch, own) for batch, own in parts if own]
