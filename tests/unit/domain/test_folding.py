"""A word is found however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.folding import LONGEST, fold, runs, spellings

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Søndergade", ["søndergade", "soendergade", "sondergade", "SØNDERGADE"]),
        ("Århus", ["århus", "Aarhus", "arhus", "A\u030arhus"]),
        ("Aarhus", ["århus", "aarhus", "arhus"]),
        ("Grønnegård", ["grønnegård", "groennegaard", "gronnegard", "gronnegaard", "groennegard"]),
        ("Ærø", ["ærø", "aeroe", "aero"]),
        ("André", ["andré", "andre", "ANDRÉ"]),
        ("Müller", ["müller", "muller", "mueller"]),
        ("Möller", ["möller", "møller", "moller", "moeller"]),
        ("Bäcker", ["bäcker", "backer", "baecker"]),
        ("Þór", ["thor", "þor"]),
        ("Łukasz", ["lukasz"]),
        ("Straße", ["strasse", "STRASSE"]),
        ("8600", ["8600"]),
        ("Ωμέγα", ["ΩΜΈΓΑ", "ωμεγα"]),
        ("東京", ["東京"]),
    ],
)
def test_the_ways_a_word_is_typed(written: str, typed: list[str]) -> None:
    assert {fold(each) for each in typed} <= set(spellings(written))


def test_letters_of_their_own_are_told_apart() -> None:
    assert fold("sø") == "soe"
    assert fold("sø") not in spellings("sol")


def test_runs_are_what_stands_between_signs() -> None:
    assert runs("Å/S Bo & Søn_2, st.-th.") == ["Å", "S", "Bo", "Søn", "2", "st", "th"]
    assert runs("A\u030abo") == ["Åbo"]
    assert runs(' \0"*\ue000🎄-') == []


@given(ANY_TEXT)
def test_spellings_are_letters_and_digits(text: str) -> None:
    for word in runs(text):
        for spelling in spellings(word):
            assert spelling.isalnum()
            assert len(spelling) <= 20 * LONGEST


@given(ANY_TEXT)
def test_typed_as_written_is_a_spelling(text: str) -> None:
    for word in runs(text):
        if spellings(word):
            assert fold(word) in spellings(word)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    for word in map(fold, runs(text)):
        assert fold(word)[:LONGEST] == word[:LONGEST]
