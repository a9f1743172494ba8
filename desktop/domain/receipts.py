"""What is on record of a save, and whether it can still be undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.edits import FieldChange, customer_field, is_met, same
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One save of this account's, as the journal has it.

    Attributes:
        who: The user it was saved as.
        at: When, in UTC.
        way: "id", "number", "create" or "restore".
        outcome: "stored", "differs" (from what was sent), "refused", "unknown" (no answer came),
            "wrong_customer", or "pending" while it is under way.
        before: The whole customer before; None where it was created.
        after: The whole customer after; None where that is not known.
        sent: What was sent, by the catalogue's names.
        changes: What was stored of it, with what was there before.
        problem: The name of the error, where it was refused.
        words: The server's words then.
        is_saved_again: Of an unknown one, that the same was saved again before it was known.
    """

    id: int
    customer: CustomerId
    who: str
    at: datetime
    way: str
    outcome: str
    before: Customer | None
    after: Customer | None
    sent: Mapping[str, Value]
    changes: tuple[FieldChange, ...] = ()
    not_stored: tuple[str, ...] = ()
    disturbed: tuple[str, ...] = ()
    problem: str = ""
    words: str = ""
    is_saved_again: bool = False

    @property
    def can_undo(self) -> bool:
        """Whether there is anything to undo; the server may show something else by now."""
        return self.before is not None and bool(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What of a save is `still` as it was stored, and what has `moved` on since.

    What is back to what it was before is neither: there is nothing to undo in it.
    """

    still: tuple[str, ...]
    moved: tuple[str, ...]


def standing(receipt: Receipt, now: Customer) -> Standing:
    """Whether *now* still shows what was saved."""
    return standing_of(receipt.changes, now)


def standing_of(changes: tuple[FieldChange, ...], now: Customer) -> Standing:
    # A number that was empty cannot be emptied again: what is sent for that is the 0 it has now.
    left = tuple(
        each
        for each in changes
        if not is_met(customer_field(each.name), each.before, now.held(each.name))
    )
    still = tuple(
        each.name
        for each in left
        if is_met(customer_field(each.name), each.after, now.held(each.name))
    )
    moved = tuple(each.name for each in left if each.name not in still)
    return Standing(still=still, moved=moved)


def stored_changes(
    before: Customer, after: Customer, sent: Mapping[str, Value]
) -> tuple[FieldChange, ...]:
    """The fields of *sent* that are another value after than before, as they were stored."""
    return tuple(
        FieldChange(name=name, before=before.held(name), after=after.held(name))
        for name in sent
        if not same(customer_field(name), before.held(name), after.held(name))
    )
