"""The window of an import, from the file to the result."""

import asyncio
import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QTableWidget,
)

from desktop.domain.importing import ImportRow, Phase, RowState, Verdict
from desktop.journal import imports
from tests.helpers.wheel import turn_wheel_over
from tests.ui.importing.conftest import ImportDesk

TABLE = (
    "Kundenr.;Navn;Telefon;By;Bemærkning",
    "I-1;;99999999;Kolding;x",
    "I-2;To A/S;;;",
    "I-3;;12;;",
    "N-1;Ny kunde;44444444;Aarhus;",
    "N-2;;55;;",
    "N-3;A;1;;",
    "N-3;B;2;;",
)
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"
LINE, NUMBER, NAME, VERDICT, RESULT, DETAILS = range(6)


def test_from_the_file_to_the_result(desk: ImportDesk) -> None:
    QAbstractItemModelTester(desk.child(QTableView, "import_rows").model())
    desk.read(desk.file("kunder.csv", *TABLE))
    fields = [str(desk.box(f"field_{at}").currentData()) for at in range(5)]
    assert fields == ["customernumber", "name", "phone", "city", ""]
    assert desk.box("separator").currentData() == ";"
    desk.compare()
    assert desk.rows(VERDICT) == [
        *("Changed", "No change", "Not unique", "New", "Faulty"),
        *("Twice in the file", "Twice in the file"),
    ]
    assert "Phone: 11111111 → 99999999" in desk.rows(DETAILS)[0]
    assert not desk.server.ledger_of(BY_NUMBER)
    assert desk.child(QPushButton, "import_run").text() == "&Import 2"

    desk.press("run")
    desk.wait(lambda: desk.shows("new"))
    desk.wait(lambda: desk.rows(RESULT) == ["Stored", "", "", "Stored", "", "", ""])
    phones = {c["customernumber"]: c["phone"] for c in desk.server.customers().values()}
    assert (phones["I-1"], phones["N-1"]) == ("99999999", "44444444")


def test_while_it_compares_nothing_stands_there_that_is_not_known_yet(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", "Nr;Navn", "I-1;Et A/S"))
    desk.press("check")
    desk.wait(lambda: not desk.shows("check"))
    pushed = desk.sheet.findChildren(QPushButton)
    assert [each.objectName() for each in pushed if each.isVisible()] == ["import_back"]
    assert not desk.box("filter").isVisible()
    desk.wait(lambda: desk.shows("run") and bool(desk.rows(0)))
    assert desk.box("filter").isVisible()


def test_rows_are_shown_by_verdict(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", *TABLE))
    desk.compare()
    box = desk.box("filter")
    texts = [box.itemText(at) for at in range(box.count())]
    assert texts[:3] == ["All (7)", "New (1)", "Changed (1)"]
    box.setCurrentIndex(texts.index("Twice in the file (2)"))
    desk.wait(lambda: desk.rows(NUMBER) == ["N-3", "N-3"])
    desk.child(QTableView, "import_rows").selectRow(0)
    details = desk.child(QPlainTextEdit, "import_details")
    desk.wait(lambda: "line 8" in details.toPlainText())


def test_columns_can_be_changed_and_are_remembered(desk: ImportDesk) -> None:
    path = desk.file("a.csv", "Nøgle;Noget", "I-1;Kolding")
    desk.read(path)
    check = desk.child(QPushButton, "import_check")
    assert not check.isEnabled()
    assert "customer number" in desk.text("columns_note")
    number, box = desk.box("field_0"), desk.box("field_1")
    number.setCurrentIndex(number.findData("customernumber"))
    box.setCurrentIndex(box.findData("city"))
    assert check.isEnabled()
    box.setCurrentIndex(box.findData("customernumber"))
    assert not check.isEnabled()
    assert "Customer number" in desk.text("columns_note")
    box.setCurrentIndex(box.findData("city"))
    desk.child(QCheckBox, "import_empties_clear").setChecked(True)
    desk.compare()
    desk.press("back")
    desk.read(desk.file("b.csv", "Nøgle;Noget", "I-2;"))
    assert desk.box("field_1").currentData() == "city"
    assert desk.child(QCheckBox, "import_empties_clear").isChecked()
    desk.compare()
    assert desk.rows(DETAILS)[0].startswith("City: Vejle → ")


def test_the_wheel_makes_no_column_mean_another_field(desk: ImportDesk) -> None:
    desk.read(desk.file("a.csv", "Nr;Beskrivelse", "1;x"))
    box = desk.box("field_1")
    turn_wheel_over(box)
    assert box.currentData() == "description"


def test_the_wheel_reads_the_file_in_no_other_way(desk: ImportDesk) -> None:
    """That would take back what the user has told of the columns."""
    desk.read(desk.file("a.csv", "Nr;Beskrivelse", "1;x"))
    for key, value in (("separator", ";"), ("encoding", "utf-8")):
        turn_wheel_over(desk.box(key))
        assert desk.box(key).currentData() == value


def test_the_separator_can_be_chosen(desk: ImportDesk) -> None:
    desk.read(desk.file("a.csv", "Nr;A,B", "1;2,3"))
    box = desk.box("separator")
    box.setCurrentIndex(box.findData(","))
    table = desk.child(QTableWidget, "import_fields")
    desk.wait(lambda: table.model().index(0, 0).data() == "Nr;A")


def test_characters_that_do_not_fit_leave_the_columns_as_they_were(desk: ImportDesk) -> None:
    path = desk.folder / "ansi.csv"
    path.write_bytes("Nr;Navn;Byen\r\n1;Ærø;Ålborg".encode("cp1252"))
    desk.read(path)
    box, field = desk.box("encoding"), desk.box("field_2")
    field.setCurrentIndex(field.findData("city"))
    box.setCurrentIndex(box.findData("utf-8"))
    desk.wait(lambda: desk.text("columns_note").endswith("The file is still read as before."))
    assert desk.shows("check")
    assert (box.currentData(), field.currentData()) == ("cp1252", "city")
    desk.compare()
    assert "City: Ålborg" in desk.rows(DETAILS)[0]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0rest", "old Excel"),
        ("photo.csv", b"\x89PNG\0\0\0", "no table"),
        ("empty.csv", b"", "no rows"),
        ("broken.xlsx", b"PK\x03\x04nothing", "damaged"),
        ("quotes.csv", b'Nr;Navn\n1;"to\n2;x', "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    desk: ImportDesk, name: str, content: bytes, words: str
) -> None:
    path = desk.folder / name
    path.write_bytes(content)
    desk.sheet.read(path)
    desk.wait(lambda: name in desk.text("problem") and words in desk.text("problem"))
    assert desk.shows("choose")


def test_a_conflict_is_looked_at_again(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", *TABLE[:2]))
    desk.compare()
    (id_,) = (i for i, c in desk.server.customers().items() if c["customernumber"] == "I-1")
    desk.server.patch_customer(id_, phone="77777777")
    desk.press("run")
    desk.wait(lambda: desk.rows(RESULT) == ["Changed meanwhile"])
    assert "Need you: 1." in desk.text("note")
    desk.child(QTableView, "import_rows").selectRow(0)
    desk.press("again")
    desk.wait(lambda: desk.rows(RESULT) == ["Waiting"])
    assert "77777777 → 99999999" in desk.rows(DETAILS)[0]
    desk.press("run")
    desk.wait(lambda: desk.rows(RESULT) == ["Stored"])


def test_closed_and_opened_again_it_goes_on(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", *TABLE[:2], TABLE[4]))
    desk.compare()
    desk.server.faults({"command": BY_NUMBER, "kind": "hold", "executed": False})
    desk.press("run")
    desk.until(_in_a_thread(desk))
    desk.sheet.close()
    desk.server.release()
    desk.wait(lambda: desk.imports.state is not None and desk.imports.state.phase is Phase.DONE)
    desk.sheet = desk.open()
    desk.wait(lambda: desk.rows(RESULT) == ["Stored", "Stored"])


def test_what_was_being_sent_when_the_program_ended_is_not_called_on_its_way(
    desk: ImportDesk,
) -> None:
    row = ImportRow(
        line=2, number="I-1", name="Et A/S", verdict=Verdict.NEW, state=RowState.SENDING
    )
    id_ = desk.until(desk.journal.run(imports.begin, "kunder.csv", 1))
    desk.until(desk.journal.run(imports.put, id_, [row]))
    desk.until(desk.journal.run(imports.set_state, id_, "running"))
    desk.until(desk.imports.load())
    desk.sheet = desk.open()
    desk.wait(lambda: desk.rows(RESULT) == ["Unsure"])
    desk.child(QTableView, "import_rows").selectRow(0)
    said = desk.child(QPlainTextEdit, "import_details").toPlainText()
    assert "so it may be stored. Continue" in said


async def _in_a_thread(desk: ImportDesk) -> None:
    await asyncio.to_thread(desk.server.wait_until_held)


def test_it_is_paused_and_stopped(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", *TABLE[:2], TABLE[4]))
    desk.compare()
    desk.server.faults({"command": BY_NUMBER, "kind": "hold", "executed": False})
    desk.press("run")
    desk.until(_in_a_thread(desk))
    desk.press("pause")
    desk.server.release()
    desk.wait(lambda: desk.shows("stop"))
    desk.wait(lambda: desk.rows(RESULT) == ["Stored", "Waiting"])
    desk.press("stop")
    desk.wait(lambda: desk.sheet.findChild(QMessageBox) is not None)
    (box,) = desk.sheet.findChildren(QMessageBox)
    next(b for b in box.buttons() if b.text() == "Stop").click()
    desk.wait(lambda: desk.rows(RESULT) == ["Stored", "Stopped"])


def test_the_result_is_exported(desk: ImportDesk, tmp_path: Path) -> None:
    desk.read(desk.file("kunder.csv", *TABLE))
    desk.compare()
    desk.press("run")
    desk.wait(lambda: desk.shows("new"))
    target, noticed = tmp_path / "resultat.csv", list[object]()
    desk.messages.noticed.connect(noticed.append)
    desk.press("export")
    desk.wait(lambda: desk.sheet.findChild(QFileDialog) is not None)
    dialog = desk.child(QFileDialog, "import_export_dialog")
    # A folder and a name set by its methods are those of the next time it is opened.
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(target))
    dialog.accept()
    desk.wait(target.exists)
    with target.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    assert len(lines) == len(TABLE)
    assert lines[1][:5] == ["2", "I-1", "Et A/S", "Changed", "Stored"]
    # The window's notices lie behind the sheet.
    note = desk.child(QLabel, "note_import")
    desk.wait(lambda: note.text() == f"{len(TABLE) - 1} rows were written to resultat.csv.")
    assert note.isVisible()
    assert str(target) in note.toolTip()
    # One that cannot be written says so, and why.
    desk.press("export")
    desk.wait(lambda: any(each.isVisible() for each in desk.sheet.findChildren(QFileDialog)))
    dialog = next(each for each in desk.sheet.findChildren(QFileDialog) if each.isVisible())
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(tmp_path / "nowhere" / "resultat.csv"))
    dialog.accept()
    desk.wait(lambda: note.text().startswith("The file could not be written. Nothing else"))
    assert "resultat.csv" in note.toolTip()
    assert noticed == []


def test_it_goes_by_keyboard(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", *TABLE))
    sheet = desk.sheet
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    desk.wait(lambda: desk.shows("run") and bool(desk.rows(0)))
    QTest.keyClick(sheet, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    desk.wait(lambda: desk.shows("new"))
    focus = QApplication.focusWidget()
    assert focus is None or focus.window() is sheet


def test_everything_is_named(desk: ImportDesk) -> None:
    desk.read(desk.file("kunder.csv", *TABLE))
    desk.compare()
    for kind in (QComboBox, QTableView, QPlainTextEdit):
        for each in desk.sheet.findChildren(kind):
            assert each.accessibleName(), each.objectName()
    for push in desk.sheet.findChildren(QPushButton):
        assert push.text(), push.objectName()
