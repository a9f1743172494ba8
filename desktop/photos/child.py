"""The worker process seen from ours: started, asked, replaced."""

import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

from desktop.domain.errors import FileProblem
from desktop.photos import messages
from desktop.support.own_processes import PICTURE_WORKER, own_command, own_environment

_DEADLINE_S = 10.0
_PATIENCE_S = 2.0
"""A little more than the worker gives itself."""
_START_S = 60.0
"""A start takes a tenth of a second, and very much longer under a virus scanner."""
_LONGEST_GREETING = 1024
_LONGEST_ANSWER = 512 * 1024 * 1024
"""A photo of the most pixels that are decoded stays below it."""

Take = Callable[[bytes], object]

_Process = subprocess.Popen[bytes]


class ChildFailedError(Exception):
    """No answer: the worker died, dawdled, or could make nothing of what it was given.

    `problem` is what it says of the picture; None where it says nothing any more.
    """

    def __init__(self, why: str, problem: FileProblem | None = None) -> None:
        super().__init__(why)
        self.problem = problem


class ChildMissingError(ChildFailedError):
    """No worker can be started, or it ends before it serves: that says nothing of any picture."""


class Child:
    """Does one job at a time for the one thread that calls `ask`; `end` comes from any thread."""

    def __init__(self) -> None:
        self._process: _Process | None = None
        self._is_serving = False
        self._is_ended = False
        self._starting = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the worker, while there is one."""
        return self._process.pid if self._process else None

    def ask(self, about: Mapping[str, Any], blob: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Have a job done; blocks. After ChildFailedError the next job has a new worker."""
        pieces: list[bytes] = []
        answer = self._answer(pieces.append, messages.pack(about, blob), _deadline(about))
        return answer, b"".join(pieces)

    def ask_into(self, take: Take, about: Mapping[str, Any], blob: bytes = b"") -> dict[str, Any]:
        """As `ask`; the answer's bytes go to *take*, whose own exceptions pass through."""
        return self._answer(take, messages.pack(about, blob), _deadline(about))

    def _answer(self, take: Take, message: bytes, deadline: float) -> dict[str, Any]:
        try:
            answer = self._exchange(take, message, deadline)
        except (OSError, EOFError, ValueError, TypeError) as error:
            self.reap()
            raise ChildFailedError(type(error).__name__) from error
        except BaseException:
            # Half an answer would be taken for the beginning of the next.
            self.reap()
            raise
        if "failed" in answer:
            raise ChildFailedError(str(answer["failed"]), _problem(answer.get("problem")))
        return answer

    def end(self) -> None:
        """End the worker now, whatever it is doing, for good."""
        with self._starting:
            self._is_ended = True
            process = self._process
        if process is not None:
            process.kill()

    def interrupt(self) -> None:
        """End the job that is being done; whoever asked for it gets ChildFailedError."""
        process = self._process
        if process is not None:
            process.kill()

    def reap(self) -> None:
        """Leave no zombie; blocks for as long as a kill takes."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _exchange(self, take: Take, message: bytes, deadline: float) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101 - asked for in _running
        assert process.stdout is not None  # noqa: S101 - asked for in _running
        if not self._is_serving:
            self._wait_for(process, process.stdout)
        # Of the worker's own deadline nothing comes where it is stopped from outside.
        with _killed_after(deadline + _PATIENCE_S, process):
            process.stdin.write(message)
            process.stdin.flush()
            return messages.read_into(process.stdout, take, limit=_LONGEST_ANSWER)

    def _wait_for(self, process: _Process, news: IO[bytes]) -> None:
        try:
            with _killed_after(_START_S, process):
                messages.read(news, limit=_LONGEST_GREETING)
        except (OSError, EOFError, ValueError, TypeError) as error:
            raise ChildMissingError(type(error).__name__) from error
        self._is_serving = True

    def _running(self) -> _Process:
        with self._starting:
            if self._is_ended:
                raise EOFError
            if self._process is None:
                self._is_serving = False
                self._process = _started()
            return self._process


def _started() -> _Process:
    try:
        # It ends when its standard input does: with us, in whatever way we go.
        return subprocess.Popen(  # noqa: S603 - our own interpreter and module
            own_command(PICTURE_WORKER, "desktop.photos.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=own_environment(),
        )
    except OSError as error:
        raise ChildMissingError(type(error).__name__) from error


@contextmanager
def _killed_after(seconds: float, process: _Process) -> Iterator[None]:
    patience = threading.Timer(seconds, process.kill)
    patience.daemon = True
    patience.start()
    try:
        yield
    finally:
        patience.cancel()


def _deadline(about: Mapping[str, Any]) -> float:
    """Seconds the worker gives itself for the job."""
    return float(about.get("seconds", _DEADLINE_S))


def _problem(said: object) -> FileProblem | None:
    """Checked: the worker may be in the hands of a picture's author."""
    return next((each for each in FileProblem if each.value == said), None)
