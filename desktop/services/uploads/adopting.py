"""Files for a customer that was created while the server could not be reached: they wait for it."""

from collections.abc import Callable
from dataclasses import replace

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BEFORE_SENDING, FINAL, BatchId, Upload, UploadState
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.uploads.book import Book
from desktop.services.uploads.draft import Draft

RealId = Callable[[CustomerId], CustomerId | None]
Waits = Callable[[CustomerId], bool]

_ABOUT_CUSTOMERS = frozenset({"made", "sent", "dropped"})


class Adopting:
    """Gives uploads the id of their customer as soon as the server has given it one.

    Until then their customer's id is negative, and none of them goes (`Lanes`). Where nobody is
    going to create it any more, they are refused, and the user says for whom they are.
    """

    def __init__(self, *, book: Book, changes: ChangeFeed) -> None:
        self._book = book
        self._real_id: RealId = _known_to_the_server
        self._waits: Waits = lambda _customer: True
        self.stop = changes.subscribe(self._hear)

    def follow(self, real_id: RealId, waits: Waits) -> None:
        """Ask these: the id of a customer by its local one, and whether it is yet to be created."""
        self._real_id, self._waits = real_id, waits

    def go(self) -> None:
        """Look through all that is there."""
        if any(row.customer_id < 0 and row.state not in FINAL for row in self._book.live):
            self._book.note(self._plan)

    def _hear(self, change: Change) -> None:
        is_new = any(id_ < 0 for id_ in change.ids)
        if change.subject is Subject.DRAFTS and change.cause in _ABOUT_CUSTOMERS and is_new:
            self.go()

    def _plan(self, draft: Draft) -> None:
        batches: set[BatchId] = set()
        for each in self._book.live:
            row = draft.get(each.id)
            if row is None or row.customer_id >= 0 or row.state in FINAL:
                continue
            real = self._real_id(row.customer_id)
            if real is not None:
                told = {"customer_id": real}
                draft.put(replace(row, customer_id=real), "customer made", told)
                batches.add(row.batch)
            elif _is_let_go(draft, row) and not self._waits(row.customer_id):
                problem = CustomerGone(row.customer_id)
                draft.move(row.id, UploadState.REFUSED, "customer given up", problem=problem)
        for batch in batches:
            self._adopt_batch(draft, batch)

    def _adopt_batch(self, draft: Draft, batch: BatchId) -> None:
        row = draft.batch(batch)
        real = None if row is None else self._real_id(row.target.id)
        if row is not None and real is not None:
            draft.put_batch(replace(row, target=replace(row.target, id=real)))


def _is_let_go(draft: Draft, row: Upload) -> bool:
    """Whether nobody can say any more that it is for somebody else."""
    batch = draft.batch(row.batch)
    is_released = batch is None or batch.released_at is not None
    return row.state in BEFORE_SENDING and is_released


def _known_to_the_server(customer: CustomerId) -> CustomerId | None:
    return customer if customer >= 0 else None
