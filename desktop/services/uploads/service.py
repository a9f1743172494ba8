"""The uploads of one account: stored once, still in the queue, or in need of a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.domain.batches import Answer, Incoming, Target
from desktop.domain.errors import FileRefused
from desktop.domain.files import wire_text, wire_title
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import (
    BEFORE_SENDING,
    BETWEEN,
    FINAL,
    BatchId,
    Unsure,
    Upload,
    UploadId,
    UploadState,
)
from desktop.journal import Journal
from desktop.journal.uploads import BatchRow
from desktop.services.changes import ChangeFeed
from desktop.services.clock import Clock, SystemClock
from desktop.services.uploads.adopting import Adopting
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.engine import Engine, Means
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.holding import asks_of
from desktop.services.uploads.listings import Server
from desktop.services.uploads.shown import Shown
from desktop.services.uploads.telling import Telling
from desktop.support.settings import Settings

_CANCELLABLE = BEFORE_SENDING | {UploadState.REFUSED}
_UNDER_WAY = BETWEEN | {UploadState.SENDING}


class Uploads(Shown):
    """The uploads of one account; they outlive the widgets that show them, and the program.

    What happens to them is told by the ChangeFeed: UPLOADS with the ids that changed, none where
    only a pause or a batch did; DOCUMENTS with the customer once a file is stored.

    Attributes:
        batches: What can still be undone, or waits for an answer.
        settings: How the user wants them to go.
        learned: What they have shown of the account.
        adopting: Those for customers that are yet to be created.
    """

    def __init__(
        self,
        *,
        client: Server,
        journal: Journal,
        hands: Grip,
        changes: ChangeFeed,
        memory: Settings,
        clock: Clock | None = None,
    ) -> None:
        means = Means(
            server=client,
            journal=journal,
            hands=hands,
            memory=memory,
            telling=Telling(changes),
            clock=clock or SystemClock(),
        )
        self._engine = engine = Engine(means)
        super().__init__(known=engine.known, hands=hands, looking=engine.verifier)
        self.batches, self.settings = engine.batches, engine.settings
        self.learned = engine.known.learned
        self._is_closed = False
        self.adopting = Adopting(book=engine.known.book, changes=changes)

    async def load(self) -> None:
        """Read what the last run left; where the journal cannot be used, `pause` says so."""
        await self._engine.load()

    def start(self) -> None:
        """Go on with what the last run left."""
        self._engine.start()
        self.adopting.go()

    async def add(
        self, target: Target, files: Sequence[Incoming], *, has_folders: bool = False
    ) -> BatchId:
        """Take files for a customer; they are kept for certain when this returns.

        *has_folders*: a folder was let go, which is asked about first, as are files for several
        folders. Raises StorageFailed where
        nothing was taken, ValueError where there is nothing to take.
        """
        if not files:
            raise ValueError("no files")
        await self._engine.usable()
        batch, ids = self._book.new_ids(len(files))
        has_folders = has_folders or len({each.folder for each in files}) > 1
        asks = asks_of(target, count=len(files), has_folders=has_folders)
        is_let_go = self.settings.hold_seconds == 0 and not asks

        def plan(draft: Draft) -> None:
            at = draft.at
            released = at if is_let_go else None
            row = BatchRow(id=batch, target=target, at=at, asks=asks, released_at=released)
            draft.put_batch(row)
            for upload, each in zip(ids, files, strict=True):
                fresh = self._fresh(upload, each, row)
                draft.put(fresh, "added", _told(fresh))

        await self._book.write(plan, insists=False)
        self._engine.tidy_later()
        self.adopting.go()
        return batch

    def cancel(self, ids: Iterable[UploadId]) -> None:
        """Send these not; those that have left no second time, if they are not there."""
        wanted = tuple(ids)
        for each in wanted:
            self._engine.copies.stop(each)
            self._engine.lanes.stop(each)

        def plan(draft: Draft) -> None:
            for each in wanted:
                if (row := draft.get(each)) is not None:
                    _cancel(draft, row)

        self._book.note(plan)

    def retry(self, ids: Iterable[UploadId], *, as_files: bool = False) -> None:
        """Send what was refused; where the file was at fault, as it is now.

        *as_files*: what makes no photo goes as a file, as it was copied. What the customer has
        got meanwhile is asked about first.
        """
        wanted = tuple(ids)

        def plan(draft: Draft) -> None:
            for each in wanted:
                if (row := draft.get(each)) is not None and row.state is UploadState.REFUSED:
                    _retry(draft, row, as_file=as_files and row.would_go_as_file)

        self._engine.copies.look_again_after(plan, wanted)
        self.adopting.go()

    def settle(self, upload: UploadId, answer: Answer) -> None:
        """What the user says of one that may have arrived."""

        def plan(draft: Draft) -> bool:
            row = draft.get(upload)
            if row is None or row.state is not UploadState.NEEDS_YOU:
                return False
            _settle(draft, row, answer)
            return answer is Answer.THERE

        self._engine.settle(plan, upload)

    def first(self, ids: Iterable[UploadId]) -> None:
        """Have these go before all others."""
        wanted = tuple(ids)

        def plan(draft: Draft) -> None:
            before = min((row.rank for row in self._book.rows), default=0.0) - len(wanted)
            for number, each in enumerate(wanted):
                if (row := draft.get(each)) is not None and row.state in BEFORE_SENDING:
                    draft.put(replace(row, rank=before + number), "first")

        self._book.note(plan)

    def pause_all(self) -> None:
        """Let nothing begin to go up until the user resumes."""
        self._gate.pause_all()

    def resume(self) -> None:
        self._gate.resume()

    def try_again(self) -> None:
        """Try now whether the server answers and the disk works."""
        self._engine.try_again()

    def hide_finished(self) -> None:
        """Show no more what is stored or cancelled; it stays in the ledger."""

        def plan(draft: Draft) -> None:
            for state in FINAL:
                for row in self._book.each_in(state):
                    draft.hide(row.id)

        self._book.note(plan)

    async def close(self) -> tuple[Upload, ...]:
        """Stop, and tell what was not finished."""
        if not self._is_closed:
            self._is_closed = True
            self.adopting.stop()
            await self._engine.close()
        return self.unfinished

    def _fresh(self, upload: UploadId, incoming: Incoming, batch: BatchRow) -> Upload:
        return Upload(
            id=upload,
            batch=batch.id,
            customer_id=batch.target.id,
            customer_name=batch.target.name,
            path=incoming.path,
            title=wire_title(incoming.path),
            folder=wire_text(incoming.folder),
            preset=self.settings.preset,
            keeps_place=self.settings.keeps_place,
            rank=float(upload),
            added_at=batch.at,
            changed_at=batch.at,
        )


def _told(upload: Upload) -> dict[str, object]:
    """What is known of an upload from its first event on, whatever becomes of its row."""
    return {
        "customer_id": upload.customer_id,
        "customer_name": upload.customer_name,
        "source": str(upload.path),
        "name": upload.name,
        "title": upload.title,
    }


def _cancel(draft: Draft, row: Upload) -> None:
    if row.state in _CANCELLABLE:
        draft.move(row.id, UploadState.CANCELLED, "user")
    elif row.state in _UNDER_WAY:
        draft.put(replace(row, is_unwanted=True), "cancel wanted")


def _retry(draft: Draft, row: Upload, *, as_file: bool) -> None:
    if as_file:
        row = replace(row, goes_as_file=True).on_its_way()
    if row.sha256 and (as_file or not isinstance(row.problem, FileRefused)):
        draft.move(row, UploadState.STAGED, "again", sent=0, is_unwanted=False)
        return
    # The copy there is stays one until the file was read anew, which may be gone by now.
    fresh = replace(row, send_size=0, send_sha256="", prepared_as=None)
    draft.move(fresh, UploadState.QUEUED, "again", sent=0, is_unwanted=False)


def _shown_as(row: Upload) -> DocumentId | None:
    """The document that the user says it is; another's is never taken for it, nor one before it."""
    is_anothers = row.unsure is Unsure.NAMED_ANOTHER
    new = [each for each in row.candidates if each not in (row.baseline or ())]
    return new[0] if len(row.candidates) == len(new) == 1 and not is_anothers else None


def _settle(draft: Draft, row: Upload, answer: Answer) -> None:
    match answer:
        case Answer.THERE:
            told = replace(row, is_users_word=True)
            draft.move(told, UploadState.DONE, "user: there", document_id=_shown_as(row))
        case Answer.AGAIN:
            fresh = replace(row, is_accepted=False, is_unwanted=False)
            # A damaged journal may have been older than its copy: it is read anew.
            state = UploadState.READY if row.sha256 else UploadState.QUEUED
            draft.move(fresh, state, "user: again", sent=0)
        case Answer.DROP:
            draft.move(row.id, UploadState.CANCELLED, "user: not")
