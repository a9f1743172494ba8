"""Synchronising as a whole: when what is done, and what follows when it fails."""

import asyncio
import time
from datetime import datetime, timedelta
from typing import Final

from desktop.domain.errors import (
    AppError,
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    MirrorDamaged,
    NotAnEnvelope,
    ServerError,
    StorageFailed,
)
from desktop.domain.sync import Phase
from desktop.microbizz import Client
from desktop.mirror import marks
from desktop.services.sync import messages
from desktop.services.sync.copying import Copying
from desktop.services.sync.errands import Errands
from desktop.services.sync.feeding import Feeding
from desktop.services.sync.files import Files
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.messages import Message
from desktop.services.sync.pace import Pace
from desktop.services.sync.paging import Endless
from desktop.services.sync.telling import Say, Teller, bug

_DAY: Final = timedelta(days=1)
_ASIDE: Final = timedelta(days=7)
"""Once there is a whole copy again, one that could not be used is kept so long."""


class Engine:
    """Keeps one account's copy in step until it is cancelled; between polls it asks nothing."""

    def __init__(self, *, client: Client, keeping: Keeping, say: Say, pace: Pace) -> None:
        self._keeping, self._pace = keeping, pace
        self._teller = teller = Teller(say)
        self._files = Files(keeping=keeping, say=say, pace=pace)
        self._copying = Copying(client=client, keeping=keeping, teller=teller, pace=pace)
        self._feeding = Feeding(client=client, keeping=keeping, teller=teller, pace=pace)
        self._errands = Errands(
            client=client,
            keeping=keeping,
            copying=self._copying,
            teller=teller,
            pace=pace,
            failed=self._errand_failed,
        )
        self._woken = asyncio.Event()
        self._turn: asyncio.Task[float] | None = None
        self._running_errands: asyncio.Task[None] | None = None
        self._wants_new = self._is_damaged = self._mended = self._is_refused = False
        self._failures = 0
        self._tried_at = 0.0
        self._forgot_at: datetime | None = None

    async def run(self) -> None:
        """Turn after turn; ends when cancelled, with the files closed."""
        try:
            while True:
                self._woken.clear()
                if pause_s := await self._one_turn():
                    await self._pace.until(self._woken, pause_s)
        finally:
            await _ended(self._running_errands)
            self._teller.flush()
            await self._keeping.close()

    def wish(self, wish: Message) -> None:
        """Note what the window wishes; from the loop's thread."""
        match wish:
            case messages.Update(whole=whole):
                self._update(whole=whole)
            case messages.UpdateIfOlder(seconds=seconds):
                if not self._is_refused and time.monotonic() - self._tried_at >= seconds:
                    self._woken.set()
            case messages.CheckAll():
                self._copying.wants_whole = True
                self._woken.set()
            case messages.Rebuild():
                self._rebuild()
            case messages.Settle(believe=believe):
                self._copying.doubts.settle(believe=believe)
                self._woken.set()
            case _:
                self._wish_of_files(wish)

    def _wish_of_files(self, wish: Message) -> None:
        match wish:
            case messages.Released():
                self._files.release()
            case messages.Mend():
                self._is_damaged = True
                self._woken.set()
            case _:
                self._errands.add(wish)

    async def errands_done(self) -> None:
        """Return once nothing waits that the window wished to have kept or marked."""
        await self._errands.done()

    def _update(self, *, whole: bool) -> None:
        self._copying.doubts.ask_anew()
        self._copying.wants_whole |= whole
        self._feeding.wants_whole |= whole
        self._feeding.ask_again()
        self._woken.set()

    def _rebuild(self) -> None:
        self._wants_new = True
        self._woken.set()
        if self._turn is not None:
            self._turn.cancel()

    async def _one_turn(self) -> float:
        """Do what is due; returns the seconds until something is due again."""
        turn = self._turn = asyncio.create_task(self._tried(), name="synchronise")
        try:
            await asyncio.wait([turn])
        finally:
            self._turn = None
            self._tried_at = time.monotonic()
            await _ended(turn)
        return 0.0 if turn.cancelled() else turn.result()

    async def _tried(self) -> float:
        try:
            await self._take_turn()
        except MirrorDamaged as error:
            # A copy that was begun anew and is damaged again had better wait.
            pause_s = self._pace.storage_s if self._mended else 0.0
            self._is_damaged = self._mended = True
            return self._failed(error, pause_s)
        except StorageFailed as error:
            return self._failed(error, self._pace.storage_s)
        except (EnvelopeRefused, CommandRefused) as error:
            self._is_refused = True
            return self._failed(error, self._pace.refused_s)
        except Endless:
            return self._failed(NotAnEnvelope(Malformed.SHAPE), self._pace.refused_s)
        except ServerError as error:
            self._failures += 1
            self._teller.note(phase=Phase.WAITING, problem=error)
            return self._pace.retry_s(self._failures)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next turn may go well
            self._teller.say(bug(error))
            return self._failed(None, self._pace.refused_s)
        self._failures, self._mended, self._is_refused = 0, False, False
        self._teller.note(phase=Phase.IDLE, problem=None)
        return self._pace.about(self._pace.poll_s)

    def _failed(self, error: AppError | None, pause_s: float) -> float:
        self._teller.note(phase=Phase.FAILED, problem=error)
        return pause_s

    async def _take_turn(self) -> None:
        await self._make_ready()
        await self._copying.turn()
        await self._feeding.follow(self._copying.watermark)
        await self._feeding.turn()
        await self._forget_old()

    async def _make_ready(self) -> None:
        """See to it that there is a copy to write to."""
        if not self._keeping.is_open:
            await self._files.open()
        elif self._is_damaged and not self._wants_new:
            await self._files.mend()
        elif self._running_errands and not self._wants_new:
            return
        if self._wants_new:
            await self._files.replace()
        self._wants_new = self._is_damaged = False
        self._teller.note(phase=Phase.STARTING, oddity="")
        await self._copying.load()
        await self._feeding.load()
        if self._running_errands is None:
            self._running_errands = asyncio.create_task(self._errands.run(), name="errands")

    async def _forget_old(self) -> None:
        now = self._pace.now()
        if self._forgot_at is None or abs(now - self._forgot_at) >= _DAY:
            self._forgot_at = now
            await self._keeping.run(marks.forget_old, now - self._pace.history)
            if self._copying.is_whole:
                await self._keeping.forget_aside(now - _ASIDE)

    def _errand_failed(self, error: BaseException) -> None:
        match error:
            case MirrorDamaged():
                self._is_damaged = True
                self._woken.set()
            case AppError():
                self._teller.note(problem=error)
            case _:
                self._teller.say(bug(error))


async def _ended(task: "asyncio.Task[object] | None") -> None:
    """Cancel what still runs, and wait until it has ended."""
    if task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task])
