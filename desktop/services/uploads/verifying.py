"""Settling what is unknown: listings looked through at set times, against the baseline."""

import asyncio
from collections.abc import Sequence
from functools import partial

from desktop.domain.proof import (
    LOOKS_S,
    Finding,
    Seen,
    kind_of,
    look_through,
    looks_at,
    proves_absence,
)
from desktop.domain.uploads import Unsure, Upload, UploadId, UploadState
from desktop.services.background import Background
from desktop.services.uploads.asking import listed
from desktop.services.uploads.draft import Draft
from desktop.services.uploads.known import Known
from desktop.services.uploads.outcomes import Outcomes

_MOST_SENDINGS = 3
"""Proven absent so often, it is for the user to say whether it goes once more."""

_LATEST_S = 3600.0
"""No look is later; where an answer took so long that this proves nothing, the user is asked."""


class Verifier:
    """Looks for each upload that may be stored, until it is found or known not to be there."""

    def __init__(self, known: Known, outcomes: Outcomes) -> None:
        self._known = known
        self._outcomes = outcomes
        self._background = Background()
        self._running: dict[UploadId, asyncio.Task[None]] = {}
        self._due: dict[UploadId, float] = {}

    @property
    def next_looks(self) -> dict[UploadId, float]:
        """In how many seconds each that waits for that is looked for again."""
        now = self._known.clock.now()
        return {upload: due - now for upload, due in self._due.items() if due > now}

    def wake(self) -> None:
        """Look for what nobody looks for yet, the first that was sent first."""
        for upload in self._known.book.in_state(UploadState.VERIFYING):
            if upload.id not in self._running:
                task = self._background.start(self._verify(upload), name="look for an upload")
                self._running[upload.id] = task
                task.add_done_callback(partial(self._ended, upload.id))

    async def close(self) -> None:
        await self._background.close()

    def _ended(self, upload: UploadId, _: "asyncio.Task[None]") -> None:
        self._running.pop(upload, None)
        self._due.pop(upload, None)

    async def _verify(self, upload: Upload) -> None:
        if upload.replaces is not None:
            await self._needs_you(upload, Unsure.REPLACED_UNKNOWN)
            return
        if upload.baseline is None and upload.is_accepted:
            await self._outcomes.look_again(upload)
            return
        if upload.baseline is None:
            await self._needs_you(upload, Unsure.UNLISTED)
            return
        looks: list[Seen | None] = []
        began, due = self._known.clock.now(), 0.0
        for number in range(len(LOOKS_S)):
            due = await self._until(upload.id, number, began)
            seen = await self._look(upload, due)
            if seen is not None and await self._is_settled_by(upload, seen):
                return
            looks.append(seen)
        is_late = due >= looks_at(self._known.learned.slowest_s)[-1]
        await self._conclude(upload, looks, is_late=is_late)

    async def _until(self, upload: UploadId, number: int, began: float) -> float:
        """Wait until that look is due, and return when that is, in seconds since *began*.

        A slower answer that is heard meanwhile puts the last one off.
        """
        clock, learned = self._known.clock, self._known.learned
        while True:
            due = min(looks_at(learned.slowest_s)[number], _LATEST_S)
            self._due[upload] = began + due
            if (wait := began + due - clock.now()) <= 0.0:
                return due
            await clock.sleep(wait)

    async def _is_settled_by(self, upload: Upload, seen: Seen) -> bool:
        """One document is it; where the server had said stored, something like it is enough."""
        if seen.finding is Finding.FOUND:
            self._known.learned.saw(kind_of(upload))
            await self._outcomes.stored(upload, seen.ids[0], "found")
        elif upload.is_accepted and self._known.listings.vouch(upload, seen.ids):
            await self._outcomes.stored(upload, None, "listed")
        else:
            return False
        return True

    async def _look(self, upload: Upload, due: float) -> Seen | None:
        """What a listing shows now; None where there is none to be had."""
        listing = await listed(self._known, upload)
        ours = self._known.listings.ours(upload)
        seen = look_through(upload, listing, ours) if listing else None
        await self._known.book.write(lambda draft: _note(draft, upload, seen, due))
        return seen

    async def _conclude(
        self, upload: Upload, looks: Sequence[Seen | None], *, is_late: bool
    ) -> None:
        last = next((seen for seen in reversed(looks) if seen is not None), None)
        is_shown = kind_of(upload) in self._known.learned.seen
        may_go_again = is_shown and is_late and upload.tries < _MOST_SENDINGS
        if upload.is_accepted:
            await self._needs_you(upload, Unsure.NOT_VISIBLE)
        elif last is None:
            await self._needs_you(upload, Unsure.UNLISTED)
        elif last.finding is Finding.SEVERAL:
            await self._needs_you(upload, Unsure.SEVERAL_MATCHES, last)
        elif last.finding is Finding.WEAK:
            await self._needs_you(upload, Unsure.WEAK_MATCH, last)
        elif may_go_again and proves_absence(looks):
            await self._known.book.write(lambda draft: _send_again(draft, upload))
        else:
            await self._needs_you(upload, Unsure.ABSENT)

    async def _needs_you(self, upload: Upload, why: Unsure, seen: Seen | None = None) -> None:
        await self._outcomes.needs_you(upload, why, seen, upload.problem)


def _note(draft: Draft, upload: Upload, seen: Seen | None, due: float) -> None:
    """The look as evidence."""
    row = draft.get(upload.id)
    if row is None or row.state is not UploadState.VERIFYING:
        return
    told: dict[str, object] = {"after": round(due)}
    if seen is None:
        told["listed"] = False
    else:
        told |= {"finding": seen.finding.value, "whole": seen.is_whole, "ids": list(seen.ids)}
    draft.put(row, "looked", told)


def _send_again(draft: Draft, upload: Upload) -> None:
    row = draft.get(upload.id)
    if row is not None and row.state is UploadState.VERIFYING:
        draft.send_again(upload.id, "absent")
