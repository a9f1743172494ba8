"""Starting a program that is to be killed, hearing it, and killing it."""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Self

from desktop.support.own_processes import own_environment
from tests.end2end.desktop_host import descendants_of
from tests.kill.job import Job

PATIENCE_S = 120.0
_GLANCE_S = 0.2

Fact = dict[str, Any]


class Program:
    """One run; ends with the `with` block, in whatever way.

    Attributes:
        facts: What it has said, in order.
        meanwhile: Called several times a second while something is waited for.
    """

    def __init__(self, job: Job, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.facts: list[Fact] = []
        self.meanwhile = meanwhile
        self.began = time.time()
        # To what goes wrong in it nobody would listen otherwise; its hands say it there as well.
        self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the run
        self._news: queue.SimpleQueue[Fact | None] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.program"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            env=own_environment(),
        )
        self._hearing = threading.Thread(target=self._listen, daemon=True)
        self._hearing.start()
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(job.line())
            self._process.stdin.flush()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int:
        """Wait for its end; -9 where it was killed, 0 where it had said all there was to say."""
        code = self._process.wait(PATIENCE_S)
        assert code in (0, -signal.SIGKILL), self._last_words(code)
        return code

    def said(self, fact: str) -> Fact | None:
        return next((each for each in self.facts if each["fact"] == fact), None)

    def until(self, fact: str, times: int = 1) -> Fact | None:
        """What it says of *fact* so often; None where it ends before that."""
        deadline = time.monotonic() + PATIENCE_S
        while len(said := [each for each in self.facts if each["fact"] == fact]) < times:
            assert time.monotonic() < deadline, f"{fact} was not heard after {self.facts}"
            if not self._hear(_GLANCE_S):
                return None
        return said[-1]

    def runs_for(self, seconds: float) -> bool:
        """Let it run so long; whether it still does."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self._hear(min(left, _GLANCE_S)):
                return False
        return True

    def hands(self) -> list[int]:
        """The processes it has started."""
        return list(descendants_of(self.pid))

    def kill(self, *, with_hands: bool = False) -> None:
        """End it as a crash would; or everything at once, as a power cut would."""
        pids = self.hands() if with_hands else []
        self._process.kill()
        kill(*pids)
        self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        kill(*self.hands())
        self._process.kill()
        self._process.wait()
        self._hearing.join(PATIENCE_S)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()
        self._complaints.close()

    def _hear(self, seconds: float) -> bool:
        """Take up what it says within so long; False once it has said its last."""
        try:
            fact = self._news.get(timeout=seconds)
        except queue.Empty:
            self.meanwhile()
            return True
        if fact is None:
            self._news.put(None)
            self.exit_code()
            return False
        self.facts.append(fact)
        return True

    def _last_words(self, code: int) -> str:
        self._complaints.seek(0)
        said = self._complaints.read().decode(errors="replace")
        return f"it ended with {code} after {self.facts}:\n{said}"

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            # Killed in the middle of a word.
            with suppress(ValueError):
                self._news.put(json.loads(line))
        self._news.put(None)


def kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
