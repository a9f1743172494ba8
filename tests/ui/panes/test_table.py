"""The table of every pane, under the user's hands."""

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Subscription
from desktop.ui.formats import Format
from desktop.ui.panes.columns import OTHERS, Column, field_column, remaining_columns
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView

KIND = ObjectType.SUBSCRIPTION


def new_view() -> RecordView[Subscription]:
    shown = (
        field_column(KIND, "title"),
        field_column(KIND, "unitprice", how=Format.MONEY),
        field_column(KIND, "expires"),
    )
    columns: tuple[Column[Subscription], ...] = (*shown, *remaining_columns(KIND, shown))
    model = RecordTable(columns, key=lambda each: each.id)
    return RecordView(model, name="table", title="Subscriptions", grows="title")


def subscription(id_: int, title: str, price: float = 1.0, **more: object) -> Subscription:
    return Subscription({"id": id_, "title": title, "unitprice": price, **more})


@pytest.fixture
def view(qtbot: QtBot) -> RecordView[Subscription]:
    view = new_view()
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    view.put([subscription(1, "b", 2.5), subscription(2, "a\nc", 1234.5), subscription(3, "d")])
    return view


def column_of(view: RecordView[Subscription], key: str) -> int:
    model: Any = view.model()
    return int(model.column_of(key))


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def test_rows_are_copied_as_spreadsheets_take_them(
    view: RecordView[Subscription],
) -> None:
    view.selectAll()
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "b\t2.50\t\na c\t1,234.50\t\nd\t1.00\t"


def test_one_cell_is_copied_whole(view: RecordView[Subscription]) -> None:
    view.setCurrentIndex(view.model().index(1, 0))
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(view, Qt.Key.Key_C, keys)
    assert clipboard() == "a\nc"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_chooses_the_row(view: RecordView[Subscription], qtbot: QtBot, key: Qt.Key) -> None:
    view.setCurrentIndex(view.model().index(2, 1))
    with qtbot.waitSignal(view.record_chosen) as chosen:
        QTest.keyClick(view, key)
    assert chosen.args[0].id == 3


def test_tab_leaves_the_table(qtbot: QtBot) -> None:
    page, after = QWidget(), QLineEdit()
    layout, view = QVBoxLayout(page), new_view()
    layout.addWidget(view)
    layout.addWidget(after)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    view.put([subscription(1, "a")])
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert after.hasFocus()


def test_a_click_on_a_header_sorts_and_a_third_gives_the_servers_order(
    view: RecordView[Subscription],
) -> None:
    header = view.horizontalHeader()

    def shown() -> list[int]:
        model: Any = view.model()
        return [each.id for each in model.records]

    header.setSortIndicator(column_of(view, "unitprice"), Qt.SortOrder.DescendingOrder)
    assert shown() == [2, 1, 3]
    header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert shown() == [1, 2, 3]


def test_unknown_fields_get_a_column_by_themselves(view: RecordView[Subscription]) -> None:
    others = column_of(view, OTHERS)
    assert view.isColumnHidden(others)
    view.put([subscription(1, "a", nyt="værdi")])
    assert not view.isColumnHidden(others)
    assert view.model().index(0, others).data() == "nyt: værdi"


def test_columns_come_and_go_by_the_menu(view: RecordView[Subscription]) -> None:
    menu = view.findChild(QMenu)
    assert menu is not None
    menu.aboutToShow.emit()
    by_title = {action.text(): action for action in menu.actions()}
    by_title["Period"].setChecked(True)
    assert not view.isColumnHidden(column_of(view, "period"))
    by_title["Title"].setChecked(False)
    assert view.isColumnHidden(column_of(view, "title"))


def test_the_last_column_cannot_go(view: RecordView[Subscription]) -> None:
    view.restore_layout({"shown": {"unitprice": False, "expires": False}})
    menu = view.findChild(QMenu)
    assert menu is not None
    menu.aboutToShow.emit()
    checked = [action for action in menu.actions() if action.isChecked()]
    assert [action.text() for action in checked] == ["Title"]
    assert not checked[0].isEnabled()


def test_the_growing_column_takes_what_is_left(view: RecordView[Subscription]) -> None:
    def taken() -> int:
        return sum(view.columnWidth(i) for i in range(view.model().columnCount()))

    assert taken() == view.viewport().width()
    view.resize(900, 300)
    assert taken() == view.viewport().width()


def test_the_layout_is_remembered(view: RecordView[Subscription], qtbot: QtBot) -> None:
    column = column_of(view, "unitprice")
    view.restore_layout({"widths": {"unitprice": 77}, "shown": {"period": True}})
    view.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    state = json.loads(json.dumps(view.layout_state()))

    other = new_view()
    qtbot.addWidget(other)
    other.restore_layout(state)

    assert other.columnWidth(column) == 77
    assert not other.isColumnHidden(column_of(other, "period"))
    assert other.horizontalHeader().sortIndicatorSection() == column
    assert other.layout_state() == state


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"widths": 3, "shown": None, "sort": "gone", "descending": "x"},
        {"widths": {"unitprice": -4, "gone": 3, "expires": "wide"}, "shown": {"gone": True}},
    ],
)
def test_settings_that_make_no_sense_do_no_harm(
    view: RecordView[Subscription], state: dict[str, object]
) -> None:
    before = view.layout_state()
    view.restore_layout(state)
    assert view.layout_state() == before


def test_words_for_screen_readers_and_no_markup(view: RecordView[Subscription]) -> None:
    view.put([subscription(1, "<b>fed</b>", isexpired=1)])
    model = view.model()
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "<qt>&lt;b&gt;fed&lt;/b&gt;</qt>"
    expired = model.index(0, column_of(view, "isexpired"))
    assert expired.data(Qt.ItemDataRole.AccessibleTextRole) == "Yes"
    assert view.accessibleName() == "Subscriptions"
