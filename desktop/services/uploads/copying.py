"""Taking what was let go over a customer: copied, looked at, and seen whether it was there."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from desktop.domain.errors import AppError, FileProblem, FileRefused, HandsLost, StorageFailed
from desktop.domain.files import refused
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Earlier, Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.services.uploads.background import Background
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.outcomes import Known
from desktop.services.uploads.parcels import Staged

_AT_ONCE = 2
_MOST_TRIES = 3
"""After so many ends of the process that copies it, it is the file's fault."""

_BETWEEN_READS_S = 5.0


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
        if len(self._running) >= _AT_ONCE:
            return
        for upload in self._known.book.each_in(UploadState.QUEUED):
            if len(self._running) >= _AT_ONCE:
                return
            if upload.id not in self._running and not upload.unwritten:
                self._begin(upload)

    def stop(self, upload: UploadId) -> None:
        """The user wants this one no more."""
        if (running := self._running.get(upload)) is not None:
            running.cancel()

    def look_again(self, ids: Iterable[UploadId]) -> None:
        """See whether what is staged is on its customer already, and have it go on."""
        for upload in ids:
            self._background.start(self._place(upload), name="look for twins")

    async def close(self) -> None:
        await self._background.close()

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
            await self._refuse(upload, error)
        except StorageFailed as error:
            self._known.gate.no_room(error)
        except Exception as error:  # noqa: BLE001 - told once it is counted
            await self._fail(upload, error)
        else:
            await self._take(upload, staged)

    async def _fail(self, upload: Upload, error: Exception) -> None:
        self._mishaps[upload.id] += 1
        if self._mishaps[upload.id] >= _MOST_TRIES:
            del self._mishaps[upload.id]
            await self._refuse(upload, refused(upload.path, FileProblem.UNREADABLE))
        if not isinstance(error, HandsLost):
            raise error

    async def _refuse(self, upload: Upload, error: AppError) -> None:
        def plan(draft: Draft) -> None:
            row = draft.get(upload.id)
            if row is not None and row.state is UploadState.QUEUED:
                draft.move(upload.id, UploadState.REFUSED, type(error).__name__, problem=error)

        await self._known.book.write(plan)

    async def _take(self, upload: Upload, staged: Staged) -> None:
        def plan(draft: Draft, earlier: Earlier | None) -> None:
            row = draft.get(upload.id)
            if row is None or row.state is not UploadState.QUEUED:
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

        async with self._turn:
            earlier = await self._earlier(upload.id, upload.customer_id, staged.sha256)
            await self._known.book.write(lambda draft: plan(draft, earlier))
        self._mishaps.pop(upload.id, None)

    async def _place(self, upload: UploadId) -> None:
        def plan(draft: Draft, earlier: Earlier | None) -> None:
            row = draft.get(upload)
            if row is None or row.state is not UploadState.STAGED:
                return
            row = replace(row, earlier=None if row.is_wanted_again else earlier)
            if (state := onward(draft, row)) is not row.state:
                draft.move(row, state, "placed")
            elif row.earlier is not None:
                draft.put(row, "placed")

        async with self._turn:
            if (row := self._known.book.get(upload)) is not None:
                earlier = await self._earlier(upload, row.customer_id, row.sha256)
                await self._known.book.write(lambda draft: plan(draft, earlier))

    async def _earlier(self, upload: UploadId, customer: CustomerId, sha256: str) -> Earlier | None:
        """The same content on that customer."""
        while True:
            try:
                return await self._journal.run(uploads.earlier, upload, customer, sha256)
            except StorageFailed:
                # A twin must not go up because the disk said nothing of the other.
                await self._known.clock.sleep(_BETWEEN_READS_S)


def onward(draft: Draft, row: Upload) -> UploadState:
    """Where an upload that was copied goes: it waits for an answer, for its hold, or goes up."""
    batch = draft.batch(row.batch)
    if row.earlier is not None and not row.is_wanted_again:
        return UploadState.STAGED
    if batch is None or batch.released_at is not None:
        return UploadState.READY
    return UploadState.STAGED if batch.asks else UploadState.HELD
