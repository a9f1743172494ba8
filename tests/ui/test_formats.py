"""Values in words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from PySide6.QtCore import QLocale

from desktop.domain.values import Value
from desktop.ui.formats import TICK, Format, moment, one_line, spoken, words


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
        (date(2026, 3, 1), Format.DATE, "2026-03-01"),
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


@pytest.mark.usefixtures("in_denmark", "danish")
@pytest.mark.parametrize(
    ("value", "how", "said"),
    [
        (1234.5, Format.MONEY, "1.234,50"),
        (1.5, Format.REAL, "1,5"),
        (date(2026, 3, 1), Format.DATE, "01-03-2026"),
        (time(9, 5), Format.TIME, "09.05"),
    ],
)
def test_values_in_danish(value: Value, how: Format, said: str) -> None:
    assert words(value, how) == said


NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC).astimezone()


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (NOW.replace(hour=9, minute=41), "09:41"),
        (NOW.replace(day=21, hour=9, minute=5), "21 November 09:05"),
        (NOW.replace(year=2025, month=2, day=1, hour=0, minute=0), "1 February 2025 00:00"),
    ],
)
def test_a_moment_says_no_more_than_it_must(at: datetime, said: str) -> None:
    assert moment(at.astimezone(UTC), NOW) == said


@pytest.mark.usefixtures("in_denmark", "danish")
def test_a_moment_in_danish() -> None:
    assert moment(NOW.replace(day=21, hour=9, minute=5), NOW) == "21. november 09:05"


def test_a_tick_is_read_aloud_as_a_word() -> None:
    assert spoken(True, Format.FLAG) == "Yes"  # noqa: FBT003 - the value itself
    assert spoken(False, Format.FLAG) == "No"  # noqa: FBT003 - the value itself


def test_a_cell_is_one_line_and_not_endless() -> None:
    assert one_line("a\n\n b\tc ") == "a b c"
    assert len(one_line("x" * 10_000_000)) == 300
