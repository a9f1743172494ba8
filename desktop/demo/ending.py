"""Ending the server with a signal or with the program that started it."""

import _thread
import asyncio
import os
import signal
import threading
from types import FrameType

_STDIN = 0


class Ending:
    """Turns SIGTERM, SIGINT and the end of standard input into one event."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None

    def watch_signals(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def watch_stdin(self) -> None:
        """A parent that was killed cannot say goodbye, but its end of the pipe closes."""
        threading.Thread(target=self._read_to_the_end, name="until-eof", daemon=True).start()

    def ignore_further(self) -> None:
        """Let nothing interrupt the cleaning up."""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def event(self) -> asyncio.Event:
        """The event to wait for; before this is called, an ending interrupts the building."""
        self._over = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        return self._over

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if not self._told():
            raise KeyboardInterrupt

    def _read_to_the_end(self) -> None:
        try:
            # Not sys.stdin: a lock held there while the interpreter ends is fatal to it.
            while os.read(_STDIN, 4096):
                pass
        except OSError:  # no standard input at all counts as its end
            pass
        if not self._told():
            _thread.interrupt_main()

    def _told(self) -> bool:
        if self._loop is None or self._over is None:
            return False
        try:
            self._loop.call_soon_threadsafe(self._over.set)
        except RuntimeError:  # the loop has closed: the ending is under way
            return True
        return True
