"""Sending what waited for the connection, and putting down what came of each."""

import json
from collections.abc import Awaitable, Callable, Collection, Mapping

from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved, not_stored_of, writable_values
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
    NumberUnchecked,
    ReplyLost,
    TooLargeForServer,
    WrongCustomerAnswered,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, drafts, saves
from desktop.services.connection import Connection
from desktop.services.creating import fields_of_new, wire_of_new
from desktop.services.editing.kept import (
    about_conflict,
    about_gone,
    about_missed,
    about_refusal,
    draft_of,
)
from desktop.services.editing.patience import Patience
from desktop.services.edits import Edits

_LOST_AT_MOST = 3
"""Answers that may be lost before the user is asked to look."""
_SAVES_LOOKED_AT = 20
"""The newest of a customer: what was stored before the program ended is among them."""
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
        patience: How often each has failed.
    """

    def __init__(
        self, *, journal: Journal, edits: Edits, told: Told, connection: Connection
    ) -> None:
        self._journal = journal
        self._edits = edits
        self._told = told
        self.patience = Patience(connection)
        self.made: dict[CustomerId, CustomerId] = {}
        self.sent: list[Saved] = []

    def waits_for_another(self, row: drafts.DraftRow) -> bool:
        """Whether it needs the id of a customer that is not created yet."""
        parents = (row.parent_id, row.mine.get("parentcust"))
        return any(isinstance(id_, int) and id_ < 0 and id_ not in self.made for id_ in parents)

    async def send(self, row: drafts.DraftRow) -> None:
        """Send *row*; raises LaterError where that cannot be done now, which leaves it waiting."""
        draft = draft_of(row)
        if draft.typed and not draft.mine:
            await self._set(row, "refused", about_gone(draft))
            return
        try:
            await (self._create(row, draft) if draft.is_new else self._save(row, draft))
        except ChangedMeanwhile as clash:
            await self._set(row, "conflict", about_conflict(draft, clash))
        except CreateUnsure as unsure:
            about = about_refusal("CreateUnsure", unsure.refused_by, fresh=unsure.candidate)
            await self._set(row, "conflict", about)
        except _REFUSALS as refusal:
            await self._set(row, "refused", _why(refusal))
        except ReplyLost as lost:
            if isinstance(lost, CreateLost) and not lost.was_sent:
                # An earlier one like it may be made yet; `Edits` tells when that is known.
                return
            self.patience.is_over(row.id, lost)
            await self._note_lost(row, draft)
            raise LaterError from lost
        except AppError as error:
            await self._failed(row, error)
        self.patience.forget(row.id)

    async def refuse(self, row: drafts.DraftRow, problem: str) -> None:
        await self._set(row, "refused", about_refusal(problem))

    async def _failed(self, row: drafts.DraftRow, error: AppError) -> None:
        """Raises LaterError while it may go yet; else the user is to say what becomes of it."""
        cause = error.cause if isinstance(error, NumberUnchecked) else error
        if not isinstance(cause, _REFUSALS) and not self.patience.is_over(row.id, cause):
            raise LaterError from cause
        words = cause.message if isinstance(cause, CommandRefused) else ""
        await self._set(row, "refused", about_refusal(type(error).__name__, words))

    # --- A customer that is there ---------------------------------------------------------------

    async def _save(self, row: drafts.DraftRow, draft: Draft) -> None:
        stored = await self._stored_before(draft)
        mine = {n: v for n, v in self._with_real_parent(draft.mine).items() if n not in stored}
        decided = draft.decided
        over = None if decided is None else draft.fresh
        if decided is not None:
            decided = {name: value for name, value in decided.items() if name not in stored}
        saved = await self._edits.save(draft.base, mine, decided=decided, over=over)
        self.sent.append(saved)
        if not saved.not_stored:
            await self._journal.run(drafts.finish, row, saved.after.raw, draft.typed)
            await self._told("sent", row.customer_id, row.customer_id)
            await self.tell_gone(row.customer_id)
            return
        await self._set(row, "refused", about_missed(saved, saved.not_stored))

    async def _stored_before(self, draft: Draft) -> set[str]:
        """What of *draft* was stored since it waits, though the program ended before that was told.

        Whoever has changed it since, be it back to what it was, did that after us.
        """
        stored = set[str]()
        for save in await self._journal.run(saves.of_customer, draft.customer, _SAVES_LOOKED_AT):
            if save.at >= draft.at and save.outcome in {"stored", "differs"} and save.after:
                sent = writable_values(Customer(save.sent)).keys() & draft.mine.keys()
                stored |= sent.difference(not_stored_of(draft.mine, Customer(save.after)))
        return stored

    async def tell_gone(self, customer: CustomerId) -> None:
        """Let the user say what becomes of what is kept of fields that are no more, if all is."""
        row = await self._journal.run(drafts.row_of, customer, is_draft=False)
        if row is not None and (draft := draft_of(row)).typed and not draft.mine:
            await self._set(row, "refused", about_gone(draft))

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
            since = await self._journal.run(saves.last)
            await self._journal.run(drafts.note, row.id, {"since": since})
            created = None
        else:
            created = await self._created_since(draft.since, draft.mine, parent)
        if created is None:
            created = await self._edits.create(
                draft.mine, parent, may_share_number=draft.may_share_number
            )
        await self._take_as_made(row, created, draft.typed)

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

    async def _take_as_made(
        self, row: drafts.DraftRow, created: Customer, left: Collection[str]
    ) -> None:
        """Put down that the new customer *row* is *created*, but for what is *left* of it."""
        missed = not_stored_of(fields_of_new(draft_of(row).mine, NO_CUSTOMER), created)
        await self._journal.run(drafts.made, row, created.id, created.raw, (*left, *missed))
        self.made[row.customer_id] = created.id
        await self._told("made", row.customer_id, created.id)
        if missed:
            await self._tell_missed(created.id, missed)
        else:
            await self.tell_gone(created.id)

    async def _tell_missed(self, customer: CustomerId, missed: tuple[str, ...]) -> None:
        row = await self._journal.run(drafts.row_of, customer, is_draft=False)
        if row is not None:
            await self._set(row, "refused", about_refusal("CreatedInPart", fields=missed))

    async def adopt(self, row: drafts.DraftRow, found: Customer) -> bool:
        """Put down that the new customer *row* is *found*; whether anything waits of that one."""
        draft = draft_of(row)
        wanted = fields_of_new(draft.mine, NO_CUSTOMER)
        left = (*draft.typed, *not_stored_of(wanted, found))
        is_left = await self._journal.run(drafts.adopted, row, found.id, found.raw, left)
        self.made[row.customer_id] = found.id
        await self._told("made", row.customer_id, found.id)
        return is_left

    # --- What came of it ------------------------------------------------------------------------

    async def _note_lost(self, row: drafts.DraftRow, draft: Draft) -> None:
        lost = draft.lost + 1
        if lost < _LOST_AT_MOST:
            await self._journal.run(drafts.note, row.id, {"lost": lost})
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
