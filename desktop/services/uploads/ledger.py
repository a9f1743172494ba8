"""The ledger: what went where and when, searched and written into a file."""

import asyncio
import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import IO

from desktop.domain.errors import ExportFailed
from desktop.domain.ledger import Happening, Sought
from desktop.domain.uploads import Upload, UploadId
from desktop.journal import Journal
from desktop.journal import ledger as rows
from desktop.services.cells import harmless
from desktop.support import durable

PAGE = 200
_EXPORTED_AT_ONCE = 500


class Kind(Enum):
    """What a ledger can be written as."""

    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Where to write, and as what; `columns` are the titles of a CSV and what stands below them.

    Texts and numbers alike are what *columns* say; a text that looks like a formula is disarmed.
    """

    path: Path
    kind: Kind
    columns: Mapping[str, Callable[[Upload], str | int]] = field(default_factory=dict)


class Ledger:
    """Every upload of an account; nothing is changed here.

    Each method raises StorageFailed where the journal cannot be used.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def search(
        self, sought: Sought, *, limit: int = PAGE, before: UploadId | None = None
    ) -> tuple[Upload, ...]:
        """The newest of what is sought, of those added before *before*."""
        return await self._journal.run(rows.search, sought, limit, before)

    async def count(self, sought: Sought) -> int:
        return await self._journal.run(rows.count, sought)

    async def events(self, upload: UploadId) -> tuple[Happening, ...]:
        """All that happened to an upload, in order."""
        return await self._journal.run(rows.events, upload)

    async def export(self, sought: Sought, to: Export) -> int:
        """Write what is sought into a file, newest first, and give how many they are.

        The file is there when all of it is: raises ExportFailed where it cannot be written, and
        an older one of that name is then as it was.
        """
        written = 0
        try:
            part = await asyncio.to_thread(_Part, to)
            try:
                before: UploadId | None = None
                while found := await self.search(sought, limit=_EXPORTED_AT_ONCE, before=before):
                    await asyncio.to_thread(part.add, found)
                    written, before = written + len(found), found[-1].id
                await asyncio.to_thread(part.finish)
            finally:
                await asyncio.to_thread(part.close)
        except OSError as error:
            raise ExportFailed(f"{to.path.name}: {error}") from error
        return written


class _Part:
    """An export in the making, beside where it will be."""

    def __init__(self, to: Export) -> None:
        self._to = to
        self._path = to.path.with_name(f".{to.path.name}.{os.getpid()}.part")
        self._count = 0
        # Programs for tables take a file for UTF-8 only where this mark comes first.
        encoding = "utf-8-sig" if to.kind is Kind.CSV else "utf-8"
        self._file: IO[str] = self._path.open("w", encoding=encoding, newline="")
        if to.kind is Kind.CSV:
            self._write_lines([list(to.columns)])

    def add(self, uploads: Sequence[Upload]) -> None:
        if self._to.kind is Kind.CSV:
            self._write_lines(
                [harmless(cell(each)) for cell in self._to.columns.values()] for each in uploads
            )
            return
        for each in uploads:
            self._file.write("[\n" if self._count == 0 else ",\n")
            self._file.write(json.dumps(as_json(each), ensure_ascii=False))
            self._count += 1

    def finish(self) -> None:
        """Make it the file that was asked for."""
        if self._to.kind is Kind.JSON:
            self._file.write("\n]\n" if self._count else "[]\n")
        self._file.flush()
        durable.descriptor(self._file.fileno())
        self._file.close()
        self._path.replace(self._to.path)

    def close(self) -> None:
        """Leave nothing behind where it was not finished."""
        with suppress(OSError):
            self._file.close()
            self._path.unlink(missing_ok=True)

    def _write_lines(self, lines: Sequence[Sequence[object]] | Iterator[Sequence[object]]) -> None:
        # Semicolons: with commas, a Danish Excel puts a whole line into one cell.
        csv.writer(self._file, delimiter=";", lineterminator="\r\n").writerows(lines)


def as_json(upload: Upload) -> dict[str, object]:
    """The upload for other programs: names as they are here, times in UTC, sizes in bytes."""
    return {
        "id": upload.id,
        "state": upload.state.value,
        "unsure": upload.unsure.value if upload.unsure else None,
        "customer_id": upload.customer_id,
        "customer": upload.customer_name,
        "folder": upload.folder,
        "way": upload.way.value,
        "file": upload.name,
        "source": str(upload.path).encode(errors="replace").decode(),
        "title": upload.sent_title,
        "document_id": upload.document_id,
        "size": upload.size,
        "sha256": upload.sha256,
        "sent_size": upload.bytes_to_send,
        "sent_sha256": upload.send_sha256 or upload.sha256,
        "tries": upload.tries,
        "added_at": upload.added_at.isoformat() if upload.added_at else None,
        "changed_at": upload.changed_at.isoformat() if upload.changed_at else None,
    }
