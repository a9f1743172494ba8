"""The uploads of one account, and the only place where their state changes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.domain.errors import AppError
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import FINAL, MOVES, BatchId, Upload, UploadId, UploadState
from desktop.services.changes import Change, ChangeFeed, Subject


class ForbiddenMove(RuntimeError):
    """A state that cannot follow the present one: a mistake of ours, and nothing was changed."""


class UploadQueue:
    """Uploads in the order they were added; every change is told to the window."""

    def __init__(self, changes: ChangeFeed) -> None:
        self._changes = changes
        self._rows: dict[UploadId, Upload] = {}
        # Kept, for whoever is told of one among thousands cannot count them all each time.
        self._counts: Counter[UploadState] = Counter()
        self._held: Counter[BatchId] = Counter()

    @property
    def rows(self) -> tuple[Upload, ...]:
        return tuple(self._rows.values())

    def get(self, upload_id: UploadId) -> Upload | None:
        return self._rows.get(upload_id)

    def in_state(self, *states: UploadState) -> tuple[Upload, ...]:
        return tuple(row for row in self._rows.values() if row.state in states)

    def count(self, *states: UploadState) -> int:
        """How many are in one of *states*; takes no longer for many."""
        return sum(self._counts[state] for state in states)

    def has_held(self, batch: BatchId) -> bool:
        """Whether anything of the batch can still be undone."""
        return self._held[batch] > 0

    def add(self, uploads: Sequence[Upload]) -> None:
        for upload in uploads:
            self._set(upload)
        self._tell(upload.id for upload in uploads)

    def forget_finished(self) -> None:
        """Leave out what nothing can happen to any more."""
        gone = [row.id for row in self._rows.values() if row.state in FINAL]
        for upload_id in gone:
            self._count(self._rows.pop(upload_id), -1)
        self._tell(gone)

    def put(self, upload: Upload) -> Upload:
        """Replace what is known of an upload; its state stays."""
        if upload.state is not self._rows[upload.id].state:
            raise ForbiddenMove(upload.id, upload.state)
        self._set(upload)
        self._tell([upload.id])
        return upload

    def progressed(self, upload_id: UploadId, sent: int) -> None:
        row = self._rows.get(upload_id)
        if row is not None and row.state is UploadState.SENDING:
            self.put(replace(row, sent=sent))

    def move(
        self,
        upload_id: UploadId,
        state: UploadState,
        *,
        problem: AppError | None = None,
        sent: int | None = None,
        document_id: DocumentId | None = None,
    ) -> None:
        """Change the state; the problem is that of the new one."""
        row = self._may_move(upload_id, state)
        sent = row.sent if sent is None else sent
        self._set(replace(row, state=state, problem=problem, sent=sent, document_id=document_id))
        self._tell([upload_id])

    def move_all(self, upload_ids: Sequence[UploadId], state: UploadState) -> None:
        """Change the state of several, all or none, and tell it once."""
        for row in [self._may_move(upload_id, state) for upload_id in upload_ids]:
            self._set(replace(row, state=state, problem=None, document_id=None))
        self._tell(upload_ids)

    def _may_move(self, upload_id: UploadId, state: UploadState) -> Upload:
        row = self._rows[upload_id]
        if state not in MOVES[row.state]:
            raise ForbiddenMove(upload_id, row.state, state)
        return row

    def _set(self, upload: Upload) -> None:
        if before := self._rows.get(upload.id):
            self._count(before, -1)
        self._count(upload, 1)
        self._rows[upload.id] = upload

    def _count(self, upload: Upload, by: int) -> None:
        self._counts[upload.state] += by
        if upload.state is UploadState.HELD:
            self._held[upload.batch] += by

    def _tell(self, ids: Iterable[UploadId]) -> None:
        if told := frozenset[int](ids):
            self._changes.publish(Change(subject=Subject.UPLOADS, ids=told))
