"""Commands mean whom the keyboard is on: a result, the card beside, or else who is in the tree."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTabWidget,
    QTreeView,
)

from desktop.ui.beside import Beside
from desktop.ui.search.view import ResultView
from tests.helpers.desk import Desk
from tests.helpers.drops import mime_of
from tests.ui.panes.documents.papers import choose_folder
from tests.ui.window.estates import Estate, open_to_house, sheet
from tests.ui.window.test_new_at_hand import keep_as_draft

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NAMING = ("new_child", "new_beside", "move", "close_customer", "block_customer", "bulk")
"""Commands that open something that names whom it is about."""


@pytest.fixture(autouse=True)
def active(estate: Estate, desk: Desk) -> None:
    """Only an active window has the keyboard."""
    desk.window.resize(1500, 800)
    activate(desk)


def activate(desk: Desk) -> None:
    """Without a window manager no window is active by itself when a dialog has gone."""
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)


def words_of(desk: Desk, command: str) -> str:
    """All that is said by what a command opens."""
    desk.trigger(command)
    desk.wait(lambda: any(each.isVisible() for each in desk.window.findChildren(QDialog)))
    dialog = next(each for each in desk.window.findChildren(QDialog) if each.isVisible())
    said = [dialog.windowTitle()]
    said += [each.text() for each in dialog.findChildren(QLabel)]
    for choice in dialog.findChildren(QComboBox):
        said += [choice.itemText(number) for number in range(choice.count())]
    dialog.reject()
    desk.wait(lambda: not any(each.isVisible() for each in desk.window.findChildren(QDialog)))
    activate(desk)
    return " ".join(said)


def about(desk: Desk, commands: tuple[str, ...] = NAMING) -> dict[str, set[str]]:
    """Which of the estates each command names."""
    estates = ("Zz Nord", "Zz Syd")
    said = {command: words_of(desk, command) for command in commands}
    return {key: {name for name in estates if name in words} for key, words in said.items()}


def allowed(desk: Desk, command: str) -> bool:
    return desk.window.actions_by_key[command].isEnabled()


def find(desk: Desk, name: str) -> QLineEdit:
    """Search until this customer is the result that Enter means; the search field."""
    desk.search(name)
    view = desk.find(ResultView, "results")
    desk.wait(lambda: view.isVisible() and str(view.currentIndex().data() or "") == name)
    return desk.find(QLineEdit, "search")


def open_beside(desk: Desk, name: str) -> Beside:
    """The card beside, the keyboard in the tree."""
    field = find(desk, name)
    QTest.keyClick(field, Key.Key_Return, CONTROL)
    beside = desk.find(Beside, "beside")
    desk.wait(lambda: beside.selected is not None and beside.selected.name == name)
    QTest.keyClick(field, Key.Key_Escape)
    assert desk.tree.hasFocus()
    return beside


def tabs_of(beside: Beside) -> QTabBar:
    tabs = beside.findChild(QTabWidget, "tabs")
    assert tabs is not None
    return tabs.tabBar()


def test_who_is_chosen_anew_gets_no_files_for_the_folder_of_the_one_before(
    desk: Desk, estate: Estate, tmp_path: Path
) -> None:
    planted = {"title": "Tag", "filename": "Tag.jpg", "folder": "Fotos"}
    estate.server.patch_record("document", customerid=estate.nord, **planted)
    desk.select("Zz Nord")
    documents = desk.workspace.tabs.documents
    desk.show_tab("documents")
    desk.wait(desk.find(QTreeView, "documents_folders").isVisible)
    choose_folder(documents, 0)
    assert documents.folder == "Fotos"
    plan = tmp_path / "Plan.pdf"
    plan.write_bytes(b"%PDF-1.4 plan")
    QGuiApplication.clipboard().setMimeData(mime_of([plan]))

    # As if the first had been chosen a moment ago: the card follows once the choice has settled.
    desk.workspace._following._settled.start(60_000)
    desk.tree.setCurrentIndex(desk.row("Zz Syd"))
    assert documents.selected is not None
    assert documents.selected.id == estate.nord
    desk.trigger("paste_files")
    button = documents.findChild(QAbstractButton, "paste_files")
    assert button is not None
    button.click()
    rows = desk.session.uploads
    desk.wait(lambda: len(rows.rows) == 2)
    # The command means who is chosen, the button who stands above it.
    sent = {(row.customer_id, row.folder) for row in rows.rows}
    assert sent == {(estate.syd, ""), (estate.nord, "Fotos")}
    rows.cancel(row.id for row in rows.rows)
    QGuiApplication.clipboard().clear()


@pytest.mark.qt_log_ignore("grabbing the", extend=True)
def test_with_a_result_at_hand_commands_mean_it(desk: Desk) -> None:
    desk.select("Zz Nord")
    field = find(desk, "Zz Syd")
    assert field.hasFocus()
    assert about(desk) == {command: {"Zz Syd"} for command in NAMING}
    assert words_of(desk, "add_files").startswith("Add files to Zz Syd")
    assert not allowed(desk, "paste_files"), "nothing is pasted onto a result"
    assert not allowed(desk, "expand_branch"), "the tree is out of sight"
    QTest.keyClick(field, Key.Key_Escape)
    assert about(desk, ("move",)) == {"move": {"Zz Nord"}}
    assert allowed(desk, "paste_files")

    # The menu beside a name means that customer, whoever was at hand before.
    find(desk, "Zz Syd")
    more = next(
        each for each in desk.window.findChildren(QPushButton, "header_more") if each.isVisible()
    )
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    desk.wait(lambda: QApplication.activePopupWidget() is not None)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()
    assert about(desk, ("move",)) == {"move": {"Zz Nord"}}


def test_where_nobody_is_found_nobody_is_meant(desk: Desk) -> None:
    desk.select("Zz Nord")
    desk.search("qqqwww")
    desk.wait(lambda: desk.find(QLabel, "search_message").isVisible())
    for command in (*NAMING, "add_files", "pin", "mark_branch_seen", "parent"):
        assert not allowed(desk, command), command
    # The keyboard in the card, it is about whom the card shows, whatever the search says.
    tabs = desk.find(QTabWidget, "tabs")
    tabs.tabBar().setFocus()
    assert about(desk, ("move",)) == {"move": {"Zz Nord"}}

    # Nor is a result of what was typed before.
    field = find(desk, "Zz Syd")
    field.setText("Zz Hus")
    desk.window.actions_by_key["new_child"].trigger()
    desk.window.actions_by_key["move"].trigger()
    view = desk.find(ResultView, "results")
    desk.wait(lambda: str(view.currentIndex().data() or "") == "Zz Hus")
    assert not any(each.isVisible() for each in desk.window.findChildren(QDialog))


@pytest.mark.qt_log_ignore("grabbing the", extend=True)
def test_in_the_card_beside_commands_mean_who_is_there(desk: Desk) -> None:
    desk.select("Zz Nord")
    beside = open_beside(desk, "Zz Syd")
    assert about(desk, ("move",)) == {"move": {"Zz Nord"}}
    tabs_of(beside).setFocus()
    assert about(desk) == {command: {"Zz Syd"} for command in NAMING}
    assert words_of(desk, "add_files").startswith("Add files to Zz Syd")
    assert not allowed(desk, "beside"), "it is there already"
    assert not allowed(desk, "expand_branch")

    # A menu takes the keyboard, and means whom it was opened on.
    tabs_of(beside).setFocus()
    bar = desk.window.menuBar()
    bar.setFocus(Qt.FocusReason.MenuBarFocusReason)
    assert bar.hasFocus()
    assert about(desk, ("new_child",)) == {"new_child": {"Zz Syd"}}
    tabs_of(beside).setFocus()
    first = bar.actions()[0]
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(first).center())
    popup = QApplication.activePopupWidget()
    assert popup is not None
    assert about(desk, ("new_child",)) == {"new_child": {"Zz Syd"}}
    popup.close()

    # A tab takes no keyboard by itself; who clicks it turned to that customer all the same.
    desk.tree.setFocus()
    click_tab(tabs_of(beside))
    assert about(desk, ("move",)) == {"move": {"Zz Syd"}}
    mine = desk.workspace.card.findChild(QTabWidget, "tabs")
    assert mine is not None
    click_tab(mine.tabBar())
    assert about(desk, ("move",)) == {"move": {"Zz Nord"}}
    # Walking on through the tree with another tab in sight is as it was.
    desk.tree.setFocus()
    click_tab(mine.tabBar())
    assert desk.tree.hasFocus()

    tabs_of(beside).setFocus()
    desk.click("beside_close")
    desk.wait(lambda: not beside.isVisible())
    assert about(desk, ("move",)) == {"move": {"Zz Nord"}}


def click_tab(bar: QTabBar) -> None:
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())


def test_a_draft_in_the_tree_keeps_no_files_from_who_is_beside(desk: Desk) -> None:
    keep_as_draft(desk)
    activate(desk)
    beside = open_beside(desk, "Zz Syd")
    for command in ("add_files", "paste_files", "move", "new_child"):
        assert not allowed(desk, command), command
    tabs_of(beside).setFocus()
    for command in ("add_files", "paste_files", "move", "new_child"):
        assert allowed(desk, command), command
    assert words_of(desk, "add_files").startswith("Add files to Zz Syd")


def test_saving_and_the_tick_of_pinning_are_of_who_is_at_hand(
    desk: Desk, estate: Estate, until: Callable[..., Any]
) -> None:
    desk.select("Zz Nord")
    beside = open_beside(desk, "Zz Syd")
    field = desk.workspace.card.findChild(QLineEdit, "field_phone")
    assert field is not None
    field.setFocus()
    QTest.keyClicks(field, "11223344")
    assert allowed(desk, "save")
    tabs_of(beside).setFocus()
    assert not allowed(desk, "save"), "nothing is changed beside"
    field.setFocus()
    desk.trigger("revert")
    assert field.text() == ""
    desk.tree.setFocus()

    pin = desk.window.actions_by_key["pin"]
    desk.trigger("pin")
    desk.wait(pin.isChecked)
    field = find(desk, "Zz Syd")
    desk.wait(lambda: not pin.isChecked())
    desk.trigger("pin")
    desk.wait(lambda: until(desk.session.marks.pins()) == [estate.nord, estate.syd])
    desk.wait(pin.isChecked)
    # By the search's own key, which goes by what the row shows.
    view = desk.find(ResultView, "results")
    desk.wait(lambda: view.current is not None and view.current.is_pinned)
    QTest.keyClick(field, Key.Key_D, CONTROL)
    desk.wait(lambda: not pin.isChecked())


def test_its_keys_mean_it_too_and_the_way_up_is_where_it_is_now(desk: Desk, estate: Estate) -> None:
    desk.select("Zz Syd")
    field = find(desk, "Zz Hus")
    QTest.keyClick(field, Key.Key_N, CONTROL)
    shown = sheet(desk, "new_customer")
    assert any("Zz Hus" in each.text() for each in shown.findChildren(QLabel))
    shown.reject()
    desk.wait(lambda: not shown.isVisible())
    activate(desk)
    QTest.keyClick(field, Key.Key_Up, ALT)
    desk.wait(lambda: desk.shown_name == "Zz Nord")
    assert desk.tree.isVisible()
    assert desk.tree.hasFocus()

    open_to_house(desk)
    desk.workspace.tree.show_customer(estate.house)  # type: ignore[arg-type]  # a number of the server's
    desk.wait(lambda: desk.shown_name == "Zz Hus")
    estate.server.patch_customer(estate.house, parentcust=estate.syd)
    desk.trigger("refresh")
    desk.wait(lambda: desk.has_row("Zz Hus", desk.row("Zz Syd")))
    desk.trigger("parent")
    desk.wait(lambda: desk.shown_name == "Zz Syd")
