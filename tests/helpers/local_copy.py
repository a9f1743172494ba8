"""A real local copy, written in the test's own process by whoever a test says has news."""

import time
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, CustomerRole, CustomerType, Maingroup, Record
from desktop.domain.sync import SyncState
from desktop.mirror import customers as mirrored
from desktop.mirror import marks, whole
from desktop.mirror.customers import Cause
from desktop.mirror.database import Writing
from desktop.mirror.layout import COPY
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject

LISTS: dict[str, type[Record]] = {
    each.KIND.value: each for each in (CustomerType, CustomerRole, Maingroup)
}


class LocalCopy:
    """The files of an account, with a reader; it keeps them as the synchroniser does, at once.

    Attributes:
        looked_into: Branches that the server was to be asked for, in order.
    """

    def __init__(self, folder: Path, changes: ChangeFeed | None = None) -> None:
        self.changes = changes or ChangeFeed()
        self.state = SyncState(is_whole=True)
        self.looked_into: list[CustomerId] = []
        self._writing = Writing.open(folder, now=datetime.now(UTC))
        self.reader = Reader(folder)
        self._file = folder / COPY

    def fill(self, customers: Iterable[Customer]) -> None:
        """Take in what was there from the beginning; nobody is told."""
        self._absorb(customers, Cause.FIRST)

    def hear(self, *customers: Customer, named: bool = True) -> None:
        """Take in what colleagues did; *named* is whether the ids are told."""
        ids = self._absorb(customers, Cause.NEWS)
        self.tell(ids if named else ())
        self.changes.publish(Change(subject=Subject.MARKS))

    def lose(self, *ids: int) -> None:
        """Remove customers, as a check of all does."""
        # Whoever comes back is asked for later, if only by a moment.
        stamp = self._writing.stamp_of(time.monotonic_ns()) - 1
        with self._writing.transaction() as db:
            mirrored.remove(db, [CustomerId(id_) for id_ in ids], stamp=stamp)
        self.tell(ids)

    def tell(self, ids: Iterable[int] = ()) -> None:
        changed = frozenset(ids)
        self.changes.publish(Change(subject=Subject.CUSTOMERS, ids=changed, cause="sync"))

    def become(self, *, is_whole: bool) -> None:
        self.state = SyncState(is_whole=is_whole)
        self.changes.publish(Change(subject=Subject.SYNC))

    def absorb(self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False) -> None:
        self.tell(self._absorb(customers, Cause.OWN if is_own else Cause.NEWS, sent_ns))

    def look_into(self, parent: CustomerId) -> None:
        self.looked_into.append(parent)

    def mark_seen(self, ids: Collection[CustomerId]) -> None:
        with self._writing.transaction() as db:
            marks.mark_seen(db, ids)
        self.changes.publish(Change(subject=Subject.MARKS))

    def mark_branch_seen(self, customer: CustomerId) -> None:
        with self._writing.transaction() as db:
            marks.mark_branch_seen(db, customer)
        self.changes.publish(Change(subject=Subject.MARKS))

    def keep_list(self, name: str, records: Sequence[Record]) -> None:
        with self._writing.transaction() as db:
            whole.put_list(db, LISTS[name], records)

    def pin(self, customer: CustomerId, pinned: bool) -> None:
        with self._writing.transaction() as db:
            marks.pin(db, customer, pinned, datetime.now(UTC))
        self.changes.publish(Change(subject=Subject.MARKS))

    def note_use(self, customer: CustomerId) -> None:
        with self._writing.transaction() as db:
            marks.note_use(db, customer, datetime.now(UTC))
        self.changes.publish(Change(subject=Subject.MARKS))

    @asynccontextmanager
    async def broken(self) -> AsyncIterator[None]:
        """Meanwhile the file is there and none of ours."""
        await self.reader.release()
        away = [path.rename(path.with_name(f"away-{path.name}")) for path in self._files()]
        self._file.write_bytes(b"nothing that can be read" * 1000)
        self.reader.allow()
        yield
        await self.reader.release()
        for path in away:
            path.replace(path.with_name(path.name.removeprefix("away-")))
        self.reader.allow()

    async def close(self) -> None:
        await self.reader.close()
        self._writing.close()

    def _files(self) -> list[Path]:
        return list(self._file.parent.glob(f"{self._file.name}*"))

    def _absorb(
        self, customers: Iterable[Customer], cause: Cause, sent_ns: int | None = None
    ) -> frozenset[CustomerId]:
        stamp = self._writing.stamp_of(sent_ns or time.monotonic_ns())
        with self._writing.transaction() as db:
            absorbed = mirrored.absorb(
                db, customers, stamp=stamp, at=datetime.now(UTC), cause=cause
            )
        return absorbed.new | absorbed.changed
