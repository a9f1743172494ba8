"""A button that goes by its own click hands the keyboard to the list of transfers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Answer
from desktop.domain.pauses import Pause, PauseKind
from desktop.domain.uploads import UploadId, UploadState
from desktop.services.changes import ChangeFeed
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.list import TransfersList
from tests.ui.uploads.rows import Standing, upload

S = UploadState
_BECOMES = {Answer.THERE: S.DONE, Answer.DROP: S.CANCELLED, Answer.AGAIN: S.QUEUED}


class Played(Standing):
    """Uploads that do at once what they are asked for."""

    def settle(self, upload: UploadId, answer: Answer) -> None:
        self.rows = tuple(
            replace(row, state=_BECOMES[answer]) if row.id == upload else row for row in self.rows
        )

    def pause_all(self) -> None:
        self.pause = Pause(kind=PauseKind.USER)

    def resume(self) -> None:
        self.pause = None

    def hide_finished(self) -> None:
        self.rows = tuple(row for row in self.rows if row.state is not S.DONE)


class Desk:
    """A dock with a field above it that Qt would give the keyboard to."""

    def __init__(self, qtbot: QtBot) -> None:
        self._bot, self.uploads = qtbot, Played()
        self.dock = TransfersDock(
            uploads=self.uploads,  # type: ignore[arg-type]  # all that these buttons ask for
            changes=ChangeFeed(),
        )
        self._window = QWidget()
        layout = QVBoxLayout(self._window)
        layout.addWidget(QLineEdit())
        layout.addWidget(self.dock)
        qtbot.addWidget(self._window)
        self._window.resize(900, 300)
        self._window.show()
        self._window.activateWindow()
        qtbot.waitUntil(self._window.isActiveWindow)

    def has(self, *states: UploadState) -> None:
        self.uploads.rows = tuple(upload(n, state) for n, state in enumerate(states))
        self.dock.refresh()

    def press(self, name: str, by: Callable[[QWidget], None]) -> None:
        """The button goes by that."""
        (button,) = self.dock.findChildren(QPushButton, name)
        self._bot.waitUntil(button.isVisible)
        button.setFocus()
        by(button)
        self.dock.refresh()
        assert not button.isVisible()

    @property
    def is_in_the_list(self) -> bool:
        return isinstance(QApplication.focusWidget(), TransfersList)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def mouse(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def space(button: QWidget) -> None:
    QTest.keyClick(button, Qt.Key.Key_Space)


@pytest.mark.parametrize("by", [mouse, space])
@pytest.mark.parametrize("name", ["transfers_there", "transfers_drop", "transfers_clear"])
def test_a_decision_and_clearing_leave_it_in_the_list(
    desk: Desk, name: str, by: Callable[[QWidget], None]
) -> None:
    desk.has(S.NEEDS_YOU, S.NEEDS_YOU, S.DONE)
    desk.press(name, by)
    assert desk.is_in_the_list


@pytest.mark.parametrize("by", [mouse, space])
def test_pausing_and_going_on_leave_it_in_the_list(
    desk: Desk, by: Callable[[QWidget], None]
) -> None:
    desk.has(S.READY)
    desk.press("transfers_pause", by)
    assert desk.is_in_the_list
    desk.press("pause_try", by)
    assert desk.is_in_the_list


def test_the_user_s_own_tab_goes_on_as_ever(desk: Desk) -> None:
    desk.has(S.NEEDS_YOU, S.DONE)
    there = desk.dock.findChildren(QPushButton, "transfers_there")[0]
    there.setFocus()
    QTest.keyClick(there, Qt.Key.Key_Tab)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused is not there


@pytest.mark.parametrize("states", [(S.READY,), (S.READY, S.DONE)])
@pytest.mark.parametrize("arrow", [Qt.Key.Key_Down, Qt.Key.Key_Up])
def test_the_first_arrow_chooses_the_first_row(
    desk: Desk, states: tuple[UploadState, ...], arrow: Qt.Key
) -> None:
    desk.has(*states)
    (found,) = desk.dock.findChildren(TransfersList)
    found.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(found, arrow)
    assert [row.id for row in found.chosen()] == [UploadId(0)]
    QTest.keyClick(found, Qt.Key.Key_Down)
    assert [row.id for row in found.chosen()] == [UploadId(len(states) - 1)]
