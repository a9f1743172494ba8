"""The synchronising process seen from the window's: started, told and heard on threads."""

import asyncio
import contextlib
import json
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from desktop.domain.account import Account
from desktop.services.sync import messages, wire
from desktop.services.sync.messages import Message
from desktop.support.own_processes import SYNC_WORKER, own_command, own_environment

_PATIENCE_S: Final = 3.0
"""The worker ends itself within one."""

_GIVING_WAY: Final = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""On Windows; elsewhere the process sees to that itself."""

_Process = subprocess.Popen[bytes]


def beginning(folder: Path, account: Account, **pace: float) -> dict[str, Any]:
    """What the process is told first; secrets are in it, so it goes nowhere but into the pipe."""
    return {"folder": str(folder), "account": wire.account_as_json(account), "pace": pace}


class Child:
    """One process. On the loop, *heard* is called for each of its news and *ended* at its end.

    Nothing here blocks the loop: starting, writing and reading are each done on a thread.
    """

    def __init__(
        self,
        begin: dict[str, Any],
        *,
        heard: Callable[[Message], None],
        ended: Callable[[], None],
    ) -> None:
        self._begin = begin
        self._heard, self._ended = heard, ended
        self._loop = asyncio.get_running_loop()
        self._wishes: queue.SimpleQueue[Message | None] = queue.SimpleQueue()
        self._unsettled: deque[Message] = deque()
        self._news: deque[Message] = deque()
        self._is_woken = False
        self._process: _Process | None = None
        self._speaking = threading.Thread(target=self._speak, name="wishes", daemon=True)
        self._speaking.start()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None where it has not, or could not be started."""
        return self._process.returncode if self._process else None

    def send(self, wish: Message) -> None:
        """Have the process told."""
        self._wishes.put(wish)

    def unsent(self) -> list[Message]:
        """What an ended process was not told any more, or told and may not have written down."""
        with contextlib.suppress(queue.Empty):
            while True:
                if wish := self._wishes.get_nowait():
                    self._unsettled.append(wish)
        return list(self._unsettled)

    async def close(self) -> None:
        """End the process and wait for that; it is killed if it takes too long."""
        self._wishes.put(None)
        await asyncio.to_thread(self._end)

    # --- On threads --------------------------------------------------------------------------

    def _speak(self) -> None:
        """Start the process, then write one wish after another until there is nobody to hear."""
        try:
            process = self._process = _started()
        except OSError:
            self._call(self._ended)
            return
        threading.Thread(target=self._listen, args=(process,), name="news", daemon=True).start()
        assert process.stdin is not None  # noqa: S101 - asked for in _started
        with contextlib.suppress(OSError), process.stdin as pipe:
            pipe.write(json.dumps(self._begin).encode() + b"\n")
            pipe.flush()
            while (wish := self._wishes.get()) is not None:
                self._unsettled.append(wish)
                pipe.write(messages.line(wish))
                pipe.flush()
                if not isinstance(wish, messages.KEPT):
                    # The last one: only this thread adds any.
                    self._unsettled.pop()

    def _listen(self, process: _Process) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for in _started
        with contextlib.suppress(OSError), process.stdout as pipe:
            for line in pipe:
                with contextlib.suppress(ValueError):
                    self._take(messages.read(line))
        process.wait()
        # Lets go of a writer that waits for wishes.
        self._wishes.put(None)
        self._speaking.join(_PATIENCE_S)
        self._call(self._ended)

    def _end(self) -> None:
        self._speaking.join(_PATIENCE_S)
        if (process := self._process) is None:
            return
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _take(self, message: Message) -> None:
        """Put news where the loop finds it, which is woken once for all that wait."""
        if isinstance(message, messages.Done):
            with contextlib.suppress(IndexError):
                self._unsettled.popleft()
            return
        self._news.append(message)
        if not self._is_woken:
            self._is_woken = True
            self._call(self._hand_over)

    def _call(self, function: Callable[[], None]) -> None:
        # The loop may have closed; then nobody wants to know.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function)

    # --- On the loop ---------------------------------------------------------------------------

    def _hand_over(self) -> None:
        self._is_woken = False
        while self._news:
            self._heard(self._news.popleft())


def _started() -> _Process:
    # It ends when its standard input does: with us, in whatever way we go.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        own_command(SYNC_WORKER, "desktop.services.sync.worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own_environment(),
        creationflags=_GIVING_WAY,
    )
