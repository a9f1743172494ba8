"""A reply is read in pieces, and means what the standard library says it means."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.microbizz import piecewise

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=40,
)


@given(ANYTHING, st.sampled_from([None, 1]))
def test_whatever_was_written_is_read(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)

    assert piecewise.loads(text) == json.loads(text)


@given(st.text(alphabet='{}[]",: \n01a.-\\eu'))
def test_what_is_no_json_raises_as_the_library_does(text: str) -> None:
    try:
        expected = json.loads(text, strict=False)
    except json.JSONDecodeError:
        with pytest.raises(json.JSONDecodeError):
            piecewise.loads(text)
    else:
        assert piecewise.loads(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "{",
        '{"a"',
        '{"a" 1}',
        '{"a":1',
        '{"a":1 "b":2}',
        "{1:2}",
        "[1",
        "[1 2]",
        "[1,]",
        "{} x",
    ],
)
def test_half_json_is_none(text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        piecewise.loads(text)


def test_layers_below_the_records_are_read_too() -> None:
    text = '{"results": [{"customers": [{"id": 1, "values": {"a": [1, {"b": []}]}}, {}]}, {}]}'

    assert piecewise.loads(text) == json.loads(text)


def test_more_digits_than_a_number_has_stay_text() -> None:
    digits = "9" * 5000

    assert piecewise.loads(f'{{"id": {digits}, "n": 12}}') == {"id": digits, "n": 12}
    assert piecewise.loads(f'[[[[{{"n": 12, "id": {digits}}}]]]]') == [
        [[[{"n": 12, "id": digits}]]]
    ]


def test_line_breaks_inside_strings_do_no_harm() -> None:
    assert piecewise.loads('{"a": "one\ntwo"}') == {"a": "one\ntwo"}


@pytest.mark.parametrize("opening", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [150, 10_000, 200_000])
def test_too_deep_is_an_error_of_its_own(opening: str, depth: int) -> None:
    closing = "]" if opening == "[" else "}"
    with pytest.raises(RecursionError):
        piecewise.loads(opening * depth + "1" + closing * depth)


def test_many_brackets_side_by_side_are_not_deep() -> None:
    record = {"id": 1, "values": [[number, {"a": []}] for number in range(300)]}
    value = {"results": [{"customers": [record]}]}

    assert piecewise.loads(json.dumps(value)) == value
