"""What came of an import, written into a CSV file."""

import asyncio
import csv
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from desktop.domain.importing import ImportRow
from desktop.services.cells import harmless
from desktop.support import durable

Titles = Mapping[str, Callable[[ImportRow], str | int]]
"""The titles of the columns and what stands below them."""


class ResultFile:
    """A file in the making, beside where it will be; every method blocks and raises OSError."""

    def __init__(self, path: Path, titles: Titles) -> None:
        self._path, self._titles = path, titles
        self._part = path.with_name(f".{path.name}.{os.getpid()}.part")
        # Programs for tables take a file for UTF-8 only where this mark comes first.
        self._file: IO[str] = self._part.open("w", encoding="utf-8-sig", newline="")
        # Semicolons: with commas, a Danish Excel puts a whole line into one cell.
        self._csv = csv.writer(self._file, delimiter=";", lineterminator="\r\n")
        self._csv.writerow(titles)

    @classmethod
    async def begun(cls, path: Path, titles: Titles) -> "ResultFile":
        return await asyncio.to_thread(cls, path, titles)

    def add(self, rows: Sequence[ImportRow]) -> None:
        self._csv.writerows([harmless(cell(row)) for cell in self._titles.values()] for row in rows)

    def finish(self) -> None:
        """Make it the file that was asked for."""
        self._file.flush()
        durable.descriptor(self._file.fileno())
        self._file.close()
        self._part.replace(self._path)

    def close(self) -> None:
        """Leave nothing behind where it was not finished."""
        with suppress(OSError):
            self._file.close()
            self._part.unlink(missing_ok=True)
