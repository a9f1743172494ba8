"""What the commands answer, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from desktop.domain.errors import ServerError
from desktop.domain.records import Customer, Document, Folder, Record

R_co = TypeVar("R_co", bound=Record, covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Records(Generic[R_co]):
    """A whole list. `set_aside` counts what could not be read; `clock` is the server's, naive."""

    records: tuple[R_co, ...]
    set_aside: int = 0
    clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage(Generic[R_co]):
    """One page of a ...ByLastChange feed; the last has no `resume_key`.

    `checkout_form` is the question form for checking out, which only the customer feed gives.
    """

    records: tuple[R_co, ...]
    set_aside: int = 0
    clock: datetime | None = None
    resume_key: str = ""
    checkout_form: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The documents of a customer, and its folders where they were asked for."""

    documents: tuple[Document, ...]
    folders: tuple[Folder, ...] = ()
    set_aside: int = 0
    clock: datetime | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that is there can be told apart; only then is what is missing not there."""
        return not self.set_aside and all(document.id for document in self.documents)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptListing:
    """A listing that was kept; `at` is when the server sent it, with its time zone."""

    listing: Listing
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """The customer as it is in Microbizz after a write; None where the reply held none."""

    customer: Customer | None
    clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReply:
    """What came back for a write that was sent between two readings of the customer.

    Attributes:
        is_ours: The nonce came back, so this is the answer to what was sent.
        echo_refused: The Echo itself was refused, for which the server halts before anything else.
        before: The customer right before the write; None where that reading failed.
        is_gone: That reading found no such customer.
        answer: Of the write itself; CommandRefused where it was refused, NotAnEnvelope where
            there is no readable result, or none at all.
        after: The customer right after the write; None where the server had halted.
    """

    is_ours: bool
    echo_refused: bool
    before: Customer | None
    is_gone: bool
    answer: Stored | ServerError
    after: Customer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAdded:
    """The document a photo became; None where the reply held none."""

    document: Document | None
    clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAdded:
    """A file was accepted; the API returns no id, so only a new listing shows the document."""

    clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadReply:
    """What came back for an upload, which counts only where `is_ours`.

    Attributes:
        is_ours: The nonce came back, so this is the answer to what was sent, and a whole one.
        answer: Of the upload itself; CommandRefused where it was refused, NotAnEnvelope where it
            has no readable result.
        listing: The customer's documents after it, of a file; None for a photo, and where the
            listing failed.
    """

    is_ours: bool
    answer: FileAdded | PhotoAdded | ServerError
    listing: Listing | None
