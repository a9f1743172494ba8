"""Many jobs at once, and apart from each other those of which one may end the process."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager

from desktop.domain.uploads import Upload, UploadId


class Turns:
    """Lets jobs in as they come, but never two of those that fell together.

    What is at hand when the process ends is suspected from then on, until it was done well. One
    of the suspects at a time is let in, so that if the process ends again it was that one, or one
    that was never at hand before; which of the two, its next turns tell. All others go on beside.
    """

    def __init__(self) -> None:
        self._at_hand: dict[object, UploadId] = {}
        self._falls: dict[UploadId, int] = {}
        self._turn = asyncio.Lock()

    @property
    def falls(self) -> Mapping[UploadId, int]:
        """How often each suspect was at hand when the process ended."""
        return self._falls

    def fell(self) -> UploadId | None:
        """The process ended with all that was at hand; returns who is to blame, if known."""
        fallen = set(self._at_hand.values())
        self._at_hand.clear()
        known = fallen & self._falls.keys()
        for each in fallen:
            self._falls[each] = self._falls.get(each, 0) + 1
        blamed = fallen if len(fallen) == 1 else known
        return next(iter(blamed)) if len(blamed) == 1 else None

    @asynccontextmanager
    async def turn(self, upload: UploadId, *, proves_it: bool = True) -> AsyncIterator[None]:
        """Do a job for *upload*; cancelled while it waits it has not begun.

        Done well it is suspected no more, where such a job *proves* that it does no harm.
        """
        if upload not in self._falls:
            async with self._hold(upload):
                yield
            return
        async with self._turn, self._hold(upload):
            yield
            if proves_it and upload in self._at_hand.values():
                self._falls.pop(upload, None)

    @asynccontextmanager
    async def _hold(self, upload: UploadId) -> AsyncIterator[None]:
        job = object()
        self._at_hand[job] = upload
        try:
            yield
        finally:
            self._at_hand.pop(job, None)


def in_turn(
    waiting: Iterable[Upload], falls: Mapping[UploadId, int], busy: Collection[UploadId]
) -> Iterator[Upload]:
    """Those of *waiting* that may begin, suspects first: no place is for one that would wait.

    While none of the suspects is *busy*, those that fell least often and are smallest come first,
    so that neither a large one nor who does the harm keeps the others waiting for long.
    """
    if falls:
        waiting = tuple(waiting)
        suspects = [each for each in waiting if each.id in falls]
        if falls.keys().isdisjoint(busy):
            yield from sorted(suspects, key=lambda row: (falls[row.id], row.bytes_to_send))
    yield from (each for each in waiting if each.id not in falls)
