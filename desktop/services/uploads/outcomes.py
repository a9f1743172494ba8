"""What becomes of an upload after it was sent, or could not be."""

from collections.abc import Mapping
from dataclasses import replace

from desktop.domain.answers import Listing, PhotoAdded, UploadReply
from desktop.domain.errors import (
    AppError,
    AskedToWait,
    CommandRefused,
    HandsLost,
    HandsMissing,
    Malformed,
    NotAnEnvelope,
    ServerError,
    StorageFailed,
    TooLargeForServer,
)
from desktop.domain.ids import DocumentId
from desktop.domain.proof import Finding, Seen, kind_of, look_through
from desktop.domain.uploads import BETWEEN, Unsure, Upload, UploadState
from desktop.services.background import Background
from desktop.services.uploads.asking import listed
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.judging import Meaning, meaning
from desktop.services.uploads.known import Known
from desktop.services.uploads.mishaps import Mishaps

_MOST_CUTS = 5
"""After so many in a row, while the server answers, it is the file's fault: a proxy's limit."""

_MOST_ENDS = 3
"""After so many ends in a row of the process that sends it, it is the file's fault."""

_MOST_UNKNOWN = 3
"""After so many unknown outcomes in a row, each more would be one more question for the user."""

_LARGE = 1_000_000
"""A PHP server empties a body above its limit, and a sign-in is missing then."""

_SECOND_LOOK_S = 5.0

_UNDER_WAY = BETWEEN | {UploadState.SENDING}
_UNSEEN = frozenset({Unsure.NOT_VISIBLE, Unsure.UNLISTED})


class Outcomes:
    """Writes down what came of each, and what it means for all."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._background = Background()
        self._cuts = Mishaps(_MOST_CUTS)
        self._ends = Mishaps(_MOST_ENDS)
        self._unknown = 0

    async def replied(self, upload: Upload, reply: UploadReply) -> None:
        """An answer came, which counts only where it is known to be ours."""
        self._known.road.carried()
        self._went_all_the_way(upload)
        answer = reply.answer
        if not reply.is_ours:
            await self._lost(upload, NotAnEnvelope(Malformed.SHAPE))
        elif isinstance(answer, CommandRefused):
            await self._turned_down(upload, answer, reply.listing)
        elif isinstance(answer, ServerError):
            await self._lost(upload, answer)
        elif isinstance(answer, PhotoAdded) and answer.document and answer.document.id:
            await self._became(upload, answer.document.id)
        else:
            await self._accepted(upload, reply.listing)

    async def failed(self, upload: Upload, error: Exception, *, is_committed: bool) -> None:
        """No answer came, or none that says anything of this upload."""
        if upload.state is UploadState.READY and isinstance(error, ServerError):
            # What was asked was for the documents of its customer.
            await self._known.unlisted.failed(upload, error)
            return
        match meaning(error, is_committed=is_committed):
            case Meaning.UNKNOWN:
                await self._lost(upload, error)
            case Meaning.REFUSED if isinstance(error, AppError):
                await self._refuse(upload, error)
            case Meaning.SIGN_IN if isinstance(error, ServerError):
                await self._not_signed_in(upload, error)
            case Meaning.ROAD if isinstance(error, ServerError):
                await self._cut_off(upload, error)
            case Meaning.DISK if isinstance(error, StorageFailed):
                await self._no_disk(upload, error)
            case _:
                await self._once_more(upload, error)

    async def stored(self, upload: Upload, document: DocumentId | None, cause: str) -> None:
        """It is there, as *document* where that is known for certain."""
        known = self._known
        known.learned.worked(upload.bytes_to_send)
        if document is None:
            known.listings.forget(upload.customer_id)
        else:
            known.listings.is_ours(upload, document)
        await known.book.write(
            lambda draft: _move(
                draft,
                upload,
                UploadState.DONE,
                cause,
                document_id=document,
                sent=upload.bytes_to_send,
            )
        )
        known.telling.stored(upload.customer_id)

    async def needs_you(
        self,
        upload: Upload,
        why: Unsure,
        seen: Seen | None = None,
        problem: AppError | None = None,
    ) -> None:
        """Only the user can decide; `seen` are the documents that may be it."""
        if why in _UNSEEN:
            # That no listing shows it is said of none that was refused.
            problem = self._known.listings.refusal(upload.customer_id) or problem
        self._known.listings.forget(upload.customer_id)
        ids = seen.ids if seen else ()
        await self._known.book.write(
            lambda draft: _move(
                draft,
                upload,
                UploadState.NEEDS_YOU,
                why.value,
                unsure=why,
                candidates=ids,
                problem=problem,
            )
        )

    async def look_again(self, upload: Upload) -> None:
        """The server says that it is stored, and a listing has not shown it yet."""
        known, began = self._known, self._known.clock.now()
        await known.clock.sleep(_SECOND_LOOK_S)
        # One that was refused meanwhile is as good as another refusal.
        refusal = known.listings.refusal(upload.customer_id, since_s=began)
        listing = None if refusal else await listed(self._known, upload)
        if not await self._is_visible(upload, listing):
            await self.needs_you(upload, Unsure.NOT_VISIBLE)

    async def close(self) -> None:
        await self._background.close()

    # --- Answers ------------------------------------------------------------------------------

    async def _became(self, upload: Upload, document: DocumentId) -> None:
        """A photo's own document came back."""
        self._unknown = 0
        seen = Seen(finding=Finding.WEAK, ids=(document,))
        is_known = document in (upload.baseline or ()) or document in self._known.listings.ours(
            upload
        )
        if upload.replaces is not None:
            if document == upload.replaces:
                await self.stored(upload, document, "replaced")
            else:
                await self.needs_you(upload, Unsure.REPLACED_ANOTHER, seen)
        elif is_known:
            await self.needs_you(upload, Unsure.NAMED_ANOTHER, seen)
        else:
            await self.stored(upload, document, "answered")
            self._learn_listing(upload)

    async def _accepted(self, upload: Upload, listing: Listing | None) -> None:
        """The server says that it is stored; which document it became, a listing tells."""
        self._unknown = 0
        if upload.replaces is not None:
            await self.needs_you(upload, Unsure.REPLACED_UNNAMED)
        elif not await self._is_visible(upload, listing):
            # Never sent again, whatever happens before the second look.
            await self._known.book.write(
                lambda draft: _change(draft, upload, "accepted", is_accepted=True)
            )
            self._background.start(self.look_again(upload), name="look for an upload")

    async def _is_visible(self, upload: Upload, listing: Listing | None) -> bool:
        if listing is None:
            return False
        known = self._known
        seen = look_through(upload, listing, known.listings.ours(upload))
        is_found, has_baseline = seen.finding is Finding.FOUND, upload.baseline is not None
        # Where nobody knows what was there before, what is like it in part says nothing.
        if not is_found and not (has_baseline and known.listings.vouch(upload, seen.ids)):
            return False
        document = seen.ids[0] if is_found and has_baseline else None
        if document is not None:
            known.learned.saw(kind_of(upload))
        await self.stored(upload, document, "listed")
        return True

    async def _turned_down(
        self, upload: Upload, error: CommandRefused, listing: Listing | None
    ) -> None:
        """The server says no; a document that came all the same is for the user to judge."""
        self._unknown = 0
        if listing is None and upload.baseline is not None:
            self._background.start(self._look_after(upload, error), name="look for an upload")
            return
        await self._believe(upload, error, listing)

    async def _look_after(self, upload: Upload, error: CommandRefused) -> None:
        await self._believe(upload, error, await listed(self._known, upload))

    async def _believe(
        self, upload: Upload, error: CommandRefused, listing: Listing | None
    ) -> None:
        seen = look_through(upload, listing, self._known.listings.ours(upload)) if listing else None
        if seen is None or seen.finding is Finding.ABSENT or upload.baseline is None:
            await self._refuse(upload, error)
        else:
            await self.needs_you(upload, Unsure.REFUSED_YET_THERE, seen, error)

    def _learn_listing(self, upload: Upload) -> None:
        """Find out, once, whether this account's listings show what comes this way."""
        known = self._known
        if kind_of(upload) not in known.learned.seen:
            self._background.start(self._list_once(upload), name="list documents")

    async def _list_once(self, upload: Upload) -> None:
        try:
            await self._known.listings.fresh(upload.customer_id)
        except ServerError:
            # Another upload will have it asked again.
            return

    # --- Failures -----------------------------------------------------------------------------

    async def _lost(self, upload: Upload, error: Exception) -> None:
        """It may be stored or not."""
        known = self._known
        self._went_all_the_way(upload)
        known.listings.forget(upload.customer_id)
        problem = error if isinstance(error, AppError) else HandsLost()
        if upload.replaces is not None:
            await self.needs_you(upload, Unsure.REPLACED_UNKNOWN, problem=problem)
        else:
            await known.book.write(
                lambda draft: _move(
                    draft, upload, UploadState.VERIFYING, _named(error), problem=problem
                )
            )
        self._unknown += 1
        if self._unknown >= _MOST_UNKNOWN:
            self._unknown = 0
            known.gate.ask_user(problem)
        elif trouble := await known.road.trouble():
            known.road.close(trouble)

    async def _not_signed_in(self, upload: Upload, error: ServerError) -> None:
        """A wrong sign-in refuses everything, a body beyond PHP's limit looks just like it."""
        if trouble := await self._known.road.trouble():
            await self._wait(upload, error)
            self._known.road.close(trouble)
        elif upload.bytes_to_send > _LARGE:
            await self._refuse(upload, TooLargeForServer())
        else:
            await self._refuse(upload, error)

    async def _refuse(self, upload: Upload, error: AppError) -> None:
        if isinstance(error, TooLargeForServer):
            self._known.learned.failed(upload.bytes_to_send)
        await self._known.book.write(
            lambda draft: _move(draft, upload, UploadState.REFUSED, _named(error), problem=error)
        )

    async def _cut_off(self, upload: Upload, error: ServerError) -> None:
        """All wait for the server; it goes again, unless it alone is cut off each time."""
        road = self._known.road
        if isinstance(error, AskedToWait):
            self._went_all_the_way(upload)
        is_cut = upload.state is not UploadState.READY and not isinstance(error, AskedToWait)
        await self._wait(upload, error)
        if is_cut and self._cuts.is_one_too_many(upload, silences=road.silences):
            await self._refuse(upload, error)
        road.close(error)

    async def _once_more(self, upload: Upload, error: Exception) -> None:
        """It goes again, unless that came to nothing too often, by its own fault."""
        if isinstance(error, HandsMissing):
            self._known.gate.no_hands(error)
        await self._wait(upload, error)
        if isinstance(error, HandsLost) and not error.is_to_blame:
            return
        if self._ends.is_one_too_many(upload):
            await self._refuse(upload, error if isinstance(error, AppError) else HandsLost())

    def _went_all_the_way(self, upload: Upload) -> None:
        self._cuts.forget(upload.id)
        self._ends.forget(upload.id)

    async def _no_disk(self, upload: Upload, error: StorageFailed) -> None:
        if self._known.book.trouble is not None:
            await self._wait(upload, error)
        elif upload.state is UploadState.READY:
            self._known.gate.no_room(error)
        else:
            await self._once_more(upload, error)

    async def _wait(self, upload: Upload, error: Exception) -> None:
        """Nothing of it was carried out."""

        def plan(draft: Draft) -> None:
            row = draft.get(upload.id)
            if row is not None and row.state in _UNDER_WAY:
                draft.send_again(upload.id, _named(error))

        await self._known.book.write(plan)


def _move(draft: Draft, upload: Upload, state: UploadState, cause: str, **changes: object) -> None:
    """Unless it has come to that, or the user has decided meanwhile."""
    row = draft.get(upload.id)
    if row is None or row.state is state:
        return
    if row.state in _UNDER_WAY or row.state is UploadState.READY:
        detail = _detail(changes)
        draft.move(upload.id, state, cause, detail, **changes)


def _change(draft: Draft, upload: Upload, cause: str, *, is_accepted: bool) -> None:
    row = draft.get(upload.id)
    if row is not None and row.state in BETWEEN:
        draft.put(replace(row, is_accepted=is_accepted), cause)


def _detail(changes: Mapping[str, object]) -> dict[str, object]:
    """What an event says beside its cause: ids alone."""
    candidates = changes.get("candidates")
    document = changes.get("document_id")
    return {
        **(
            {"candidates": list(candidates)} if isinstance(candidates, tuple) and candidates else {}
        ),
        **({"document_id": document} if document is not None else {}),
    }


def _named(error: Exception) -> str:
    return type(error).__name__
