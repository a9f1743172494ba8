"""How fast uploads go, and how long what goes up will take."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desktop.domain.uploads import BETWEEN, Upload, UploadId, UploadState
from desktop.ui.uploads.groups import ON_THE_WAY

_SMOOTHED_OVER_S = 6.0
_MEASURED_EVERY_S = 0.5
_SURE_AFTER_S = 2.0
"""Before that long, a speed says more about our buffers than about the line."""
_STANDS_STILL = 256.0
"""Bytes a second."""
_RESTS_AFTER_S = 4.0
"""Small files are not sent without a break between them."""

_COUNTED = ON_THE_WAY | {UploadState.DONE}


@dataclass(frozen=True, slots=True)
class Total:
    """How far everything is that goes up together, in bytes; `speed` is in bytes a second.

    `speed` and `seconds_left` are None where nothing can be said of them yet.
    """

    done: int = 0
    size: int = 0
    speed: float | None = None
    seconds_left: float | None = None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.size if self.size else 0


class Totals:
    """Measures from one look at the uploads to the next; *clock* gives seconds.

    What goes up without a pause is one run: files that come meanwhile belong to it, and it is
    over when nothing is on its way any more.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._far: dict[UploadId, int] = {}
        self._done = self._moved = 0
        self._began = self._measured = self._last_sent = 0.0
        self._speed: float | None = None

    @property
    def followed(self) -> tuple[UploadId, ...]:
        """Those that were on their way at the last look: how they stand now belongs to the next."""
        return tuple(self._far)

    def look(self, rows: Iterable[Upload], *, is_paused: bool = False) -> Total:
        """How far the run is now; all zero where there is none.

        *rows* need be no more than what is on its way, and those that are followed.
        Where nothing moves, nothing is said of speed and time.
        """
        going = [row for row in rows if row.state in ON_THE_WAY or row.id in self._far]
        mine = [row for row in going if row.state in _COUNTED]
        if all(row.state is UploadState.DONE for row in mine):
            self._far, self._done, self._moved, self._speed, self._began = {}, 0, 0, None, 0.0
            return Total()
        self._measure(mine)
        done = self._done + sum(self._far.values())
        size = self._done + sum(row.bytes_to_send for row in mine)
        self._settle(mine)
        if any(row.state is UploadState.SENDING for row in mine):
            self._last_sent = self._clock()
        elif is_paused or done >= size or self._clock() - self._last_sent > _RESTS_AFTER_S:
            return Total(done=done, size=size)
        return Total(
            done=done, size=size, speed=self._shown_speed, seconds_left=self._left(size - done)
        )

    @property
    def _shown_speed(self) -> float | None:
        is_sure = self._began and self._clock() - self._began >= _SURE_AFTER_S
        return self._speed if is_sure else None

    def _left(self, size: int) -> float | None:
        speed = self._shown_speed
        return size / speed if speed is not None and speed > _STANDS_STILL else None

    def _measure(self, rows: Iterable[Upload]) -> None:
        far = {row.id: _bytes_of(row) for row in rows}
        # What begins again, or has fallen out, moved nothing backwards.
        self._moved += sum(max(0, now - self._far.get(each, 0)) for each, now in far.items())
        self._far = far
        now = self._clock()
        if not self._began:
            # What was there before the first look took nobody knows how long.
            self._began = self._measured = now
            self._moved = 0
        passed = now - self._measured
        if passed < _MEASURED_EVERY_S:
            return
        speed = self._moved / passed
        share = 1.0 if self._speed is None else 1.0 - math.exp(-passed / _SMOOTHED_OVER_S)
        self._speed = speed * share + (self._speed or 0.0) * (1.0 - share)
        self._measured, self._moved = now, 0

    def _settle(self, rows: Iterable[Upload]) -> None:
        """Nothing more comes of what is done: it need not be looked at again."""
        for row in rows:
            if row.state is UploadState.DONE:
                self._done += self._far.pop(row.id)


def _bytes_of(row: Upload) -> int:
    if row.state is UploadState.DONE or row.state in BETWEEN:
        return row.bytes_to_send
    return min(row.sent, row.bytes_to_send) if row.state is UploadState.SENDING else 0
