"""A question is read in every way it may be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.question import Reading, read_question


def words(text: str) -> list[tuple[str, ...]]:
    return [reading.words for reading in read_question(text)]


def test_words_are_folded_once_each() -> None:
    assert read_question(" Søn & Bo, søn ") == (Reading(("soen", "bo"), "soenbosoen"),)


@pytest.mark.parametrize("text", ["", "   ", '"', "***", "\0", "\ue000", "🎄", "-- '"])
def test_nothing_is_asked_for(text: str) -> None:
    assert read_question(text) == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("86 12 34 56", ("86123456",)),
        ("8612 3456", ("86123456",)),
        ("+4586123456", ("86123456",)),
        ("+45 86 1", ("861",)),
        ("0045 86 12 34", ("861234",)),
        ("4586123456", ("86123456",)),
        ("45 86 12 34 56", ("86123456",)),
        ("DK12345678", ("12345678",)),
        ("dk 12 34 56 78", ("12345678",)),
        ("bent 86 12 34", ("bent", "861234")),
        ("søndergade 7 2", ("soendergade", "7", "2")),
        ("8600 silkeborg", ("8600", "silkeborg")),
    ],
)
def test_the_likeliest_reading(text: str, first: tuple[str, ...]) -> None:
    assert words(text)[0] == first


def test_digits_are_several_numbers_as_well() -> None:
    assert words("86 12 34 56")[1] == ("86", "12", "34", "56")
    assert words("gade 7 2")[1] == ("gade", "72")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=400))
def test_any_text_is_a_question(text: str) -> None:
    for reading in read_question(text):
        assert reading.words
        assert reading.whole
        assert all(word.isalnum() for word in reading.words)


def test_a_long_text_is_cut_off() -> None:
    assert len(read_question("ord " * 10_000)[0].words) == 1
    assert len(read_question(" ".join(map(str, range(99_999))))[0].words) <= 10
