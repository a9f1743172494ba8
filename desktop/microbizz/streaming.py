"""The body of an upload: a file sent as base64 while it is read, in memory that stays flat."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.sending import BeforeCommit, FileContent, OnProgress
from desktop.microbizz.reading_ahead import SMALLEST, Digest, Piece, ReadingAhead

_REPORTS_PER_SECOND: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What happens while a file goes up."""

    before_commit: BeforeCommit
    on_progress: OnProgress | None = None


class Stopped(Exception):
    """`before_commit` did not let the closing bytes leave; `why` is what it raised."""

    def __init__(self, why: Exception) -> None:
        super().__init__()
        self.why = why


class FileBody:
    """An envelope with a file in it, between `head` and `tail`, as the one field of a form.

    The tail goes out only when the file has proved to be the one that was meant, so what a
    changing file leaves at the server is half an envelope, which nobody can read. PHP takes a
    field whose boundary never comes for a whole one, so the tail is one piece with the boundary.
    """

    def __init__(self, *, head: str, tail: str, content: FileContent, steps: Steps) -> None:
        boundary = secrets.token_hex(16)
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="json"\r\n\r\n{head}'
        ).encode()
        self._tail = f"{tail}\r\n--{boundary}--\r\n".encode()
        self._content = content
        self._steps = steps
        self._reading: ReadingAhead | None = None
        self._digest: Digest | None = None
        self.may_be_whole = False

    @property
    def length(self) -> int:
        return len(self._head) + (self._content.size + 2) // 3 * 4 + len(self._tail)

    async def open(self) -> None:
        """Begin to read; raises FileRefused where the file cannot be what it is said to be."""
        content = self._content
        self._digest = hashlib.sha256() if content.sha256 else None
        self._reading = ReadingAhead(content.path, self._digest)
        try:
            size = await self._reading.size()
        except OSError as error:
            problem = _problem(error)
        else:
            if size == content.size and size > 0:
                return
            problem = FileProblem.CHANGED if size else FileProblem.EMPTY
        raise self._refused(problem)

    def close(self) -> None:
        if self._reading is not None:
            self._reading.stop()

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        report = _Reporter(self._steps.on_progress)
        sent = 0
        yield self._head
        while (piece := await self._next()) is not None:
            size, encoded = piece
            # After a piece that was cut short none can follow: its base64 is closed.
            if sent % SMALLEST or sent + size > self._content.size:
                raise self._refused(FileProblem.CHANGED)
            sent += size
            yield encoded
            # Asked for the next chunk: this one is with the connection.
            report.sent(sent)
        if sent != self._content.size or not self._is_the_one_meant():
            raise self._refused(FileProblem.CHANGED)
        # Before the tail: whoever gives up until told this knows that nothing was carried out.
        report.done(sent)
        await self._commit()
        self.may_be_whole = True
        yield self._tail

    def _is_the_one_meant(self) -> bool:
        return self._digest is None or self._digest.hexdigest() == self._content.sha256

    async def _commit(self) -> None:
        try:
            await self._steps.before_commit()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the caller's
            why = error
        else:
            return
        raise Stopped(why)

    async def _next(self) -> Piece | None:
        assert self._reading is not None, "opened before"  # noqa: S101 - a mistake of ours
        try:
            return await self._reading.next()
        except OSError as error:
            problem = _problem(error)
        raise self._refused(problem)

    def _refused(self, problem: FileProblem) -> FileRefused:
        return FileRefused(name=self._content.path.name, problem=problem)


class _Reporter:
    """Passes progress on, some twenty times a second at most."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._next = 0.0

    def sent(self, size: int) -> None:
        now = asyncio.get_running_loop().time()
        if self._on_progress is not None and now >= self._next:
            self._next = now + 1 / _REPORTS_PER_SECOND
            self._on_progress(size)

    def done(self, size: int) -> None:
        if self._on_progress is not None:
            self._on_progress(size)


def _problem(error: OSError) -> FileProblem:
    match error:
        case FileNotFoundError():
            return FileProblem.MISSING
        case IsADirectoryError():
            return FileProblem.DIRECTORY
        case _:
            return FileProblem.UNREADABLE
