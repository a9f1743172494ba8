"""What the window wishes of the local copy beside being brought up to date."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Final

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer, Record
from desktop.services.sync import messages
from desktop.services.sync.messages import Message

_SLICE: Final = 100
"""Customers in one line: writing out a long one would hold up the window's thread."""


class Wishes(ABC):
    """Sends each wish on its way; what comes of it is told as a change."""

    def __init__(self) -> None:
        self._looked_into: set[int] = set()

    @abstractmethod
    def _send(self, wish: Message) -> None:
        """Hand *wish* to the process, or keep it until there is one."""

    def look_into(self, parent: CustomerId, *, again: bool = False) -> None:
        """Have the server asked for the children of *parent*, once until everything is updated.

        At the top level there is nothing to ask: no command lists the roots.
        """
        if parent != NO_CUSTOMER and (again or parent not in self._looked_into):
            self._looked_into.add(parent)
            self._send(messages.LookInto(parent=parent))

    def absorb(self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False) -> None:
        """Keep customers the server was seen to send.

        *sent_ns* is `time.monotonic_ns()` from before it was asked; *is_own* after a save.
        """
        rest = (customer.raw for customer in customers)
        while part := list(islice(rest, _SLICE)):
            self._send(messages.Absorb(customers=part, sent_ns=sent_ns, is_own=is_own))

    def keep_list(self, name: str, records: Sequence[Record]) -> None:
        """Replace the list of this kind of object (`Record.KIND.value`)."""
        self._send(messages.KeepList(name=name, records=[record.raw for record in records]))

    def mark_seen(self, ids: Collection[CustomerId]) -> None:
        self._send(messages.MarkSeen(ids=list(ids)))

    def mark_branch_seen(self, customer: CustomerId) -> None:
        """The customer and all below it; 0 is everyone."""
        self._send(messages.MarkBranchSeen(id=customer))

    def pin(self, customer: CustomerId, pinned: bool) -> None:
        self._send(messages.Pin(id=customer, pinned=pinned))

    def note_use(self, customer: CustomerId) -> None:
        """Put the customer first among those lately used."""
        self._send(messages.NoteUse(id=customer))
