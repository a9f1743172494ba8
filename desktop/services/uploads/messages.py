"""What the window and the process that sends files say to each other: one JSON line each.

Every message carries the number of the request it belongs to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop.services.piped import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A line of the pipe; its fields are what JSON can say."""

    n: int


# --- Wishes: from the window -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Message):
    """Copy the file, and look at it."""

    upload: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare(Message):
    """Make the photo that goes up; `name` is what the user calls the file."""

    upload: int
    name: str
    preset: str
    keeps_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Send(Message):
    """Send it; `parcels` says how one is written."""

    upload: int
    parcel: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Go(Message):
    """Let the last piece leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel(Message):
    """Nobody waits for the answer any more; what has not left of a file must not leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail(Message):
    """A small picture of the copy."""

    upload: int
    longest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard(Message):
    """Throw these copies away, once nothing is done with them any more."""

    uploads: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers(Message):
    """Say of which uploads there are copies."""


# --- News: to the window -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving(Message):
    """The process has come so far that it hears wishes; the first it says, of no request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitAsked(Message):
    """All but the last piece has left; waits for Go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Message):
    """So many bytes of the file have left."""

    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Message):
    """Some documents of the listing that comes with the answer."""

    documents: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Message):
    """The request was carried out."""

    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Message):
    """It was not; `error` is None where that was wished for."""

    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug(Message):
    """Something that must not happen; type and places, no values."""

    error: str
    places: list[str]


WORDS: Final = Vocabulary(Message)
