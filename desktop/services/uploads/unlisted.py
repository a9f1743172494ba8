"""Customers whose documents cannot be listed for now, though the server answers all else."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from desktop.domain.errors import AskedToWait, DocumentsUnlisted, NotAnEnvelope, ServerError
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadId, UploadState
from desktop.services.background import Background
from desktop.services.clock import Clock
from desktop.services.uploads.book import Book
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.road import Road, pause_after

_MOST = 12
"""Some eight minutes of it are enough."""


class Unlisted:
    """Has what is for them wait, with growing pauses, while what is for others passes by."""

    def __init__(
        self, *, book: Book, road: Road, clock: Clock, changed: Callable[[], None]
    ) -> None:
        self._book = book
        self._road = road
        self._clock = clock
        self._changed = changed
        self._background = Background()
        self._failures: Counter[CustomerId] = Counter()
        self._until: dict[CustomerId, float] = {}

    @property
    def customers(self) -> Collection[CustomerId]:
        """Those whose files wait for that alone."""
        return self._failures.keys()

    def waits(self, customer: CustomerId) -> bool:
        """Whether the next question is yet to come."""
        return customer in self._until

    async def failed(self, upload: Upload, error: ServerError) -> None:
        """There was no listing to be had of its customer before it was sent.

        Where nothing else is answered either, all wait. Otherwise what is for that customer does;
        after so many questions in a row it is for the user.
        """
        if trouble := await self._road.trouble():
            self._road.close(trouble)
            return
        if isinstance(error, AskedToWait):
            self._road.close(error)
        # Those that asked at the same time count as one.
        if upload.customer_id not in self._until:
            await self._count(upload, error)

    def forget(self, customer: CustomerId) -> None:
        """It is listed again, or its files are refused."""
        self._failures.pop(customer, None)
        self._until.pop(customer, None)

    def try_again(self) -> None:
        """Ask now, whatever the pause."""
        self._until.clear()

    async def close(self) -> None:
        await self._background.close()

    async def _count(self, upload: Upload, error: ServerError) -> None:
        customer, problem = upload.customer_id, DocumentsUnlisted(_reason(error))
        self._failures[customer] += 1
        failures = self._failures[customer]
        if failures >= _MOST:
            self.forget(customer)
            plan = partial(self._refuse_all, customer=customer, problem=problem)
        else:
            self._until[customer] = until = self._clock.now() + pause_after(failures)
            self._background.start(self._wait(customer, until), name="wait for a listing")
            plan = partial(_note, upload=upload.id, problem=problem)
        await self._book.write(plan)

    async def _wait(self, customer: CustomerId, until: float) -> None:
        await self._clock.sleep(until - self._clock.now())
        if self._until.get(customer) == until:
            del self._until[customer]
            self._changed()

    def _refuse_all(self, draft: Draft, customer: CustomerId, problem: DocumentsUnlisted) -> None:
        """What waits for the same listing, or each would take as long."""
        for each in self._book.in_state(UploadState.READY):
            row = draft.get(each.id)
            is_ready = row is not None and row.state is UploadState.READY
            if is_ready and each.customer_id == customer:
                draft.move(each.id, UploadState.REFUSED, "unlisted", problem=problem)


def _note(draft: Draft, upload: UploadId, problem: DocumentsUnlisted) -> None:
    """Why it waits."""
    row = draft.get(upload)
    if row is not None and row.state is UploadState.READY:
        draft.put(replace(row, problem=problem), "unlisted", {"why": problem.reason})


def _reason(error: ServerError) -> str:
    if isinstance(error, NotAnEnvelope):
        return f"HTTP {error.http_status}, {error.why.value}"
    return type(error).__name__
