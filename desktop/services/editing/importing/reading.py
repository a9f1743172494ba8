"""Reading a table in a process of its own, for it is foreign and may be large."""

import asyncio
import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from desktop.domain.importing import Reading, Sheet, SheetProblem, SheetRefused, SheetRow
from desktop.services.editing.importing import limits
from desktop.support.own_processes import TABLE_READER, own_command, own_environment

_PATIENCE_S = 5.0
"""A little more than the process gives itself."""
_LONGEST_LINE = 8 * limits.CHARACTERS
_NONE = subprocess.DEVNULL


async def read_sheet(path: Path, how: Reading | None = None) -> Sheet:
    """The table in the file; raises SheetRefused. Cancelling it ends the process."""
    child = _Child()
    try:
        return await asyncio.to_thread(child.read, path, how or Reading())
    finally:
        child.end()


class _Child:
    """One process for one file."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ended = False
        self._lock = threading.Lock()

    def read(self, path: Path, how: Reading) -> Sheet:
        """On a thread; blocks until the whole table is here."""
        asked = json.dumps({"path": str(path), "reading": asdict(how)}).encode() + b"\n"
        process = self._started()
        patience = threading.Timer(limits.SECONDS + _PATIENCE_S, process.kill)
        patience.daemon = True
        patience.start()
        try:
            with process, suppress(BrokenPipeError):
                assert process.stdin is not None  # noqa: S101 - asked for in _started
                assert process.stdout is not None  # noqa: S101 - asked for in _started
                process.stdin.write(asked)
                process.stdin.close()
                return _heard(path.name, process.stdout)
        except (ValueError, KeyError, TypeError) as error:
            raise SheetRefused(path.name, SheetProblem.DAMAGED) from error
        finally:
            patience.cancel()
        raise SheetRefused(path.name, SheetProblem.DAMAGED)

    def end(self) -> None:
        with self._lock:
            self._is_ended = True
            if self._process is not None:
                self._process.kill()

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_ended:
                raise EOFError
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                own_command(TABLE_READER, "desktop.services.editing.importing.reader"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=_NONE,
                env=own_environment(),
            )
            return self._process


def _heard(name: str, said: IO[bytes]) -> Sheet:
    head: dict[str, Any] | None = None
    rows: list[SheetRow] = []
    for message in _messages(said):
        match message:
            case {"refused": problem, "line": line}:
                raise SheetRefused(name, SheetProblem(problem), int(line))
            case {"end": count} if head is not None and count == len(rows):
                return _sheet(name, head, rows)
            case {"header": _}:
                head = message
            case [int(line), *cells]:
                rows.append(SheetRow(line, tuple(map(str, cells))))
    # It ended in the middle: killed for its memory or its time.
    raise SheetRefused(name, SheetProblem.TOO_LARGE if rows else SheetProblem.DAMAGED)


def _messages(said: IO[bytes]) -> Iterator[Any]:
    # One line after another, so that the other threads get their turns.
    while line := said.readline(_LONGEST_LINE):
        yield json.loads(line)


def _sheet(name: str, head: dict[str, Any], rows: list[SheetRow]) -> Sheet:
    """With as many columns as the widest row has, the last ones perhaps without a title."""
    if not rows:
        raise SheetRefused(name, SheetProblem.EMPTY)
    header = tuple(map(str, head["header"]))
    width = max(len(header), *(len(row.cells) for row in rows))
    return Sheet(
        name=name,
        reading=Reading(**{key: str(value) for key, value in head["reading"].items()}),
        header=header + ("",) * (width - len(header)),
        rows=tuple(rows),
        sheets=tuple(map(str, head["sheets"])),
    )
