"""A file on its way to a customer, and the moves its state may make."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import NewType

from desktop.domain.errors import AppError
from desktop.domain.files import FileKind, Inspected, is_named_as_photo, wire_name
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
        UploadState.HELD: frozenset(
            {UploadState.WAITING, UploadState.CANCELLED, UploadState.REFUSED}
        ),
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


class Hint(Enum):
    """What the user would not expect of a file, or of the way it goes up."""

    CUT_SHORT = "cut_short"
    NOT_A_JPEG = "not_a_jpeg"
    PHOTO_IN_FOLDER = "photo_in_folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file for one customer. Sizes and `sent` are in bytes of the file.

    Until the file was looked at, `kind` is None and its size unknown.
    """

    id: UploadId
    batch: BatchId
    customer_id: CustomerId
    customer_name: str
    path: Path
    title: str
    way: Way = Way.FILE
    size: int = 0
    modified_ns: int = 0
    kind: FileKind | None = None
    folder: str = ""
    taken: datetime | None = None
    is_cut_short: bool = False
    state: UploadState = UploadState.HELD
    sent: int = 0
    document_id: DocumentId | None = None
    problem: AppError | None = None

    @property
    def name(self) -> str:
        return wire_name(self.path)

    @property
    def is_all_sent(self) -> bool:
        """Too late to cancel: the server has what it needs to store the file."""
        return self.state is UploadState.SENDING and self.sent >= self.size

    @property
    def hint(self) -> Hint | None:
        if self.kind is None:
            return None
        if self.is_cut_short:
            return Hint.CUT_SHORT
        if self.kind is FileKind.JPEG:
            return Hint.PHOTO_IN_FOLDER if self.way is Way.FILE else None
        return Hint.NOT_A_JPEG if is_named_as_photo(self.path) else None

    def inspected(self, look: Inspected) -> "Upload":
        """With what a look at the file showed.

        Photos have no folder in the API (documented), so one for a folder goes as a file.
        """
        is_photo = look.kind is FileKind.JPEG and not self.folder
        return replace(
            self,
            way=Way.PHOTO if is_photo else Way.FILE,
            size=look.size,
            modified_ns=look.modified_ns,
            kind=look.kind,
            taken=look.taken,
            is_cut_short=look.is_cut_short,
        )

    def is_same_file(self, look: Inspected) -> bool:
        return (self.size, self.modified_ns) == (look.size, look.modified_ns)
