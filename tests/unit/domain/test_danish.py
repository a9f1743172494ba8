"""Names stand where a Dane looks for them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.danish import sort_key


@pytest.mark.parametrize(
    "names",
    [
        ["Andersen", "Børgesen", "Zøllner", "Æbelø", "Ørum", "Ågård"],
        ["abe", "ABEL", "Åbenrå", "Aabenraax"],
        ["Opgang 2", "Opgang 9", "Opgang 10", "Opgang 10a", "Opgang 100"],
        ["Müller", "Mæller", "Møller", "Måler"],
        ["Cafe", "Café Sol", "Cafeen"],
        ["zz", "ǽa", "æb", "ǿa", "øb", "å"],
        ["z", "Ärlig", "Öl", "Ål"],
        ["", "1", "a"],
    ],
)
def test_the_order(names: list[str]) -> None:
    backwards = names[::-1]

    assert sorted(backwards, key=sort_key) == names


def test_case_and_spelling_make_no_difference() -> None:
    assert sort_key("AALBORG") == sort_key("ålborg") == sort_key("a\u030alborg")
    assert sort_key("Stra\u00dfe") == sort_key("strasse")


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_has_a_key(text: str) -> None:
    assert sort_key(text) == sort_key(text)
