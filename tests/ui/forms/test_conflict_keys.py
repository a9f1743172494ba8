"""Keys in the table of conflicts that answer nothing."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.conflicts import Conflict
from desktop.ui.forms.conflicts import ConflictSheet
from desktop.ui.forms.naming import Naming
from tests.ui.forms.conftest import Desk


def test_a_letter_that_means_nothing_leaves_the_current_cell(desk: Desk, qtbot: QtBot) -> None:
    """Qt would go to a cell that begins with it, and the next key would take that one."""
    parent = QWidget()
    qtbot.addWidget(parent)
    conflicts = (
        Conflict(name="city", base="Vejle", theirs="Odense", mine="Ribe"),
        Conflict(name="phone", base="1", theirs="x 2", mine="3"),
    )
    sheet = ConflictSheet(conflicts, Naming(lists=desk.lists), parent)
    sheet.show()
    table = sheet.findChild(QTableWidget)
    assert table is not None
    QTest.keyClick(table, Qt.Key.Key_X)
    assert table.currentRow() == 0
