"""A transaction over both files of which only half came about."""

from contextlib import closing
from pathlib import Path
from typing import Any, Self

import apsw
import pytest

from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.mirror import marks, whole
from desktop.mirror.customers import Cause
from desktop.mirror.layout import COPY
from tests.helpers.mirrored import absorb, customer, opened

ONE = CustomerId(1)


def test_of_half_a_transaction_the_marks_are_left(folder: Path) -> None:
    """The files end a transaction one by one; what comes again makes the same marks once."""
    before, after = customer(1), customer(1, phone="1")

    def told() -> tuple[set[int], list[object], object]:
        with closing(opened(folder)) as writing, writing.transaction() as db:
            found = whole.customer(db, ONE)
            changed = [each.after for each in marks.changes_of(db, ONE)]
            return set(marks.unseen(db)), changed, found and found.raw.get("phone")

    with closing(opened(folder)) as writing:
        absorb(writing, before)
    with DiskFullFor(f"{COPY}-wal") as disk, closing(opened(folder)) as writing:
        disk.is_full = True
        with pytest.raises(StorageFailed):
            absorb(writing, after, cause=Cause.NEWS)
        disk.is_full = False
    assert told() == ({1}, ["1"], None)

    with closing(opened(folder)) as writing:
        absorb(writing, after, cause=Cause.NEWS)
    assert told() == ({1}, ["1"], "1")


class DiskFullFor(apsw.VFS):
    """The system's disk, without room for one of the files while `is_full`."""

    def __init__(self, file: str) -> None:
        self.file, self.is_full = file, False
        self.real = apsw.vfs_names()[0]
        super().__init__("full", self.real, makedefault=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.unregister()

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - apsw's name
        disk, path = self, name.filename() if isinstance(name, apsw.URIFilename) else name

        class Kept(apsw.VFSFile):
            def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 - apsw's name
                if disk.is_full and path and path.endswith(disk.file):
                    raise apsw.FullError
                super().xWrite(data, offset)

        return Kept(disk.real, name, flags)
