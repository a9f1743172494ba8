"""The worker process seen from ours: started, asked, replaced."""

import subprocess
import threading
from collections.abc import Mapping
from typing import Any

from desktop.photos import messages
from desktop.support.own_processes import PICTURE_WORKER, own_command, own_environment

_PATIENCE_S = 12.0
"""A little more than the worker gives itself."""
_ANSWER_LIMIT = 64 * 1024 * 1024

_Process = subprocess.Popen[bytes]


class ChildFailedError(Exception):
    """No answer: the worker died, dawdled, or could make nothing of what it was given."""


class Child:
    """Does one job at a time for the one thread that calls `ask`; `end` comes from any thread."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._is_ended = False
        self._starting = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the worker, while there is one."""
        return self._process.pid if self._process else None

    def ask(self, about: Mapping[str, Any], blob: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Have a job done; blocks. After ChildFailedError the next job has a new worker."""
        try:
            answer, pixels = self._exchange(messages.pack(about, blob))
        except (OSError, EOFError, ValueError, TypeError) as error:
            self.reap()
            raise ChildFailedError(type(error).__name__) from error
        if "failed" in answer:
            raise ChildFailedError(answer["failed"])
        return answer, pixels

    def end(self) -> None:
        """End the worker now, whatever it is doing, for good."""
        with self._starting:
            self._is_ended = True
            process = self._process
        if process is not None:
            process.kill()

    def reap(self) -> None:
        """Leave no zombie; blocks for as long as a kill takes."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _exchange(self, message: bytes) -> tuple[dict[str, Any], bytes]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - asked for in _running
        assert process.stdout is not None  # noqa: S101 - asked for in _running
        # Of the worker's own deadline nothing comes where it is stopped from outside.
        patience = threading.Timer(_PATIENCE_S, process.kill)
        patience.start()
        try:
            process.stdin.write(message)
            process.stdin.flush()
            return messages.read(process.stdout, limit=_ANSWER_LIMIT)
        finally:
            patience.cancel()

    def _running(self) -> _Process:
        with self._starting:
            if self._is_ended:
                raise EOFError
            if self._process is None:
                # It ends when its standard input does: with us, in whatever way we go.
                self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                    own_command(PICTURE_WORKER, "desktop.photos.worker"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=own_environment(),
                )
            return self._process
