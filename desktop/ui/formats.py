"""Values in the words of the user's language: dates, numbers, amounts, ticks."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from types import MappingProxyType

from PySide6.QtCore import QDate, QLocale, QTime

from desktop.domain.fields import Kind
from desktop.domain.values import Value
from desktop.ui.texts import tr

TICK = "✓"
# A cell shows one line, and a text may hold sixteen million characters.
_LONGEST_LINE = 300
# Qt counts in 64 bits, and prints hundreds of digits of the largest floats.
_LARGEST_FOR_QT = 2**53


class Format(Enum):
    """How a value is written."""

    TEXT = "text"
    NUMBER = "number"
    REAL = "real"
    MONEY = "money"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    ID = "id"
    IDS = "ids"
    SIZE = "size"


FORMAT_OF: Mapping[Kind, Format] = MappingProxyType(
    {
        Kind.STRING: Format.TEXT,
        Kind.LSTRING: Format.TEXT,
        Kind.EMAIL: Format.TEXT,
        Kind.BINARY: Format.TEXT,
        Kind.NUMBER: Format.NUMBER,
        Kind.ID: Format.ID,
        Kind.FLOAT: Format.REAL,
        Kind.BOOLEAN: Format.FLAG,
        Kind.DATE: Format.DATE,
        Kind.TIME: Format.TIME,
        Kind.IDS: Format.IDS,
    }
)

NUMERIC = frozenset({Format.NUMBER, Format.REAL, Format.MONEY, Format.SIZE})


def local_today() -> date:
    """Today where the user is."""
    return datetime.now(UTC).astimezone().date()


def words(value: Value, how: Format) -> str:
    """*value* as it stands in a cell; empty for None, and for what *how* does not fit."""
    if value is None:
        return ""
    return _WORDS[how](value)


def spoken(value: Value, how: Format) -> str:
    """*value* for a screen reader, which makes nothing of a tick."""
    if how is Format.FLAG and isinstance(value, bool):
        return tr("panes.yes") if value else tr("panes.no")
    return words(value, how)


def one_line(text: str) -> str:
    return " ".join(text[:_LONGEST_LINE].split()) if text else ""


def moment(at: datetime, now: datetime) -> str:
    """When that was where the user is: the time of day, with the day where it is not today's."""
    here, today = at.astimezone(), now.astimezone().date()
    if here.date() == today:
        return f"{here:%H:%M}"
    day = QDate(here.year, here.month, here.day)
    pattern = "format.day" if here.year == today.year else "format.day_and_year"
    return f"{QLocale().toString(day, tr(pattern))} {here:%H:%M}"


def _number(value: Value) -> str:
    if not isinstance(value, int | float):
        return str(value)
    if abs(value) > _LARGEST_FOR_QT:
        return str(value)
    return QLocale().toString(int(value))


def _real(value: Value) -> str:
    if not isinstance(value, int | float) or abs(value) > _LARGEST_FOR_QT:
        return str(value)
    shortest = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
    return QLocale().toString(float(value), "f", shortest)


def _money(value: Value) -> str:
    if not isinstance(value, int | float) or abs(value) > _LARGEST_FOR_QT:
        return str(value)
    return QLocale().toString(float(value), "f", 2)


def _flag(value: Value) -> str:
    return TICK if value is True else ""


def _date(value: Value) -> str:
    if not isinstance(value, date):
        return str(value)
    return value.strftime(tr("format.date"))


def _time(value: Value) -> str:
    if not isinstance(value, time):
        return str(value)
    clock = QTime(value.hour, value.minute, value.second)
    return QLocale().toString(clock, QLocale.FormatType.ShortFormat)


def _moment(value: Value) -> str:
    """Day and time where the user is; a Value's datetime is a date."""
    if not isinstance(value, datetime):
        return str(value)
    here = value.astimezone()
    return f"{_date(here.date())} {here:%H:%M}"


def _id(value: Value) -> str:
    return f"#{value}" if value else ""


def _ids(value: Value) -> str:
    return ", ".join(f"#{each}" for each in value) if isinstance(value, tuple) else str(value)


def _size(value: Value) -> str:
    if not isinstance(value, int) or not 0 <= value <= _LARGEST_FOR_QT:
        return str(value)
    return QLocale().formattedDataSize(value, 1, QLocale.DataSizeFormat.DataSizeTraditionalFormat)


_WORDS: Mapping[Format, Callable[[Value], str]] = MappingProxyType(
    {
        Format.TEXT: str,
        Format.NUMBER: _number,
        Format.REAL: _real,
        Format.MONEY: _money,
        Format.FLAG: _flag,
        Format.DATE: _date,
        Format.TIME: _time,
        Format.MOMENT: _moment,
        Format.ID: _id,
        Format.IDS: _ids,
        Format.SIZE: _size,
    }
)
