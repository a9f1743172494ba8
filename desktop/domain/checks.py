"""What a user typed into a field, read strictly before anything is sent."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from desktop.domain.fields import Field, Kind
from desktop.domain.values import UnreadableValueError, Value, read_value

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?(\d{1,15}([.,]\d{0,15})?|[.,]\d{1,15})")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}")
_COMPACT_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")


class Fault(Enum):
    """Why what was typed cannot be sent."""

    TOO_LONG = "too_long"
    NOT_WHOLE = "not_whole"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_MAIL = "not_mail"
    MISSING = "missing"


@dataclass(eq=False)
class Unfit(ValueError):
    """What was typed is no value of its field."""

    fault: Fault


def read_typed(field: Field, text: str) -> Value:
    """The value *text* means in *field*; None where it is empty. Raises Unfit."""
    if field.max_length is not None and len(text) > field.max_length:
        raise Unfit(Fault.TOO_LONG)
    words = text.strip()
    match field.kind:
        case Kind.NUMBER | Kind.ID:
            return _whole(words, signed=field.kind is Kind.NUMBER)
        case Kind.FLOAT:
            return _decimal(words)
        case Kind.DATE:
            return typed_day(words)
        case Kind.LSTRING:
            return text
        case Kind.EMAIL if words and not _MAIL.fullmatch(words):
            raise Unfit(Fault.NOT_MAIL)
        case _:
            return words


def _whole(words: str, *, signed: bool) -> int | None:
    if not words:
        return None
    if not _WHOLE.fullmatch(words) or (words.startswith("-") and not signed):
        raise Unfit(Fault.NOT_WHOLE)
    return int(words)


def _decimal(words: str) -> float | None:
    if not words:
        return None
    if not _DECIMAL.fullmatch(words):
        raise Unfit(Fault.NOT_A_NUMBER)
    return float(words.replace(",", "."))


def typed_day(words: str) -> date | None:
    """The day *words* mean: year first, or day first with any separator or none. Raises Unfit."""
    if not words:
        return None
    spelt = _COMPACT_DAY.sub(r"\1-\2-\3", words) if words.isdigit() and len(words) == 8 else words
    if not _DAY.fullmatch(spelt):
        raise Unfit(Fault.NOT_A_DATE)
    try:
        day = read_value(Kind.DATE, spelt.replace(" ", "-"))
    except UnreadableValueError:
        raise Unfit(Fault.NOT_A_DATE) from None
    if not isinstance(day, date):
        raise Unfit(Fault.NOT_A_DATE)
    return day
