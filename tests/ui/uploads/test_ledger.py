"""The ledger's window: finding what went where, telling what happened, taking it along."""

import asyncio
import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Unsure, Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.uploads.ledger import PAGE, Ledger
from desktop.ui.messages import Messages
from desktop.ui.uploads.ledger.model import LedgerModel
from desktop.ui.uploads.ledger.sheet import LedgerSheet
from tests.ui.uploads.rows import upload

Until = Callable[..., Any]
COUNT = 3 * PAGE + 17
BATCH = uploads.BatchRow(
    id=BatchId(1),
    target=Target(id=CustomerId(7), name="Søndergade 7"),
    at=datetime(2026, 11, 1, tzinfo=UTC),
)


def rows(count: int) -> list[Upload]:
    now = datetime.now(UTC)
    return [
        upload(
            number,
            UploadState.NEEDS_YOU if number % 50 == 0 else UploadState.DONE,
            unsure=Unsure.ABSENT if number % 50 == 0 else None,
            sha256=f"{number:064x}",
            document_id=None if number % 50 == 0 else 70_000 + number,
            added_at=now - timedelta(days=count - number),
            changed_at=now,
        )
        for number in range(1, count + 1)
    ]


class Desk:
    """A window over a journal with many uploads."""

    def __init__(self, journal: Journal, qtbot: QtBot, messages: Messages, until: Until) -> None:
        self.journal, self._qtbot, self._until = journal, qtbot, until
        self.changes = ChangeFeed()
        self.put(*rows(COUNT))
        self.sheet = LedgerSheet(ledger=Ledger(journal), changes=self.changes, messages=messages)
        qtbot.addWidget(self.sheet)
        self.sheet.show()
        qtbot.waitUntil(lambda: self.count == f"Uploads: {COUNT}")

    def put(self, *rows: Upload) -> None:
        steps = [uploads.Step(upload=row, cause="put", detail={"name": row.name}) for row in rows]
        now = datetime.now(UTC)
        self._until(self.journal.run(uploads.put, at=now, steps=steps, batches=[BATCH]))

    @property
    def table(self) -> QTableView:
        table: QTableView = self.child(QTableView, "ledger_list")
        return table

    @property
    def count(self) -> str:
        return str(self.child(QLabel, "ledger_count").text())

    def child(self, kind: type[Any], name: str) -> Any:
        found = self.sheet.findChild(kind, name)
        assert found is not None
        return found

    def shown(self, column: int = 1) -> list[str]:
        model = self.table.model()
        return [model.index(row, column).data() for row in range(model.rowCount())]

    def search(self, text: str) -> None:
        self.child(QLineEdit, "ledger_text").setText(text)

    def shows(self, *names: str) -> None:
        self._qtbot.waitUntil(lambda: self.shown() == list(names))

    def has(self, count: int) -> None:
        self._qtbot.waitUntil(lambda: len(self.shown()) == count)

    def choose(self, row: int) -> str:
        """The report of a row, once it is there."""
        self.table.selectRow(row)
        self._qtbot.waitUntil(lambda: bool(self.report))
        return self.report

    @property
    def report(self) -> str:
        return str(self.sheet._story.report)


@pytest.fixture
def desk(
    loop: asyncio.AbstractEventLoop,
    tmp_path: Path,
    qtbot: QtBot,
    messages: Messages,
    until: Until,
) -> Iterator[Desk]:
    journal = Journal(tmp_path / "journal.db")
    desk = Desk(journal, qtbot, messages, until)
    yield desk
    desk.sheet.close()
    until(journal.close())


def test_the_newest_are_there_and_the_rest_comes_when_it_is_looked_for(
    desk: Desk,
) -> None:
    assert desk.shown()[:2] == [f"{COUNT}.jpg", f"{COUNT - 1}.jpg"]
    assert len(desk.shown()) == PAGE
    for pages in (2, 3):
        desk.table.scrollToBottom()
        desk.has(pages * PAGE)
    desk.table.scrollToBottom()
    desk.has(COUNT)
    assert desk.shown()[-1] == "1.jpg"
    assert not desk.table.model().canFetchMore(desk.table.rootIndex())


def test_it_is_narrowed_by_text_state_and_period(desk: Desk, qtbot: QtBot) -> None:
    desk.search("70123")
    desk.shows("123.jpg")
    desk.search("150.jpg")
    desk.shows("150.jpg")
    desk.search("")
    desk.child(QComboBox, "ledger_state").setCurrentIndex(2)
    desk.child(QComboBox, "ledger_period").setCurrentIndex(3)
    desk.shows("600.jpg")
    assert desk.count == "Uploads: 1"
    desk.search("nowhere")
    qtbot.waitUntil(lambda: "Nothing in the ledger" in desk.sheet.faces.message)


def test_what_happened_to_one_can_be_copied_and_names_nobody(desk: Desk) -> None:
    report = desk.choose(0)
    QTest.mouseClick(desk.child(QPushButton, "ledger_copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == report
    assert f"upload={COUNT}" in report
    assert "put" in report
    for private in ("Søndergade", ".jpg", "/fotos"):
        assert private not in report
    assert "Søndergade 7" in desk.child(QLabel, "ledger_advice").text()


def test_going_to_the_customer(desk: Desk, qtbot: QtBot) -> None:
    desk.choose(2)
    with qtbot.waitSignal(desk.sheet.customer_asked) as asked:
        QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert asked.args == [7]


def test_what_comes_is_seen_without_being_asked_for(desk: Desk) -> None:
    desk.choose(1)
    new = upload(COUNT + 1, UploadState.DONE, added_at=datetime.now(UTC))
    desk.put(new)
    desk.changes.publish(Change(subject=Subject.UPLOADS, ids=frozenset({int(new.id)})))
    desk._qtbot.waitUntil(lambda: desk.shown()[0] == new.name)
    assert desk.table.currentIndex().row() == 2
    assert desk.count == f"Uploads: {COUNT + 1}"


def export(desk: Desk, which: str, path: Path, qtbot: QtBot) -> None:
    desk.child(QAction, f"ledger_export_{which}").trigger()
    qtbot.waitUntil(lambda: desk.sheet.findChild(QFileDialog, "ledger_export") is not None)
    dialog = desk.child(QFileDialog, "ledger_export")
    # A folder and a name set by its methods are those of the next time it is opened.
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
    dialog.accept()


def test_all_is_written_as_a_table_and_what_is_shown_as_json(
    desk: Desk, qtbot: QtBot, messages: Messages, tmp_path: Path
) -> None:
    table, shown = tmp_path / "all.csv", tmp_path / "shown.json"
    noticed: list[object] = []
    messages.noticed.connect(noticed.append)
    note = desk.child(QLabel, "note_ledger")
    export(desk, "all_csv", table, qtbot)
    qtbot.waitUntil(lambda: note.text() == f"Written to all.csv, uploads: {COUNT}.")
    assert note.isVisible()
    assert str(table) in note.toolTip()
    with table.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    assert len(lines) == COUNT
    assert (lines[0]["File"], lines[0]["Document"]) == (f"{COUNT}.jpg", str(70_000 + COUNT))

    desk.search("70123")
    desk.shows("123.jpg")
    export(desk, "shown_json", shown, qtbot)
    qtbot.waitUntil(lambda: note.text() == "Written to shown.json, uploads: 1.")
    assert [row["id"] for row in json.loads(shown.read_text(encoding="utf-8"))] == [123]
    # The window's notices lie behind the sheet.
    export(desk, "all_json", tmp_path / "nowhere" / "all.json", qtbot)
    qtbot.waitUntil(lambda: note.text().startswith("The file could not be written. Nothing else"))
    assert "all.json" in note.toolTip()
    assert noticed == []


def test_qt_finds_nothing_wrong_with_the_rows(qapp: object) -> None:
    model = LedgerModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    many = rows(30)
    model.put_first(many[10:], may_be_more=True)
    model.add(many[:12], may_be_more=False)
    assert model.rowCount() == 30
    model.put_first([many[3]], may_be_more=False)
    assert [row.id for row in model.rows] == [UploadId(4)]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return])
def test_from_the_search_the_keys_lead_to_what_is_found(
    desk: Desk, qtbot: QtBot, key: Qt.Key
) -> None:
    line = desk.child(QLineEdit, "ledger_text")
    desk.sheet.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    # Before the search has begun.
    QTest.keyClicks(line, "150.jpg")
    QTest.keyClick(line, key)
    qtbot.waitUntil(desk.table.hasFocus)
    assert desk.shown() == ["150.jpg"]
    assert desk.table.currentIndex().row() == 0
    with qtbot.waitSignal(desk.sheet.customer_asked):
        QTest.keyClick(desk.table, Qt.Key.Key_Return)


def test_where_nothing_is_found_the_keyboard_stays_in_the_search(desk: Desk, qtbot: QtBot) -> None:
    line = desk.child(QLineEdit, "ledger_text")
    desk.sheet.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    QTest.keyClicks(line, "nowhere")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Nothing in the ledger" in desk.sheet.faces.message)
    assert line.hasFocus()
    assert desk.sheet.isVisible()
