"""The worker that sends uploads one after another, and what each failure means for them."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from functools import partial

from desktop.domain.errors import (
    AppError,
    CommandRefused,
    FileProblem,
    FileRefused,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.domain.files import refused
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import Upload, UploadId, UploadState, Way
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.pictures import Pictures
from desktop.services.road import Road
from desktop.services.upload_queue import UploadQueue

_MOST_CUTS = 5
"""After so many broken connections in a row it is the file's fault: a proxy's limit, for one."""

_MOST_UNKNOWN = 3
"""After so many unknown outcomes in a row, each more would be one more question for the user."""

_AFTER_MISTAKE_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What the worker sends with."""

    client: Client
    pictures: Pictures
    changes: ChangeFeed


class UploadSender:
    """Sends what waits. Nothing is ever sent again unless the server certainly did nothing."""

    def __init__(self, *, means: Means, queue: UploadQueue, road: Road) -> None:
        self._means = means
        self._queue = queue
        self._road = road
        self._worker: asyncio.Task[None] | None = None
        self._sending: tuple[UploadId, asyncio.Task[DocumentId | None]] | None = None
        self._cuts: Counter[UploadId] = Counter()
        self._unknown = 0
        self._is_closed = False

    def wake(self) -> None:
        """Something waits to be sent."""
        if not self._is_closed and (self._worker is None or self._worker.done()):
            self._worker = asyncio.get_running_loop().create_task(self._work(), name="uploads")
            self._worker.add_done_callback(self._go_on)

    def stop_sending(self, upload_id: UploadId) -> None:
        """Cancel the upload under way; too late once the server may have all of it."""
        row = self._queue.get(upload_id)
        if row is None or row.is_all_sent or self._sending is None:
            return
        sending, task = self._sending
        if sending == upload_id and not task.done():
            self._queue.move(upload_id, UploadState.CANCELLED)
            task.cancel()

    async def close(self) -> None:
        """Stop. What was under way waits again, or needs the user where it may have arrived."""
        self._is_closed = True
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    async def _work(self) -> None:
        while waiting := self._queue.in_state(UploadState.READY):
            await self._road.opened()
            if (ready := await self._checked(waiting[0].id)) is not None:
                await self._send(ready)

    def _go_on(self, worker: asyncio.Task[None]) -> None:
        """A mistake of ours with one file is told, and does not keep the others back."""
        if worker.cancelled():
            return
        loop = asyncio.get_running_loop()
        if error := worker.exception():
            context = {"message": "sending an upload failed", "exception": error, "task": worker}
            loop.call_exception_handler(context)
        if self._queue.in_state(UploadState.READY):
            # Not at once, for the same mistake over and over would stop the window.
            loop.call_later(_AFTER_MISTAKE_S, self.wake)

    async def _checked(self, upload_id: UploadId) -> Upload | None:
        """The upload, if it is still wanted and its file is as it was when it was added."""
        row = self._waiting(upload_id)
        if row is None:
            return None
        try:
            look = await self._means.pictures.inspect(row.path)
        except FileRefused as problem:
            self._refuse(upload_id, problem)
            return None
        except Exception:
            self._refuse(upload_id, refused(row.path, FileProblem.UNREADABLE))
            raise
        if (row := self._waiting(upload_id)) is None:
            return None
        if row.kind is None:
            return self._queue.put(row.inspected(look))
        if not row.is_same_file(look):
            self._refuse(upload_id, refused(row.path, FileProblem.CHANGED))
            return None
        return row

    def _waiting(self, upload_id: UploadId) -> Upload | None:
        row = self._queue.get(upload_id)
        return row if row is not None and row.state is UploadState.READY else None

    def _refuse(self, upload_id: UploadId, problem: AppError) -> None:
        """Refuse what waits, unless the user took it back meanwhile."""
        if self._waiting(upload_id) is not None:
            self._queue.move(upload_id, UploadState.REFUSED, problem=problem)

    async def _send(self, upload: Upload) -> None:
        self._queue.move(upload.id, UploadState.SENDING, sent=0)
        task = asyncio.get_running_loop().create_task(self._hand_over(upload))
        self._sending = (upload.id, task)
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            await self._interrupt(upload.id, task)
            raise
        finally:
            self._sending = None
        if not task.cancelled():
            await self._settle(upload, task)

    async def _interrupt(self, upload_id: UploadId, task: asyncio.Task[DocumentId | None]) -> None:
        """The program closes while this goes up."""
        row = self._queue.get(upload_id)
        if row is not None and row.state is UploadState.SENDING:
            is_lost = row.is_all_sent
            self._queue.move(upload_id, UploadState.NEEDS_YOU if is_lost else UploadState.READY)
        task.cancel()
        await asyncio.wait([task])

    async def _hand_over(self, upload: Upload) -> DocumentId | None:
        progressed = partial(self._queue.progressed, upload.id)
        client = self._means.client
        if upload.way is Way.FILE:
            await client.add_file_to_customer(
                upload.customer_id,
                filename=upload.name,
                data=upload.path,
                title=upload.title,
                folder=upload.folder,
                size=upload.size,
                on_progress=progressed,
            )
            return None
        added = await client.add_photo_to_customer(
            upload.customer_id,
            image=upload.path,
            title=upload.title,
            taken=upload.taken,
            size=upload.size,
            on_progress=progressed,
        )
        return added.document.id if added.document else None

    async def _settle(self, upload: Upload, task: asyncio.Task[DocumentId | None]) -> None:
        error = task.exception()
        match error:
            case None:
                self._stored(upload, task.result())
            case FileRefused():
                self._queue.move(upload.id, UploadState.REFUSED, problem=error)
            case ServerError():
                await self._judge(upload, error)
            case _:
                # Nobody knows how far it got, so it is not sent again.
                self._queue.move(upload.id, UploadState.NEEDS_YOU)
                raise error

    def _stored(self, upload: Upload, document_id: DocumentId | None) -> None:
        self._unknown = 0
        self._cuts.pop(upload.id, None)
        self._queue.move(upload.id, UploadState.DONE, sent=upload.size, document_id=document_id)
        self._means.changes.publish(
            Change(
                subject=Subject.DOCUMENTS,
                ids=frozenset({int(upload.customer_id)}),
                cause="upload",
            )
        )

    async def _judge(self, upload: Upload, error: ServerError) -> None:
        """The one place that decides what a failure means for the file and for the road."""
        if isinstance(error, CommandRefused):
            self._queue.move(upload.id, UploadState.REFUSED, problem=error)
        elif error.may_have_run:
            await self._outcome_unknown(upload, error)
        elif isinstance(error, Unreachable | TimedOut):
            self._cut_off(upload, error)
        else:
            # A wrong sign-in refuses everything, a body beyond PHP's limit looks just like it.
            self._queue.move(upload.id, UploadState.READY)
            if trouble := await self._road.trouble():
                self._road.close(trouble)
            else:
                self._refuse(upload.id, error)

    async def _outcome_unknown(self, upload: Upload, error: ServerError) -> None:
        self._queue.move(upload.id, UploadState.NEEDS_YOU, problem=error)
        self._unknown += 1
        if self._unknown >= _MOST_UNKNOWN:
            self._unknown = 0
            self._road.close(error, waits_for_user=True)
        elif trouble := await self._road.trouble():
            self._road.close(trouble)

    def _cut_off(self, upload: Upload, error: ServerError) -> None:
        self._queue.move(upload.id, UploadState.READY)
        self._cuts[upload.id] += 1
        if self._cuts[upload.id] >= _MOST_CUTS:
            del self._cuts[upload.id]
            self._refuse(upload.id, error)
        self._road.close(error)
