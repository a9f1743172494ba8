"""`python -m desktop.services.editing.importing.reader`: the process that reads foreign tables.

Told what to read by one line of JSON, it says the head, then a line of JSON for each row, and at
last how many there were or why there are none.
"""

import contextlib
import faulthandler
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from desktop.domain.importing import Reading, SheetProblem
from desktop.domain.values import clean_text
from desktop.services.editing.importing import csv_file, limits, workbook
from desktop.services.editing.importing.pieces import Head, Line, Refusal
from desktop.support.worker_process import give_way

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def main() -> int:
    """Read one file."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    # What a library prints must not get among the answers.
    os.dup2(2, 1)
    _confine()
    asked = json.loads(sys.stdin.readline())
    for said in answer(Path(asked["path"]), Reading(**asked["reading"])):
        _say(answers, said)
    answers.flush()
    return 0


def answer(path: Path, how: Reading) -> Iterator[Any]:
    """What is said of the file: its head, its rows, its end or why it is refused."""
    count = 0
    try:
        head, lines = read(path, how)
        yield asdict(head)
        for line in _bounded(lines, len(head.header)):
            count += 1
            yield [line.line, *map(clean_text, line.cells)]
    except Refusal as refusal:
        yield {"refused": refusal.problem.value, "line": refusal.line}
    except FileNotFoundError:
        yield {"refused": SheetProblem.MISSING.value, "line": 0}
    except OSError:
        yield {"refused": SheetProblem.UNREADABLE.value, "line": 0}
    except MemoryError:
        yield {"refused": SheetProblem.TOO_LARGE.value, "line": 0}
    else:
        yield {"end": count}


def read(path: Path, how: Reading) -> tuple[Head, Iterator[Line]]:
    """By what is in the file, whatever it is called; raises Refusal and OSError."""
    with path.open("rb") as file:
        begin = file.read(4)
    if begin == _OLD_OFFICE:
        raise Refusal(SheetProblem.OLD_EXCEL)
    return workbook.read(path, how) if begin == _ZIP else csv_file.read(path, how)


def _bounded(lines: Iterator[Line], width: int) -> Iterator[Line]:
    characters = cells = 0
    if width > limits.COLUMNS:
        raise Refusal(SheetProblem.TOO_MANY_COLUMNS)
    for count, line in enumerate(lines, 1):
        characters += sum(map(len, line.cells))
        cells += sum(map(bool, line.cells))
        if count > limits.ROWS:
            raise Refusal(SheetProblem.TOO_MANY_ROWS, line.line)
        if len(line.cells) > limits.COLUMNS:
            raise Refusal(SheetProblem.TOO_MANY_COLUMNS, line.line)
        if characters > limits.CHARACTERS or cells > limits.CELLS:
            raise Refusal(SheetProblem.TOO_LARGE, line.line)
        yield line


def _say(answers: IO[str], said: object) -> None:
    answers.write(json.dumps(said, ensure_ascii=True, separators=(",", ":")) + "\n")


def _confine() -> None:
    """Bound what a hostile file can cost, and leave Ctrl+C to the parent."""
    give_way()
    faulthandler.dump_traceback_later(limits.SECONDS, exit=True)
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES, limits.MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
