"""One upload's way: prepared, told from what is there already, written down, handed over."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from desktop.domain.answers import UploadReply
from desktop.domain.errors import AppError, NotAnEnvelope
from desktop.domain.ids import DocumentId
from desktop.domain.photos import Prepared
from desktop.domain.proof import marks_of
from desktop.domain.uploads import BETWEEN, Upload, UploadId, UploadState
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.known import Known
from desktop.services.uploads.outcomes import Outcomes
from desktop.services.uploads.parcels import Parcel
from desktop.services.uploads.settings import UploadSettings

T = TypeVar("T")

_IN_FLIGHT = BETWEEN | {UploadState.SENDING}


class Journey:
    """Carries one upload from ready to wherever the server's answer leads it."""

    def __init__(
        self,
        upload: UploadId,
        *,
        hands: Grip,
        known: Known,
        outcomes: Outcomes,
        settings: UploadSettings,
        beside: Callable[[], Iterable[UploadId]],
    ) -> None:
        """*beside*: those that are on their way now."""
        self._id = upload
        self._hands = hands
        self._known = known
        self._outcomes = outcomes
        self._settings = settings
        self._beside = beside
        self._work: asyncio.Task[Any] | None = None
        self._is_unwanted = False
        self._is_committing = False
        self._committed_s: float | None = None

    def stop(self) -> None:
        """The user wants it no more; too late once the last piece may leave."""
        if self._is_committing:
            return
        self._is_unwanted = True
        if self._work is not None:
            self._work.cancel()

    async def go(self) -> None:
        """Return when the lane is free for another."""
        row = self._known.book.get(self._id)
        if row is None or row.state is not UploadState.READY:
            return
        try:
            await self._carry(row)
        except _Unwanted:
            await self._known.book.write(self._cancel)
        except Exception as error:
            as_it_is = self._known.book.get(self._id) or row
            await self._outcomes.failed(as_it_is, error, is_committed=self._committed_s is not None)
            if not isinstance(error, AppError):
                raise

    async def _carry(self, row: Upload) -> None:
        order = row.order
        prepared: Prepared | None = None
        if order is not None and order != row.prepared_as:
            prepared = await self._held(self._hands.prepare(row.id, order, row.path))
        baseline = await self._held(self._known.listings.baseline(row.customer_id))
        self._known.unlisted.forget(row.customer_id)
        sending = await self._known.book.write(
            lambda draft: self._begin(draft, row, prepared, baseline), insists=False
        )
        if sending is None:
            return
        reply = await self._hand_over(sending)
        await self._outcomes.replied(sending, reply)

    def _begin(
        self,
        draft: Draft,
        seen: Upload,
        prepared: Prepared | None,
        baseline: frozenset[DocumentId] | None,
    ) -> Upload | None:
        """Have it under way, unless it is no longer what was prepared."""
        row = draft.get(self._id)
        if row is None or row.state is not UploadState.READY or row.order != seen.order:
            return None
        if self._is_unwanted or row.customer_id != seen.customer_id or self._has_twin(draft, row):
            return None
        made: dict[str, object] = {}
        if prepared is not None:
            made = {
                "send_size": prepared.size,
                "send_sha256": prepared.sha256,
                "prepared_as": row.order,
            }
        return draft.move(
            self._id,
            UploadState.SENDING,
            "begun",
            {"try": row.tries + 1, "before": None if baseline is None else len(baseline)},
            baseline=baseline,
            tries=row.tries + 1,
            sent=0,
            token=self._token(row),
            **made,
        )

    def _has_twin(self, draft: Draft, row: Upload) -> bool:
        """Whether it was renamed since it was chosen, and is like one that went ahead of it."""
        unsettled = (each.id for each in self._known.book.in_state(*_IN_FLIGHT))
        others = map(draft.get, {*self._beside(), *unsettled} - {self._id})
        marks = marks_of(row)
        return any(
            other is not None
            and other.state in _IN_FLIGHT
            and not marks.isdisjoint(marks_of(other))
            for other in others
        )

    def _token(self, row: Upload) -> str:
        if row.token or not self._settings.token_in_title:
            return row.token
        return f"#{secrets.token_hex(3)}"

    async def _hand_over(self, sending: Upload) -> UploadReply:
        parcel = Parcel(
            upload=replace(sending, title=sending.sent_title), nonce=secrets.token_hex(16)
        )
        try:
            reply = await self._held(
                self._hands.send(
                    parcel, before_commit=self._before_commit, on_progress=self._on_progress
                )
            )
        except NotAnEnvelope:
            # Whoever is behind the one that answered was at work for as long, and may be yet.
            self._heard()
            raise
        self._heard()
        return reply

    def _heard(self) -> None:
        """An answer came; what counts is how long after the last piece, that is of the server."""
        if self._committed_s is not None:
            self._known.learned.answered(self._known.clock.now() - self._committed_s)

    async def _before_commit(self) -> None:
        """The last piece leaves only after the disk has it that it may have."""
        self._is_committing = True
        await self._known.book.write(
            lambda draft: draft.move(self._id, UploadState.SENT_UNCONFIRMED, "commit"),
            insists=False,
        )
        self._committed_s = self._known.clock.now()

    def _on_progress(self, sent: int) -> None:
        self._known.book.progressed(self._id, sent)
        self._known.telling.progressed(self._id)

    async def _held(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of *work*, which alone is cancelled when the user wants this no more."""
        if self._is_unwanted:
            work.close()
            raise _Unwanted
        task = asyncio.get_running_loop().create_task(work)
        self._work = task
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            if not task.cancelled():
                # Looked at, so that nobody complains of an error that came after a cancel.
                task.exception()
            raise
        finally:
            self._work = None
        if task.cancelled() and self._is_unwanted:
            raise _Unwanted
        # Cancelled by nobody who wants it no more, it stays as it is: the program ends.
        return task.result()

    def _cancel(self, draft: Draft) -> None:
        row = draft.get(self._id)
        if row is not None and row.state in (UploadState.READY, UploadState.SENDING):
            draft.move(self._id, UploadState.CANCELLED, "user")


class _Unwanted(Exception):
    """The user has cancelled it, and nothing of it was executed."""
