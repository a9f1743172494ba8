"""Values in words, and the columns that hold them."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from PySide6.QtCore import QLocale

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Subscription
from desktop.domain.values import Value
from desktop.ui.labels import tooltip
from desktop.ui.panes.columns import (
    OTHERS,
    Column,
    field_column,
    one_line,
    others_column,
    remaining_columns,
)
from desktop.ui.panes.formats import TICK, Format, spoken, words


@pytest.fixture
def in_denmark() -> Iterator[None]:
    """Danish numbers and dates for one test."""
    before = QLocale()
    QLocale.setDefault(QLocale("da_DK"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (None, Format.MONEY, ""),
        (1234.5, Format.MONEY, "1,234.50"),
        (1e300, Format.MONEY, "1e+300"),
        (1.5, Format.REAL, "1.5"),
        (2.0, Format.REAL, "2"),
        (1234567, Format.NUMBER, "1,234,567"),
        (2**70, Format.NUMBER, str(2**70)),
        (True, Format.FLAG, TICK),
        (False, Format.FLAG, ""),
        (date(2026, 3, 1), Format.DATE, "01/03/2026"),
        (time(9, 5, 59), Format.TIME, "09:05"),
        (12, Format.ID, "#12"),
        (0, Format.ID, ""),
        ((3, 14), Format.IDS, "#3, #14"),
        (2048, Format.SIZE, "2.0 kB"),
        (-1, Format.SIZE, "-1"),
        (2**70, Format.SIZE, str(2**70)),
    ],
)
def test_values_in_english(value: Value, how: Format, said: str) -> None:
    assert words(value, how) == said


@pytest.mark.usefixtures("in_denmark")
@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (1234.5, Format.MONEY, "1.234,50"),
        (1.5, Format.REAL, "1,5"),
        (date(2026, 3, 1), Format.DATE, "01.03.2026"),
        (time(9, 5), Format.TIME, "09.05"),
    ],
)
def test_values_in_danish(value: Value, how: Format, said: str) -> None:
    assert words(value, how) == said


def test_the_year_is_written_out_wherever_one_is() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    try:
        assert words(date(2026, 3, 1), Format.DATE) == "3/1/2026"
    finally:
        QLocale.setDefault(before)


def test_a_tick_is_read_aloud_as_a_word() -> None:
    assert spoken(True, Format.FLAG) == "Yes"  # noqa: FBT003 - the value itself
    assert spoken(False, Format.FLAG) == "No"  # noqa: FBT003 - the value itself


def test_a_cell_is_one_line_and_not_endless() -> None:
    assert one_line("a\n\n b\tc ") == "a b c"
    assert len(one_line("x" * 10_000_000)) == 300


def test_a_tooltip_takes_nothing_for_markup() -> None:
    assert tooltip("<b>\n&") == "<qt>&lt;b&gt;<br>&amp;</qt>"
    assert tooltip("") == ""
    assert len(tooltip("x" * 1_000_000)) < 2_100


def test_a_field_that_cannot_be_read_is_empty_and_among_the_others() -> None:
    record = Subscription({"id": 1, "count": "mange", "nyt": {"a": [1]}, "tomt": ""})
    assert field_column(ObjectType.SUBSCRIPTION, "count").line(record) == ""
    others = others_column()
    assert others.whole(record) == 'nyt: {"a": [1]}\ncount: mange'
    assert others.line(record) == 'nyt: {"a": [1]} count: mange'


def test_every_field_of_the_catalogue_has_a_column() -> None:
    kind = ObjectType.SUBSCRIPTION
    shown = (field_column(kind, "title"),)
    rest = remaining_columns(kind, shown)
    keys = [column.key for column in rest]
    assert "title" not in keys
    assert {"customerid", "changedate", OTHERS} <= set(keys)
    assert not any(column.is_shown for column in rest if column.key != OTHERS)


def test_a_column_may_sort_by_more_than_it_shows() -> None:
    column: Column[int] = Column(key="x", title="X", value=lambda n: n % 10, order=lambda n: n)
    assert column.sort_key(21) == (0, 21)
    assert column.line(21) == "1"
