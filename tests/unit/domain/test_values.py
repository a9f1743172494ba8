"""What a value on the wire means: tolerant in, strict out."""

import json
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.fields import LSTRING_LENGTH, STRING_LENGTH, Field, Kind
from desktop.domain.values import (
    UnreadableValueError,
    Value,
    clean_text,
    read_value,
    write_value,
)

HUGE = 10**5000
# pytest would write its digits into the name of the test.
HUGE_ONE = pytest.param(HUGE, id="huge")
NAN = float("nan")


def field(kind: Kind) -> Field:
    return Field(name="any", kind=kind)


# --- In ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("wire", [None, "", [], {}])
def test_nothing_is_nothing_for_every_kind(kind: Kind, wire: object) -> None:
    assert read_value(kind, wire) is None


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        (0, 0),
        (12, 12),
        ("12", 12),
        (" +12 ", 12),
        ("-7", -7),
        (12.0, 12),
        ("12.0", 12),
        ("12,0", 12),
        ("1e3", 1000),
        (True, 1),
        ("007", 7),
        (2**63, 2**63),
        (str(2**63), 2**63),
        ("9" * 30, 10**30 - 1),
    ],
)
@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.ID])
def test_whole_numbers(kind: Kind, wire: object, value: int) -> None:
    read = read_value(kind, wire)

    assert read == value
    assert type(read) is int


@pytest.mark.parametrize(
    "wire",
    [
        "abc",
        "12a",
        "1_000",
        "1 000",
        "١٢",
        "²",
        "nan",
        "inf",
        12.5,
        "12.5",
        NAN,
        float("inf"),
        1e300,
        "1e300",
        "1e9999",
        "9" * 31,
        10**30,
        HUGE_ONE,
        [1],
        {"a": 1},
    ],
)
@pytest.mark.parametrize("kind", [Kind.NUMBER, Kind.ID])
def test_what_is_no_whole_number(kind: Kind, wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(kind, wire)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        (12.59, 12.59),
        ("12.59", 12.59),
        ("12,59", 12.59),
        (".5", 0.5),
        ("-,5", -0.5),
        (3, 3.0),
        ("1E-3", 0.001),
    ],
)
def test_fractions(wire: object, value: float) -> None:
    assert read_value(Kind.FLOAT, wire) == value


@pytest.mark.parametrize("wire", ["1.234,5", "1,2,3", "x", ".", HUGE_ONE, [1], {"a": 1}, NAN])
def test_what_is_no_fraction(wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(Kind.FLOAT, wire)


@pytest.mark.parametrize("wire", [1, "1", True, 1.0, "true", "YES", " ja ", 2, HUGE_ONE])
def test_yes(wire: object) -> None:
    assert read_value(Kind.BOOLEAN, wire) is True


@pytest.mark.parametrize("wire", [0, "0", False, 0.0, "false", "No", "nej"])
def test_no(wire: object) -> None:
    assert read_value(Kind.BOOLEAN, wire) is False


@pytest.mark.parametrize("wire", ["perhaps", "2", [1], {"a": 1}, NAN])
def test_neither(wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(Kind.BOOLEAN, wire)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("2011-08-05", date(2011, 8, 5)),
        ("2011-8-5", date(2011, 8, 5)),
        ("2011-08-05 12:30:00", date(2011, 8, 5)),
        ("05-08-2011", date(2011, 8, 5)),
        ("5/8/2011", date(2011, 8, 5)),
        ("5.8.2011", date(2011, 8, 5)),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("00-00-0000", None),
        ("0", None),
        (0, None),
        (False, None),
    ],
)
def test_dates(wire: object, value: date | None) -> None:
    assert read_value(Kind.DATE, wire) == value


@pytest.mark.parametrize(
    "wire",
    [
        "2011-02-30",
        "0000-01-00",
        "2011-W01-1",
        "2011-0-1-1",
        "august",
        20110805,
        [1],
        HUGE_ONE,
        NAN,
    ],
)
def test_no_dates(wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(Kind.DATE, wire)


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ("18:45:07", time(18, 45, 7)),
        ("18:45", time(18, 45)),
        ("18.45", time(18, 45)),
        ("7:05", time(7, 5)),
        ("00:00:00", time(0, 0)),
        (18.45, time(18, 45)),
    ],
)
def test_times(wire: object, value: time) -> None:
    assert read_value(Kind.TIME, wire) == value


@pytest.mark.parametrize("wire", ["24:00", "24:00:00", "12:60", "12:00:0x", "noon", "1", 12, [1]])
def test_no_times(wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(Kind.TIME, wire)


@pytest.mark.parametrize(
    ("wire", "value"),
    [([1, "2"], (1, 2)), ({"0": "3", "4": 5}, (3, 5)), ([2**63], (2**63,))],
)
def test_collections_of_ids(wire: object, value: tuple[int, ...]) -> None:
    assert read_value(Kind.IDS, wire) == value


@pytest.mark.parametrize("wire", [5, "1,2", [None], ["a"], [[1]], [NAN]])
def test_no_collections_of_ids(wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(Kind.IDS, wire)


@pytest.mark.parametrize(
    ("wire", "value"),
    [("007", "007"), (7, "7"), (1.5, "1.5"), (True, "1"), (False, "0"), ("a\ud800", "a\ufffd")],
)
@pytest.mark.parametrize("kind", [Kind.STRING, Kind.LSTRING, Kind.EMAIL, Kind.BINARY])
def test_text(kind: Kind, wire: object, value: str) -> None:
    assert read_value(kind, wire) == value


@pytest.mark.parametrize("wire", [["a"], {"a": 1}, HUGE_ONE])
def test_no_text(wire: object) -> None:
    with pytest.raises(UnreadableValueError):
        read_value(Kind.STRING, wire)


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_clean_text_can_be_stored_and_sent(text: str) -> None:
    clean = clean_text(text)

    clean.encode("utf-8")
    assert clean_text(clean) == clean
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return
    assert clean == text


def test_halves_that_belong_together_are_joined() -> None:
    assert clean_text("\ud83d\ude00") == "\U0001f600"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(alphabet=st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(Kind), ANYTHING)
def test_whatever_comes_is_read_or_unreadable(kind: Kind, wire: Any) -> None:
    try:
        value = read_value(kind, wire)
    except UnreadableValueError:
        return
    # What was read can be sent back, and means the same then.
    sent = write_value(field(kind), value)
    json.dumps(sent, allow_nan=False)
    assert value is None or read_value(kind, sent) == value


# --- Out ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "wire"),
    [
        (Kind.STRING, "a", "a"),
        (Kind.STRING, "", ""),
        (Kind.STRING, None, ""),
        (Kind.NUMBER, 5, 5),
        (Kind.NUMBER, None, 0),
        (Kind.ID, None, 0),
        (Kind.FLOAT, 1.5, 1.5),
        (Kind.FLOAT, None, 0),
        (Kind.BOOLEAN, True, 1),
        (Kind.BOOLEAN, False, 0),
        (Kind.BOOLEAN, None, 0),
        (Kind.DATE, date(2024, 2, 9), "2024-02-09"),
        (Kind.DATE, None, ""),
        (Kind.TIME, time(6, 5, 4), "06:05:04"),
        (Kind.TIME, None, ""),
        (Kind.IDS, (1, 2), [1, 2]),
    ],
)
def test_what_is_sent(kind: Kind, value: Value, wire: object) -> None:
    sent = write_value(field(kind), value)

    assert sent == wire
    assert type(sent) is type(wire)


# --- Fields ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "length"),
    [
        (Kind.STRING, STRING_LENGTH),
        (Kind.EMAIL, STRING_LENGTH),
        (Kind.LSTRING, LSTRING_LENGTH),
        (Kind.NUMBER, None),
        (Kind.BINARY, None),
    ],
)
def test_how_long_a_text_may_be(kind: Kind, length: int | None) -> None:
    assert field(kind).max_length == length
