"""Why a customer was found is told where what is shown of it does not say so."""

from collections.abc import Iterator

import pytest

from tests.unit.mirror.finding import FULL, Asked, copy_of


@pytest.fixture(scope="module")
def one() -> Iterator[Asked]:
    """A copy with one customer."""
    with copy_of(FULL) as asked:
        yield asked


WHY = {
    "86123456": ("phone", "86 12 34 56"),
    "+45 86 12": ("phone", "86 12 34 56"),
    "bolig 304": ("fax", "+45 20304050"),
    "lærke": ("email", "info@lærke.example"),
    "12345678": ("vat", "DK 12 34 56 78"),
    "5798 0000 12345": ("publicid", "5798000012345"),
    "kirken bag": ("secondary_text", "Bag kirken"),
    "mueller 700": ("theirreferencetext", "André Müller"),
    "nogle": ("values.key", "Nøglebrik 77"),
    "4711": ("values.count", "4711"),
    # To be seen in the row.
    "bolig": None,
    "søndergade 7": None,
    "8600 rhus": None,
    "k700": None,
}


@pytest.mark.parametrize("text", WHY)
def test_why_it_was_found_is_told_where_its_row_does_not(one: Asked, text: str) -> None:
    (hit,) = one.find(text).hits
    assert hit.reason == WHY[text]


def test_of_what_is_found_by_a_correction_no_reason_is_told(one: Asked) -> None:
    (hit,) = one.find("nøglebrlk").hits
    assert hit.is_guess
    assert hit.reason is None
