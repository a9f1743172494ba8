"""What was saved from here, among the changes: told line by line, undone, copied in full."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPlainTextEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.ui.faces import Face
from desktop.ui.panes.change_lines import Telling
from desktop.ui.panes.changes import ChangesPane
from desktop.ui.panes.receipt_sheet import ReceiptSheet, report
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk

W = TypeVar("W", bound=QWidget)
BY_ID = "CreateUpdateCustomerByID"
_WHO = "You"


class Hands:
    """The tab on one customer, and a user at it."""

    def __init__(self, desk: Desk, server: DemoServer, qtbot: QtBot) -> None:
        self.desk, self.server, self.qtbot = desk, server, qtbot
        planted = server.patch_customer(
            name="Hansen A/S", phone="11111111", city="Vejle", parentcust=SOCIETY.id
        )
        self.id = CustomerId(int(planted["id"]))
        desk.copy.fill([self.read()])
        self.pane = ChangesPane(
            marks=desk.marks,
            browse=desk.browse,
            lists=desk.lists,
            choices=desk.choices,
            edits=desk.edits,
            around=desk.around,
        )
        qtbot.addWidget(self.pane)
        QAbstractItemModelTester(self.table.model())
        self.pane.resize(900, 400)
        self.pane.show()
        self.pane.show_customer(Selected(id=self.id, parent_id=SOCIETY.id, name="Hansen A/S"))
        qtbot.waitUntil(lambda: self.pane.faces.face in {Face.CONTENT, Face.EMPTY})

    @property
    def table(self) -> QTableView:
        return self._find(QTableView, "changes_table")

    @property
    def said(self) -> str:
        return self._find(QLabel, "receipt_said").text()

    @property
    def undo(self) -> QPushButton:
        return self._find(QPushButton, "receipt_undo")

    @property
    def rows(self) -> list[list[str]]:
        """By, field, before, after and outcome, from top to bottom."""
        model = self.table.model()
        return [
            [str(model.index(row, column).data()) for column in range(1, 6)]
            for row in range(model.rowCount())
        ]

    def read(self) -> Customer:
        answer = self.desk.until(self.desk.client.get_customer_by_id(self.id))
        return Customer(answer.records[0].raw)

    def save(self, **changed: Value) -> None:
        self.desk.until(self._save(changed))

    async def _save(self, changed: dict[str, Value]) -> None:
        base = await self.desk.browse.customer(self.id)
        with suppress(AppError):
            await self.desk.edits.save(base, changed)

    def shows(self, *rows: list[str]) -> None:
        self.qtbot.waitUntil(lambda: self.rows == list(rows))

    def choose(self, row: int) -> None:
        self.table.setFocus()
        self.table.selectRow(row)

    @property
    def chosen_rows(self) -> list[int]:
        return [index.row() for index in self.table.selectionModel().selectedRows()]

    def press_undo(self) -> None:
        self.qtbot.waitUntil(self.undo.isEnabled)
        self.undo.setFocus()
        QTest.keyClick(self.undo, Qt.Key.Key_Space)

    def answer(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: bool(self.pane.findChildren(QMessageBox)))
        (box,) = self.pane.findChildren(QMessageBox)
        next(each for each in box.buttons() if each.text() == words).click()

    def _find(self, kind: type[W], name: str) -> W:
        found = self.pane.findChild(kind, name)
        assert isinstance(found, kind)
        return found


@pytest.fixture
def hands(desk: Desk, server: DemoServer, qtbot: QtBot) -> Iterator[Hands]:
    hands = Hands(desk, server, qtbot)
    yield hands
    hands.pane.stop()


def test_a_save_is_told_once_with_who_and_what_became_of_it(hands: Hands) -> None:
    hands.save(phone="22222222", city="Odense")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 2)
    assert sorted(hands.rows) == [
        [_WHO, "City", "Vejle", "Odense", "Stored"],
        [_WHO, "Phone", "11111111", "22222222", "Stored"],
    ]


def test_what_others_do_stands_beside_it_newest_first(hands: Hands) -> None:
    hands.save(phone="22222222")
    hands.shows([_WHO, "Phone", "11111111", "22222222", "Stored"])
    hands.server.patch_customer(hands.id, phone="33333333")
    hands.desk.copy.hear(hands.read())
    hands.shows(
        ["Others", "Phone", "22222222", "33333333", ""],
        [_WHO, "Phone", "11111111", "22222222", "Stored"],
    )


def test_a_refusal_is_told_in_the_servers_words(hands: Hands) -> None:
    words = "No <b>rights</b> to change customers"
    hands.server.faults({"command": BY_ID, "kind": "refuse", "message": words})
    hands.save(phone="22222222")
    hands.shows([_WHO, "Phone", "11111111", "22222222", f"Refused: {words}"])
    hands.choose(0)
    assert not hands.undo.isEnabled()
    assert hands.said == f"Refused: {words}"


def test_undo_puts_back_what_still_stands(hands: Hands) -> None:
    hands.save(phone="22222222", city="Odense")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 2)
    hands.choose(0)
    assert hands.said == "Microbizz still shows what was saved: City, Phone"
    hands.press_undo()
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 4)
    assert hands.read().text("phone") == "11111111"
    hands.qtbot.waitUntil(lambda: bool(hands.desk.notices))
    assert "City, Phone" in hands.desk.notices[-1].text
    # The save that was undone has nothing left to undo; the undoing has.
    first = next(row for row, line in enumerate(hands.rows) if line[3] == "22222222")
    hands.choose(first)
    hands.qtbot.waitUntil(lambda: "nothing to undo" in hands.said)
    assert not hands.undo.isEnabled()


def test_the_newest_save_can_be_undone_at_once_and_what_is_chosen_stays(hands: Hands) -> None:
    hands.save(phone="22222222")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 1)
    hands.qtbot.waitUntil(hands.undo.isEnabled)
    hands.save(city="Odense")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 2)
    assert hands.chosen_rows == [0]
    hands.choose(1)
    hands.save(city="Aarhus")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 3)
    assert hands.chosen_rows == [2]


@pytest.mark.parametrize(
    ("answer", "city"), [("Undo the rest", "Vejle"), ("Undo nothing", "Odense")]
)
def test_what_moved_since_stays_and_the_rest_may_be_undone(
    hands: Hands, answer: str, city: str
) -> None:
    hands.save(phone="22222222", city="Odense")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 2)
    hands.choose(0)
    # Nobody has told of it yet.
    hands.server.patch_customer(hands.id, phone="99999999")
    hands.press_undo()
    hands.answer(answer)
    hands.qtbot.waitUntil(lambda: not hands.pane._is_busy)
    hands.qtbot.waitUntil(lambda: hands.read().text("city") == city)
    assert hands.read().text("phone") == "99999999"


def test_what_is_asked_about_stays_chosen_while_it_is_asked(hands: Hands) -> None:
    hands.save(phone="22222222", city="Odense")
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 2)
    hands.server.patch_customer(hands.id, city="Ribe")
    hands.press_undo()
    hands.qtbot.waitUntil(lambda: bool(hands.pane.findChildren(QMessageBox)))
    hands.desk.copy.hear(hands.read())
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 3)
    assert [hands.rows[row][0] for row in hands.chosen_rows] == [_WHO]
    hands.answer("Undo nothing")


def test_a_save_of_which_all_moved_cannot_be_undone(hands: Hands) -> None:
    hands.save(phone="22222222")
    hands.server.patch_customer(hands.id, phone="99999999")
    hands.desk.copy.hear(hands.read())
    hands.qtbot.waitUntil(lambda: len(hands.rows) == 2)
    hands.choose(1)
    hands.qtbot.waitUntil(lambda: "Cannot be undone" in hands.said)
    assert not hands.undo.isEnabled()


def test_details_hold_the_whole_save_and_can_be_copied(hands: Hands) -> None:
    hands.save(phone="22222222")
    hands.shows([_WHO, "Phone", "11111111", "22222222", "Stored"])
    hands.choose(0)
    QTest.keyClick(hands.table, Qt.Key.Key_Return)
    text = hands.pane.findChild(QPlainTextEdit, "receipt_text")
    copy = hands.pane.findChild(QPushButton, "receipt_copy")
    assert text is not None
    assert copy is not None
    QTest.keyClick(copy, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    for words in (
        "By: mette",
        "Phone (phone)",
        "before: 11111111",
        "sent:   22222222",
        "after:  22222222",
    ):
        assert words in text.toPlainText()


def test_enter_on_copy_copies_and_closes_nothing(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    sheet = ReceiptSheet("What was stored", around)
    sheet.show()
    copy = sheet.findChild(QPushButton, "receipt_copy")
    assert copy is not None
    copy.setFocus()
    QTest.keyClick(copy, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "What was stored"
    assert sheet.isVisible()


def test_details_tell_no_secret_a_server_sends_along(hands: Hands) -> None:
    hands.server.patch_customer(hands.id, webpassword="hunter2", password="hunter3")
    hands.save(phone="22222222")
    (receipt,) = hands.desk.until(hands.desk.edits.receipts(hands.id))
    told = report(receipt, Telling(lists=hands.desk.lists, choices=hands.desk.choices, names={}))
    assert "11111111" in told
    assert "hunter" not in told
