"""A sheet that grows stays on the screen, or its buttons could not be reached."""

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.sheet_parts import Scrolled


def test_a_sheet_that_grows_at_the_foot_of_the_screen_moves_up(qtbot: QtBot) -> None:
    sheet, inner, tall = QWidget(), QWidget(), QLabel("Hansen")
    tall.setWordWrap(True)
    QVBoxLayout(inner).addWidget(tall)
    scrolled = Scrolled(inner)
    layout = QVBoxLayout(sheet)
    layout.addWidget(QLabel("Jensen", wordWrap=True))
    layout.addWidget(scrolled)
    qtbot.addWidget(sheet)
    screen = sheet.screen().availableGeometry()
    sheet.resize(300, 100)
    sheet.move(screen.left() + 40, screen.bottom() - 150)
    sheet.show()
    tall.setMinimumHeight(screen.height() // 2)
    scrolled.make_room(sheet)
    assert sheet.height() > screen.height() // 2
    assert sheet.frameGeometry().bottom() <= screen.bottom()
    assert sheet.x() == screen.left() + 40
