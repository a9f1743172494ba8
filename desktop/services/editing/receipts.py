"""The saves on record, read as receipts."""

import asyncio

from desktop.domain import edits
from desktop.domain.edits import Saved
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt, stored_changes
from desktop.domain.records import Customer
from desktop.journal import Journal, saves

_KNOWN = frozenset({"stored", "differs"})


async def receipts_of(
    journal: Journal, customer: CustomerId, who: str, newest: int | None = None
) -> tuple[Receipt, ...]:
    """The saves of *customer* by *who*, the newest first: all, or so many; raises StorageFailed.

    They are compared on a thread: those of a year would stop the window.
    """
    rows = await journal.run(saves.of_customer, customer, newest)
    return await asyncio.to_thread(lambda: tuple(_receipt(row, who) for row in rows))


def _receipt(row: saves.SaveRow, who: str) -> Receipt:
    saved = as_saved(row)
    is_known = row.outcome in _KNOWN and row.before is not None and row.after is not None
    changes = stored_changes(saved.before, saved.after, saved.sent) if is_known else ()
    return Receipt(
        id=row.id,
        customer=row.customer_id,
        who=who,
        at=row.at,
        way=row.way,
        outcome=row.outcome,
        before=None if row.before is None else saved.before,
        after=None if row.after is None else saved.after,
        sent=saved.sent,
        changes=changes,
        not_stored=saved.not_stored if row.outcome in _KNOWN else (),
        disturbed=saved.disturbed if is_known else (),
        problem=row.detail if row.outcome == "refused" else "",
        words=row.words,
        is_saved_again=row.outcome == "unknown" and row.detail == saves.SAVED_AGAIN,
    )


def as_saved(row: saves.SaveRow) -> Saved:
    """What the journal holds of a save, compared anew."""
    before, after = Customer(row.before or {}), Customer(row.after or {})
    sent = edits.writable_values(Customer(row.sent))
    came = edits.compare(before, after, sent)
    # What was blamed on it then; a colleague may have been between two readings.
    blamed = tuple(name for name in came.disturbed if row.blames(name))
    is_unsaid = not (row.names or row.detail) and row.outcome != "stored"
    return Saved(
        receipt=row.id,
        at=row.at,
        before=before,
        after=after,
        sent=sent,
        not_stored=came.not_stored,
        disturbed=blamed or (came.disturbed if is_unsaid else ()),
    )
