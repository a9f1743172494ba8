"""What the window's process and the one that synchronises say to each other: one JSON line each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from desktop.services.piped import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A line of the pipe; its fields are what JSON can say."""


# --- Wishes: from the window -------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Message):
    """Ask what changed; with `whole` pass over everything of all feeds."""

    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateIfOlder(Message):
    """Ask what changed unless that was done within so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAll(Message):
    """Pass over all customers and settle those it does not show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuild(Message):
    """Throw the copy away and load it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend(Message):
    """Somebody who reads the copy has met damage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookInto(Message):
    """Ask for the children of this customer."""

    parent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Absorb(Message):
    """Take in customers the window was sent; `sent_ns` is the monotonic clock before it asked."""

    customers: list[Mapping[str, Any]]
    sent_ns: int
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepList(Message):
    """Keep a list that replaces the earlier one of its name."""

    name: str
    records: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSeen(Message):
    """These customers were looked at."""

    ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkBranchSeen(Message):
    """The customer and all below it were looked at."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin(Message):
    """Pin a customer, or take the pin away."""

    id: int
    pinned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUse(Message):
    """The customer was used."""

    id: int


KEPT: Final = (Absorb, KeepList, MarkSeen, MarkBranchSeen, Pin, NoteUse)
"""Wishes that are written down; each is answered by Done, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settle(Message):
    """The user's answer to what was doubted."""

    believe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Released(Message):
    """Nobody in the window's process has the copy open."""


# --- News: to the window -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Message):
    """The oldest of the KEPT wishes has been written down, or could not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Message):
    """The copy can be read; `is_new` where it replaces another file, `aside` where that went."""

    is_new: bool = False
    aside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(Message):
    """The copy is about to be replaced: whoever reads it is to let go of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTold(Message):
    """How the copy stands; `wire` says how a state is written."""

    state: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersChanged(Message):
    """These customers changed, or more than are worth naming."""

    ids: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarksChanged(Message):
    """Dots, pins, recents or the history changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedChanged(Message):
    """Records of this feed changed."""

    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRefused(Message):
    """The contract refuses this feed, or no longer does (`error` is None)."""

    feed: str
    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKept(Message):
    """A list was stored."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked(Message):
    """The children of this customer were asked for, and came if `is_done`."""

    parent: int
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached(Message):
    """A request ended: answered, or with an error of the server or the road."""

    error: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug(Message):
    """Something that must not happen; type and places, no values."""

    error: str
    places: list[str]


WORDS: Final = Vocabulary(Message)
line = WORDS.line
read = WORDS.read
