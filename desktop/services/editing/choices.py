"""Users, persons and teams to choose from, learned from what customers are already linked to."""

import asyncio
import time
from collections.abc import Callable, Mapping

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.edits import customer_field
from desktop.domain.errors import StorageFailed
from desktop.domain.fields import Choice, Field
from desktop.mirror import learned
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject

LEARNED = frozenset({Choice.USERS, Choice.PERSONS, Choice.TEAMS})
"""What no known command lists."""

OLD_AFTER_S = 300.0
"""A new colleague is no news that anybody waits for."""


class Choices:
    """The ids that are in use, and what they are called as far as the local copy tells.

    From `start` on they are read anew when the copy has become whole, and after customers changed
    at most every five minutes. A change of LISTS with the cause "choices" tells of other ones.
    `is_whole` tells whether the copy is, *clock* gives seconds.
    """

    def __init__(
        self,
        *,
        reader: Reader,
        changes: ChangeFeed,
        is_whole: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._changes = changes
        self._is_whole = is_whole
        self._clock = clock
        self._known: dict[Choice, Mapping[int, str]] = {}
        self._read_at: float | None = None
        self._was_whole = False
        self._loading: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] = lambda: None

    def of(self, choice: Choice) -> Mapping[int, str]:
        """Names by id, in the order of names, "" for those nobody named; empty until `load`."""
        return self._known.get(choice, {})

    def start(self) -> None:
        """Read them, and keep them as new as they need to be."""
        self._was_whole = self._is_whole()
        self._unsubscribe = self._changes.subscribe(self._note)
        self._begin()

    async def load(self) -> None:
        """Read the copy anew; where it cannot be read, what is known stays."""
        found: dict[Choice, Mapping[int, str]] = {}
        for choice in sorted(LEARNED, key=lambda each: each.value):
            names: dict[int, str] = {}
            for field in _fields_of(choice):
                try:
                    called = await self._called(field)
                except StorageFailed:
                    return
                names |= {id_: name for id_, name in called.items() if name or id_ not in names}
            ordered = sorted(names.items(), key=_in_order)
            found[choice] = dict(ordered)
        is_other = any(self.of(choice) != names for choice, names in found.items())
        self._known = found
        if is_other:
            self._changes.publish(Change(subject=Subject.LISTS, cause="choices"))

    async def close(self) -> None:
        """Read no more."""
        self._unsubscribe()
        if self._loading is not None:
            self._loading.cancel()
            await asyncio.gather(self._loading, return_exceptions=True)

    # --- How --------------------------------------------------------------------------------

    def _note(self, change: Change) -> None:
        if change.subject is Subject.SYNC:
            before, self._was_whole = self._was_whole, self._is_whole()
            if self._was_whole and not before:
                self._begin()
        elif change.subject is Subject.CUSTOMERS and self._is_old:
            self._begin()

    @property
    def _is_old(self) -> bool:
        return self._read_at is not None and self._clock() - self._read_at > OLD_AFTER_S

    def _begin(self) -> None:
        if self._loading is None or self._loading.done():
            self._read_at = self._clock()
            self._loading = asyncio.get_running_loop().create_task(self.load(), name="choices")

    async def _called(self, field: Field) -> dict[int, str]:
        companion = customer_field(field.text_field).names if field.text_field else ()
        return await self._reader.run(learned.called, field.names, companion)


def _fields_of(choice: Choice) -> list[Field]:
    """The fields that hold such an id."""
    return [field for field in CUSTOMER if field.choice is choice]


def _in_order(called: tuple[int, str]) -> tuple[bool, str, int]:
    id_, name = called
    return not name, name.casefold(), id_
