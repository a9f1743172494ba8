"""The keys of the search field."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop.ui.search.field import SearchField, Step

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class Heard:
    """What a field has told, in order."""

    def __init__(self, field: SearchField) -> None:
        self.all: list[object] = []
        field.step_asked.connect(self.all.append)
        for name in ("entered", "reveal_asked", "beside_asked", "pin_asked", "left"):
            getattr(field, name).connect(lambda name=name: self.all.append(name))


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    """A window whose commands have keys that the field needs for itself."""
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(SearchField())
    for keys in ("Ctrl+Return", "Ctrl+D"):
        action = QAction(keys, window)
        action.setShortcut(QKeySequence(keys))
        window.addAction(action)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def field(window: QMainWindow) -> SearchField:
    field = window.centralWidget()
    assert isinstance(field, SearchField)
    return field


@pytest.fixture
def heard(field: SearchField) -> Heard:
    return Heard(field)


def test_keys_that_move_through_the_results(field: SearchField, heard: Heard) -> None:
    for key in (Key.Key_Down, Key.Key_Up, Key.Key_PageDown, Key.Key_PageUp):
        QTest.keyClick(field, key)
    QTest.keyClick(field, Key.Key_Home, CONTROL)
    QTest.keyClick(field, Key.Key_End, CONTROL)
    assert heard.all == [
        *(Step.DOWN, Step.UP, Step.PAGE_DOWN, Step.PAGE_UP),
        *(Step.FIRST, Step.LAST),
    ]


def test_home_and_end_move_in_the_text(field: SearchField, heard: Heard) -> None:
    field.put_text("nord")
    QTest.keyClick(field, Key.Key_Home)
    assert field.cursorPosition() == 0
    QTest.keyClick(field, Key.Key_End)
    assert field.cursorPosition() == 4
    assert heard.all == []


def test_enter_with_and_without_control_and_escape(field: SearchField, heard: Heard) -> None:
    QTest.keyClick(field, Key.Key_Return)
    QTest.keyClick(field, Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(field, Key.Key_Return, CONTROL)
    QTest.keyClick(field, Key.Key_Escape)
    assert heard.all == ["reveal_asked", "reveal_asked", "beside_asked", "left"]


def test_its_keys_are_not_the_windows(
    window: QMainWindow, field: SearchField, heard: Heard, qtbot: QtBot
) -> None:
    ran: list[str] = []
    for action in window.actions():
        action.triggered.connect(lambda: ran.append("a command"))
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    heard.all.clear()
    QTest.keyClick(field, Key.Key_Return, CONTROL)
    QTest.keyClick(field, Key.Key_D, CONTROL)
    assert (ran, heard.all) == ([], ["beside_asked", "pin_asked"])


def test_who_comes_to_look_for_someone_is_noticed(
    window: QMainWindow, field: SearchField, heard: Heard, qtbot: QtBot
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.clearFocus()
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    assert heard.all == []
    field.focus()
    field.clearFocus()
    field.focus()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert heard.all == ["entered"] * 3


def test_what_is_put_there_tells_nobody(field: SearchField) -> None:
    told: list[str] = []
    field.edited.connect(lambda: told.append(field.text()))
    field.put_text("nord")
    assert (field.text(), told) == ("nord", [])
    QTest.keyClicks(field, "en")
    assert told == ["norde", "norden"]
    field.setText("n" * 500)
    assert len(field.text()) == 200


@pytest.mark.parametrize(
    "reason", [Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason]
)
def test_who_goes_through_by_tab_looks_for_nobody(
    window: QMainWindow, field: SearchField, heard: Heard, qtbot: QtBot, reason: Qt.FocusReason
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.clearFocus()
    field.setFocus(reason)
    assert field.hasFocus()
    assert heard.all == []
    QTest.keyClick(field, Key.Key_Down)
    assert heard.all == [Step.DOWN]
