"""Sending what waited for the connection, and putting down what came of each."""

import json
from collections.abc import Awaitable, Callable, Mapping

from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved
from desktop.domain.errors import (
    AppError,
    CannotMove,
    ChangedMeanwhile,
    CommandRefused,
    CreateLost,
    CreateUnsure,
    CustomerGone,
    NotAccepted,
    NumberTaken,
    ReplyLost,
    TooLargeForServer,
    WrongCustomerAnswered,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, drafts, saves
from desktop.services.creating import fields_of_new, wire_of_new
from desktop.services.editing.kept import about_conflict, about_refusal, draft_of
from desktop.services.edits import Edits

_LOST_AT_MOST = 3
"""Answers that may be lost before the user is asked to look."""
_REFUSALS = (
    CannotMove,
    CommandRefused,
    CustomerGone,
    NotAccepted,
    NumberTaken,
    TooLargeForServer,
    WrongCustomerAnswered,
)

Told = Callable[[str, CustomerId, CustomerId], Awaitable[None]]


class LaterError(Exception):
    """It cannot be sent now; the cause says why."""


class Sending:
    """Sends one at a time; *told* is told what came of it, with its customer and its real id.

    Attributes:
        made: The ids that customers created here got, by their local ones.
    """

    def __init__(self, *, journal: Journal, edits: Edits, told: Told) -> None:
        self._journal = journal
        self._edits = edits
        self._told = told
        self.made: dict[CustomerId, CustomerId] = {}
        self.sent: list[Saved] = []

    def waits_for_another(self, row: drafts.DraftRow) -> bool:
        """Whether it needs the id of a customer that is not created yet."""
        parents = (row.parent_id, row.mine.get("parentcust"))
        return any(isinstance(id_, int) and id_ < 0 and id_ not in self.made for id_ in parents)

    async def send(self, row: drafts.DraftRow) -> None:
        """Send *row*; raises LaterError where that cannot be done now, which leaves it waiting."""
        draft = draft_of(row)
        try:
            await (self._create(row, draft) if draft.is_new else self._save(row, draft))
        except ChangedMeanwhile as clash:
            await self._set(row, "conflict", about_conflict(draft, clash))
        except CreateUnsure as unsure:
            about = about_refusal("CreateUnsure", fresh=unsure.candidate)
            await self._set(row, "conflict", about)
        except _REFUSALS as refusal:
            await self._set(row, "refused", _why(refusal))
        except ReplyLost as lost:
            if isinstance(lost, CreateLost) and not lost.was_sent:
                # An earlier one like it may be made yet; `Edits` tells when that is known.
                return
            await self._note_lost(row, draft)
            raise LaterError from lost
        except AppError as error:
            raise LaterError from error

    async def refuse(self, row: drafts.DraftRow, problem: str) -> None:
        await self._set(row, "refused", about_refusal(problem))

    # --- A customer that is there ---------------------------------------------------------------

    async def _save(self, row: drafts.DraftRow, draft: Draft) -> None:
        mine = self._with_real_parent(draft.mine)
        decided = draft.decided
        over = None if decided is None else draft.fresh
        saved = await self._edits.save(draft.base, mine, decided=decided, over=over)
        self.sent.append(saved)
        if not saved.not_stored:
            await self._journal.run(drafts.finish, row, saved.after.raw)
            await self._told("sent", row.customer_id, row.customer_id)
            return
        await self._set(row, "refused", about_refusal("NotStored", fields=saved.not_stored))

    def _with_real_parent(self, mine: Mapping[str, Value]) -> Mapping[str, Value]:
        parent = mine.get("parentcust")
        if isinstance(parent, int) and CustomerId(parent) in self.made:
            return {**mine, "parentcust": self.made[CustomerId(parent)]}
        return mine

    # --- A new one ------------------------------------------------------------------------------

    async def _create(self, row: drafts.DraftRow, draft: Draft) -> None:
        parent = draft.parent or NO_CUSTOMER
        parent = self.made.get(parent, parent)
        if draft.since is None:
            # Durable before it is sent: after a crash it is looked for from here on.
            about = {**row.about, "since": await self._journal.run(saves.last)}
            await self._journal.run(drafts.set_state, row.id, "queued", about)
            created = None
        else:
            created = await self._created_since(draft.since, draft.mine, parent)
        if created is None:
            created = await self._edits.create(
                draft.mine, parent, may_share_number=draft.may_share_number
            )
        await self.take_as_made(row, created)

    async def _created_since(
        self, since: int, mine: Mapping[str, Value], parent: CustomerId
    ) -> Customer | None:
        """What this very create made, when the program ended before it was put down."""
        wire = json.loads(json.dumps(wire_of_new(fields_of_new(mine, parent))))
        taken = set(self.made.values())
        for save in await self._journal.run(saves.created_after, since):
            if save.sent == wire and save.after and save.customer_id not in taken:
                return Customer(save.after)
        return None

    async def take_as_made(self, row: drafts.DraftRow, created: Customer) -> None:
        """Put down that the new customer *row* is *created*."""
        await self._journal.run(drafts.made, row, created.id, created.raw)
        self.made[row.customer_id] = created.id
        await self._told("made", row.customer_id, created.id)

    # --- What came of it ------------------------------------------------------------------------

    async def _note_lost(self, row: drafts.DraftRow, draft: Draft) -> None:
        lost = draft.lost + 1
        if lost < _LOST_AT_MOST:
            about = {**row.about, "lost": lost}
            await self._journal.run(drafts.set_state, row.id, "queued", about)
        else:
            await self.refuse(row, "ReplyLost")

    async def _set(
        self, row: drafts.DraftRow, state: drafts.State, about: Mapping[str, object]
    ) -> None:
        if await self._journal.run(drafts.judge, row, state, about):
            await self._told(state, row.customer_id, row.customer_id)


def _why(error: AppError) -> dict[str, object]:
    words = error.message if isinstance(error, CommandRefused) else ""
    fresh = error.owner if isinstance(error, NumberTaken) else None
    return about_refusal(type(error).__name__, words, fresh=fresh)
