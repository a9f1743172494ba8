"""A process of our own that is told lines and says lines: started, written and heard on threads."""

import asyncio
import contextlib
import json
import queue
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import IO, Any, Final, Generic, TypeVar

from desktop.support.own_processes import own_environment

M = TypeVar("M")

_PATIENCE_S: Final = 3.0
"""The process ends itself within one."""

_GIVING_WAY: Final = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
"""On Windows; elsewhere the process sees to that itself."""

_Process = subprocess.Popen[bytes]


class WorkerFailed(Exception):
    """Something that must not happen did, in the other process; its text says where."""


class Vocabulary(Generic[M]):
    """What can be said through a pipe: the dataclasses derived from one, a JSON line each."""

    def __init__(self, base: type[M]) -> None:
        self._kinds = {kind.__name__: kind for kind in base.__subclasses__()}
        self._members = {name: _members(kind) for name, kind in self._kinds.items()}

    def line(self, message: M) -> bytes:
        """The message as a line of bytes, its end included."""
        kind = type(message).__name__
        said = {name: getattr(message, name) for name in self._members[kind]}
        said["say"] = kind
        return json.dumps(said, separators=(",", ":")).encode() + b"\n"

    def read(self, text: bytes) -> M:
        """The message of a line; ValueError where it is none of ours."""
        said = json.loads(text)
        try:
            return self._kinds[said.pop("say")](**said)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(type(error).__name__) from error


class Piped(Generic[M]):
    """One process. On the loop, *heard* is called for all it says and *ended* at its end.

    Nothing here blocks the loop: starting, writing and reading are each done on a thread.
    """

    def __init__(
        self,
        command: Sequence[str],
        begin: Mapping[str, Any],
        *,
        words: Vocabulary[M],
        heard: Callable[[M], None],
        ended: Callable[[], None],
    ) -> None:
        """*begin* is what it is told first; secrets may be in it: it goes into the pipe alone."""
        self._command, self._begin, self._words = command, begin, words
        self._heard, self._ended = heard, ended
        self._loop = asyncio.get_running_loop()
        self._wishes: queue.SimpleQueue[M | None] = queue.SimpleQueue()
        self._news: deque[M] = deque()
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

    def send(self, wish: M) -> None:
        """Have the process told."""
        self._wishes.put(wish)

    async def close(self) -> None:
        """End the process and wait for that; it is killed if it takes too long."""
        self._wishes.put(None)
        await asyncio.to_thread(self._end)

    # --- On threads --------------------------------------------------------------------------

    def _speak(self) -> None:
        """Start the process, then write one wish after another until there is nobody to hear."""
        try:
            process = self._process = _started(self._command)
        except OSError:
            self._call(self._ended)
            return
        threading.Thread(target=self._listen, args=(process,), name="news", daemon=True).start()
        assert process.stdin is not None  # noqa: S101 - asked for in _started
        with contextlib.suppress(OSError), process.stdin as pipe:
            pipe.write(json.dumps(self._begin).encode() + b"\n")
            pipe.flush()
            while (wish := self._wishes.get()) is not None:
                self._write(pipe, wish)

    def _write(self, pipe: IO[bytes], wish: M) -> None:
        pipe.write(self._words.line(wish))
        pipe.flush()

    def _listen(self, process: _Process) -> None:
        assert process.stdout is not None  # noqa: S101 - asked for in _started
        with contextlib.suppress(OSError), process.stdout as pipe:
            for line in pipe:
                with contextlib.suppress(ValueError):
                    self._take(self._words.read(line))
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
            # One that is stuck in the system, on a dead network's files, cannot even be killed.
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_PATIENCE_S)

    def _take(self, message: M) -> None:
        """Put news where the loop finds it, which is woken once for all that wait."""
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


def _members(kind: type[object]) -> tuple[str, ...]:
    assert is_dataclass(kind)  # noqa: S101 - so are all messages
    return tuple(field.name for field in fields(kind))


def _started(command: Sequence[str]) -> _Process:
    # It ends when its standard input does: with us, in whatever way we go.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own_environment(),
        creationflags=_GIVING_WAY,
    )
