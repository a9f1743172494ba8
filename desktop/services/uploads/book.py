"""The uploads of one account, in step with the journal: what is known here is on the disk."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Generic, ParamSpec, Protocol, TypeVar

from desktop.domain.errors import NotKept, StorageFailed
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.services.background import Background
from desktop.services.clock import Clock, sleep_or
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.rows import Rows

P = ParamSpec("P")
T = TypeVar("T")

SHOWN_FOR = timedelta(days=1)
"""What is stored or given up is shown after a restart for so long; the ledger has all of it."""

RETRY_S = 5.0
"""Between two tries to write on a disk that takes nothing."""


class Reader(Protocol):
    """Is told what changed; `before` are the rows as they were, None for new ones."""

    def written(self, before: Mapping[UploadId, Upload | None]) -> None: ...

    def trouble_changed(self) -> None: ...


@dataclass(slots=True, kw_only=True)
class _Entry(Generic[T]):
    """Moves that wait to be written; those that insist wait for as long as it takes."""

    plan: Callable[[Draft], T]
    insists: bool
    done: "asyncio.Future[T]"


class Book(Rows):
    """Rows in memory change only after the disk has the change, all of them in one place.

    A change is a plan: a function that looks at a draft of how things stand when its turn has
    come, and moves what it finds fit. Plans that come while one is being written are written
    together.

    Attributes:
        trouble: Why nothing can be written at present.
    """

    def __init__(self, *, journal: Journal, clock: Clock, reader: Reader) -> None:
        super().__init__()
        self._journal = journal
        self._clock = clock
        self._reader = reader
        self._waiting: deque[_Entry[Any]] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._background = Background()
        self._nudged = asyncio.Event()
        self._unwritten: set[UploadId] = set()
        self._alone = 0
        self._last_upload = 0
        self._last_batch = 0
        self._is_closing = False
        self.trouble: StorageFailed | None = None

    @property
    def is_idle(self) -> bool:
        """Whether all that was to be written is written."""
        return not self._waiting and (self._writer is None or self._writer.done())

    # --- Writing ------------------------------------------------------------------------------

    def new_ids(self, count: int) -> tuple[BatchId, list[UploadId]]:
        """Ids nobody has had: of a batch, and of so many uploads."""
        self._last_batch += 1
        first = self._last_upload + 1
        self._last_upload += count
        ids = [UploadId(each) for each in range(first, self._last_upload + 1)]
        return BatchId(self._last_batch), ids

    async def load(self) -> uploads.Shown:
        """Read what was shown when the program last ran. Raises StorageFailed."""
        since = self._clock.wall() - SHOWN_FOR
        shown = await self._journal.run(uploads.load, since=since)
        self._batches = {batch.id: batch for batch in shown.batches}
        self._last_upload, self._last_batch = shown.last_upload, shown.last_batch
        for row in shown.uploads:
            self._set(row)
        return shown

    async def write(self, plan: Callable[[Draft], T], *, insists: bool = True) -> T:
        """Do as *plan* says once its turn has come; when this returns it is on the disk.

        One that insists is written first when a disk that takes nothing works again, even if
        nobody waits for it any more; another one raises StorageFailed.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Entry(plan=plan, insists=insists, done=done))
        if self.trouble is not None:
            if insists:
                self._mark_unwritten()
            else:
                self._nudged.set()
        self._wake()
        return await asyncio.shield(done)

    def note(self, plan: Callable[[Draft], Any]) -> None:
        """The same for what nobody waits for."""
        self._background.start(self.write(plan), name="write an upload down")

    def progressed(self, upload: UploadId, sent: int) -> None:
        """Remember how much has left, which is nothing for the disk."""
        row = self._rows.get(upload)
        if row is not None and row.state is UploadState.SENDING:
            self._rows[upload] = replace(row, sent=sent)

    def try_again(self) -> None:
        """Try to write now, where that failed."""
        self._nudged.set()

    async def close(self) -> None:
        """Write what waits, if the disk takes it."""
        self._is_closing = True
        self._nudged.set()
        if self._writer is not None:
            await asyncio.wait([self._writer])
        await self._background.close()
        for entry in self._waiting:
            entry.done.cancel()

    def _wake(self) -> None:
        if self._writer is None or self._writer.done():
            self._writer = self._background.start(self._work(), name="write uploads down")

    async def _work(self) -> None:
        while self._waiting or self.trouble is not None:
            if self._is_closing and self.trouble is not None:
                return
            if self._is_hopeless_now():
                await sleep_or(self._clock, RETRY_S, self._nudged)
            await self._write_waiting()

    def _is_hopeless_now(self) -> bool:
        """Whether the disk takes nothing, and nobody wants to be told at once."""
        is_patient = all(entry.insists for entry in self._waiting)
        return self.trouble is not None and is_patient and not self._alone

    async def _write_waiting(self) -> None:
        entries = self._taken()
        draft, results = self._planned(entries)
        try:
            await self._put_down(draft)
        except asyncio.CancelledError:
            self._waiting.extendleft(reversed(entries))
            raise
        except Exception as error:  # noqa: BLE001 - told to who asked
            if isinstance(error, StorageFailed) and not isinstance(error, NotKept):
                self._keep(entries, error)
            else:
                self._blame(entries, error)
        else:
            self._apply(draft)
            for entry, result in zip(entries, results, strict=True):
                _resolve(entry, result)

    def _taken(self) -> tuple[_Entry[Any], ...]:
        """What waits; one alone where one of those is at fault."""
        count = 1 if self._alone and self._waiting else len(self._waiting)
        self._alone = max(0, self._alone - 1)
        return tuple(self._waiting.popleft() for _ in range(count))

    def _blame(self, entries: Sequence[_Entry[Any]], error: Exception) -> None:
        """What one plan wants cannot be kept, which is no fault of those it came with."""
        if len(entries) == 1:
            _fail(entries[0], error)
        else:
            self._waiting.extendleft(reversed(entries))
            self._alone = len(entries)

    def _planned(self, entries: Iterable[_Entry[Any]]) -> tuple[Draft, list[Any]]:
        """One draft of all plans, and what each of them gave; one that fails adds nothing."""
        draft = Draft(self._rows, self._batches, self._clock.wall())
        results: list[Any] = []
        for entry in entries:
            part = draft.part()
            try:
                results.append(entry.plan(part))
            except Exception as error:  # noqa: BLE001 - told to who asked for it
                results.append(_Failed(error))
            else:
                draft.take_in(part)
        return draft, results

    async def _put_down(self, draft: Draft) -> None:
        if draft.pauses:
            # Before the rest: where that fails, this is written twice, which changes nothing.
            await self._journal.run(uploads.pause, draft.pauses)
        if not draft.is_empty:
            await self._journal.run(
                uploads.put,
                at=draft.at,
                steps=draft.steps,
                batches=tuple(draft.batches.values()),
                hidden=draft.hidden,
            )
        elif self.trouble is not None:
            await self._journal.run(uploads.try_disk, draft.at)
        if self.trouble is not None:
            self.trouble = None
            self._forget_unwritten()
            self._tell(self._reader.trouble_changed)

    def _keep(self, entries: Iterable[_Entry[Any]], error: StorageFailed) -> None:
        """What insists is written first when the disk works again."""
        for entry in entries:
            if not entry.insists:
                _fail(entry, error)
        self._waiting.extendleft(reversed([entry for entry in entries if entry.insists]))
        self.trouble = error
        self._mark_unwritten()
        self._tell(self._reader.trouble_changed)

    def _mark_unwritten(self) -> None:
        """Show what the rows have come to, which the disk does not have yet."""
        draft, _ = self._planned(entry for entry in self._waiting if entry.insists)
        before: dict[UploadId, Upload | None] = {}
        for upload, moved in draft.rows.items():
            row = self._rows.get(upload)
            if row is not None and row.state is not moved.state:
                before[upload] = row
                self._rows[upload] = replace(row, unwritten=moved.state)
                self._unwritten.add(upload)
        self._tell(self._reader.written, before)

    def _forget_unwritten(self) -> None:
        for upload in self._unwritten:
            if (row := self._rows.get(upload)) is not None:
                self._rows[upload] = replace(row, unwritten=None)
        self._unwritten.clear()

    def _apply(self, draft: Draft) -> None:
        self._batches.update(draft.batches)
        before = {upload: self._rows.get(upload) for upload in (*draft.rows, *draft.hidden)}
        for row in draft.rows.values():
            self._set(row)
        for upload in draft.hidden:
            self._drop(upload)
        if before or draft.batches:
            self._tell(self._reader.written, before)

    def _tell(self, reader: Callable[P, None], *what: P.args, **more: P.kwargs) -> None:
        """What is on the disk stays written, and whoever waits is told, though who reads fails."""
        try:
            reader(*what, **more)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the reader's
            asyncio.get_running_loop().call_exception_handler(
                {"message": "reading what was written of uploads", "exception": error}
            )


class _Failed(Exception):
    """A plan that raised."""


def _resolve(entry: _Entry[Any], result: object) -> None:
    if isinstance(result, _Failed):
        _fail(entry, result.args[0])
    elif not entry.done.done():
        entry.done.set_result(result)


def _fail(entry: _Entry[Any], error: Exception) -> None:
    if not entry.done.done():
        entry.done.set_exception(error)
        # Whoever asked may have gone.
        with contextlib.suppress(BaseException):
            entry.done.exception()
