"""What changed on a customer, one line a field: seen of others, and saved from here."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.edits import customer_field, same
from desktop.domain.fields import Field
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt
from desktop.domain.records import Customer
from desktop.domain.sync import FieldChange
from desktop.domain.values import Value
from desktop.ui.formats import one_line
from desktop.ui.forms.naming import Naming
from desktop.ui.labels import label_of
from desktop.ui.texts import tr
from desktop.ui.unknown import wire_text

_FIELDS: Mapping[str, Field] = {name: field for field in CUSTOMER for name in field.names}
_COMPANIONS = {field.text_field: field.name for field in CUSTOMER if field.text_field}
_PARENT = "parentcust"
_NONE = Customer({})
_SEEN_WITHIN = timedelta(minutes=5)
"""So long after a save at most the local copy has it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """One field that changed, or was to, in words; `place` tells lines apart.

    `outcome` is what Microbizz did with what was saved from here, of which `receipt` is.
    """

    place: Hashable
    at: datetime
    by: str
    field: str
    before: str
    after: str
    is_own: bool
    outcome: str = ""
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Naming):
    """What ids are told by."""

    def wire(self, name: str, wire: object) -> str:
        """A value as the server sent it, of any field."""
        field = _FIELDS.get(name)
        if field is None:
            return one_line(wire_text(wire)) or tr("forms.nothing")
        value = Customer({name: wire}).value(field.name)
        if value is None and wire_text(wire):
            return one_line(wire_text(wire))
        return self.value(field.name, value)


def seen_lines(found: Sequence[FieldChange], telling: Telling) -> Iterator[ChangeLine]:
    """*found* in words; the id of a user or a type is told by its text, where that came along."""
    told = {(each.at, each.field): each for each in found}
    for each in found:
        owner = _COMPANIONS.get(each.field)
        if owner is not None and (each.at, owner) in told:
            continue
        field = _FIELDS.get(each.field)
        source = each
        if field is not None and field.text_field:
            source = told.get((each.at, field.text_field), each)
        yield ChangeLine(
            place=("seen", each.at, each.field),
            at=each.at,
            by=tr("panes.changes.own" if each.is_own else "panes.changes.others"),
            field=label_of(field.name if field else each.field),
            before=telling.wire(source.field, source.before),
            after=telling.wire(source.field, source.after),
            is_own=each.is_own,
        )


def saved_lines(receipts: Iterable[Receipt], telling: Telling) -> Iterator[ChangeLine]:
    """A line for each field of each save, the newest save first."""
    for receipt in receipts:
        if receipt.way == "create":
            yield _created_line(receipt)
            continue
        for name, sent in receipt.sent.items():
            yield _saved_line(receipt, name, sent, telling)


def without_saved(
    found: Iterable[FieldChange], receipts: Sequence[Receipt]
) -> Iterator[FieldChange]:
    """*found* but for what is on record as saved from here."""
    for each in found:
        field = _FIELDS.get(each.field)
        name = _COMPANIONS.get(each.field) or (field.name if field else each.field)
        is_on_record = each.is_own and any(
            abs(each.at - receipt.at) < _SEEN_WITHIN
            and (name in receipt.sent or receipt.way == "create")
            for receipt in receipts
        )
        if not is_on_record:
            yield each


def parents_in(found: Iterable[FieldChange], receipts: Iterable[Receipt]) -> set[CustomerId]:
    """The customers that are named as a parent."""
    moves = (each for each in found if each.field == _PARENT)
    ids = {Customer({_PARENT: wire}).parent_id for m in moves for wire in (m.before, m.after)}
    for receipt in receipts:
        if _PARENT in receipt.sent:
            sent = receipt.sent[_PARENT]
            images = (each for each in (receipt.before, receipt.after) if each is not None)
            ids |= {each.parent_id for each in images}
            ids |= {CustomerId(sent)} if isinstance(sent, int) else set()
    return {id_ for id_ in ids if id_}


def outcome_words(receipt: Receipt) -> str:
    """What became of the whole save, in a sentence or less."""
    if receipt.outcome == "refused":
        words = one_line(receipt.words)
        if words:
            return tr("panes.changes.outcome.refused_saying", words=words)
    if receipt.outcome == "differs" and not receipt.not_stored:
        # What else it changed has been told when it did.
        return tr("panes.changes.outcome.stored")
    if receipt.is_saved_again:
        return tr("panes.changes.outcome.saved_again")
    return tr(f"panes.changes.outcome.{receipt.outcome}")


def _created_line(receipt: Receipt) -> ChangeLine:
    return ChangeLine(
        place=("saved", receipt.id, ""),
        at=receipt.at,
        by=tr("panes.changes.own"),
        field=tr("panes.changes.created"),
        before=tr("forms.nothing"),
        after=one_line(str(receipt.sent.get("name") or "")) or tr("forms.nothing"),
        is_own=True,
        outcome=outcome_words(receipt),
        receipt=receipt,
    )


def _saved_line(receipt: Receipt, name: str, sent: Value, telling: Telling) -> ChangeLine:
    before, after = receipt.before or _NONE, receipt.after or _NONE
    has_answer = receipt.outcome in {"stored", "differs"}
    outcome, now = outcome_words(receipt), telling.value(name, sent)
    if has_answer and name not in receipt.not_stored:
        outcome = tr("panes.changes.outcome.stored")
        now = telling.value(name, after.value(name), after)
    elif has_answer:
        is_as_before = same(customer_field(name), before.held(name), after.held(name))
        if is_as_before:
            outcome = tr("panes.changes.outcome.not_stored")
        else:
            outcome = tr("panes.changes.outcome.otherwise", sent=now)
            now = telling.value(name, after.value(name), after)
    return ChangeLine(
        place=("saved", receipt.id, name),
        at=receipt.at,
        by=tr("panes.changes.own"),
        field=label_of(name),
        before=telling.value(name, before.value(name), before),
        after=now,
        is_own=True,
        outcome=outcome,
        receipt=receipt,
    )
