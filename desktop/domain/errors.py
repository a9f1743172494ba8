"""What can go wrong that a user can understand; errors carry facts, `ui` has the words.

AppError
├── ServerError            anything between us and an answer
│   ├── Unreachable        no connection, or it broke
│   ├── TimedOut           the deadline passed
│   ├── NotAnEnvelope      something answered, but not Microbizz's API
│   ├── TooLargeForServer  turned away before the API saw it: the body is too large
│   ├── NotAccepted        turned away before the API saw it, for the request itself
│   ├── AskedToWait        turned away before the API saw it: later, please
│   ├── EnvelopeRefused    status 0 for the whole request (sign-in, contract)
│   └── CommandRefused     status 0 for this command
├── SignInError            nothing was asked of the server yet
│   ├── AccountFileRefused
│   └── KeyringFailed
├── EditError              a save that did not go as meant
│   ├── CustomerGone
│   ├── SavingStopped
│   ├── ChangedMeanwhile
│   ├── CannotUndo
│   ├── CannotMove
│   ├── ReplyLost
│   │   └── CreateLost
│   ├── CreateUnsure
│   ├── WrongCustomerAnswered
│   ├── NumberTaken
│   ├── NumberUnchecked
│   ├── NumberAmbiguous
│   └── NumberMoved
├── FileRefused            a file that cannot go up
├── DocumentsUnlisted      what a customer has could not be found out before a file goes there
├── HandsLost              the process that sends files ended in the middle
│   └── HandsMissing       it cannot be started
└── StorageFailed          our own disk
    ├── DiskFull           no room for a copy
    ├── JournalTooNew      a newer program wrote the journal
    ├── JournalInUse       another program has the journal open
    ├── NotKept            the journal does not take this, and takes everything else
    ├── ExportFailed       a file the user asked for cannot be written where it is to be
    └── MirrorDamaged      the local copy cannot be read
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.conflicts import Conflict
from desktop.domain.moves import MoveProblem
from desktop.domain.records import Customer


class AppError(Exception):
    """Something went wrong that a user can understand."""


class ServerError(AppError):
    """No answer, or not the one asked for.

    `may_have_run` is False only where it is certain that the server executed nothing.
    """

    may_have_run: bool = False


@dataclass(eq=False)
class Unreachable(ServerError):
    """The connection could not be made, or broke. `reason` is technical, for the details.

    `is_untrusted`: there is a server, but its certificate is not one this system trusts.
    """

    reason: str
    may_have_run: bool = False
    is_untrusted: bool = False


@dataclass(eq=False)
class TimedOut(ServerError):
    """No whole answer within the deadline."""

    seconds: float
    may_have_run: bool = True


class Malformed(Enum):
    """In which way a reply was no envelope."""

    HTML = "html"
    EMPTY = "empty"
    HTTP_STATUS = "http_status"
    REDIRECT = "redirect"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    TOO_DEEP = "too_deep"
    SHAPE = "shape"
    TOO_FEW_RESULTS = "too_few_results"


@dataclass(eq=False)
class NotAnEnvelope(ServerError):
    """Something answered that is not the API: an HTML page, half a reply, nothing."""

    why: Malformed
    http_status: int = 200
    may_have_run: bool = True


class TooLargeForServer(ServerError):
    """The web server takes no body of this size (HTTP 413); nothing was carried out."""


@dataclass(eq=False)
class NotAccepted(ServerError):
    """A web server or proxy turned the request itself away; nothing was carried out."""

    http_status: int


@dataclass(eq=False)
class AskedToWait(ServerError):
    """The server is too busy for us (HTTP 429, or 503 before it had all); nothing was carried out.

    `seconds` is how long it asks us to wait, where it says so.
    """

    seconds: float | None = None


@dataclass(eq=False)
class EnvelopeRefused(ServerError):
    """The whole request was refused, with the server's own words."""

    message: str


@dataclass(eq=False)
class CommandRefused(ServerError):
    """One command was refused, with the server's own words."""

    command: str
    message: str


class SignInError(AppError):
    """Signing in failed before the server was asked."""


class AccountFileProblem(Enum):
    """What is wrong with an account file."""

    MISSING = "missing"
    OTHERS_CAN_READ = "others_can_read"
    NOT_TOML = "not_toml"
    INCOMPLETE = "incomplete"
    ENDPOINT = "endpoint"


@dataclass(eq=False)
class AccountFileRefused(SignInError):
    """The file given with --account cannot be used; `detail` names the missing entries."""

    path: str
    problem: AccountFileProblem
    detail: str = ""


@dataclass(eq=False)
class KeyringFailed(SignInError):
    """The system's keyring does not keep secrets: none, locked, silent, or a plain-text one."""

    reason: str


class EditError(AppError):
    """A save that did not go as the user meant."""


@dataclass(eq=False)
class CustomerGone(EditError):
    """The customer is no longer there, or no longer ours to see; nothing was sent."""

    customer_id: int


@dataclass(eq=False)
class SavingStopped(EditError):
    """Fields that were not sent came back changed, so nothing more is saved for this account.

    `customer` is the one whose save did that, as it was before.
    """

    fields: Sequence[str]
    customer: Customer


@dataclass(eq=False)
class ChangedMeanwhile(EditError):
    """Someone else changed the same fields after they were read; nothing was sent.

    `fresh` is the customer as it is now.
    """

    conflicts: tuple[Conflict, ...]
    fresh: Customer

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.conflicts)


@dataclass(eq=False)
class CannotUndo(EditError):
    """These `fields` have been changed since, so they are not ours to undo; nothing was sent.

    `fresh` is the customer as it is now.
    """

    fields: Sequence[str]
    fresh: Customer


@dataclass(eq=False)
class CannotMove(EditError):
    """The customer cannot be put there; nothing was sent."""

    problem: MoveProblem


@dataclass(eq=False)
class ReplyLost(EditError):
    """A write was sent and no answer came; it may be carried out yet.

    It is looked for by itself until then, by the clock of the day.
    """

    until: datetime


@dataclass(eq=False)
class CreateLost(ReplyLost):
    """A create was sent and no answer came, and what it may make was not found so far.

    `was_sent` is False where that was an earlier one like it, for which this one was held back.
    """

    was_sent: bool = True


@dataclass(eq=False)
class CreateUnsure(EditError):
    """A create was sent and no answer came; a customer that may be it was found.

    `refused_by` are the server's words where it answered that it had refused it.
    """

    candidate: Customer
    refused_by: str = ""


@dataclass(eq=False)
class WrongCustomerAnswered(EditError):
    """Another customer than the previewed one was updated.

    The journal has the previewed one as it was before, and the other one as it is now; how that
    one was before nobody has.
    """

    expected_id: int
    answered_id: int


@dataclass(eq=False)
class NumberTaken(EditError):
    """A new customer was to get a number that another one has; nothing was sent."""

    number: str
    owner: Customer


@dataclass(eq=False)
class NumberUnchecked(EditError):
    """Whether the number of a new customer is taken could not be found out; nothing was sent."""

    number: str
    cause: ServerError


@dataclass(eq=False)
class NumberAmbiguous(EditError):
    """Several customers carry the number, so the server would pick one nobody can predict."""

    number: str
    count: int


@dataclass(eq=False)
class NumberMoved(EditError):
    """Since the preview the number has come to belong to another customer; nothing was sent."""

    number: str
    owner: Customer


class FileProblem(Enum):
    """Why a file cannot go up."""

    DIRECTORY = "directory"
    EMPTY = "empty"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    CHANGED = "changed"
    NOT_LOCAL = "not_local"
    PROMISED = "promised"
    TOO_MANY_PIXELS = "too_many_pixels"
    BROKEN_PICTURE = "broken_picture"
    PICTURE_CUT_SHORT = "picture_cut_short"
    NO_DECODER = "no_decoder"


@dataclass(eq=False)
class FileRefused(AppError):
    """A file that was not sent, and why."""

    name: str
    problem: FileProblem


@dataclass(eq=False)
class DocumentsUnlisted(AppError):
    """The server answers, but not when it is asked for one customer's documents; nothing was sent.

    `reason` is technical, for the details.
    """

    reason: str


@dataclass(eq=False)
class HandsLost(AppError):
    """The process that copies, prepares and sends files ended while it did so.

    `may_have_run`: it had been told to let the last piece of what it was sending go.
    `is_to_blame`: it was at this file alone, so the file may be what ends it.
    """

    may_have_run: bool = False
    is_to_blame: bool = False


class HandsMissing(HandsLost):
    """That process, or the one that decodes photos for it, cannot be started; nothing was done."""


@dataclass(eq=False)
class StorageFailed(AppError):
    """Our own files could not be written; nothing was sent."""

    reason: str


class DiskFull(StorageFailed):
    """There is no room for a copy of what is to go up; nothing was sent."""


class JournalTooNew(StorageFailed):
    """The journal was written by a newer program; it is left as it is, and nothing is sent."""


class JournalInUse(StorageFailed):
    """Another program has the journal open: what it sends would be sent twice; nothing is sent."""


class NotKept(StorageFailed):
    """The journal does not take this, whatever the disk is like; nothing was sent of it."""


class ExportFailed(StorageFailed):
    """A file the user asked for could not be written there; everything else is as it was."""


@dataclass(eq=False)
class MirrorDamaged(StorageFailed):
    """The local copy is damaged; it is set aside and read anew when it is opened next."""
