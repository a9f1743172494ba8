"""`python -m desktop.photos.worker`: the process in which foreign bytes are decoded."""

import contextlib
import faulthandler
import os
import sys
from collections.abc import Mapping
from typing import IO, Any

from desktop.photos import messages
from desktop.photos.decoding import JOBS, Job, problem_in
from desktop.support.worker_process import give_way

DEADLINE_S = 10.0
"""No job may take longer that is not given more; an honest one takes milliseconds."""

_MEMORY_LIMIT = 2 * 1024**3
"""For the most pixels that are decoded: four bytes each, held three times."""
_QUESTION_LIMIT = 256 * 1024 * 1024


def main() -> int:
    """Do one job after another until the parent is gone, in whatever way it went."""
    questions, answers = os.fdopen(0, "rb"), os.fdopen(os.dup(1), "wb")
    # What a decoder prints must not get among the answers.
    os.dup2(2, 1)
    _confine()
    # Until here it is no picture's fault where this ends.
    answers.write(messages.pack({"serving": True}))
    answers.flush()
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device
        serve(questions, answers, jobs=JOBS, nowhere=nowhere)
    return 0


def serve(
    questions: IO[bytes], answers: IO[bytes], *, jobs: Mapping[str, Job], nowhere: IO[str]
) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            about, blob = messages.read(questions, limit=_QUESTION_LIMIT)
            # From a thread of its own in C, so that no decoder can keep it from ending us.
            deadline = float(about.get("seconds", DEADLINE_S))
            faulthandler.dump_traceback_later(deadline, exit=True, file=nowhere)
            answer = _answer(jobs, about, blob)
            faulthandler.cancel_dump_traceback_later()
            answers.write(answer)
            answers.flush()


def _answer(jobs: Mapping[str, Job], about: Mapping[str, Any], blob: bytes) -> bytes:
    try:
        return messages.pack(*jobs[about["job"]](about, blob))
    except Exception as error:  # noqa: BLE001 - foreign bytes may fail in any way
        return messages.pack({"failed": type(error).__name__, "problem": problem_in(error).value})


def _confine() -> None:
    """Bound what a hostile picture can cost, and leave Ctrl+C to the parent."""
    give_way()
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
