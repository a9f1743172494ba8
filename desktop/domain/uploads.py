"""A file on its way to a customer, and the moves its state may make."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import NewType

from desktop.domain.errors import AppError, CustomerGone, FileProblem, FileRefused
from desktop.domain.files import TITLE_LENGTH, FileKind, Inspected, is_named_as_photo, wire_name
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.photos import PhotoOrder, Preset

UploadId = NewType("UploadId", int)
BatchId = NewType("BatchId", int)


class UploadState(Enum):
    """Where an upload stands.

    QUEUED: in the journal; the original is still needed, for its copy is not made yet.
    STAGED: copied; waits for what the user says of it (of its batch, or of an earlier one).
    HELD: goes up when the hold of its batch ends; until then undoing costs nothing.
    READY: goes up as soon as there is a free lane and the road is open.
    SENDING: on its way; the server can make nothing of what it has.
    SENT_UNCONFIRMED: the last piece may have left; only an answer or a listing tells.
    VERIFYING: no answer that counts; listings are looked through.
    """

    QUEUED = "queued"
    STAGED = "staged"
    HELD = "held"
    READY = "ready"
    SENDING = "sending"
    SENT_UNCONFIRMED = "sent_unconfirmed"
    VERIFYING = "verifying"
    DONE = "done"
    REFUSED = "refused"
    NEEDS_YOU = "needs_you"
    CANCELLED = "cancelled"


_S = UploadState

MOVES: Mapping[UploadState, frozenset[UploadState]] = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.STAGED, _S.HELD, _S.READY, _S.REFUSED, _S.CANCELLED}),
        # Back to queued where the copy was lost.
        _S.STAGED: frozenset({_S.HELD, _S.READY, _S.QUEUED, _S.REFUSED, _S.CANCELLED}),
        _S.HELD: frozenset({_S.STAGED, _S.READY, _S.QUEUED, _S.REFUSED, _S.CANCELLED}),
        _S.READY: frozenset({_S.SENDING, _S.QUEUED, _S.REFUSED, _S.CANCELLED}),
        # Back to ready only where it is certain that the server executed nothing.
        _S.SENDING: frozenset({_S.SENT_UNCONFIRMED, _S.READY, _S.REFUSED, _S.CANCELLED}),
        _S.SENT_UNCONFIRMED: frozenset({_S.DONE, _S.REFUSED, _S.NEEDS_YOU, _S.VERIFYING, _S.READY}),
        _S.VERIFYING: frozenset({_S.DONE, _S.NEEDS_YOU, _S.READY}),
        # What the user says: it is there, send again (copied first, where it never was), do not.
        _S.NEEDS_YOU: frozenset({_S.DONE, _S.READY, _S.QUEUED, _S.CANCELLED}),
        _S.REFUSED: frozenset({_S.QUEUED, _S.STAGED, _S.CANCELLED}),
        _S.DONE: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)

FINAL = frozenset(state for state, moves in MOVES.items() if not moves)

BEFORE_SENDING = frozenset({_S.QUEUED, _S.STAGED, _S.HELD, _S.READY})
"""Nothing of it has left; it can be changed, and cancelled for nothing."""

BETWEEN = frozenset({_S.SENT_UNCONFIRMED, _S.VERIFYING})
"""The server may have it, and it is too late to cancel."""

_OF_PHOTOS = frozenset(
    {
        FileProblem.TOO_MANY_PIXELS,
        FileProblem.BROKEN_PICTURE,
        FileProblem.PICTURE_CUT_SHORT,
        FileProblem.NO_DECODER,
    }
)
"""What keeps a picture from becoming a photo, and not from going up as a file."""

_OF_THE_FILE_ITSELF = frozenset(
    {
        FileProblem.DIRECTORY,
        FileProblem.TOO_LARGE,
        FileProblem.TOO_MANY_PIXELS,
        FileProblem.BROKEN_PICTURE,
        FileProblem.NO_DECODER,
    }
)
"""What does not pass by itself, nor by what the user is told to do."""

_ARRIVING = BETWEEN | {_S.NEEDS_YOU, _S.DONE}


class ForbiddenMove(RuntimeError):
    """A state that cannot follow the present one: a mistake of ours, and nothing was changed."""


class Way(Enum):
    """By which command a file goes up."""

    PHOTO = "photo"
    FILE = "file"


class Hint(Enum):
    """What the user would not expect of a file, or of the way it goes up."""

    CUT_SHORT = "cut_short"
    NOT_A_JPEG = "not_a_jpeg"
    PHOTO_IN_FOLDER = "photo_in_folder"


class Unsure(Enum):
    """Why an upload needs the user.

    ABSENT: not in any listing, which proves too little here (too early, incomplete, never seen).
    WEAK_MATCH, SEVERAL_MATCHES: no answer that counts, and what is new in the listing may be it.
    NAMED_ANOTHER: the server says stored, as a document that was there or is another upload's.
    NOT_VISIBLE: the server says stored, and no listing shows it.
    REFUSED_YET_THERE: the server says refused, and the listing shows a new one like it.
    REPLACED_UNKNOWN: it was to replace a document, and no answer came that counts.
    REPLACED_ANOTHER: it was to replace a document, and the server names another one.
    REPLACED_UNNAMED: it was to replace a document; the server says stored, and names none.
    UNLISTED: no listing could be had.
    SALVAGED: read out of a damaged journal, which may not have its last state.
    """

    ABSENT = "absent"
    WEAK_MATCH = "weak_match"
    SEVERAL_MATCHES = "several_matches"
    NOT_VISIBLE = "not_visible"
    REFUSED_YET_THERE = "refused_yet_there"
    REPLACED_UNKNOWN = "replaced_unknown"
    REPLACED_ANOTHER = "replaced_another"
    REPLACED_UNNAMED = "replaced_unnamed"
    NAMED_ANOTHER = "named_another"
    UNLISTED = "unlisted"
    SALVAGED = "salvaged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The same content on the same customer, in the queue or sent before; `at` is UTC.

    `name` is what it went by: a photo that was sent has no file name there, but its title.
    """

    upload_id: UploadId
    at: datetime
    state: UploadState
    name: str
    document_id: DocumentId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file for one customer. Sizes and `sent` are in bytes of the file.

    Until the file was looked at, `kind` is None and its size unknown; until it was copied,
    `sha256` is empty. `send_size` and `send_sha256` are of what goes up, where that is another
    file: a photo prepared as `prepared_as`. `added_at` and `changed_at` (of the state) are UTC.
    `tries` counts sendings. `candidates` are the documents that may be it, where that needs the
    user. `baseline` are the documents its customer had before it was sent, None where no listing
    could be had; `token` is what its title ends with. `is_accepted`: the server said that it is
    stored, so it is never sent again by itself. `is_unwanted`: it was cancelled when that may have
    been too late; where it was not, it goes no further. `is_users_word`: that it is stored was said
    by the user, and by no answer and no listing. `unwritten` is the state it has come to
    while the disk takes nothing: it is put down first when that works again.
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
    state: UploadState = UploadState.QUEUED
    sent: int = 0
    document_id: DocumentId | None = None
    problem: AppError | None = None
    goes_as_file: bool = False
    on_xnet: bool = False
    tags: tuple[int, ...] = ()
    preset: Preset = Preset.ORIGINAL
    keeps_place: bool = False
    replaces: DocumentId | None = None
    sha256: str = ""
    width: int = 0
    height: int = 0
    has_place: bool = False
    has_serial: bool = False
    can_be_photo: bool = False
    is_by_reference: bool = False
    send_size: int = 0
    send_sha256: str = ""
    prepared_as: PhotoOrder | None = None
    earlier: Earlier | None = None
    is_wanted_again: bool = False
    unsure: Unsure | None = None
    candidates: tuple[DocumentId, ...] = ()
    baseline: frozenset[DocumentId] | None = field(default=None, repr=False)
    token: str = ""
    is_accepted: bool = False
    is_unwanted: bool = False
    is_users_word: bool = False
    tries: int = 0
    rank: float = 0.0
    added_at: datetime | None = None
    changed_at: datetime | None = None
    unwritten: UploadState | None = None

    @property
    def name(self) -> str:
        return wire_name(self.path)

    @property
    def is_put_first(self) -> bool:
        """Whether the user wants it to go before others; what comes is ranked by its id."""
        return self.rank < self.id

    @property
    def needs_original(self) -> bool:
        """Whether the user's own file must stay where it is: there is no copy of it."""
        return self.state not in FINAL and (not self.sha256 or self.is_by_reference)

    @property
    def bytes_to_send(self) -> int:
        return self.send_size or self.size

    @property
    def order(self) -> PhotoOrder | None:
        """How it is to be prepared; None where it goes up as it is."""
        if self.way is Way.FILE:
            return None
        is_left_alone = self.keeps_place and self.preset is Preset.ORIGINAL
        if is_left_alone and self.kind is FileKind.JPEG:
            return None
        return PhotoOrder(preset=self.preset, keeps_place=self.keeps_place)

    @property
    def sent_title(self) -> str:
        """The title as the server gets it."""
        if not self.token:
            return self.title
        end = f" {self.token}"
        return f"{self.title[: TITLE_LENGTH - len(end)]}{end}"

    @property
    def would_go_as_file(self) -> bool:
        """Whether it was refused for being no photo that can be made here; unchanged it goes up."""
        is_refused_photo = self.state is UploadState.REFUSED and self.way is Way.PHOTO
        return (
            is_refused_photo
            and isinstance(self.problem, FileRefused)
            and self.problem.problem in _OF_PHOTOS
        )

    @property
    def would_be_refused_again(self) -> bool:
        """Whether it was refused for what sending it the same way would meet once more."""
        if self.state is not UploadState.REFUSED:
            return False
        match self.problem:
            case FileRefused(problem=problem):
                return problem in _OF_THE_FILE_ITSELF
            case problem:
                # Nobody creates this customer any more; it may have been made all the same.
                return isinstance(problem, CustomerGone) and self.customer_id < 0

    @property
    def name_there(self) -> str:
        """What it is found by on its customer once it was sent; the file's name until then."""
        has_title_alone = self.way is Way.PHOTO and self.state in _ARRIVING
        return self.sent_title if has_title_alone and self.title else self.name

    @property
    def hint(self) -> Hint | None:
        if self.kind is None:
            return None
        if self.is_cut_short:
            return Hint.CUT_SHORT
        if self.can_be_photo:
            return Hint.PHOTO_IN_FOLDER if self.folder else None
        return Hint.NOT_A_JPEG if is_named_as_photo(self.path) else None

    def inspected(self, look: Inspected) -> "Upload":
        """With what a look at the file showed."""
        return replace(
            self,
            size=look.size,
            modified_ns=look.modified_ns,
            kind=look.kind,
            taken=look.taken,
            is_cut_short=look.is_cut_short,
            width=look.width,
            height=look.height,
            has_place=look.has_place,
            has_serial=look.has_serial,
            can_be_photo=look.kind.is_picture and look.can_be_prepared,
        ).on_its_way()

    def on_its_way(self) -> "Upload":
        """By the command it has to take: photos have no folder in the API (documented)."""
        is_photo = self.can_be_photo and not self.folder and not self.goes_as_file
        way = Way.PHOTO if is_photo else Way.FILE
        return replace(self, way=way, replaces=self.replaces if is_photo else None)
