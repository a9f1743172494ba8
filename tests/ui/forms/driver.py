"""A form as its user sees it: fields by their names, marks, sentences, buttons."""

import asyncio
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.forms.details import DetailsPane

W = TypeVar("W", bound=QWidget)

_LEFT = Qt.MouseButton.LeftButton


class FormDriver:
    """Finds what is in a form by object name, and uses it by mouse and keyboard."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget

    def line(self, name: str) -> QLineEdit:
        return self._find(QLineEdit, f"field_{name}")

    def box(self, name: str) -> QPlainTextEdit:
        return self._find(QPlainTextEdit, f"field_{name}")

    def tick(self, name: str) -> QCheckBox:
        return self._find(QCheckBox, f"field_{name}")

    def combo(self, name: str) -> QComboBox:
        return self._find(QComboBox, f"field_{name}")

    def type_into(self, name: str, text: str) -> None:
        """Select what is there and type over it."""
        line = self.line(name)
        line.setFocus()
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, text)

    def note(self, name: str) -> str:
        """The sentence below a field; empty where none is shown."""
        label = self._find(QLabel, f"note_{name}")
        return label.text() if label.isVisible() else ""

    def is_marked(self, name: str) -> bool:
        return self._find(QToolButton, f"revert_{name}").isVisible()

    def revert(self, name: str) -> None:
        QTest.mouseClick(self._find(QToolButton, f"revert_{name}"), _LEFT)

    def said(self, name: str = "save_bar_words") -> str:
        label = self._find(QLabel, name)
        return label.text() if label.isVisible() else ""

    def shown(self, name: str) -> str:
        return self._find(QLabel, f"value_{name}").text()

    def words_beside(self, name: str) -> str:
        """The words for an id, beside its field."""
        label = self._find(QLabel, f"companion_{name}")
        return label.text() if label.isVisible() else ""

    def button(self, name: str) -> QPushButton:
        return self._find(QPushButton, name)

    def press(self, name: str) -> None:
        button = self.button(name)
        assert not button.size().isEmpty(), f"{name} is not laid out yet"
        QTest.mouseClick(button, _LEFT)

    def _find(self, kind: type[W], name: str) -> W:
        found = self.widget.findChild(kind, name)
        assert found is not None, name
        return found


def question() -> QMessageBox | None:
    """The question that is open, if any."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QMessageBox) and widget.isVisible():
            return widget
    return None


def open_question() -> QMessageBox:
    box = question()
    assert box is not None
    return box


def answer(words: str) -> None:
    """Press the button with these words in the open question."""
    box = open_question()
    button = next(b for b in box.buttons() if b.text().replace("&", "") == words)
    QTest.mouseClick(button, _LEFT)


def top_level(name: str) -> QWidget | None:
    """The visible dialog with this object name, if any."""
    for widget in QApplication.allWidgets():
        if widget.objectName() == name and widget.isWindow() and widget.isVisible():
            return widget
    return None


def save(form: FormDriver, qtbot: QtBot) -> None:
    """Press Save, and wait until it is told that all is stored."""
    form.press("save")
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))


def leaving(pane: DetailsPane, qtbot: QtBot) -> "asyncio.Task[bool]":
    """Ask a form whether it may be left, until it asks back or is."""
    task = asyncio.ensure_future(pane.may_leave())
    qtbot.waitUntil(lambda: task.done() or question() is not None)
    return task
