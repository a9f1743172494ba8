"""Spellings the basic types are accepted in."""

import pytest

from desktop.demo import coercion
from desktop.demo.coercion import Refused


@pytest.mark.parametrize(
    "spelling", ["2011-08-05", "05-08-2011", "5-8-2011", "05/08/2011", "5.8.2011", "5. august 2011"]
)
def test_dates_are_read_day_first_in_many_spellings(spelling: str) -> None:
    assert coercion.day(spelling, "startdate") == "2011-08-05"


@pytest.mark.parametrize("spelling", ["18:45", "18.45", "18:45:00"])
def test_times(spelling: str) -> None:
    assert coercion.time_of_day(spelling, "createtime") == "18:45:00"


@pytest.mark.parametrize(
    ("spelling", "meaning"),
    [(True, 1), (1, 1), ("1", 1), ("yes", 1), ("true", 1), (False, 0), (0, 0), ("no", 0), ("", 0)],
)
def test_booleans(spelling: object, meaning: int) -> None:
    assert coercion.truth(spelling, "isblocked") == meaning


@pytest.mark.parametrize(("spelling", "meaning"), [("12", 12), (12.0, 12), ("", 0), (None, 0)])
def test_numbers(spelling: object, meaning: int) -> None:
    assert coercion.number(spelling, "typeid") == meaning


@pytest.mark.parametrize(("spelling", "meaning"), [("12,59", 12.59), (12.59, 12.59), ("", 0)])
def test_decimals(spelling: object, meaning: float) -> None:
    assert coercion.decimal(spelling, "latitude") == meaning


def test_empty_dates_and_times_are_empty() -> None:
    assert coercion.day("0000-00-00", "d") == coercion.day(None, "d") == ""
    assert coercion.time_of_day("", "t") == ""


@pytest.mark.parametrize(("spelling", "meaning"), [([1, "2"], [1, 2]), ("", []), ({"0": 3}, [3])])
def test_collections_of_numbers(spelling: object, meaning: list[int]) -> None:
    assert coercion.numbers(spelling, "tags") == meaning


def test_what_cannot_be_read_is_refused_by_the_field_s_name() -> None:
    with pytest.raises(Refused, match="typeid"):
        coercion.number("tolv", "typeid")
    with pytest.raises(Refused, match="latitude"):
        coercion.decimal("nord", "latitude")
    with pytest.raises(Refused, match="isblocked"):
        coercion.truth("måske", "isblocked")
    with pytest.raises(Refused, match="startdate"):
        coercion.day("31-02-2024", "startdate")
    with pytest.raises(Refused, match="createtime"):
        coercion.time_of_day("25:00", "createtime")
    with pytest.raises(Refused, match="name"):
        coercion.text("x" * 256, "name")
    with pytest.raises(Refused, match="tags"):
        coercion.numbers("1,2", "tags")
    with pytest.raises(Refused, match="phone"):
        coercion.text(["1"], "phone")
