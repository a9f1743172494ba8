"""What was let go over a customer in one go, and what can still be said of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.uploads import BatchId, UploadId

MANY = 50
"""More files than these ask first."""


class Ask(Enum):
    """Why a batch waits for the user before its hold begins."""

    MANY = "many"
    CLOSED = "closed"
    BLOCKED = "blocked"
    FOLDER = "folder"


class Answer(Enum):
    """What the user says of an upload that may have arrived."""

    THERE = "there"
    AGAIN = "again"
    DROP = "drop"


class Again(Enum):
    """What is to become of content that the customer has already."""

    SKIP = "skip"
    SEND = "send"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The customer files are for; `path` are the names of its parents, the root first."""

    id: CustomerId
    name: str
    number: str = ""
    path: tuple[str, ...] = ()
    is_closed: bool = False
    is_blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file of this computer, and the folder it is for, like "A/B"."""

    path: Path
    folder: str = ""


class Typed(NamedTuple):
    """What stands in a field of the review as it was typed, and is not taken, or not yet.

    `upload` is None where it is for the whole batch.
    """

    field: str
    text: str
    upload: UploadId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch that can still be undone.

    `seconds_left` is None where no hold runs: it is stopped, or waits for the answer to `asks`, or
    until what was `typed` is taken or put back.
    """

    id: BatchId
    target: Target
    uploads: tuple[UploadId, ...]
    asks: frozenset[Ask] = frozenset()
    typed: tuple[Typed, ...] = ()
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is to be different of uploads before they go; None leaves it as it is.

    `is_taken_unknown` takes the date away.
    """

    title: str | None = None
    folder: str | None = None
    taken: datetime | None = None
    is_taken_unknown: bool = False
    on_xnet: bool | None = None
    tags: tuple[int, ...] | None = None
    goes_as_file: bool | None = None
    preset: Preset | None = None
    keeps_place: bool | None = None
