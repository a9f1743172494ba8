"""The ways to a change of many: the tree, its menu, the table of those below, a cascade."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.bulk.sheet import BulkSheet
from desktop.ui.bulk.strip import CascadeStrip
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk
from tests.ui.forms.driver import answer, question

NEW = "22222222"


@pytest.fixture
def desk(
    server: DemoServer, qtbot: QtBot, until: Callable[..., Any], tmp_path: Path
) -> Iterator[Desk]:
    parent = server.patch_customer(name="Aaa Foreningen", phone="11111111")["id"]
    server.plant(
        [{"name": f"Hus {n}", "parentcust": parent, "phone": "11111111"} for n in range(3)]
    )
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path)
    desk.wait(lambda: desk.has_row("Aaa Foreningen"))
    desk.select("Aaa Foreningen")
    desk.trigger("expand_branch")
    desk.wait(lambda: desk.has_row("Hus 2", desk.row("Aaa Foreningen")))
    yield desk
    until(desk.close())
    assert not desk.bugs


def sheet() -> BulkSheet | None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, BulkSheet) and widget.isVisible():
            return widget
    return None


def whom(desk: Desk) -> list[str]:
    desk.wait(lambda: sheet() is not None)
    found = sheet()
    assert found is not None
    box = found.findChild(QComboBox, "bulk_whom")
    assert box is not None
    return [box.itemText(at) for at in range(box.count())]


def add(desk: Desk, index: QModelIndex) -> None:
    """Ctrl and a click."""
    where = desk.tree.visualRect(index).center()
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(desk.tree.viewport(), Qt.MouseButton.LeftButton, control, where)
    # Else Qt takes Control to be held from here on.
    QTest.keyRelease(desk.tree, Qt.Key.Key_Control)


def test_several_selected_in_the_tree_are_meant_and_the_card_stays(desk: Desk) -> None:
    top = desk.row("Aaa Foreningen")
    for name in ("Hus 0", "Hus 2"):
        add(desk, desk.row(name, top))
    assert desk.shown_name == "Aaa Foreningen"
    assert len(desk.workspace.tree.chosen) == 3
    desk.trigger("bulk")
    assert whom(desk)[0] == "The selected customers (3)"
    # A plain click goes on as ever.
    desk.tree.selectionModel().setCurrentIndex(
        desk.row("Hus 1", top),
        QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
    )
    desk.wait(lambda: desk.shown_name == "Hus 1")


def test_one_selected_stands_for_its_branch(desk: Desk, server: DemoServer) -> None:
    desk.trigger("bulk")
    assert whom(desk)[0] == "Aaa Foreningen and all below"
    found = sheet()
    assert found is not None
    line = found.findChild(QLineEdit, "field_phone")
    assert line is not None
    QTest.keyClicks(line, NEW)
    press(found, "preview")
    table = found.findChild(QTableView, "bulk_rows")
    assert table is not None
    desk.wait(lambda: table.isVisible() and table.model().rowCount() == 4)
    press(found, "run")
    desk.wait(lambda: [each["phone"] for each in planted(server)] == [NEW] * 4)
    # What a batch does itself is not offered again.
    desk.wait(lambda: found.batch is not None and not found.batch.is_running)
    desk.wait(lambda: not desk.session.edits.is_busy)
    assert desk.find(CascadeStrip, "cascade").offer is None


def test_after_a_save_those_below_with_the_old_value_are_offered(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    parent = until(desk.session.browse.customer(desk.workspace.tree.chosen[0]))
    until(desk.session.edits.save(parent, {"phone": NEW}))
    strip = desk.find(CascadeStrip, "cascade")
    desk.wait(strip.isVisible)
    take = strip.findChild(QPushButton, "cascade_take")
    assert take is not None
    assert "(3)" in take.text()
    QTest.mouseClick(take, Qt.MouseButton.LeftButton)
    desk.wait(lambda: sheet() is not None)
    assert not strip.isVisible()
    found = sheet()
    assert found is not None
    press(found, "run")
    desk.wait(lambda: [each["phone"] for each in planted(server)] == [NEW] * 4)


def test_the_menu_of_a_row_leads_there(desk: Desk) -> None:
    desk.workspace.tree.asked.emit("bulk", desk.workspace.tree._stack.view.customer)
    assert whom(desk)[0] == "Aaa Foreningen and all below"


def test_signing_out_asks_where_something_is_not_sent(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    assert until(desk.workspace.may_leave())
    desk.trigger("bulk")
    whom(desk)
    # Nothing was begun in it.
    assert until(desk.workspace.may_leave())
    assert sheet() is None


def test_who_leaves_all_the_same_is_signed_out_without_asking_again(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    desk.trigger("bulk")
    whom(desk)
    found = sheet()
    assert found is not None
    line = found.findChild(QLineEdit, "field_phone")
    assert line is not None
    QTest.keyClicks(line, NEW)
    for words, may_leave in (("Go on", False), ("Discard", True)):
        asked = asyncio.ensure_future(desk.workspace.may_leave())
        desk.wait(lambda: question() is not None)
        answer(words)
        desk.wait(asked.done)
        assert asked.result() is may_leave
        desk.wait(lambda: question() is None)
    assert sheet() is None


def test_a_field_that_is_another_than_the_parents_is_marked(desk: Desk) -> None:
    top = desk.row("Aaa Foreningen")
    desk.tree.setCurrentIndex(desk.row("Hus 0", top))
    desk.wait(lambda: desk.shown_name == "Hus 0")
    mark = desk.find(QWidget, "mark_phone")
    assert not mark.toolTip()
    line = desk.find(QLineEdit, "field_phone")
    QTest.keyClicks(line, "9")
    desk.trigger("save")
    desk.wait(lambda: "Parent: 11111111" in mark.toolTip())
    assert line.accessibleDescription() == "Parent: 11111111"


def planted(server: DemoServer) -> list[dict[str, Any]]:
    wanted = {"Aaa Foreningen", "Hus 0", "Hus 1", "Hus 2"}
    return [each for each in server.customers().values() if each["name"] in wanted]


def press(sheet: BulkSheet, name: str) -> None:
    button = sheet.findChild(QPushButton, f"bulk_{name}")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
