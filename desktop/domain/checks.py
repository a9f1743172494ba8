"""What a user typed into a field, read strictly before anything is sent."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from desktop.domain.fields import Field, Kind
from desktop.domain.links import link_of
from desktop.domain.values import UnreadableValueError, Value, read_value

_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?(\d{1,15}([.,]\d{0,15})?|[.,]\d{1,15})")
# Where it is plain that dots, commas or gaps are between thousands; one alone is the decimal one.
_THOUSANDS = (
    r"(?:\.\d{3})+,\d{0,15}|(?:,\d{3})+\.\d{0,15}|(?:\.\d{3}){2,}|(?:,\d{3}){2,}"
    r"|(?:\s\d{3})+(?:[.,]\d{0,15})?"
)
_GROUPED = re.compile(rf"[+-]?\d{{1,3}}(?:{_THOUSANDS})")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4}")
_COMPACT_DAY = re.compile(r"(\d{2})(\d{2})(\d{4})")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+")
# Danish alone: a number of another country's has letters before it, or another length.
_CVR = re.compile(r"(?:DK)?(\d{8})", re.IGNORECASE)
_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 1)
_EAN_DIGITS = 13
_GAPS = re.compile(r"[\s.\-]")
_DEGREES = r"([+-]?\d{1,3}(?:[.,]\d{1,15})?)"
# A comma in between is not the decimal one: it has a space after it, or the numbers have dots.
_PAIR = re.compile(rf"\(?{_DEGREES}(?:\s*[;/]\s*|,\s+|\s+){_DEGREES}\)?")
_DOTTED_PAIR = re.compile(r"\(?([+-]?\d{1,3}\.\d{1,15}),([+-]?\d{1,3}\.\d{1,15})\)?")
_MOST_DEGREES = {"latitude": 90.0, "longitude": 180.0}


class Fault(Enum):
    """Why what was typed cannot be sent."""

    TOO_LONG = "too_long"
    NOT_WHOLE = "not_whole"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_MAIL = "not_mail"
    MISSING = "missing"


class Doubt(Enum):
    """Why what was typed is perhaps not meant; it is sent all the same."""

    CVR = "cvr"
    CVR_LENGTH = "cvr_length"
    EAN = "ean"
    EAN_LENGTH = "ean_length"
    DEGREES = "degrees"
    PHONE = "phone"
    WEB = "web"


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
    plain = _ungrouped(words) if _GROUPED.fullmatch(words) else words
    if not _DECIMAL.fullmatch(plain):
        raise Unfit(Fault.NOT_A_NUMBER)
    return float(plain.replace(",", "."))


def _ungrouped(words: str) -> str:
    signs = re.findall(r"[.,]", words)
    has_decimals = bool(signs) and signs.count(signs[-1]) == 1
    whole, sign, rest = words.rpartition(signs[-1]) if has_decimals else (words, "", "")
    return re.sub(r"[\s.,]", "", whole) + sign + rest


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


def doubt_of(name: str, value: Value) -> Doubt | None:
    """What is odd about *value* in the customer's field *name*; None for nothing."""
    if isinstance(value, int | float) and name in _MOST_DEGREES:
        return Doubt.DEGREES if abs(value) > _MOST_DEGREES[name] else None
    if not isinstance(value, str) or not value.strip():
        return None
    match name:
        case "vat":
            return _doubt_of_cvr(_GAPS.sub("", value))
        case "publicid":
            return _doubt_of_ean(_GAPS.sub("", value))
        case "phone" | "fax":
            return Doubt.PHONE if any(map(str.isalpha, value)) else None
        case "www":
            return None if link_of(name, value) else Doubt.WEB
        case _:
            return None


def _doubt_of_cvr(number: str) -> Doubt | None:
    """Eight digits, of which the weighted sum is a multiple of 11."""
    found = _CVR.fullmatch(number)
    if found is None:
        return Doubt.CVR_LENGTH if number.isdigit() else None  # another country's has letters
    total = sum(w * int(digit) for w, digit in zip(_CVR_WEIGHTS, found[1], strict=True))
    return Doubt.CVR if total % 11 else None


def _doubt_of_ean(number: str) -> Doubt | None:
    """The thirteen digits of a GLN, by which Danish authorities take invoices (GS1)."""
    if not (number.isascii() and number.isdigit()):
        return None
    if len(number) != _EAN_DIGITS:
        return Doubt.EAN_LENGTH
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
    return Doubt.EAN if total % 10 else None


def read_pair(text: str) -> tuple[float, float] | None:
    """Latitude and longitude typed or pasted as one text; None where it is not that."""
    words = text.strip()
    found = _DOTTED_PAIR.fullmatch(words) or _PAIR.fullmatch(words)
    if found is None:
        return None
    latitude, longitude = (float(each.replace(",", ".")) for each in found.groups())
    is_on_earth = abs(latitude) <= 90 and abs(longitude) <= 180
    return (latitude, longitude) if is_on_earth else None
