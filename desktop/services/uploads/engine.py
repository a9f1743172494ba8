"""The parts uploads are made of, put together and kept going."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from desktop.domain.errors import HandsLost, JournalTooNew, StorageFailed
from desktop.domain.uploads import FINAL, Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.services.background import Background
from desktop.services.clock import Clock, sleep_or
from desktop.services.uploads.book import RETRY_S, Book
from desktop.services.uploads.copying import Copies
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.gate import Gate
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.holding import Batches
from desktop.services.uploads.known import Known
from desktop.services.uploads.lanes import Lanes
from desktop.services.uploads.learning import Learned
from desktop.services.uploads.listings import Listings, Server
from desktop.services.uploads.outcomes import Outcomes
from desktop.services.uploads.road import Road
from desktop.services.uploads.settings import UploadSettings
from desktop.services.uploads.telling import Telling
from desktop.services.uploads.unlisted import Unlisted
from desktop.services.uploads.verifying import Verifier
from desktop.support.settings import Settings

_ENDED = FINAL | {UploadState.REFUSED}
_COPIED = (UploadState.STAGED, UploadState.HELD, UploadState.READY)


class Means:
    """What uploads are done with."""

    def __init__(
        self,
        *,
        server: Server,
        journal: Journal,
        hands: Grip,
        memory: Settings,
        telling: Telling,
        clock: Clock,
    ) -> None:
        self.server = server
        self.journal = journal
        self.hands = hands
        self.memory = memory
        self.telling = telling
        self.clock = clock


class Engine:
    """Has every part look for work whenever something changed.

    Attributes:
        known: What the parts share.
        settings: How the user wants it.
    """

    def __init__(self, means: Means) -> None:
        self._journal, self._hands, clock = means.journal, means.hands, means.clock
        self._background = Background()
        self._loading = asyncio.Lock()
        self._nudged = asyncio.Event()
        self._is_loaded = False
        self._is_running = False
        self._is_tidy = False
        self.settings = UploadSettings(memory=means.memory, changed=self._changed)
        book = Book(journal=means.journal, clock=clock, reader=self)
        road = Road(server=means.server, clock=clock, changed=self._changed)
        learned = Learned(journal=means.journal, clock=clock)
        self.known = Known(
            book=book,
            road=road,
            gate=Gate(book=book, road=road, clock=clock, changed=self._changed),
            listings=Listings(server=means.server, learned=learned, clock=clock),
            unlisted=Unlisted(book=book, road=road, clock=clock, changed=self._changed),
            learned=learned,
            clock=clock,
            telling=means.telling,
        )
        self._make_parts()

    def _make_parts(self) -> None:
        known, hands, settings = self.known, self._hands, self.settings
        self.outcomes = Outcomes(known)
        self.verifier = Verifier(known, self.outcomes)
        self.copies = Copies(hands=hands, known=known, journal=self._journal)
        self.lanes = Lanes(hands=hands, known=known, outcomes=self.outcomes, settings=settings)
        self.batches = Batches(known=known, copies=self.copies, settings=settings)

    # --- Beginning and ending -----------------------------------------------------------------

    async def load(self) -> None:
        """Read the journal; where that cannot be, the gate says so and nothing is taken."""
        async with self._loading:
            if self._is_loaded:
                return
            try:
                await self.known.learned.load()
                shown = await self.known.book.load()
            except StorageFailed as error:
                self.known.gate.unusable = error
            else:
                self.known.gate.unusable = None
                self._is_loaded = True
                await self._recover(shown)
        self._changed()

    def start(self) -> None:
        """Begin to work; while the journal cannot be used, try whether it can."""
        self._background.start(self._begin(), name="begin uploads")

    async def usable(self) -> None:
        """Return where something can be taken now; raises StorageFailed otherwise."""
        await self.load()
        if (error := self.known.gate.unusable) is not None:
            raise error

    def try_again(self) -> None:
        self._nudged.set()
        self.known.unlisted.try_again()
        self.known.gate.try_again()

    def settle(self, plan: Callable[[Draft], bool], upload: UploadId) -> None:
        """Do as the user decided; where that is stored, the documents of its customer changed."""
        self._background.start(self._settle(plan, upload), name="settle an upload")

    async def _settle(self, plan: Callable[[Draft], bool], upload: UploadId) -> None:
        row = self.known.book.get(upload)
        if await self.known.book.write(plan) and row is not None:
            self.known.listings.forget(row.customer_id)
            self.known.telling.stored(row.customer_id)

    async def close(self) -> None:
        """Stop at once; what is under way is judged at the next start."""
        self.known.gate.shut()
        for part in (self._background, self.copies, self.batches, self.verifier):
            await part.close()
        try:
            await self._hands.close()
        finally:
            # Also where that is cut short, or they would go on while the client is closed.
            await self.lanes.close()
        await self.outcomes.close()
        await self.known.road.stop()
        known = self.known
        for each in (known.gate, known.unlisted, known.listings, known.learned, known.book):
            await each.close()
        self.known.telling.close()

    # --- What the book tells ------------------------------------------------------------------

    def written(self, before: Mapping[UploadId, Upload | None]) -> None:
        """These rows are others than they were."""
        self.known.telling.changed(*before)
        ended = {
            row.id: row.state
            for upload, old in before.items()
            if (row := self.known.book.get(upload)) is not None
            and row.state in _ENDED
            and old is not None
            and old.state is not row.state
        }
        self._discard(each for each, state in ended.items() if state in FINAL)
        if ended:
            self._look_again_at_twins(ended)
        self.wake()

    def _look_again_at_twins(self, ended: Collection[UploadId]) -> None:
        """What waits for one of these to be there already need not, or can take its place."""
        self.copies.look_again(
            row.id
            for row in self.known.book.in_state(UploadState.STAGED)
            if row.earlier is not None and row.earlier.upload_id in ended
        )

    def trouble_changed(self) -> None:
        self._changed()

    def wake(self) -> None:
        """Have every part look for what it can do now."""
        if self._is_running:
            self.batches.wake()
            self.verifier.wake()
            self.copies.wake()
            self.lanes.wake()

    def _changed(self) -> None:
        self.known.telling.changed()
        self.wake()

    # --- After a restart ----------------------------------------------------------------------

    async def _begin(self) -> None:
        while self.known.gate.unusable is not None:
            is_hopeless = isinstance(self.known.gate.unusable, JournalTooNew)
            seconds = None if is_hopeless else RETRY_S
            await sleep_or(self.known.clock, seconds, self._nudged)
            await self.load()
        if self.known.book.count(*_COPIED):
            # A mistake in there is told, and stops nothing.
            await asyncio.wait([self._background.start(self._tidy(), name="tidy copies up")])
        self._is_running = True
        self.copies.look_again(row.id for row in self.known.book.in_state(UploadState.STAGED))
        self.wake()

    async def _recover(self, shown: uploads.Shown) -> None:
        """What was on its way when the program last ended was not executed, or may have been."""
        self.known.gate.recall(shown.pauses)
        for row in (*shown.stored_beside, *shown.uploads):
            if row.state is UploadState.DONE and row.document_id is not None:
                self.known.listings.is_ours(row, row.document_id)
        try:
            await self.known.book.write(self._restart, insists=False)
        except StorageFailed:
            self.known.book.note(self._restart)

    def _restart(self, draft: Draft) -> None:
        book = self.known.book
        for row in book.in_state(UploadState.SENDING):
            draft.send_again(row.id, "restarted")
        for row in book.in_state(UploadState.SENT_UNCONFIRMED):
            draft.move(row.id, UploadState.VERIFYING, "restarted")

    def tidy_later(self) -> None:
        """Once the process that holds the copies runs anyway."""
        if self._is_running and not self._is_tidy:
            self._background.start(self._tidy(), name="tidy copies up")

    async def _tidy(self) -> None:
        """Once: copy again what lost its copy, and throw away what nobody needs any more."""
        self._is_tidy = True
        copied = {row.id for row in self.known.book.in_state(*_COPIED)}
        try:
            there = await self._hands.leftovers()
            final = await self._journal.run(uploads.final_among, there)
        except (HandsLost, StorageFailed):
            return
        await self.known.book.write(lambda draft: self._requeue(draft, there, copied))
        self._discard(final)

    def _requeue(self, draft: Draft, there: frozenset[UploadId], copied: set[UploadId]) -> None:
        """Those that had been copied before it was asked what is there."""
        for upload in copied - there:
            row = draft.get(upload)
            if row is not None and row.state in _COPIED and not row.is_by_reference:
                lost = replace(row, sha256="", send_size=0, send_sha256="", prepared_as=None)
                draft.move(lost, UploadState.QUEUED, "copy lost")

    def _discard(self, ids: Iterable[UploadId]) -> None:
        if gone := tuple(ids):
            self._background.start(self._throw_away(gone), name="throw copies away")

    async def _throw_away(self, ids: tuple[UploadId, ...]) -> None:
        try:
            await self._hands.discard(ids)
        except (HandsLost, StorageFailed):
            # The next start finds what is left.
            return
