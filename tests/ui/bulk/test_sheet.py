"""Changing many: chosen fields, a preview, one row after the other, and what came of each."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QProgressBar,
    QScrollArea,
)

from desktop.ui import texts
from desktop.ui.texts import Language
from tests.helpers.sheet_desk import Until
from tests.ui.bulk.conftest import BulkDesk
from tests.ui.forms.driver import answer, question

NEW = "22222222"
BY_ID = "CreateUpdateCustomerByID"


def test_the_preview_tells_before_and_after_and_what_is_so_already(desk: BulkDesk) -> None:
    desk.server.patch_customer(desk.houses[1], phone=NEW)
    desk.copy.hear(*desk.until(desk.client.get_customer_by_id(desk.houses[1])).records)
    desk.preview(phone=NEW)
    assert desk.column("Phone") == [
        f"11111111 → {NEW}",
        f"{NEW} (already)",
        f"11111111 → {NEW}",
        f"11111111 → {NEW}",
    ]
    assert desk.column("Under") == ["Foreningen"] * 4
    assert desk.column("Customer")[3] == "Hus 3 (closed)"
    assert desk.run_words() == "Change customers: 3"
    # Space leaves the selected ones out.
    QTest.keyClick(desk.table, Qt.Key.Key_Space)
    assert desk.run_words() == "Change customers: 2"
    desk.run()
    assert desk.phones() == ["11111111", NEW, NEW, NEW]
    assert len(desk.server.ledger_of(BY_ID)) == 2


def test_one_that_is_refused_stays_with_its_reason_and_is_tried_again(desk: BulkDesk) -> None:
    fault = {"command": BY_ID, "kind": "refuse", "message": "Kun chefen må det", "times": -1}
    desk.server.faults({**fault, "where": {"customer.id": desk.houses[1]}})
    desk.preview(phone=NEW)
    desk.run()
    desk.wait(lambda: desk.column("Result")[0] == "Stored")
    # Sentences, each with its full stop.
    assert "“Kun chefen må det”. The right that may be missing: " in desk.column("Result")[1]
    assert "CustomersEdit" in desk.column("Result")[1]
    box = desk.child(QComboBox, "bulk_filter")
    box.setCurrentIndex(2)
    assert desk.column("Customer") == ["Hus 1"]
    desk.server.clear_faults()
    desk.press("again")
    desk.wait(lambda: desk.phones() == [NEW] * 4)
    desk.wait(lambda: desk.column("Result") == ["Stored"])


def test_a_conflict_waits_for_theirs_or_mine(desk: BulkDesk) -> None:
    desk.preview(phone=NEW)
    desk.server.patch_customer(desk.houses[0], phone="33333333")
    desk.server.patch_customer(desk.houses[1], phone="44444444")
    desk.run()
    assert "is now 33333333" in desk.column("Result")[0]
    desk.table.selectRow(0)
    desk.press("theirs")
    desk.wait(lambda: desk.column("Result")[0] == "Theirs kept: Phone")
    desk.table.selectRow(1)
    desk.press("mine")
    desk.wait(lambda: desk.column("Result")[1] == "Stored")
    assert desk.phones() == ["33333333", NEW, NEW, NEW]


def test_all_that_was_stored_is_undone_and_what_moved_is_told(desk: BulkDesk) -> None:
    desk.preview(phone=NEW)
    desk.run()
    desk.server.patch_customer(desk.houses[2], phone="55555555")
    desk.press("undo")
    desk.wait(lambda: desk.run_words() == "Undo for customers: 4")
    assert desk.column("Phone")[0] == f"{NEW} → 11111111"
    desk.run()
    results = desk.column("Result")
    assert [results[each] for each in (0, 1, 3)] == ["Undone"] * 3
    assert "Changed since" in results[2]
    assert desk.phones() == ["11111111", "11111111", "55555555", "11111111"]


def test_who_was_refused_is_still_there_to_be_tried_again_after_the_others_were_undone(
    desk: BulkDesk,
) -> None:
    fault = {"command": BY_ID, "kind": "refuse", "message": "Nej", "times": -1}
    desk.server.faults({**fault, "where": {"customer.id": desk.houses[1]}})
    desk.preview(phone=NEW)
    desk.run()
    desk.press("undo")
    desk.wait(lambda: desk.run_words() == "Undo for customers: 3")
    assert desk.column("Customer") == ["Hus 0", "Hus 2", "Hus 3 (closed)"]
    desk.run()
    desk.wait(lambda: desk.text("note").startswith("Undone: 3. Stored: 0. Not sent yet: 0. Need"))
    assert desk.column("Customer") == ["Hus 0", "Hus 1", "Hus 2", "Hus 3 (closed)"]
    results = desk.column("Result")
    assert [results[each] for each in (0, 2, 3)] == ["Undone"] * 3
    assert results[1].startswith("Not stored")
    assert not desk.button("undo").isVisible()

    desk.server.clear_faults()
    desk.press("again")
    desk.wait(lambda: desk.phones() == ["11111111", NEW, "11111111", "11111111"])
    desk.wait(lambda: desk.text("note") == "Undone: 3. Stored: 1. Not sent yet: 0.")
    # That one alone is undone the second time.
    desk.press("undo")
    desk.wait(lambda: desk.run_words() == "Undo for customers: 1")
    desk.run()
    desk.wait(lambda: desk.column("Result") == ["Undone"] * 4)
    assert desk.phones() == ["11111111"] * 4


def test_without_a_connection_it_halts_and_the_rest_can_wait(desk: BulkDesk) -> None:
    desk.preview(phone=NEW)
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
    desk.run()
    assert desk.text("trouble")
    assert desk.run_words() == "Go on with the rest: 3"
    desk.press("queue")
    desk.wait(lambda: not desk.button("queue").isVisible())
    assert desk.queue.ids() == set(desk.houses)
    assert desk.phones() == ["11111111"] * 4
    progress = desk.child(QProgressBar, "bulk_progress")
    desk.wait(lambda: desk.column("Result") == ["Waits for the connection, goes by itself"] * 4)
    assert (progress.value(), progress.maximum()) == (0, 4)
    desk.sheet.reject()
    assert question() is None


def test_a_pause_is_told_while_the_row_under_way_comes_to_its_end(
    desk: BulkDesk, until: Until, danish: None
) -> None:
    words = "Holder pause efter denne række…"
    desk.preview(phone=NEW)
    desk.server.faults({"command": "*", "kind": "hold", "times": 1})
    desk.press("run")
    until(asyncio.to_thread(desk.server.wait_until_held))
    assert words not in desk.text("note")
    desk.press("pause")
    assert desk.text("note").startswith(words)
    texts.load("en")
    desk.sheet._rows.tell()
    assert desk.text("note").startswith("Pausing after this row… Stored: 0.")
    desk.server.release()
    desk.wait(lambda: desk.button("run").isVisible())
    assert "Pausing" not in desk.text("note")
    assert desk.phones().count(NEW) == 1


def test_closing_tells_what_was_not_sent(desk: BulkDesk) -> None:
    desk.preview(phone=NEW)
    fault = {"command": BY_ID, "kind": "refuse", "message": "Nej", "times": -1}
    desk.server.faults({**fault, "where": {"customer.id": desk.houses[1]}})
    desk.run()
    desk.press("close_rows")
    desk.wait(lambda: question() is not None)
    box = question()
    assert isinstance(box, QMessageBox)
    assert "Hus 1" in box.detailedText()
    assert "Hus 0" not in box.detailedText()
    answer("Stay")
    desk.wait(lambda: question() is None)
    assert desk.sheet.isVisible()
    desk.press("close_rows")
    desk.wait(lambda: question() is not None)
    answer("Close")
    desk.wait(lambda: not desk.sheet.isVisible())


def test_one_whose_answer_was_lost_is_not_said_to_be_unchanged(desk: BulkDesk) -> None:
    desk.preview(phone=NEW)
    desk.server.faults({"command": BY_ID, "kind": "late", "where": {"customer.id": desk.houses[1]}})
    desk.run()
    desk.wait(lambda: desk.column("Result")[1].startswith("Not known yet: "))
    desk.press("close_rows")
    desk.wait(lambda: question() is not None)
    box = question()
    assert isinstance(box, QMessageBox)
    assert "may be stored" in box.informativeText()
    assert "Hus 1" in box.detailedText()
    assert "may be stored" in box.detailedText()
    answer("Stay")
    desk.server.release()


def test_what_was_filled_in_is_asked_about_before_it_is_forgotten(desk: BulkDesk) -> None:
    desk.type_into("phone", NEW)
    line = desk.child(QLineEdit, "field_phone")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    desk.wait(lambda: question() is not None)
    answer("Go on")
    desk.wait(lambda: question() is None)
    assert desk.sheet.isVisible()
    assert line.text() == NEW

    # Ticked off it is still there to be read, and so it is in the preview.
    desk.child(QCheckBox, "bulk_tick_phone").click()
    desk.press("close_fields")
    desk.wait(lambda: question() is not None)
    answer("Go on")
    desk.wait(lambda: question() is None)
    desk.child(QCheckBox, "bulk_tick_phone").click()
    desk.press("preview")
    desk.wait(desk.table.isVisible)
    QTest.keyClick(desk.table, Qt.Key.Key_Escape)
    desk.wait(lambda: question() is not None)
    answer("Discard")
    desk.wait(lambda: not desk.sheet.isVisible())
    assert desk.server.ledger_of(BY_ID) == []


def test_where_nothing_was_filled_in_or_all_is_stored_it_closes_without_a_question(
    desk: BulkDesk,
) -> None:
    desk.preview(phone=NEW)
    desk.press("back")
    assert desk.button("preview").isVisible()
    desk.press("preview")
    desk.run()
    QTest.keyClick(desk.table, Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.sheet.isVisible())
    assert question() is None
    desk.sheet.show()
    other = desk.open(desk.sheet._fields._scopes)
    other.reject()
    assert not other.isVisible()
    assert question() is None


def test_it_is_used_by_keyboard_alone_and_everything_has_a_name(desk: BulkDesk) -> None:
    find = desk.child(QLineEdit, "bulk_find")
    desk.wait(find.hasFocus)
    QTest.keyClicks(find, "phone")
    phone = desk.child(QLineEdit, "field_phone")
    for _ in range(9):
        if phone.hasFocus():
            break
        tab_on()
    QTest.keyClicks(phone, NEW)
    QTest.keyClick(phone, Qt.Key.Key_Return)
    desk.wait(lambda: desk.table.isVisible() and desk.table.hasFocus())
    # Enter goes to a row's customer, and sends nothing.
    asked: list[object] = []
    desk.sheet.customer_asked.connect(asked.append)
    QTest.keyClick(desk.table, Qt.Key.Key_Return)
    assert asked == [desk.houses[0]]
    assert desk.phones() == ["11111111"] * 4
    run = desk.button("run")
    for _ in range(9):
        if run.hasFocus():
            break
        tab_on()
    QTest.keyClick(run, Qt.Key.Key_Space)
    desk.wait(lambda: desk.phones() == [NEW] * 4)
    for kind in (QLineEdit, QComboBox, QCheckBox):
        for each in desk.sheet.findChildren(kind):
            assert each.accessibleName(), each.objectName()


def test_the_model_is_sound_while_rows_change_and_are_sifted(desk: BulkDesk) -> None:
    QAbstractItemModelTester(desk.table.model())
    desk.server.patch_customer(desk.houses[1], phone=NEW)
    desk.copy.hear(*desk.until(desk.client.get_customer_by_id(desk.houses[1])).records)
    desk.preview(phone=NEW)
    box = desk.child(QComboBox, "bulk_filter")
    for at, expected in ((1, ["Hus 0", "Hus 2", "Hus 3 (closed)"]), (2, []), (0, None)):
        box.setCurrentIndex(at)
        if expected is not None:
            assert desk.column("Customer") == expected
    assert len(desk.column("Customer")) == 4
    desk.run()
    box.setCurrentIndex(3)
    assert desk.column("Customer") == []


def tab_on() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Tab)


def test_what_runs_waits_while_the_user_is_asked_whether_to_close(
    desk: BulkDesk, until: Until
) -> None:
    desk.preview(phone=NEW)
    desk.server.faults({"command": BY_ID, "kind": "hold", "times": 1})
    desk.press("run")
    until(asyncio.to_thread(desk.server.wait_until_held))
    desk.press("close_rows")
    desk.wait(lambda: question() is not None)
    box = question()
    assert isinstance(box, QMessageBox)
    assert "is finished all the same" in box.informativeText()
    assert "being sent now" in box.detailedText().splitlines()[0]
    desk.server.release()
    batch = desk.sheet.batch
    assert batch is not None
    desk.wait(lambda: not batch.is_running)
    assert desk.phones() == [NEW, *["11111111"] * 3]
    # Who stays has lost nothing by having been asked.
    answer("Stay")
    desk.wait(lambda: desk.phones() == [NEW] * 4)


def test_an_undo_that_was_refused_is_said_to_be_none_and_what_stands_is_counted(
    desk: BulkDesk,
) -> None:
    desk.preview(phone=NEW)
    desk.run()
    desk.press("undo")
    desk.wait(lambda: desk.run_words() == "Undo for customers: 4")
    fault = {"command": BY_ID, "kind": "refuse", "message": "Nej", "times": 1}
    desk.server.faults({**fault, "where": {"customer.id": desk.houses[1]}})
    desk.run()
    desk.wait(lambda: desk.text("note").startswith("Undone: 3. Stored: 1. Not sent yet: 0. Need"))
    assert desk.column("Result")[1].startswith("Not undone: ")


def test_those_of_one_name_are_told_apart_and_the_result_stands_beside_them(
    desk: BulkDesk,
) -> None:
    desk.preview(phone=NEW, fax=NEW, trade="Byg", address2="1. th")
    assert desk.column("Number") == [f"B-{n}" for n in range(4)]
    header = desk.table.horizontalHeader()
    result = desk.table.model().columnCount() - 1
    assert header.visualIndex(result) == result
    desk.run()
    assert header.visualIndex(result) == 2
    assert header.sectionViewportPosition(result) < desk.table.viewport().width() // 2


@pytest.mark.parametrize("language", ["en", "da"])
def test_it_fits_a_small_screen(desk: BulkDesk, language: Language) -> None:
    texts.load(language)
    try:
        sheet = desk.open(desk.sheet._fields._scopes)
        assert sheet.minimumSizeHint().width() < 800
        sheet.end()
    finally:
        texts.load("en")


def test_some_rows_of_fields_are_in_sight_however_small_it_is(desk: BulkDesk) -> None:
    desk.sheet.resize(1, 1)
    area = desk.child(QScrollArea, "bulk_fields")
    assert area.viewport().height() >= 5 * desk.child(QCheckBox, "bulk_tick_phone").height()
