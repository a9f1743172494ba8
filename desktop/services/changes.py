"""The one feed of what changed, which the window listens to."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from desktop.domain.records import Record


class Subject(Enum):
    """What changed."""

    CUSTOMERS = "customers"
    DOCUMENTS = "documents"
    UPLOADS = "uploads"
    LISTS = "lists"
    FEEDS = "feeds"
    CONNECTION = "connection"
    SAVING = "saving"
    SYNC = "sync"
    MARKS = "marks"
    IMPORTS = "imports"
    DRAFTS = "drafts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """These ids of this subject changed; `cause` says through what.

    Ids are customer ids for CUSTOMERS, DOCUMENTS, SAVING and DRAFTS, where one that is yet to be
    created has a negative one, upload ids for UPLOADS, else none.
    CUSTOMERS without ids are more than are worth naming: what is shown is to be read anew.
    `records` are what the server just sent of them, where it did.
    """

    subject: Subject
    ids: frozenset[int] = frozenset()
    cause: str = ""
    records: tuple[Record, ...] = ()


Listener = Callable[[Change], None]


class ChangeFeed:
    """Tells every listener of every change, in the order of subscribing."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Listen until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, change: Change) -> None:
        """Tell everyone; one that fails keeps neither the others nor the teller from going on."""
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception as error:  # noqa: BLE001  # whatever it is, it is the listener's
                asyncio.get_running_loop().call_exception_handler(
                    {"message": f"a listener of {change.subject.value}", "exception": error}
                )
