"""The table in which the user says which folder is for which customer."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.slim import SlimRow
from desktop.services.uploads.proposing import Proposal, propose
from desktop.ui.dialogs.folders_table import CUSTOMER, FOLDER, WHERE, WHY
from desktop.ui.dialogs.folders_to_customers import FoldersDialog, Sharing
from tests.ui.tree.forests import row

# The list of completions asks for what a screen of its own would give it.
pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard", extend=True)

TOP = Target(id=CustomerId(1), name="Andel & Søn")
BRANCH = [
    row(11, "Afdeling Nord", 1, customernumber="1001"),
    row(2**62, "Søndergade 1", 11, customernumber="5001"),
    row(102, "Søndergade 2", 11, customernumber="5002", isdeleted=1),
    row(120, "Vestergade 1", 11),
    row(121, "Vestergade 1", 1),
]
FOLDERS = ("5001 - Køkken", "Soendergade 2 billeder", "Vestergade 1", "Diverse")
TAKEN = Qt.CheckState.Checked


class Desk:
    """The dialog, and hands to use it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.dialog = FoldersDialog(proposal())
        self.dialog.resize(1000, 400)
        qtbot.addWidget(self.dialog)
        self.dialog.show()
        self.table: QTableView = self.dialog.findChild(QTableView, "folders_table")  # type: ignore[assignment]  # it is there
        self.model = self.table.model()
        self._qtbot = qtbot

    def cell(self, place: int, column: int) -> str:
        return str(self.model.index(place, column).data())

    def is_taken(self, place: int) -> object:
        return self.model.index(place, FOLDER).data(Qt.ItemDataRole.CheckStateRole) == TAKEN

    def summary(self) -> str:
        label: QLabel = self.dialog.findChild(QLabel, "folders_summary")  # type: ignore[assignment]  # it is there
        return label.text()

    def button(self, name: str) -> QPushButton:
        return self.dialog.findChild(QPushButton, name)  # type: ignore[return-value]  # a test asks for what is there

    def open_list(self, place: int) -> QComboBox:
        """Click on the customer of a row."""
        at = self.table.visualRect(self.model.index(place, CUSTOMER)).center()
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        return self.table.findChild(QComboBox, "folders_customer")  # type: ignore[return-value]  # it is there now

    def type_customer(self, place: int, typed: str) -> None:
        combo = self.open_list(place)
        line = combo.lineEdit()
        assert line is not None
        line.selectAll()
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
        self._qtbot.waitUntil(lambda: self.table.state() != QTableView.State.EditingState)

    def parcels(self) -> list[tuple[int, list[str]]]:
        return [(t.id, [each.path.name for each in files]) for t, files in self.dialog.parcels]


def proposal() -> Proposal:
    async def read(_parent: CustomerId) -> Sequence[SlimRow]:
        return BRANCH

    files = [
        Incoming(path=Path(f"/f/{n}.jpg"), folder=f"Fotos/{n}") for n in FOLDERS for _ in range(2)
    ]
    loose = Incoming(path=Path("/f/loose.jpg"), folder="Fotos")
    made = asyncio.run(propose([*files, loose], TOP, read))
    assert made is not None
    return made


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_each_folder_has_its_customer_and_why(desk: Desk) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(desk.model, fatal)
    columns = (FOLDER, CUSTOMER, WHERE, WHY)
    shown = [tuple(desk.cell(place, column) for column in columns) for place in range(5)]
    number, like, several, nobody, loose = shown
    assert number == ("5001 - Køkken", "5001  ·  Søndergade 1", "Afdeling Nord", "Number")
    assert like[1] == "5002  ·  Søndergade 2"
    assert like[3].startswith("Name, ")
    assert like[3].endswith("alike, closed")
    assert several[1:] == ("Stays behind", "", "Several may be meant: choose one")
    assert nobody[1:] == ("Stays behind", "", "No customer of this name")
    assert loose[0] == "Files in no folder"
    said = "Left behind: 2 folders with 4 files and 1 file in no folder."
    assert desk.summary() == f"4 files for 2 customers. {said}"
    assert desk.button("folders_all").text() == "All to Andel && Søn"
    tester.deleteLater()


def test_what_is_confirmed_goes_to_each_customer(desk: Desk) -> None:
    QTest.mouseClick(desk.button("folders_add"), Qt.MouseButton.LeftButton)
    assert desk.dialog.sharing is Sharing.BY_FOLDER
    (first, files), (second, _) = desk.dialog.parcels
    assert (first.id, first.path) == (2**62, ("Andel & Søn", "Afdeling Nord"))
    assert [each.folder for each in files] == ["", ""]
    assert second.is_closed
    assert [group.name for group in desk.dialog.staying] == ["Vestergade 1", "Diverse", ""]


def test_all_may_go_to_the_one_they_were_dropped_on(desk: Desk) -> None:
    QTest.mouseClick(desk.button("folders_all"), Qt.MouseButton.LeftButton)
    assert desk.dialog.sharing is Sharing.ALL_TO_TOP


def test_escape_means_nothing_at_all(desk: Desk) -> None:
    QTest.keyClick(desk.dialog, Qt.Key.Key_Escape)
    assert desk.dialog.sharing is Sharing.NOTHING


def test_a_folder_without_its_tick_stays_behind(desk: Desk) -> None:
    desk.table.setCurrentIndex(desk.model.index(0, FOLDER))
    QTest.keyClick(desk.table, Qt.Key.Key_Space)
    assert not desk.is_taken(0)
    assert [customer for customer, _ in desk.parcels()] == [102]
    desk.table.setCurrentIndex(desk.model.index(1, FOLDER))
    QTest.keyClick(desk.table, Qt.Key.Key_Space)
    assert not desk.button("folders_add").isEnabled()
    QTest.keyClick(desk.table, Qt.Key.Key_Space)
    assert desk.is_taken(1)
    assert desk.button("folders_add").text() == "Add to 1 customer"


def test_another_customer_is_chosen_from_those_likely_first(desk: Desk) -> None:
    combo = desk.open_list(2)
    likely = [combo.itemText(number) for number in range(3)]
    assert likely == ["Stays behind", "Vestergade 1 – Afdeling Nord", "Vestergade 1"]  # noqa: RUF001 - a dash
    combo.setCurrentIndex(2)
    combo.activated.emit(2)
    assert desk.cell(2, CUSTOMER) == "Vestergade 1"
    assert desk.cell(2, WHY) == "Chosen by you"
    assert desk.is_taken(2)
    assert [customer for customer, _ in desk.parcels()] == [2**62, 102, 121]


@pytest.mark.parametrize("typed", ["1001", "afdeling nord"])
def test_another_customer_is_found_by_typing(desk: Desk, typed: str) -> None:
    desk.type_customer(3, typed)
    assert desk.cell(3, CUSTOMER) == "1001  ·  Afdeling Nord"


def test_what_nobody_is_called_changes_nothing(desk: Desk) -> None:
    desk.type_customer(0, "findes ikke")
    assert desk.cell(0, CUSTOMER) == "5001  ·  Søndergade 1"


def test_two_folders_for_one_customer_go_together(desk: Desk) -> None:
    desk.type_customer(3, "5001")
    (first, files), _ = desk.parcels()
    assert first == 2**62
    assert len(files) == 4


def test_a_folder_can_be_left_behind_again(desk: Desk) -> None:
    combo = desk.open_list(0)
    combo.setCurrentIndex(0)
    combo.activated.emit(0)
    assert desk.cell(0, WHY) == "Left behind by you"
    assert not desk.is_taken(0)


def test_a_long_name_leaves_the_arrow_alone(desk: Desk) -> None:
    """It is the same whether the name has room or is cut short beside it."""

    def arrow(width: int) -> QImage:
        desk.table.setColumnWidth(CUSTOMER, width)
        cell = desk.table.visualRect(desk.model.index(0, CUSTOMER))
        strip = QRect(cell.right() - 16, cell.top() + 4, 16, cell.height() - 8)
        return desk.table.viewport().grab(strip).toImage()

    assert arrow(60) == arrow(400)


def test_some_folders_are_in_sight_at_its_smallest(desk: Desk) -> None:
    layout = desk.dialog.layout()
    assert layout is not None
    layout.activate()
    desk.dialog.resize(1, 1)
    layout.activate()
    last = desk.table.visualRect(desk.model.index(1, CUSTOMER))
    assert desk.table.viewport().rect().bottom() >= last.bottom()


def test_in_danish(qtbot: QtBot, danish: None) -> None:
    desk = Desk(qtbot)
    said = "4 filer til 2 kunder. Tages ikke med: 2 mapper med 4 filer og 1 fil uden mappe."
    assert desk.summary() == said
