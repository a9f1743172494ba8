"""The child process seen from ours: started, asked, replaced."""

import multiprocessing
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from desktop.photos import decoding

# A little later than the child ends itself, which says more.
_PATIENCE_S = decoding.DEADLINE_S + 2
_ANSWER_LIMIT = 64 * 1024 * 1024


class ChildFailed(Exception):
    """The child gave no answer: it died, dawdled, or could not make sense of what it was given."""


class Child:
    """Does one job at a time for the one thread that calls `ask`; `end` comes from any thread."""

    def __init__(self) -> None:
        self._pipe: Connection | None = None
        self._process: SpawnProcess | None = None
        self._is_ended = False
        self._starting = threading.Lock()

    def ask(self, about: Mapping[str, Any], blob: bytes = b"") -> decoding.Answer:
        """Have a job done; blocks. Raises ChildFailed, after which the next job has a new child."""
        try:
            answer, pixels = decoding.unpack(self._exchange(decoding.pack(about, blob)))
        except (OSError, EOFError, ValueError) as error:
            self.reap()
            raise ChildFailed(type(error).__name__) from error
        if "failed" in answer:
            raise ChildFailed(answer["failed"])
        return answer, pixels

    def end(self) -> None:
        """End the child now, whatever it is doing, for good."""
        with self._starting:
            self._is_ended = True
            process = self._process
        if process is not None:
            process.kill()

    def reap(self) -> None:
        """Leave no zombie; blocks for as long as a kill takes."""
        if self._process is None or self._pipe is None:
            return
        self._process.kill()
        self._process.join()
        self._pipe.close()
        self._process = self._pipe = None

    def _exchange(self, message: bytes) -> bytes:
        if self._pipe is None:
            self._pipe = self._start()
        self._pipe.send_bytes(message)
        if not self._pipe.poll(_PATIENCE_S):
            raise TimeoutError
        return self._pipe.recv_bytes(_ANSWER_LIMIT)

    def _start(self) -> Connection:
        # Spawned, for a fork of a program with threads and Qt may lock up.
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        with self._starting, theirs:
            if self._is_ended:
                ours.close()
                raise EOFError
            self._process = context.Process(
                target=decoding.serve, args=(theirs,), name="pictures", daemon=True
            )
            self._process.start()
        # With the child's end closed here, each side sees the other one go.
        return ours
