"""One row carried out, and what came of it in the row's own terms."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from desktop.domain import errors
from desktop.domain.edits import Saved, customer_field, not_stored_of, same
from desktop.domain.errors import AppError
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.importing import ImportRow, RowState, Verdict, Why
from desktop.domain.records import Customer
from desktop.mirror.numbered import NOBODY, Owners
from desktop.services.editing.importing.judging import judged
from desktop.services.editing.numbers import Numbers
from desktop.services.edits import Edits

_Failed = Callable[[ImportRow, Any], ImportRow]
_Reason = tuple[Why, tuple[str, ...]]


class Interrupted(Exception):
    """Nothing more can be sent for now, and nothing of this row was, unless `row` says so."""

    def __init__(self, cause: AppError, row: ImportRow) -> None:
        super().__init__(type(cause).__name__)
        self.cause = cause
        self.row = row


async def carried_out(row: ImportRow, edits: Edits) -> ImportRow:
    """The row with what came of it; raises Interrupted."""
    try:
        if row.verdict is Verdict.NEW:
            return await _created(row, edits)
        return _updated(row, await edits.update_by_number(row.preview))
    except errors.NumberUnchecked as error:
        raise Interrupted(error.cause, replace(row, state=RowState.WAITING)) from error
    except errors.WrongCustomerAnswered as error:
        wrong = _left(row, RowState.UNSURE, Why.WRONG_CUSTOMER)
        raise Interrupted(error, wrong) from error
    except AppError as error:
        if (failed := _FAILURES.get(type(error))) is None:
            raise Interrupted(error, replace(row, state=RowState.WAITING)) from error
        return failed(row, error)


async def settled(row: ImportRow, numbers: Numbers) -> ImportRow:
    """What the server tells of a row that was being sent when the program ended.

    One that it has nothing of may be sent again: an update says the same a second time. A customer
    that is not found may still be being made, and what is made can never be deleted.
    """
    found = await numbers.find(row.number)
    if row.verdict is Verdict.NEW:
        return _settled_new(row, found)
    if found is None:
        return _left(row, RowState.CONFLICT, Why.GONE)
    if found.id != row.customer:
        return _left(row, RowState.CONFLICT, Why.NUMBER_MOVED)
    return _settled_update(row, found)


async def looked_at_again(row: ImportRow, numbers: Numbers) -> ImportRow:
    """The row compared anew, with the customer as the server has it now."""
    try:
        owners = Owners(1, await numbers.only_one(row.number))
    except errors.CustomerGone:
        owners = NOBODY
    except errors.NumberAmbiguous as error:
        owners = Owners(error.count, None)
    again = judged(row.line, row.number, (row.wanted, ()), owners)
    if again.verdict is Verdict.SAME:
        was_sent = row.state in {RowState.UNSURE, RowState.PARTLY}
        return replace(again, state=RowState.STORED if was_sent else RowState.ALREADY)
    return again


async def _created(row: ImportRow, edits: Edits) -> ImportRow:
    parent = row.wanted.get("parentcust")
    fields = {"customernumber": row.number, **row.wanted}
    made = await edits.create(fields, CustomerId(parent if isinstance(parent, int) else 0))
    return _told(replace(row, customer=made.id), not_stored_of(fields, made))


def _updated(row: ImportRow, saved: Saved) -> ImportRow:
    if not saved.sent:
        return replace(row, state=RowState.ALREADY)
    came = replace(_judged(row, _unasked(saved)), words=saved.refused_by)
    if saved.disturbed:
        stopped = errors.SavingStopped(fields=saved.disturbed, customer=saved.before)
        raise Interrupted(stopped, came)
    return came


def _unasked(saved: Saved) -> tuple[_Reason, ...]:
    """What came of it that was not asked for, the weightiest first."""
    found = (
        (bool(saved.slipped), Why.SLIPPED, tuple(each.name for each in saved.slipped)),
        (saved.makes_circle, Why.MAKES_CIRCLE, ()),
        (bool(saved.not_stored), Why.NOT_ALL_STORED, saved.not_stored),
    )
    return tuple((why, fields) for is_so, why, fields in found if is_so)


def _judged(row: ImportRow, unasked: tuple[_Reason, ...]) -> ImportRow:
    if not unasked:
        return replace(row, state=RowState.STORED)
    (why, fields), *also = unasked
    return replace(row, state=RowState.PARTLY, why=why, fields=fields, also=tuple(also))


def _told(row: ImportRow, not_stored: tuple[str, ...]) -> ImportRow:
    return _judged(row, ((Why.NOT_ALL_STORED, not_stored),) if not_stored else ())


def _settled_new(row: ImportRow, found: Customer | None) -> ImportRow:
    if found is None:
        return _left(row, RowState.UNSURE, Why.NOT_FOUND_YET)
    fields = {"customernumber": row.number, **row.wanted}
    if not_stored_of(fields, found):
        return _left(row, RowState.UNSURE, Why.MAY_BE_MADE)
    return replace(row, state=RowState.STORED, customer=found.id)


def _settled_update(row: ImportRow, found: Customer) -> ImportRow:
    wanted = {change.name: change.after for change in row.changes}
    missing = not_stored_of(wanted, found)
    moved = tuple(
        name
        for name in missing
        if not same(customer_field(name), row.base.held(name), found.held(name))
    )
    if moved:
        return replace(_left(row, RowState.CONFLICT, Why.CHANGED_MEANWHILE), fields=moved)
    if len(missing) == len(wanted):
        return replace(row, state=RowState.WAITING)
    return _told(row, missing)


def _left(row: ImportRow, state: RowState, why: Why) -> ImportRow:
    return replace(row, state=state, why=why)


def _refused(row: ImportRow, error: errors.CommandRefused) -> ImportRow:
    return replace(_left(row, RowState.REFUSED, Why.SERVER_SAID), words=error.message)


def _conflicting(row: ImportRow, error: errors.ChangedMeanwhile) -> ImportRow:
    left = _left(row, RowState.CONFLICT, Why.CHANGED_MEANWHILE)
    return replace(left, fields=tuple(error.fields))


def _ambiguous(row: ImportRow, error: errors.NumberAmbiguous) -> ImportRow:
    left = _left(row, RowState.REFUSED, Why.NUMBER_NOT_UNIQUE)
    return replace(left, count=error.count, customer=NO_CUSTOMER)


def _simply(state: RowState, why: Why) -> _Failed:
    return lambda row, _error: _left(row, state, why)


_FAILURES: Final[Mapping[type[AppError], _Failed]] = MappingProxyType(
    {
        errors.CommandRefused: _refused,
        errors.ChangedMeanwhile: _conflicting,
        errors.NumberTaken: _simply(RowState.CONFLICT, Why.NUMBER_TAKEN),
        errors.NumberMoved: _simply(RowState.CONFLICT, Why.NUMBER_MOVED),
        errors.NumberAmbiguous: _ambiguous,
        errors.CustomerGone: _simply(RowState.CONFLICT, Why.GONE),
        errors.CannotMove: _simply(RowState.REFUSED, Why.CANNOT_MOVE),
        errors.ReplyLost: _simply(RowState.UNSURE, Why.ANSWER_LOST),
        errors.CreateLost: _simply(RowState.UNSURE, Why.ANSWER_LOST),
        errors.CreateUnsure: _simply(RowState.UNSURE, Why.MAY_BE_MADE),
    }
)
