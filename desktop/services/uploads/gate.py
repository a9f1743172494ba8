"""Whether anything may go up, and why not."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace

from desktop.domain.errors import AppError, HandsMissing, JournalInUse, JournalTooNew, StorageFailed
from desktop.domain.pauses import Pause, PauseKind
from desktop.services.background import Background
from desktop.services.clock import Clock, sleep_or
from desktop.services.uploads.book import RETRY_S, Book
from desktop.services.uploads.road import Road

_BY_USER = Pause(kind=PauseKind.USER, waits_for_user=True)
_FOR_USER = Pause(kind=PauseKind.UNSURE, waits_for_user=True)


class Gate:
    """Everything that keeps uploads back, in one place.

    Attributes:
        unusable: Why the journal cannot be used at all.
    """

    def __init__(
        self, *, book: Book, road: Road, clock: Clock, changed: Callable[[], None]
    ) -> None:
        self._book = book
        self._road = road
        self._clock = clock
        self._changed = changed
        self._background = Background()
        self._nudged = asyncio.Event()
        self._user: Pause | None = None
        self._unsure: Pause | None = None
        self._halts: dict[PauseKind, AppError] = {}
        self._is_shut = False
        self.unusable: StorageFailed | None = None

    @property
    def pause(self) -> Pause | None:
        """What is to be said of why nothing goes up; the gravest, where there are several."""
        if self.unusable is not None:
            is_hopeless = isinstance(self.unusable, JournalTooNew)
            is_programs = isinstance(self.unusable, JournalTooNew | JournalInUse)
            kind = PauseKind.JOURNAL if is_programs else PauseKind.DISK
            return Pause(kind=kind, error=self.unusable, waits_for_user=is_hopeless)
        disk = self._halted(PauseKind.DISK, self._book.trouble)
        halted = disk or self._halted(PauseKind.HANDS)
        return halted or self._user or self._unsure or self._road.pause

    @property
    def may_send(self) -> bool:
        """Where there is no room for copies, what is copied still goes: that makes room."""
        disk = self._is_shut or self.unusable or self._book.trouble
        is_halted = disk or PauseKind.HANDS in self._halts
        return not (is_halted or self._user or self._unsure or self._road.pause)

    @property
    def may_copy(self) -> bool:
        return not (self._is_shut or self.unusable or self._book.trouble or self._halts)

    def recall(self, pauses: Collection[PauseKind]) -> None:
        """The journal can be read: what the user wanted by it, and said since this run began."""
        if PauseKind.UNSURE in pauses:
            self._unsure = _FOR_USER
        if PauseKind.USER in pauses:
            self._user = _BY_USER
        elif self._user is not None:
            self._keep(PauseKind.USER, is_on=True)

    def pause_all(self) -> None:
        """Send nothing until the user resumes, in whichever run of the program that is."""
        self._user = _BY_USER
        self._keep(PauseKind.USER, is_on=True)
        self._changed()

    def resume(self) -> None:
        if self._user is not None:
            self._keep(PauseKind.USER, is_on=False)
        self._user = None
        self._is_sure_again()
        self._changed()

    def ask_user(self, error: AppError) -> None:
        """Too much is unknown to go on without the user."""
        self._unsure = replace(_FOR_USER, error=error)
        self._keep(PauseKind.UNSURE, is_on=True)
        self._changed()

    def shut(self) -> None:
        """Let nothing begin any more; the program ends."""
        self._is_shut = True

    def no_room(self, error: StorageFailed) -> None:
        """Nothing can be copied for a while."""
        self._halt(PauseKind.DISK, error)

    def no_hands(self, error: HandsMissing) -> None:
        """Nothing can be copied, prepared or sent for a while: nobody is there to do it."""
        self._halt(PauseKind.HANDS, error)

    def try_again(self) -> None:
        """Try everything now that is waited for, but for what the user has paused."""
        self._is_sure_again()
        self._nudged.set()
        self._road.try_again()
        self._book.try_again()
        self._changed()

    async def close(self) -> None:
        await self._background.close()

    def _is_sure_again(self) -> None:
        if self._unsure is not None:
            self._keep(PauseKind.UNSURE, is_on=False)
        self._unsure = None

    def _keep(self, kind: PauseKind, *, is_on: bool) -> None:
        # Where there is no journal to be had, nothing goes anyway; it is kept once there is one.
        if self.unusable is None:
            self._book.note(lambda draft: draft.pause(kind, is_on=is_on))

    def _halted(self, kind: PauseKind, trouble: AppError | None = None) -> Pause | None:
        error = trouble or self._halts.get(kind)
        return Pause(kind=kind, error=error) if error else None

    def _halt(self, kind: PauseKind, error: AppError) -> None:
        is_new = kind not in self._halts
        self._halts[kind] = error
        if is_new:
            self._background.start(self._wait_for(kind), name=f"wait for {kind.value}")
            self._changed()

    async def _wait_for(self, kind: PauseKind) -> None:
        self._nudged.clear()
        await sleep_or(self._clock, RETRY_S, self._nudged)
        del self._halts[kind]
        self._changed()
