"""The rows of the result list: changed by key, and whole for those who hear them."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.domain.ids import CustomerId, CustomerTypeId
from desktop.domain.reasons import Reason
from desktop.domain.records import CustomerType
from desktop.ui.search.emphasis import needles_of
from desktop.ui.search.face import Face
from desktop.ui.search.line import Line, Title
from desktop.ui.search.model import FACE_ROLE, ResultList
from tests.ui.search.results import result

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
TOOLTIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def model(qapp: QApplication) -> ResultList:
    model = ResultList()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    return model


def names(model: ResultList) -> list[str]:
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def face(model: ResultList, row: int) -> Face:
    found = model.index(row, 0).data(FACE_ROLE)
    assert isinstance(found, Face)
    return found


def test_other_results_leave_those_in_both_alone(model: ResultList) -> None:
    model.put([result(1, "Nord"), result(2, "Syd"), result(3, "Øst")])
    kept = QPersistentModelIndex(model.index(1, 0))
    gone = QPersistentModelIndex(model.index(0, 0))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))

    model.put([result(3, "Øst"), result(4, "Vest"), result(2, "Syd")])

    assert names(model) == ["Øst", "Vest", "Syd"]
    assert kept.row() == 2
    assert not gone.isValid()
    assert not resets


def test_titles_are_rows_nobody_can_choose(model: ResultList) -> None:
    model.put([result(1, "Nord"), Title.GUESSES, result(2, "Nörd")])
    title = model.index(1, 0)
    assert title.data() == "Similar spelling"
    assert model.flags(title) == Qt.ItemFlag.ItemNeverHasChildren
    assert model.result_at(title) is None
    assert title.data(FACE_ROLE) is None
    assert [each.row.name for each in model.results] == ["Nord", "Nörd"]


def test_titles_come_go_and_move(model: ResultList) -> None:
    lists: list[list[Line]] = [
        [Title.PINNED, result(1, "A"), Title.RECENT, result(2, "B")],
        [Title.RECENT, result(2, "B"), result(1, "A")],
        [result(1, "A"), Title.GUESSES, result(3, "C")],
        [],
    ]
    for lines in lists:
        model.put(lines)
        assert model.rowCount() == len(lines)


def test_what_was_typed_is_emphasised_anew(model: ResultList) -> None:
    model.put([result(1, "Søndergade", customernumber="20417")], needles_of("so"))
    assert face(model, 0).name.spans == ((0, 2),)
    changed: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first))
    model.put([result(1, "Søndergade", customernumber="20417")], needles_of("sond 204"))
    assert changed
    assert face(model, 0).name.spans == ((0, 4),)
    assert face(model, 0).number.spans == ((0, 3),)


def test_the_same_again_tells_nothing(model: ResultList) -> None:
    model.put([result(1, "Nord")], ("no",))
    changed: list[QModelIndex] = []
    model.dataChanged.connect(lambda first, _last: changed.append(first))
    model.put([result(1, "Nord")], ("no",))
    assert not changed


def test_types_give_the_badge(model: ResultList) -> None:
    model.put([result(1, "Nord", typeid=5, isblocked=1)])
    assert face(model, 0).look.letter == ""
    kind = CustomerType({"id": 5, "letter": "HKX", "color": "#123456", "title": "Hotel"})
    model.put_types({CustomerTypeId(5): kind})
    look = face(model, 0).look
    assert (look.letter, look.colour, look.is_blocked) == ("HK", "#123456", True)


def test_a_row_is_heard_whole(model: ResultList) -> None:
    hotel = CustomerType({"id": 5, "letter": "H", "title": "Hotel"})
    model.put_types({CustomerTypeId(5): hotel})
    there = result(
        *(1, "Nord", "Kæden", "Afd. 3"),
        customernumber="20417",
        address="Havnen 2",
        zip="8000",
        city="Aarhus C",
        typeid=5,
        isdeleted=1,
        is_pinned=True,
    )
    model.put([there, Title.GUESSES])
    assert model.index(0, 0).data(SPOKEN) == (
        "Nord, 20417, Hotel, Closed, Pinned, Havnen 2, 8000 Aarhus C, under Kæden, Afd. 3"
    )
    assert model.index(1, 0).data(SPOKEN) == "Similar spelling"


def test_what_else_was_found_stands_in_the_second_line(model: ResultList) -> None:
    phone = Reason("phone", "86 12\n34 56")
    there = replace(result(1, "Nord", "Kæden", city="Aarhus C"), reason=phone)
    model.put([there], needles_of("86 12 34 56"))
    place = face(model, 0).place
    assert place.text == "Phone 86 12 34 56"
    assert [place.text[first:last] for first, last in place.spans] == ["86 12 34 56"]
    assert model.index(0, 0).data(SPOKEN) == "Nord, Phone 86 12 34 56, Aarhus C, under Kæden"
    assert "Phone 86 12 34 56" in model.index(0, 0).data(TOOLTIP)


def test_of_a_long_text_what_was_found_is_in_sight(model: ResultList) -> None:
    text = Reason("values.nøgle", "Ligger under måtten ved bagdøren, spørg Fru Phone på første sal")
    model.put([replace(result(1, "Nord"), reason=text)], needles_of("phone"))
    place = face(model, 0).place
    assert place.text == "nøgle …Phone på første sal"
    assert [place.text[first:last] for first, last in place.spans] == ["Phone"]


def test_an_address_that_is_the_name_is_not_said_twice(model: ResultList) -> None:
    model.put([result(1, "Havnen 2, st.", address="Havnen 2", zip="8000", city="Aarhus C")])
    assert face(model, 0).place.text == "8000 Aarhus C"


def test_what_looks_like_markup_is_text(model: ResultList) -> None:
    model.put([result(1, "<b>Nord</b>", "<i>Kæden</i>")])
    tip = model.index(0, 0).data(TOOLTIP)
    assert "&lt;b&gt;Nord" in tip
    assert "&lt;i&gt;" in tip


def test_a_customer_without_a_name_can_be_told(model: ResultList) -> None:
    model.put([result(17, "")])
    assert names(model) == ["No name (#17)"]
    assert model.index_of(CustomerId(17)).row() == 0
    assert not model.index_of(CustomerId(18)).isValid()
