"""What is about to be put down of uploads, over what is known of them."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import (
    FINAL,
    MOVES,
    BatchId,
    ForbiddenMove,
    Upload,
    UploadId,
    UploadState,
)
from desktop.journal.uploads import BatchRow, Step


class Draft:
    """Moves that all happen or none; what is read here is as if they had.

    Attributes:
        steps: In the order in which they happen.
        batches: As they are from now on.
        hidden: Those to be shown no more.
        pauses: What keeps everything back from now on, or does no longer.
    """

    def __init__(
        self,
        rows: Mapping[UploadId, Upload],
        batches: Mapping[BatchId, BatchRow],
        at: datetime,
    ) -> None:
        self._rows = rows
        self._batches = batches
        self._fresh: dict[UploadId, Upload] = {}
        self.at = at
        self.steps: list[Step] = []
        self.batches: dict[BatchId, BatchRow] = {}
        self.hidden: list[UploadId] = []
        self.pauses: dict[PauseKind, bool] = {}

    @property
    def is_empty(self) -> bool:
        return not (self.steps or self.batches or self.hidden)

    @property
    def rows(self) -> Mapping[UploadId, Upload]:
        """Those that are different."""
        return self._fresh

    def get(self, upload: UploadId) -> Upload | None:
        return self._fresh.get(upload) or self._rows.get(upload)

    def batch(self, batch: BatchId) -> BatchRow | None:
        return self.batches.get(batch) or self._batches.get(batch)

    def put_batch(self, batch: BatchRow) -> None:
        self.batches[batch.id] = batch

    def move(
        self,
        upload: UploadId | Upload,
        state: UploadState,
        cause: str,
        detail: Mapping[str, object] | None = None,
        **changes: object,
    ) -> Upload:
        """Change the state, with *upload* in the place of what was known where it is a row.

        A problem or a doubt is that of the new state alone.
        """
        row = upload if isinstance(upload, Upload) else self.get(upload)
        if row is None or state not in MOVES[row.state]:
            raise ForbiddenMove(upload, row and row.state, state)
        fresh: dict[str, Any] = {"problem": None, "unsure": None, "candidates": ()}
        if state in FINAL:
            fresh["baseline"] = None
        fresh.update(changes)
        moved = replace(row, state=state, changed_at=self.at, **fresh)
        self.put(moved, cause, detail)
        return moved

    def send_again(self, upload: UploadId, cause: str) -> None:
        """It was not executed and is ready once more, unless the user wants it no more."""
        moved = self.move(upload, UploadState.READY, cause, sent=0)
        if moved.is_unwanted:
            self.move(upload, UploadState.CANCELLED, "user")

    def put(self, upload: Upload, cause: str, detail: Mapping[str, object] | None = None) -> None:
        """Put *upload* in the place of what was known of it, or begin it."""
        upload = replace(upload, unwritten=None)
        self._fresh[upload.id] = upload
        self.steps.append(Step(upload=upload, cause=cause, detail=detail or {}))

    def hide(self, upload: UploadId) -> None:
        self.hidden.append(upload)

    def pause(self, kind: PauseKind, *, is_on: bool) -> None:
        self.pauses[kind] = is_on

    def part(self) -> "Draft":
        """A draft over this one, to be taken in or thrown away."""
        rows = ChainMap(self._fresh, cast("dict[UploadId, Upload]", self._rows))
        batches = ChainMap(self.batches, cast("dict[BatchId, BatchRow]", self._batches))
        return Draft(rows, batches, self.at)

    def take_in(self, part: "Draft") -> None:
        self._fresh.update(part.rows)
        self.steps += part.steps
        self.batches.update(part.batches)
        self.hidden += part.hidden
        self.pauses.update(part.pauses)
