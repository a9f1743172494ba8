"""What is said of one row of an import."""

from dataclasses import replace

import pytest

from desktop.domain.importing import ImportRow, RowState, Verdict, Why
from desktop.ui.forms.naming import Naming
from desktop.ui.importing import words
from tests.ui.importing.conftest import ImportDesk

ROW = ImportRow(line=2, number="I-1", name="Hansen", verdict=Verdict.CHANGED, state=RowState.PARTLY)


@pytest.fixture
def naming(desk: ImportDesk) -> Naming:
    return Naming(lists=desk.lists)


@pytest.mark.parametrize(
    ("verdict", "right"), [(Verdict.NEW, "CustomersCreate"), (Verdict.CHANGED, "CustomersEdit")]
)
def test_a_refusal_names_the_right(naming: Naming, verdict: Verdict, right: str) -> None:
    row = replace(ROW, verdict=verdict, why=Why.SERVER_SAID, words="Nej")
    said = words.in_one_line(row, naming, is_running=True)
    assert "Nej" in said
    assert f"The right that may be missing: {right}." in said


def test_all_that_came_of_it_is_said(naming: Naming) -> None:
    also = ((Why.MAKES_CIRCLE, ()), (Why.NOT_ALL_STORED, ("city",)))
    row = replace(ROW, why=Why.SLIPPED, fields=("phone",), also=also)
    over, circle, part = words.details(row, naming, is_running=True)
    assert "Phone" in over
    assert circle.startswith("It lies below itself now")
    assert "City" in part
