"""A new file that is either whole or not there."""

import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop.domain.errors import DiskFull, StorageFailed
from desktop.support import durable


class Target:
    """Written piece by piece, readable by nobody else; gone again unless `finish` was reached.

    What the disk refuses is raised as StorageFailed, want of room as DiskFull.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hash = hashlib.sha256()
        self._is_finished = False
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def __enter__(self) -> Self:
        try:
            # Half of one may be left by a program that was killed.
            self._path.unlink(missing_ok=True)
            flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
            self._file = os.fdopen(os.open(self._path, flags, 0o600), "wb", buffering=0)
        except OSError as error:
            raise _storage_failed(error) from error
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if not self._is_finished:
            self._path.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        try:
            left = memoryview(piece)
            while left:
                left = left[self._file.write(left) :]
        except OSError as error:
            raise _storage_failed(error) from error
        self._hash.update(piece)
        self.size += len(piece)

    def finish(self) -> None:
        """Durably on the disk, name and all."""
        try:
            durable.descriptor(self._file.fileno())
            durable.folder(self._path.parent)
        except OSError as error:
            raise _storage_failed(error) from error
        self._is_finished = True


def _storage_failed(error: OSError) -> StorageFailed:
    kind = DiskFull if durable.is_full(error) else StorageFailed
    return kind(str(error))
