"""The parent in an import: what a column may be, and one for all rows, called by name."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton

from desktop.domain.importing import PARENT, PARENT_BY_NAME, PARENT_BY_NUMBER
from tests.ui.importing.conftest import ImportDesk

DETAILS = 5


def _choose(desk: ImportDesk, wanted: str) -> None:
    """By keys alone, in the search that moving has too."""
    button = desk.child(QPushButton, "import_parent_choose")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    desk.wait(lambda: bool(desk.sheet.findChildren(QDialog, "new_parent_dialog")))
    (dialog,) = desk.sheet.findChildren(QDialog, "new_parent_dialog")
    field = dialog.findChild(QLineEdit, "review_redirect_search")
    assert field is not None
    QTest.keyClicks(field, wanted)
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.wait(lambda: not desk.sheet.findChildren(QDialog, "new_parent_dialog"))


def test_a_column_may_be_the_parents_number_and_rows_tell_its_name(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", "Nr;Navn;Under", "N-1;Ny;I-2", "N-2;Ny;ukendt"))
    box = desk.box("field_2")
    offered = [str(box.itemData(at)) for at in range(box.count())]
    assert {PARENT, PARENT_BY_NUMBER, PARENT_BY_NAME} <= set(offered)
    assert box.itemText(offered.index(PARENT_BY_NUMBER)) == "Belongs to (customer number)"
    box.setCurrentIndex(offered.index(PARENT_BY_NUMBER))
    desk.compare()
    known, unknown = desk.rows(DETAILS)
    assert "Belongs to: To A/S (I-2)" in known
    assert "Nobody is called so or has that number" in unknown

    # The choice is there again for the next file of these titles.
    desk.sheet.reject()
    desk.sheet = desk.open()
    desk.read(desk.file("mere.csv", "Nr;Navn;Under", "N-3;Ny;I-2"))
    assert desk.box("field_2").currentData() == PARENT_BY_NUMBER


def test_one_parent_for_all_is_searched_for_and_can_be_given_up(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", "Nr;Navn", "N-1;Ny", "I-1;"))
    said = desk.child(QLabel, "import_parent")
    assert said.text() == "Not said"
    _choose(desk, "To A/S")
    assert said.text() == "To A/S (I-2)"
    assert "moved there too" in desk.text("columns_note")
    desk.press("parent_forget")
    assert said.text() == "Not said"
    assert "moved there too" not in desk.text("columns_note")
    _choose(desk, "To A/S")
    desk.compare()
    new, there = desk.rows(DETAILS)
    assert "Belongs to: To A/S (I-2)" in new
    assert there == "Belongs to: No one: at the top → To A/S (I-2)"

    # Another file begins with nobody.
    desk.press("back")
    desk.read(desk.file("mere.csv", "Nr;Navn", "N-3;Ny"))
    desk.wait(lambda: said.text() == "Not said")
