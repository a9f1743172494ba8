"""What was let go in one go: held for a while, so that undoing costs nothing."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.domain.batches import MANY, Again, Ask, Batch, Changes, Target, Typed
from desktop.domain.files import TITLE_LENGTH, wire_text
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import BEFORE_SENDING, BatchId, Upload, UploadId, UploadState, Way
from desktop.journal.uploads import BatchRow
from desktop.services.background import Background
from desktop.services.uploads.copying import Copies, hold_anew, onward
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.known import Known
from desktop.services.uploads.settings import UploadSettings

_UNDOABLE = (UploadState.QUEUED, UploadState.STAGED, UploadState.HELD)


class Batches:
    """The batches that can still be undone, or that wait for an answer of the user's."""

    def __init__(self, *, known: Known, copies: Copies, settings: UploadSettings) -> None:
        self._known = known
        self._copies = copies
        self._settings = settings
        self._background = Background()
        self._until: dict[BatchId, float] = {}
        self._counting: dict[BatchId, asyncio.Task[None]] = {}
        self._watched: set[BatchId] = set()

    @property
    def open(self) -> tuple[Batch, ...]:
        """All of them, the oldest first."""
        book = self._known.book
        rows = {each: book.of_batch(each) for each in book.batches if book.undecided(each)}
        return tuple(
            batch
            for each in sorted(rows)
            if (batch := self._batch(book.batches[each], rows[each])) is not None
        )

    def touch(self, batch: BatchId) -> None:
        """The user is at it: its hold is counted anew."""
        if batch in self._until:
            self._until[batch] = self._known.clock.now() + self._settings.hold_seconds
            self._known.telling.changed()

    def hold(self, batch: BatchId, held: bool) -> None:
        """Stop its hold while the user looks closely, and count anew afterwards."""
        if held:
            self._watched.add(batch)
            self._stop_counting(batch)
        else:
            self._watched.discard(batch)
            self.begin(batch)
        self._known.telling.changed()

    def send_now(self, batch: BatchId) -> None:
        """Hold it no longer; one that asks for something waits for the answer."""
        self._known.book.note(lambda draft: _release(draft, batch, self._rows(batch)))

    def undo(self, batch: BatchId, shown: Iterable[UploadId] = ()) -> None:
        """Send nothing of it that was not let go; *shown* neither, but for what goes up already.

        Its hold may end while those who are *shown* what can be undone say so.
        """
        seen = frozenset(shown)

        def plan(draft: Draft) -> None:
            for each in self._rows(batch):
                undoable = BEFORE_SENDING if each in seen else _UNDOABLE
                if (row := draft.get(each)) is not None and row.state in undoable:
                    draft.move(each, UploadState.CANCELLED, "undone")

        for each in self._rows(batch):
            self._copies.stop(each)
        self._known.book.note(plan)

    def confirm(self, batch: BatchId) -> None:
        """Everything it asked for is as the user wants it; its hold begins."""

        def plan(draft: Draft) -> None:
            if (row := draft.batch(batch)) is None or not row.asks:
                return
            draft.put_batch(replace(row, asks=frozenset()))
            if self._settings.hold_seconds == 0:
                _release(draft, batch, self._rows(batch))
            else:
                _place(draft, self._rows(batch))

        self._known.book.note(plan)

    def redirect(self, batch: BatchId, target: Target) -> None:
        """It is for another customer, as far as it has not gone up."""

        def plan(draft: Draft) -> None:
            if (row := draft.batch(batch)) is None or row.released_at is not None:
                return
            asks = asks_of(target) | (row.asks - {Ask.CLOSED, Ask.BLOCKED})
            draft.put_batch(replace(row, target=target, asks=asks))
            for each in self._rows(batch):
                _redirect(draft, each, target)

        self._copies.look_again_after(plan, self._rows(batch))

    def change(self, ids: Iterable[UploadId], changes: Changes) -> None:
        """Have these go up differently; what has begun to go up stays as it is."""
        wanted = tuple(ids)

        def plan(draft: Draft) -> None:
            for each in wanted:
                if (row := draft.get(each)) is not None and row.state in BEFORE_SENDING:
                    draft.put(changed(row, changes), "changed")

        self._known.book.note(plan)
        rows = (self._known.book.get(each) for each in wanted)
        for batch in {row.batch for row in rows if row is not None}:
            self.touch(batch)

    def keep_typed(self, batch: BatchId, typed: Sequence[Typed]) -> None:
        """Keep what stands in the review as it was typed; none where all of it is taken.

        While there is any, in whichever run of the program, nothing of the batch goes.
        """
        kept = tuple(typed)

        def plan(draft: Draft) -> None:
            if (row := draft.batch(batch)) is not None and row.typed != kept:
                draft.put_batch(replace(row, typed=kept))

        self._known.book.note(plan)

    def answer_earlier(
        self, ids: Iterable[UploadId], again: Again, document_id: DocumentId | None = None
    ) -> None:
        """What is to become of content that the customer has; only a photo can replace."""
        wanted = tuple(ids)
        self._known.book.note(lambda draft: _answer(draft, wanted, again, document_id))

    def begin(self, batch: BatchId) -> None:
        """Count its hold, if it is to be held and nothing keeps it from being counted."""
        row = self._known.book.batches.get(batch)
        if row is None or row.released_at is not None or batch in self._watched:
            return
        if row.waits_for_user:
            return
        if batch in self._counting or not self._known.book.undecided(batch):
            return
        self._until[batch] = self._known.clock.now() + self._settings.hold_seconds
        self._counting[batch] = self._background.start(self._count(batch), name="hold a batch")
        self._known.telling.changed()

    def wake(self) -> None:
        """Count what can be counted now, and no longer what is decided."""
        for batch in tuple(self._until):
            row = self._known.book.batches.get(batch)
            is_over = row is None or row.released_at or row.waits_for_user
            if is_over or not self._known.book.undecided(batch):
                self._stop_counting(batch)
        for batch in self._known.book.unreleased:
            self.begin(batch)

    async def close(self) -> None:
        await self._background.close()

    def _batch(self, row: BatchRow, uploads: list[Upload]) -> Batch | None:
        if row.released_at is not None:
            # All but what waits for an answer of its own has gone its way.
            uploads = [each for each in uploads if each.state is UploadState.STAGED]
        if not uploads:
            return None
        until = self._until.get(row.id)
        left = None if until is None else max(0.0, until - self._known.clock.now())
        ids = tuple(each.id for each in uploads)
        return Batch(
            id=row.id,
            target=row.target,
            uploads=ids,
            asks=row.asks,
            typed=row.typed,
            seconds_left=left,
        )

    def _rows(self, batch: BatchId) -> list[UploadId]:
        return [row.id for row in self._known.book.of_batch(batch)]

    async def _count(self, batch: BatchId) -> None:
        clock = self._known.clock
        while (left := self._until[batch] - clock.now()) > 0:
            await clock.sleep(left)
        await self._known.book.write(lambda draft: _release(draft, batch, self._rows(batch)))

    def _stop_counting(self, batch: BatchId) -> None:
        self._until.pop(batch, None)
        if (counting := self._counting.pop(batch, None)) is not None:
            counting.cancel()


def asks_of(target: Target, *, count: int = 0, has_folders: bool = False) -> frozenset[Ask]:
    """What has to be asked before so many files go to *target*."""
    said = {
        Ask.CLOSED: target.is_closed,
        Ask.BLOCKED: target.is_blocked,
        Ask.MANY: count > MANY,
        Ask.FOLDER: has_folders,
    }
    return frozenset(ask for ask, is_so in said.items() if is_so)


def changed(row: Upload, changes: Changes) -> Upload:
    """The upload as it is to be; a photo that is to be made anew has to be prepared again."""
    values = {
        name: value
        for name in (
            "taken",
            "on_xnet",
            "tags",
            "goes_as_file",
            "preset",
            "keeps_place",
        )
        if (value := getattr(changes, name)) is not None
    }
    if changes.title is not None:
        values["title"] = wire_text(changes.title)[:TITLE_LENGTH]
    if changes.folder is not None:
        values["folder"] = wire_text(changes.folder)
    if changes.is_taken_unknown:
        values["taken"] = None
    fresh = replace(row, **values).on_its_way()
    if fresh.order == row.order:
        return fresh
    return replace(fresh, send_size=0, send_sha256="", prepared_as=None)


def _release(draft: Draft, batch: BatchId, ids: Iterable[UploadId]) -> None:
    row = draft.batch(batch)
    if row is None or row.released_at is not None or row.waits_for_user:
        return
    draft.put_batch(replace(row, released_at=draft.at))
    _place(draft, ids)


def _place(draft: Draft, ids: Iterable[UploadId]) -> None:
    """Have what is copied go where it now belongs."""
    for each in ids:
        row = draft.get(each)
        if row is None or row.state not in (UploadState.STAGED, UploadState.HELD):
            continue
        if (state := onward(draft, row)) is not row.state:
            draft.move(each, state, "let go" if state is UploadState.READY else "placed")


def _redirect(draft: Draft, upload: UploadId, target: Target) -> None:
    """Staged at first: whether the other customer has the same is seen later."""
    row = draft.get(upload)
    if row is None or row.state not in _UNDOABLE:
        return
    row = replace(
        row,
        customer_id=target.id,
        customer_name=target.name,
        earlier=None,
        is_wanted_again=False,
        replaces=None,
    )
    detail = {"customer_id": target.id, "customer_name": target.name}
    if row.state is UploadState.HELD:
        draft.move(row, UploadState.STAGED, "redirected", detail)
    else:
        draft.put(row, "redirected", detail)


def _answer(
    draft: Draft, ids: Iterable[UploadId], again: Again, document: DocumentId | None
) -> None:
    for each in ids:
        row = draft.get(each)
        if row is None or row.earlier is None or row.state is not UploadState.STAGED:
            continue
        if again is Again.SKIP:
            draft.move(each, UploadState.CANCELLED, "skipped")
            continue
        replaces = document or row.earlier.document_id
        if again is Again.REPLACE and (row.way is not Way.PHOTO or replaces is None):
            continue
        row = replace(
            row,
            is_wanted_again=True,
            replaces=replaces if again is Again.REPLACE else row.replaces,
        )
        hold_anew(draft, row)
        state = onward(draft, row)
        if state is row.state:
            draft.put(row, again.value)
        else:
            draft.move(row, state, again.value)
