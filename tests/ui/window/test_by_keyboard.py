"""Where the keyboard is after something was done, and what is at hand beside a customer's name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QDialog, QLabel, QLineEdit, QPushButton, QTabWidget

from desktop.domain.fields import Choice
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk


def _create(desk: Desk, name: str) -> None:
    """By keys alone: the name, Tab, a number, and Enter."""
    desk.trigger("new_top")
    sheet = desk.find(QDialog, "new_customer")
    line = sheet.findChild(QLineEdit, "field_name")
    number = sheet.findChild(QLineEdit, "field_customernumber")
    assert line is not None
    assert number is not None
    desk.wait(line.hasFocus)
    QTest.keyClicks(line, name)
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert number.hasFocus()
    QTest.keyClicks(number, "ZZ-1")
    QTest.keyClick(number, Qt.Key.Key_Return)


def test_after_creating_from_the_search_the_keyboard_is_on_the_new_customer(desk: Desk) -> None:
    results = desk.find(QAbstractItemView, "results")
    desk.search("a")
    desk.wait(lambda: results.isVisible() and results.model().rowCount() > 0)
    _create(desk, "Zz Ny ApS")
    desk.wait(lambda: desk.shown_name == "Zz Ny ApS")
    # Without a window manager no window is active by itself when a dialog has gone.
    desk.wait(lambda: desk.window.focusWidget() is desk.tree)
    assert desk.tree.isVisible()
    assert desk.tree.currentIndex().data() == "Zz Ny ApS"


def test_after_creating_offline_the_keyboard_is_on_who_waits(
    desk: Desk, server: DemoServer
) -> None:
    results = desk.find(QAbstractItemView, "results")
    desk.search("a")
    desk.wait(lambda: results.isVisible() and results.model().rowCount() > 0)
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    _create(desk, "Zz Ny ApS")
    desk.wait(lambda: desk.tree.isVisible() and desk.window.focusWidget() is desk.tree)
    desk.wait(lambda: desk.tree.currentIndex().data() == "Zz Ny ApS")
    server.clear_faults()


def test_home_and_end_go_to_the_first_and_the_last_tab(desk: Desk) -> None:
    desk.tree.setCurrentIndex(desk.tree.model().index(0, 0))
    desk.wait(lambda: desk.shown_name != "")
    tabs = desk.find(QTabWidget, "tabs")
    bar = tabs.tabBar()
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_End)
    assert desk.workspace.card.visible_tab == "changes"
    assert bar.hasFocus()
    QTest.keyClick(bar, Qt.Key.Key_Home)
    assert desk.workspace.card.visible_tab == "details"


def test_moving_closing_and_blocking_are_in_a_menu_beside_the_name(desk: Desk) -> None:
    desk.tree.setCurrentIndex(desk.tree.model().index(0, 0))
    desk.wait(lambda: desk.shown_name != "")
    more = desk.find(QPushButton, "header_more")
    assert more.isVisible()
    menu = more.menu()
    assert [each.objectName() for each in menu.actions()] == [
        "move",
        "close_customer",
        "block_customer",
    ]
    menu.actions()[0].trigger()
    desk.wait(lambda: any(d.isVisible() for d in desk.window.findChildren(QDialog)))
    dialog = desk.find(QDialog, "new_parent_dialog")
    dialog.reject()


@pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)
def test_a_new_customers_seller_is_found_by_the_name_colleagues_are_known_by(desk: Desk) -> None:
    desk.wait(lambda: bool(desk.session.choices.of(Choice.USERS)))
    id_, name = next(iter(desk.session.choices.of(Choice.USERS).items()))
    desk.trigger("new_top")
    sheet = desk.find(QDialog, "new_customer")
    desk.click("new_customer_more")
    line = sheet.findChild(QLineEdit, "field_sellerid")
    beside = sheet.findChild(QLabel, "companion_sellerid")
    assert line is not None
    assert beside is not None
    line.setFocus()
    desk.wait(line.hasFocus)
    QTest.keyClicks(line, name)
    # The list of names has the keyboard while it is open.
    names = line.completer().popup()
    assert names is not None
    QTest.keyClick(names, Qt.Key.Key_Tab)
    assert line.text() == str(id_)
    assert beside.text() == name
    line.clear()
    sheet.reject()


def test_the_keys_to_quit_count_beside_the_window_too(desk: Desk) -> None:
    asked: list[bool] = []
    desk.window.actions_by_key["quit"].triggered.connect(lambda: asked.append(True))
    for command, name in (("bulk", "bulk_sheet"), ("import", "import_sheet")):
        desk.select(str(desk.tree.model().index(0, 0).data()))
        desk.trigger(command)
        sheet = desk.find(QDialog, name)
        desk.wait(sheet.isActiveWindow)
        QTest.keyClick(sheet, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
        assert len(asked) == 1, command
        asked.clear()
        sheet.close()


def test_a_question_that_is_open_is_answered_before_the_keys_quit(desk: Desk) -> None:
    asked: list[bool] = []
    desk.window.actions_by_key["quit"].triggered.connect(lambda: asked.append(True))
    desk.trigger("new_top")
    sheet = desk.find(QDialog, "new_customer")
    desk.wait(sheet.isActiveWindow)
    QTest.keyClick(sheet, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not asked
