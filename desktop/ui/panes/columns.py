"""What the columns of a record table show, taken from the field catalogue or from a function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Generic, TypeVar

from desktop.domain.catalogue import FIELDS, ObjectType, field_of
from desktop.domain.danish import sort_key
from desktop.domain.fields import Kind
from desktop.domain.records import Record
from desktop.domain.values import Value
from desktop.ui.formats import FORMAT_OF, NUMERIC, Format, one_line, spoken, words
from desktop.ui.labels import tooltip
from desktop.ui.texts import tr
from desktop.ui.unknown import other_fields, wire_text

R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)
Rec = TypeVar("Rec", bound=Record)

SortKey = tuple[int, str | float]


class Tone(Enum):
    """How a row stands out from the others."""

    PLAIN = "plain"
    DIMMED = "dimmed"
    WARNING = "warning"
    FRESH = "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is special about a row; its words stand in a column, for colour alone says little.

    With `only`, it is these columns (by their keys) that show it, else all.
    """

    tone: Tone = Tone.PLAIN
    struck: bool = False
    only: frozenset[str] = frozenset()

    def on(self, column: str) -> "Mark | None":
        """The mark of that cell."""
        return self if not self.only or column in self.only else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R_contra]):
    """One column: `value` takes it from a record, `width` is in characters.

    `is_shown` is where the user begins; every column can be shown and hidden. `order` takes what
    to sort by where that is more than the value shown.
    """

    key: str
    title: str
    value: Callable[[R_contra], Value]
    format: Format = Format.TEXT
    width: int = 14
    is_shown: bool = True
    order: Callable[[R_contra], Value] | None = None

    @property
    def is_numeric(self) -> bool:
        return self.format in NUMERIC

    def line(self, record: R_contra) -> str:
        """The value in one line."""
        return one_line(words(self.value(record), self.format))

    def whole(self, record: R_contra) -> str:
        return words(self.value(record), self.format)

    def spoken(self, record: R_contra) -> str:
        return one_line(spoken(self.value(record), self.format))

    def tip(self, record: R_contra) -> str:
        """The whole text for a tooltip, where a cell may be too narrow for it."""
        if self.format is not Format.TEXT:
            return ""
        return tooltip(self.whole(record))

    def sort_key(self, record: R_contra) -> SortKey | None:
        """What the column sorts by; None where there is nothing to sort."""
        match (self.order or self.value)(record):
            case None | "":
                return None
            case bool() | int() | float() as number:
                return (0, number)
            case str() as text:
                return (1, sort_key(text))
            case tuple() as numbers:
                return (1, " ".join(f"{number:020}" for number in numbers))
            case moment:
                return (1, moment.isoformat())


def field_column(
    kind: ObjectType, name: str, *, how: Format | None = None, width: int = 14
) -> Column[Record]:
    """The column of the catalogue's field *name*."""
    return Column(
        key=name,
        title=tr(f"field.{kind.value}.{name}"),
        value=lambda record: record.value(name),
        format=how or FORMAT_OF[field_of(kind, name).kind],
        width=width,
    )


def money_column(key: str, title: str, value: Callable[[R], Value], *, width: int) -> Column[R]:
    """An amount that is worked out; one that the server sends is a `field_column`."""
    return Column(key=key, title=title, value=value, format=Format.MONEY, width=width)


def with_remaining(kind: ObjectType, shown: Sequence[Column[Rec]]) -> tuple[Column[Rec], ...]:
    """*shown*, then the catalogue's other fields, hidden at first, and what it does not know."""
    return (*shown, *remaining_columns(kind, shown))


def remaining_columns(kind: ObjectType, shown: Sequence[Column[R]]) -> tuple[Column[Record], ...]:
    """What is beside *shown*: the catalogue's other fields and what it does not know."""
    left_out = {column.key for column in shown}
    hidden = (
        replace(field_column(kind, field.name), is_shown=False)
        for field in FIELDS[kind]
        if field.name not in left_out and field.kind is not Kind.BINARY
    )
    return (*hidden, others_column())


def others_column() -> Column[Record]:
    """The fields that no column stands for, as "name: value", one a line."""
    return Column(key=OTHERS, title=tr("panes.column.others"), value=_others, width=24)


OTHERS = "others"
"""The key of the column for unknown fields, shown by itself where there are any."""


def _others(record: Record) -> str:
    lines = ((name, wire_text(wire)) for name, wire in other_fields(record))
    return "\n".join(f"{name}: {text}" for name, text in lines if text)
