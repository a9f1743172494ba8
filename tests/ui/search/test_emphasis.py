"""Which parts of a result are what was typed."""

import pytest

from desktop.ui.search.emphasis import needles_of, spans


def marked(text: str, typed: str) -> list[str]:
    return [text[first:last] for first, last in spans(text, needles_of(typed))]


@pytest.mark.parametrize(
    ("text", "typed", "parts"),
    [
        ("Søndergade 7, 2. th", "sondergade 7", ["Søndergade", "7"]),
        ("Søndergade 7", "7 soender", ["Sønder", "7"]),
        ("Aarhus Bolig", "århus", ["Aarhus"]),
        ("Århus Bolig", "aarhus", ["Århus"]),
        ("Aarhus Bolig", "arhus", ["Aarhus"]),
        ("Ærøskøbing", "aeroskobing", ["Ærøskøbing"]),
        ("Café Ébène", "ebene", ["Ébène"]),
        ("Nord og Syd, Nord", "nord", ["Nord", "Nord"]),
    ],
)
def test_words_from_their_beginnings(text: str, typed: str, parts: list[str]) -> None:
    assert marked(text, typed) == parts


def test_parts_of_words_from_three_letters() -> None:
    assert marked("Boligforeningen", "forening") == ["forening"]
    assert marked("Boligforeningen", "fo") == []


def test_a_beginning_is_worth_more_than_a_part() -> None:
    assert marked("Vestergade 7, ester", "ester") == ["ester"]
    assert spans("Vestergade, ester", needles_of("ester")) == ((12, 17),)


def test_digits_however_they_are_grouped() -> None:
    assert marked("tlf. 86 12 34 56", "86123456") == ["86 12 34 56"]
    assert marked("86123456", "+45 86 12 34 56") == ["86123456"]


def test_what_overlaps_is_one_part() -> None:
    assert marked("Søndergade", "sønder sø") == ["Sønder"]


def test_nothing_typed_or_nothing_there() -> None:
    assert marked("Søndergade", " -,") == []
    assert marked("", "x") == []
    assert marked("Søndergade", "nord") == []
