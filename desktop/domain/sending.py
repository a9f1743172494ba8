"""A file that is handed to the server, and what is said about it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop.domain.ids import CustomerId, DocumentId

BeforeCommit = Callable[[], Awaitable[None]]
"""Awaited before the bytes leave without which the server can make nothing of the rest."""

OnProgress = Callable[[int], None]
"""Told the bytes of the file that have been sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileContent:
    """The bytes to be sent. Where they are not as said here, nothing is carried out.

    Attributes:
        size: In bytes, exactly.
        sha256: In lower-case hex; "" is not checked.
    """

    path: Path = field(repr=False)
    size: int
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileToAdd:
    """What the API takes about a file; `folder` is a path like "A/B"."""

    customer_id: CustomerId
    filename: str = field(repr=False)
    title: str = field(default="", repr=False)
    folder: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoToAdd:
    """What the API takes about a photo; `taken` is the camera's wall clock, naive.

    `document_id` is of the document it is to replace, `on_xnet` shows it on the extranet.
    """

    customer_id: CustomerId
    title: str = field(default="", repr=False)
    on_xnet: bool = False
    taken: datetime | None = None
    tags: tuple[int, ...] = ()
    document_id: DocumentId | None = None
