"""A file on its way to a customer, and the moves its state may make."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import NewType

from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId, DocumentId

UploadId = NewType("UploadId", int)
BatchId = NewType("BatchId", int)


class UploadState(Enum):
    """Where an upload stands."""

    HELD = "held"
    WAITING = "waiting"
    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    NEEDS_YOU = "needs_you"
    CANCELLED = "cancelled"


MOVES: Mapping[UploadState, frozenset[UploadState]] = MappingProxyType(
    {
        UploadState.HELD: frozenset({UploadState.WAITING, UploadState.CANCELLED}),
        UploadState.WAITING: frozenset(
            {UploadState.SENDING, UploadState.CANCELLED, UploadState.REFUSED}
        ),
        # Back to waiting only where it is certain that the server executed nothing.
        UploadState.SENDING: frozenset(
            {
                UploadState.DONE,
                UploadState.REFUSED,
                UploadState.NEEDS_YOU,
                UploadState.WAITING,
                UploadState.CANCELLED,
            }
        ),
        UploadState.DONE: frozenset(),
        UploadState.REFUSED: frozenset({UploadState.WAITING, UploadState.CANCELLED}),
        UploadState.NEEDS_YOU: frozenset(
            {UploadState.WAITING, UploadState.DONE, UploadState.CANCELLED}
        ),
        UploadState.CANCELLED: frozenset(),
    }
)

FINAL = frozenset(state for state, moves in MOVES.items() if not moves)


class Way(Enum):
    """By which command a file goes up."""

    PHOTO = "photo"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file for one customer. Sizes and `sent` are in bytes of the file."""

    id: UploadId
    batch: BatchId
    customer_id: CustomerId
    customer_name: str
    path: Path
    title: str
    way: Way
    size: int
    folder: str = ""
    taken: datetime | None = None
    state: UploadState = UploadState.HELD
    sent: int = 0
    document_id: DocumentId | None = None
    problem: AppError | None = None
