"""Taking what was let go over a customer: copied, looked at, and seen whether it was there."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from desktop.domain.errors import (
    AppError,
    FileProblem,
    FileRefused,
    HandsLost,
    HandsMissing,
    StorageFailed,
)
from desktop.domain.files import refused
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Earlier, Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.services.background import Background
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.known import Known
from desktop.services.uploads.parcels import Staged
from desktop.services.uploads.turns import in_turn

_AT_ONCE = 2
_MOST_TRIES = 3
"""After so many ends of the process that copies it, it is the file's fault."""

_BETWEEN_READS_S = 5.0

_Going = Callable[[Draft, Upload, Earlier | None], None]
"""Moves an upload on, with the same content on its customer, if any."""


class Copies:
    """Has every queued file copied, two at a time, and says where it goes from there."""

    def __init__(self, *, hands: Grip, known: Known, journal: Journal) -> None:
        self._hands = hands
        self._known = known
        self._journal = journal
        self._background = Background()
        self._running: dict[UploadId, asyncio.Task[None]] = {}
        self._mishaps: Counter[UploadId] = Counter()
        # One after another, or two of the same content would not see each other.
        self._turn = asyncio.Lock()

    def wake(self) -> None:
        """Copy what waits for it."""
        if not self._known.gate.may_copy:
            return
        while len(self._running) < _AT_ONCE and (upload := self._next()) is not None:
            self._begin(upload)

    def stop(self, upload: UploadId) -> None:
        """The user wants this one no more."""
        if (running := self._running.get(upload)) is not None:
            running.cancel()

    def look_again(self, ids: Iterable[UploadId]) -> None:
        """See whether what is staged is on its customer already, and have it go on."""
        for upload in ids:
            self._background.start(self._place(upload), name="look for twins")

    def look_again_after(self, plan: Callable[[Draft], None], ids: Iterable[UploadId]) -> None:
        """The same of what *plan* has staged, once that is written down."""
        self._background.start(self._after(plan, tuple(ids)), name="stage uploads again")

    async def close(self) -> None:
        await self._background.close()

    async def _after(self, plan: Callable[[Draft], None], ids: tuple[UploadId, ...]) -> None:
        await self._known.book.write(plan)
        self.look_again(ids)

    def _next(self) -> Upload | None:
        queued = self._known.book.each_in(UploadState.QUEUED)
        waiting = in_turn(queued, self._hands.falls, self._running)
        may_begin = (row for row in waiting if row.id not in self._running and not row.unwritten)
        return next(may_begin, None)

    def _begin(self, upload: Upload) -> None:
        task = self._background.start(self._copy(upload), name="copy a file")
        self._running[upload.id] = task
        task.add_done_callback(lambda _: self._ended(upload.id))

    def _ended(self, upload: UploadId) -> None:
        del self._running[upload]
        self.wake()

    async def _copy(self, upload: Upload) -> None:
        try:
            staged = await self._hands.stage(upload.id, upload.path)
        except FileRefused as error:
            await self._not_copied(upload, error)
        except StorageFailed as error:
            self._known.gate.no_room(error)
        except HandsMissing as error:
            self._known.gate.no_hands(error)
        except Exception as error:  # noqa: BLE001 - told once it is counted
            await self._fail(upload, error)
        else:
            await self._take(upload, staged)

    async def _fail(self, upload: Upload, error: Exception) -> None:
        if isinstance(error, HandsLost) and not error.is_to_blame:
            return
        self._mishaps[upload.id] += 1
        if self._mishaps[upload.id] >= _MOST_TRIES:
            del self._mishaps[upload.id]
            await self._not_copied(upload, refused(upload.path, FileProblem.UNREADABLE))
        if not isinstance(error, HandsLost):
            raise error

    async def _not_copied(self, upload: Upload, error: AppError) -> None:
        """It goes as it was copied before, where it was; the file itself may be gone."""
        if not await self._has_copy(upload):
            await self._refuse(upload, error)
            return

        def go(draft: Draft, row: Upload, earlier: Earlier | None) -> None:
            if row.state is UploadState.QUEUED:
                row = replace(row, earlier=None if row.is_wanted_again else earlier)
                draft.move(row, onward(draft, row), "copied before")

        await self._go_on(upload.id, go)

    async def _has_copy(self, upload: Upload) -> bool:
        if not upload.sha256 or upload.is_by_reference:
            return False
        try:
            return upload.id in await self._hands.leftovers()
        except (HandsLost, StorageFailed):
            # Where there is none, whoever needs it says so.
            return True

    async def _refuse(self, upload: Upload, error: AppError) -> None:
        def plan(draft: Draft) -> None:
            row = draft.get(upload.id)
            if row is not None and row.state is UploadState.QUEUED:
                gone, why = replace(row, sha256=""), type(error).__name__
                draft.move(gone, UploadState.REFUSED, why, problem=error)

        await self._known.book.write(plan)

    async def _take(self, upload: Upload, staged: Staged) -> None:
        def take(draft: Draft, row: Upload, earlier: Earlier | None) -> None:
            if row.state is not UploadState.QUEUED:
                return
            copied = replace(
                row.inspected(staged.look),
                sha256=staged.sha256,
                is_by_reference=staged.is_by_reference,
                earlier=None if row.is_wanted_again else earlier,
                send_size=0,
                send_sha256="",
                prepared_as=None,
            )
            detail = {"sha256": staged.sha256, "size": copied.size}
            draft.move(copied, onward(draft, copied), "copied", detail)

        await self._go_on(upload.id, take, sha256=staged.sha256)
        self._mishaps.pop(upload.id, None)

    async def _place(self, upload: UploadId) -> None:
        def place(draft: Draft, row: Upload, earlier: Earlier | None) -> None:
            if row.state is not UploadState.STAGED:
                return
            if row.earlier is not None and earlier is None:
                hold_anew(draft, row)
            row = replace(row, earlier=None if row.is_wanted_again else earlier)
            if (state := onward(draft, row)) is not row.state:
                draft.move(row, state, "placed")
            elif row.earlier is not None:
                draft.put(row, "placed")

        await self._go_on(upload, place)

    async def _go_on(self, upload: UploadId, going: _Going, *, sha256: str = "") -> None:
        """Have it go on; it may come to be for another customer while this one is looked at."""
        is_on = False
        async with self._turn:
            while not is_on and (row := self._known.book.get(upload)) is not None:
                earlier = await self._earlier(upload, row.customer_id, sha256 or row.sha256)
                plan = partial(_for_the_same, row=row, earlier=earlier, going=going)
                is_on = await self._known.book.write(plan)

    async def _earlier(self, upload: UploadId, customer: CustomerId, sha256: str) -> Earlier | None:
        """The same content on that customer."""
        while True:
            try:
                return await self._journal.run(uploads.earlier, upload, customer, sha256)
            except StorageFailed:
                # A twin must not go up because the disk said nothing of the other.
                await self._known.clock.sleep(_BETWEEN_READS_S)


def _for_the_same(draft: Draft, *, row: Upload, earlier: Earlier | None, going: _Going) -> bool:
    """Whether it still is for the customer that *earlier* is of, or is not there any more."""
    now = draft.get(row.id)
    if now is not None and now.customer_id != row.customer_id:
        return False
    if now is not None:
        going(draft, now, earlier)
    return True


def hold_anew(draft: Draft, row: Upload) -> None:
    """What it waited for is answered: it goes, and that can be undone once more."""
    batch = draft.batch(row.batch)
    if batch is not None:
        draft.put_batch(replace(batch, released_at=None))


def onward(draft: Draft, row: Upload) -> UploadState:
    """Where an upload that was copied goes: it waits for an answer, for its hold, or goes up."""
    batch = draft.batch(row.batch)
    if row.earlier is not None and not row.is_wanted_again:
        return UploadState.STAGED
    if batch is None or batch.released_at is not None:
        return UploadState.READY
    return UploadState.STAGED if batch.asks else UploadState.HELD
