"""Files on their way to customers: held, sent one after another, and never sent twice unasked."""

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from desktop.domain.errors import FileRefused
from desktop.domain.files import Inspected, wire_title
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.pictures import Pictures
from desktop.services.road import PAUSES_S, Pause, Road
from desktop.services.upload_queue import UploadQueue
from desktop.services.upload_sender import Means, UploadSender

HOLD_S = 8.0
"""How long a batch can be undone: nothing can be deleted from Microbizz later (documented)."""

_TO_BE_SENT = (UploadState.HELD, UploadState.READY)
_BUSY = (*_TO_BE_SENT, UploadState.SENDING)
_UNFINISHED = (*_BUSY, UploadState.NEEDS_YOU)


class Uploads:
    """The uploads of one account; they outlive the widgets that show them.

    What happens to them is told by the ChangeFeed: UPLOADS with the ids that changed, none where
    only `pause` did; DOCUMENTS with the customer once a file is stored.
    """

    def __init__(
        self,
        *,
        client: Client,
        changes: ChangeFeed,
        pictures: Pictures,
        hold_seconds: float = HOLD_S,
        pauses: Sequence[float] = PAUSES_S,
    ) -> None:
        self._changes = changes
        self._pictures = pictures
        self._hold_seconds = hold_seconds
        self._ids = count(1)
        self._held: dict[BatchId, tuple[float, asyncio.Handle]] = {}
        self._looks: set[asyncio.Task[None]] = set()
        self._queue = UploadQueue(changes)
        self._road = Road(client=client, changed=self._road_changed, pauses=pauses)
        means = Means(client=client, pictures=pictures, changes=changes)
        self._sender = UploadSender(means=means, queue=self._queue, road=self._road)

    @property
    def rows(self) -> tuple[Upload, ...]:
        """All uploads, in the order they were added and go up."""
        return self._queue.rows

    @property
    def busy(self) -> bool:
        return self._queue.count(*_BUSY) > 0

    @property
    def unfinished(self) -> tuple[Upload, ...]:
        """What is neither stored nor given up, to be told before quitting."""
        return self._queue.in_state(*_UNFINISHED)

    @property
    def unfinished_count(self) -> int:
        """How many are unfinished; cheap enough to be asked at every change."""
        return self._queue.count(*_UNFINISHED)

    @property
    def pause(self) -> Pause | None:
        """Why nothing goes up at present; None where nothing is wrong."""
        return self._road.pause

    def held(self) -> dict[BatchId, float]:
        """The seconds left of each batch that can still be undone whole."""
        if not self._held:
            return {}
        now = asyncio.get_running_loop().time()
        return {batch: max(0.0, until - now) for batch, (until, _) in self._held.items()}

    def add(
        self, customer_id: CustomerId, customer_name: str, paths: Iterable[Path], folder: str = ""
    ) -> None:
        """Take files for a customer and return at once; they are looked at meanwhile."""
        batch = BatchId(next(self._ids))
        uploads = [
            Upload(
                id=UploadId(next(self._ids)),
                batch=batch,
                customer_id=customer_id,
                customer_name=customer_name,
                path=path,
                title=wire_title(path),
                folder=folder,
            )
            for path in paths
        ]
        if not uploads:
            return
        loop = asyncio.get_running_loop()
        handle = loop.call_later(self._hold_seconds, self.send_now, batch)
        self._held[batch] = (loop.time() + self._hold_seconds, handle)
        self._queue.add(uploads)
        self._start(self._look_at(batch, uploads))

    def undo(self, batch: BatchId) -> None:
        """Send nothing of a held batch."""
        self._queue.move_all(self._end_hold(batch), UploadState.CANCELLED)

    def send_now(self, batch: BatchId) -> None:
        """Hold a batch no longer."""
        if upload_ids := self._end_hold(batch):
            self._queue.move_all(upload_ids, UploadState.READY)
            self._sender.wake()

    def cancel(self, upload_id: UploadId) -> None:
        """Send it not; too late once the server may have all of it."""
        row = self._queue.get(upload_id)
        if row is None:
            return
        if row.state in (*_TO_BE_SENT, UploadState.REFUSED):
            self._queue.move(upload_id, UploadState.CANCELLED)
            self._let_go_if_empty(row.batch)
        else:
            self._sender.stop_sending(upload_id)

    def retry(self, upload_id: UploadId) -> None:
        """Send a refused file, or on the user's word one that may have arrived, as it is now."""
        row = self._queue.get(upload_id)
        if row is not None and row.state in (UploadState.REFUSED, UploadState.NEEDS_YOU):
            self._queue.put(replace(row, kind=None))
            self._queue.move(upload_id, UploadState.READY, sent=0)
            self._sender.wake()

    def settle(self, upload_id: UploadId, *, stored: bool) -> None:
        """What the user found out about a file that may have arrived."""
        row = self._queue.get(upload_id)
        if row is None or row.state is not UploadState.NEEDS_YOU:
            return
        self._queue.move(upload_id, UploadState.DONE if stored else UploadState.CANCELLED)
        if stored:
            customer = frozenset({int(row.customer_id)})
            self._changes.publish(Change(subject=Subject.DOCUMENTS, ids=customer, cause="upload"))

    def try_again(self) -> None:
        """Ask the server now whether it can be sent to."""
        self._road.try_again()

    def forget_finished(self) -> None:
        """Show no more what is stored or cancelled."""
        self._queue.forget_finished()

    async def close(self) -> tuple[Upload, ...]:
        """Stop, and tell what was not finished."""
        for batch in tuple(self._held):
            self._drop_hold(batch)
        for look in self._looks:
            look.cancel()
        await asyncio.gather(*self._looks, return_exceptions=True)
        await self._sender.close()
        return self.unfinished

    async def _look_at(self, batch: BatchId, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            await self._look_at_one(upload)
        self._let_go_if_empty(batch)

    async def _look_at_one(self, upload: Upload) -> None:
        try:
            look = await self._pictures.inspect(upload.path)
        except FileRefused as problem:
            self._learn(upload.id, problem)
        else:
            self._learn(upload.id, look)

    def _learn(self, upload_id: UploadId, found: Inspected | FileRefused) -> None:
        """Keep what the look found, unless the file has gone its way meanwhile."""
        row = self._queue.get(upload_id)
        if row is None or row.kind is not None or row.state not in _TO_BE_SENT:
            return
        if isinstance(found, FileRefused):
            self._queue.move(upload_id, UploadState.REFUSED, problem=found)
        else:
            self._queue.put(row.inspected(found))

    def _end_hold(self, batch: BatchId) -> list[UploadId]:
        """The uploads that were held until now."""
        if not self._drop_hold(batch):
            return []
        return [row.id for row in self._queue.in_state(UploadState.HELD) if row.batch == batch]

    def _drop_hold(self, batch: BatchId) -> bool:
        if batch not in self._held:
            return False
        _, handle = self._held.pop(batch)
        handle.cancel()
        return True

    def _let_go_if_empty(self, batch: BatchId) -> None:
        """Nothing of the batch is left to be undone."""
        if not self._queue.has_held(batch):
            self._drop_hold(batch)
            self._road_changed()

    def _road_changed(self) -> None:
        self._changes.publish(Change(subject=Subject.UPLOADS))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work, name="look at files")
        self._looks.add(task)
        task.add_done_callback(self._looks.discard)
