"""What a value on the wire means for each kind of field: tolerant in, strict out."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from types import MappingProxyType

from desktop.domain.fields import Field, Kind

Value = str | int | float | bool | date | time | tuple[int, ...] | None
WireValue = str | int | float | list[int]

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
_TRUE = frozenset({"1", "true", "yes", "ja"})
_FALSE = frozenset({"0", "false", "no", "nej"})
_WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
# Longer numbers come from no counter; Python also refuses to write them out past 4,300 digits.
_MOST_DIGITS = 30
_BEYOND = 10**_MOST_DIGITS


class UnreadableValueError(ValueError):
    """The wire holds something its field cannot mean; the raw value is still there to be shown."""


def clean_text(text: str) -> str:
    """*text* with lone surrogates replaced, so that it can be stored, painted and sent."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def read_value(kind: Kind, wire: object) -> Value:
    """Read *wire* as *kind*; None for null, "", [] and the zero date.

    Raises UnreadableValueError for anything else that does not fit.
    """
    return _READERS[kind](wire)


def reader_of(kind: Kind) -> Callable[[object], Value]:
    """`read_value` for one kind, for those who read the same field of very many records."""
    return _READERS[kind]


def write_value(field: Field, value: Value) -> WireValue:
    """What is sent for *value*: integers, 1/0, ISO dates and times; None empties the field."""
    match value:
        case None | "":
            return field.clear_with
        case bool():
            return int(value)
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M:%S")
        case tuple():
            return list(value)
        case _:
            return value


def _or_nothing(read: Callable[[object], Value]) -> Callable[[object], Value]:
    def read_or_nothing(wire: object) -> Value:
        return None if _is_nothing(wire) else read(wire)

    return read_or_nothing


def _is_nothing(wire: object) -> bool:
    return wire is None or wire == "" or (isinstance(wire, (list, dict)) and not wire)


# What comes plain, as nearly everything does, is read without a further look: a first load reads
# fifteen fields of each of a million customers.


def _plain_text(wire: object) -> Value:
    if type(wire) is str:
        return clean_text(wire) or None
    return None if _is_nothing(wire) else _text(wire)


def _plain_integer(wire: object) -> Value:
    if type(wire) is int and -_BEYOND < wire < _BEYOND:
        return wire
    return None if _is_nothing(wire) else _integer(wire)


def _plain_flag(wire: object) -> Value:
    if type(wire) is int:
        return wire != 0
    return None if _is_nothing(wire) else _flag(wire)


def _plain_day(wire: object) -> Value:
    # Python would take days of a week as well, which are as long.
    if type(wire) is str and len(wire) == 10 and wire[4] == wire[7] == "-":
        try:
            return date.fromisoformat(wire)
        except ValueError:
            return _day(wire)
    return None if _is_nothing(wire) else _day(wire)


def _plain_clock(wire: object) -> Value:
    if type(wire) is str and len(wire) == 8 and wire[2] == wire[5] == ":":
        try:
            return time.fromisoformat(wire)
        except ValueError:
            return _clock(wire)
    return None if _is_nothing(wire) else _clock(wire)


def _text(wire: object) -> str:
    if isinstance(wire, str):
        return clean_text(wire)
    if isinstance(wire, bool):
        return str(int(wire))
    if isinstance(wire, (int, float)):
        try:
            return str(wire)
        except ValueError as error:
            # More digits than Python writes out.
            raise UnreadableValueError("too many digits") from error
    raise UnreadableValueError(type(wire).__name__)


def _integer(wire: object) -> int:
    if isinstance(wire, int):
        number = int(wire)
    else:
        real = _real(wire)
        if not real.is_integer():
            raise UnreadableValueError(repr(real))
        text = str(wire).strip()
        # Digits are not taken through a float, which holds but 15 of them.
        number = int(text) if _WHOLE.fullmatch(text) else int(real)
    if abs(number) >= _BEYOND:
        raise UnreadableValueError("too many digits")
    return number


def _real(wire: object) -> float:
    if isinstance(wire, str):
        text = wire.strip()
        # Python would take "1_000" and "nan" as well, and any script's digits.
        if len(text) > _MOST_DIGITS or not _NUMBER.fullmatch(text):
            raise UnreadableValueError(text[:_MOST_DIGITS])
        wire = text.replace(",", ".")
    if not isinstance(wire, (str, int, float)):
        raise UnreadableValueError(type(wire).__name__)
    try:
        number = float(wire)
    except (ValueError, OverflowError) as error:
        raise UnreadableValueError(str(error)) from error
    if not math.isfinite(number):
        raise UnreadableValueError(repr(number))
    return number


def _flag(wire: object) -> bool:
    if isinstance(wire, int) or (isinstance(wire, float) and math.isfinite(wire)):
        return bool(wire)
    word = str(wire).strip().lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise UnreadableValueError(word)


def _day(wire: object) -> date | None:
    text = _text(wire).strip()
    if text == "0":
        return None
    if match := _ISO_DAY.match(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.match(text):
        day, month, year = (int(part) for part in match.groups())
    else:
        raise UnreadableValueError(text)
    if year == month == day == 0:
        return None
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableValueError(text) from error


def _clock(wire: object) -> time:
    text = _text(wire).strip()
    match = _CLOCK.fullmatch(text)
    if not match:
        raise UnreadableValueError(text)
    hour, minute, second = (int(part or 0) for part in match.groups())
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise UnreadableValueError(text) from error


def _numbers(wire: object) -> tuple[int, ...]:
    """A collection of ids; PHP may send it as an object with numbered keys (inferred)."""
    members = list(wire.values()) if isinstance(wire, dict) else wire
    if not isinstance(members, list):
        raise UnreadableValueError(type(wire).__name__)
    return tuple(_integer(member) for member in members)


_READERS: Mapping[Kind, Callable[[object], Value]] = MappingProxyType(
    {
        Kind.STRING: _plain_text,
        Kind.LSTRING: _plain_text,
        Kind.EMAIL: _plain_text,
        Kind.BINARY: _plain_text,
        Kind.NUMBER: _plain_integer,
        Kind.ID: _plain_integer,
        Kind.FLOAT: _or_nothing(_real),
        Kind.BOOLEAN: _plain_flag,
        Kind.DATE: _plain_day,
        Kind.TIME: _plain_clock,
        Kind.IDS: _or_nothing(_numbers),
    }
)
