"""Records as rows: what Qt sees when they change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.ui.formats import Format
from desktop.ui.panes.columns import Column
from desktop.ui.panes.model import UNSORTED, RecordTable

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
DOWN = Qt.SortOrder.DescendingOrder
UP = Qt.SortOrder.AscendingOrder
TEXT, AMOUNT = 0, 1
SIGNALS = ("rowsInserted", "rowsRemoved", "layoutChanged", "dataChanged", "modelReset")


@dataclass(frozen=True)
class Line:
    """A record as small as can be."""

    id: int
    text: str = ""
    amount: float | None = None


def new_table() -> RecordTable[Line]:
    columns: tuple[Column[Line], ...] = (
        Column(key="text", title="Text", value=lambda line: line.text),
        Column(key="amount", title="Amount", value=lambda line: line.amount, format=Format.MONEY),
    )
    return RecordTable(columns, key=lambda line: line.id)


@pytest.fixture
def table(qapp: QApplication) -> Iterator[RecordTable[Line]]:
    """A model whose every change is checked by Qt's own tester."""
    model = new_table()
    tester = QAbstractItemModelTester(model, FATAL)
    yield model
    tester.deleteLater()


def ids(table: RecordTable[Line]) -> list[int]:
    return [line.id for line in table.records]


def heard_from(table: RecordTable[Line]) -> list[str]:
    """The names of the signals of rows, as they come."""
    heard: list[str] = []
    for name in SIGNALS:
        getattr(table, name).connect(lambda *_, name=name: heard.append(name))
    return heard


def test_the_first_records_come_in_the_servers_order(table: RecordTable[Line]) -> None:
    heard = heard_from(table)
    table.put([Line(3), Line(1), Line(2)])
    assert ids(table) == [3, 1, 2]
    assert heard == ["rowsInserted"]


def test_the_same_records_change_nothing(table: RecordTable[Line]) -> None:
    table.put([Line(1, "a"), Line(2, "b")])
    heard = heard_from(table)
    table.put([Line(1, "a"), Line(2, "b")])
    assert heard == []


def test_only_what_differs_is_touched(table: RecordTable[Line]) -> None:
    table.put([Line(1, "a"), Line(2, "b"), Line(3, "c")])
    heard = heard_from(table)
    table.put([Line(1, "a"), Line(3, "C"), Line(4, "d")])
    assert heard == ["rowsRemoved", "dataChanged", "rowsInserted"]
    assert [table.index(row, 0).data() for row in range(3)] == ["a", "C", "d"]


def test_an_index_stays_with_its_record(table: RecordTable[Line]) -> None:
    table.put([Line(1, "a"), Line(2, "b"), Line(3, "c")])
    place = QPersistentModelIndex(table.index_of(2))
    table.put([Line(3, "c"), Line(2, "b"), Line(0, "0")])
    table.sort(TEXT, DOWN)
    assert table.record(place).id == 2


def test_numbers_sort_by_value_and_nothing_comes_last_either_way(
    table: RecordTable[Line],
) -> None:
    table.put([Line(1, amount=10), Line(2), Line(3, amount=9.5), Line(4, amount=-1)])
    table.sort(AMOUNT, UP)
    assert ids(table) == [4, 3, 1, 2]
    table.sort(AMOUNT, DOWN)
    assert ids(table) == [1, 3, 4, 2]


def test_names_sort_the_danish_way(table: RecordTable[Line]) -> None:
    names = ["Åby", "Zoo", "Ærø", "Opgang 10", "Øst", "Opgang 9", "Aalborg"]
    table.put([Line(number, name) for number, name in enumerate(names)])
    table.sort(TEXT, UP)
    found = [line.text for line in table.records]
    assert found == ["Opgang 9", "Opgang 10", "Zoo", "Ærø", "Øst", "Åby", "Aalborg"]


def test_what_comes_later_takes_its_place_in_the_order(table: RecordTable[Line]) -> None:
    table.put([Line(1, "b")])
    table.sort(TEXT, UP)
    table.put([Line(1, "b"), Line(2, "a"), Line(3, "c")])
    assert ids(table) == [2, 1, 3]


def test_unsorted_is_the_servers_order(table: RecordTable[Line]) -> None:
    table.put([Line(2, "b"), Line(1, "a")])
    table.sort(TEXT, UP)
    table.sort(UNSORTED, UP)
    assert ids(table) == [2, 1]


def test_one_id_sent_twice_is_two_rows(table: RecordTable[Line]) -> None:
    table.put([Line(0, "a"), Line(0, "b"), Line(1, "c")])
    assert [line.text for line in table.records] == ["a", "b", "c"]
    table.put([Line(0, "a"), Line(1, "c")])
    assert [line.text for line in table.records] == ["a", "c"]


def test_a_record_that_is_not_there_has_no_place(table: RecordTable[Line]) -> None:
    table.put([Line(1)])
    assert not table.index_of(2).isValid()
    heard = heard_from(table)
    table.touch(2)
    assert heard == []


def test_touching_paints_one_row(table: RecordTable[Line]) -> None:
    table.put([Line(1), Line(2)])
    changed: list[tuple[int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        changed.append((first.row(), last.row()))

    table.dataChanged.connect(note)
    table.touch(2)
    assert changed == [(1, 1)]


@settings(max_examples=60, deadline=None)
@given(
    lists=st.lists(
        st.lists(st.builds(Line, st.integers(0, 6), st.sampled_from(["", "a", "b", "æ"]))),
        max_size=5,
    ),
    column=st.sampled_from([UNSORTED, TEXT, AMOUNT]),
    order=st.sampled_from([UP, DOWN]),
)
def test_any_list_can_follow_any_other(
    qapp: QApplication, lists: Sequence[list[Line]], column: int, order: Qt.SortOrder
) -> None:
    table = new_table()
    tester = QAbstractItemModelTester(table, FATAL)
    heard = heard_from(table)
    table.sort(column, order)
    for records in lists:
        table.put(records)
        assert sorted(table.records, key=repr) == sorted(records, key=repr)
        assert [table.index(row, TEXT).data() for row in range(len(records))] == [
            line.text for line in table.records
        ]
    assert "modelReset" not in heard
    tester.deleteLater()
