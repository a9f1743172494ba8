"""Two estates at the top of the window's tree, and hands for the dialogs about them."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
)

from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk

BY_ID = "CreateUpdateCustomerByID"
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
ENTER = Qt.Key.Key_Return


class Estate:
    """Two estates of the test's own at the top; the first has a house with a flat in it."""

    def __init__(self, server: DemoServer) -> None:
        self.server = server
        self.nord = self.plant("Zz Nord", maingroupid=1, zip="7100", city="Vejle")
        self.syd = self.plant("Zz Syd", maingroupid=2)
        self.house = self.plant("Zz Hus", self.nord, maingroupid=1)
        self.flat = self.plant("Zz Lejlighed", self.house, maingroupid=1)

    def plant(self, name: str, parent: int = 0, **fields: object) -> int:
        return int(self.server.patch_customer(name=name, parentcust=parent, **fields)["id"])

    def parent_of(self, customer: int) -> int:
        return int(self.server.customers()[customer]["parentcust"])

    def go_offline(self) -> None:
        self.server.faults({"command": "*", "kind": "close_before", "times": -1})


def open_to_house(desk: Desk) -> QModelIndex:
    """The row of the house, with its estate opened."""
    desk.tree.expand(desk.row("Zz Nord"))
    desk.wait(lambda: desk.has_row("Zz Hus", desk.row("Zz Nord")))
    return desk.row("Zz Hus", desk.row("Zz Nord"))


def sheet(desk: Desk, name: str) -> QDialog:
    desk.wait(lambda: any(each.isVisible() for each in desk.window.findChildren(QDialog, name)))
    return next(each for each in desk.window.findChildren(QDialog, name) if each.isVisible())


def said(dialog: QDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert label is not None, name
    return label.text()


def button(dialog: QDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert found is not None, name
    return found


def answer(desk: Desk, words: str) -> str:
    """Answer the question that is open, or will be; what it said."""

    def box() -> QMessageBox | None:
        shown = [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox)]
        return next((each for each in shown if each.isVisible()), None)

    desk.wait(lambda: box() is not None)
    asked = box()
    assert asked is not None
    press = next(each for each in asked.buttons() if each.text().replace("&", "") == words)
    press.click()
    return f"{asked.text()} {asked.informativeText()}"


def told(desk: Desk, start: str) -> str:
    """The sentence that begins like this, once it was told."""
    desk.wait(lambda: any(each.text.startswith(start) for each in desk.notices))
    return next(each.text for each in desk.notices if each.text.startswith(start))


def undo(desk: Desk) -> None:
    QTest.mouseClick(desk.find(QToolButton, "notice_act"), Qt.MouseButton.LeftButton)


def create_offline(desk: Desk, estate: Estate) -> QModelIndex:
    """A new house under the first estate, which waits; its row."""
    desk.select("Zz Nord")
    estate.go_offline()
    desk.trigger("new_child")
    shown = sheet(desk, "new_customer")
    desk.wait(lambda: said(shown, "taken_over_words").startswith("3 fields"))
    for name, text in (("name", "Zz Nyt"), ("customernumber", "ZZ-1")):
        field = shown.findChild(QLineEdit, f"field_{name}")
        assert field is not None
        field.setText(text)
    QTest.keyClick(shown, ENTER)
    told(desk, "Zz Nyt waits for the connection")
    desk.wait(lambda: str(desk.tree.currentIndex().data()) == "Zz Nyt")
    # What was kept while it was typed is dropped.
    desk.wait(lambda: desk.session.drafts.ids() == frozenset())
    # The tree reads again what is kept: until then the draft has a row above.
    desk.wait(lambda: "not sent yet" in str(desk.row("Zz Nyt", desk.row("Zz Nord")).data(SPOKEN)))
    return desk.row("Zz Nyt", desk.row("Zz Nord"))
