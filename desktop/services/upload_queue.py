"""The uploads of one account, and the only place where their state changes."""

from collections.abc import Iterable
from dataclasses import replace

from desktop.domain.errors import AppError
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import FINAL, MOVES, Upload, UploadId, UploadState
from desktop.services.changes import Change, ChangeFeed, Subject


class ForbiddenMove(RuntimeError):
    """A state that cannot follow the present one: a mistake of ours, and nothing was changed."""


class UploadQueue:
    """Uploads in the order they were added; every change is told to the window."""

    def __init__(self, changes: ChangeFeed) -> None:
        self._changes = changes
        self._rows: dict[UploadId, Upload] = {}

    @property
    def rows(self) -> tuple[Upload, ...]:
        return tuple(self._rows.values())

    def get(self, upload_id: UploadId) -> Upload | None:
        return self._rows.get(upload_id)

    def in_state(self, *states: UploadState) -> tuple[Upload, ...]:
        return tuple(row for row in self._rows.values() if row.state in states)

    def add(self, uploads: Iterable[Upload]) -> None:
        added = {upload.id: upload for upload in uploads}
        self._rows |= added
        self._tell(added)

    def forget_finished(self) -> None:
        """Leave out what nothing can happen to any more."""
        gone = [row.id for row in self._rows.values() if row.state in FINAL]
        for upload_id in gone:
            del self._rows[upload_id]
        self._tell(gone)

    def put(self, upload: Upload) -> Upload:
        """Replace what is known of an upload; its state stays."""
        if upload.state is not self._rows[upload.id].state:
            raise ForbiddenMove(upload.id, upload.state)
        self._rows[upload.id] = upload
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
        row = self._rows[upload_id]
        if state not in MOVES[row.state]:
            raise ForbiddenMove(upload_id, row.state, state)
        sent = row.sent if sent is None else sent
        self._rows[upload_id] = replace(
            row, state=state, problem=problem, sent=sent, document_id=document_id
        )
        self._tell([upload_id])

    def _tell(self, ids: Iterable[UploadId]) -> None:
        if told := frozenset[int](ids):
            self._changes.publish(Change(subject=Subject.UPLOADS, ids=told))
