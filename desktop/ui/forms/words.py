"""The values of customer fields in words: as they stand in a field, and in a sentence."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QLocale

from desktop.domain.checks import Fault
from desktop.domain.edits import customer_field
from desktop.domain.fields import Choice, Field, Kind
from desktop.domain.records import Record
from desktop.domain.rules import Rule
from desktop.domain.values import Value
from desktop.services.lists import Lists
from desktop.ui.formats import FORMAT_OF, one_line, spoken
from desktop.ui.texts import tr

_LARGEST_FOR_QT = 2**53


def typed(value: Value) -> str:
    """*value* as it stands in a field, and as it may be typed there again."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(tr("format.date"))
    if isinstance(value, float) and abs(value) < _LARGEST_FOR_QT:
        # No dots between thousands: a comma or a dot here is the decimal one.
        locale = QLocale()
        locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
        shortest = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
        return locale.toString(value, "f", shortest)
    return str(value)


def in_a_sentence(name: str, value: Value, lists: Lists) -> str:
    """*value* of the field *name* in one line, with a choice by its title."""
    field = customer_field(name)
    if field.kind is Kind.BOOLEAN:
        return tr("forms.yes") if value else tr("forms.no")
    if value in (None, "", ()) or (field.kind is Kind.ID and not value):
        return tr("forms.nothing")
    if isinstance(value, int) and field.choice is not None:
        return dict(choices_of(field.choice, lists)).get(value, f"#{value}")
    if field.kind in {Kind.FLOAT, Kind.DATE}:
        return typed(value)
    return one_line(spoken(value, FORMAT_OF[field.kind]))


def choices_of(choice: Choice, lists: Lists) -> tuple[tuple[int, str], ...]:
    """What can be chosen, as id and title; empty where the API gives no list."""
    by_choice: dict[Choice, Iterable[Record]] = {
        Choice.TYPES: lists.types.values(),
        Choice.MAINGROUPS: lists.maingroups.values(),
        Choice.ROLES: lists.roles.values(),
    }
    records = ((record.number("id"), record) for record in by_choice.get(choice, ()))
    return tuple((id_, record.text("title") or f"#{id_}") for id_, record in records)


def fault_text(field: Field, fault: Fault) -> str:
    """The sentence that tells what is wrong with what was typed."""
    if fault is Fault.NOT_WHOLE and field.choice is not None:
        # It is found by a name as well.
        return tr("forms.fault.no_known_name")
    return tr(f"forms.fault.{fault.value}", most=field.max_length)


def rule_text(rule: Rule) -> str:
    """The sentence on what this account has refused; it is sent all the same."""
    words = one_line(rule.words)
    if rule.shape is None:
        return tr("forms.doubt.required", words=words)
    return tr("forms.doubt.pattern", example=rule.shape.example, words=words)
