"""The first page of a change of many: which fields change, for whom, and to what."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from desktop.ui.bulk.means import those
from tests.helpers.wheel import turn_wheel_over
from tests.ui.bulk.conftest import BulkDesk

NEW = "22222222"


def test_only_what_is_ticked_and_says_something_can_be_previewed(desk: BulkDesk) -> None:
    assert not desk.button("preview").isEnabled()
    tick = desk.child(QCheckBox, "bulk_tick_phone")
    tick.click()
    assert not desk.button("preview").isEnabled()
    assert "Empty it" in desk.child(QWidget, "note_bulk_phone").property("text")
    desk.type_into("phone", NEW)
    assert desk.button("preview").isEnabled()
    desk.type_into("email", "nobody")
    assert desk.child(QCheckBox, "bulk_tick_email").isChecked()
    assert not desk.button("preview").isEnabled()
    desk.child(QCheckBox, "bulk_clear_email").click()
    assert desk.button("preview").isEnabled()
    assert not desk.child(QLineEdit, "field_email").isEnabled()


def test_a_flag_is_neither_before_it_is_chosen(desk: BulkDesk) -> None:
    desk.child(QCheckBox, "bulk_tick_isblocked").click()
    assert not desk.button("preview").isEnabled()
    desk.child(QComboBox, "field_isblocked").setCurrentIndex(1)
    note = desk.child(QWidget, "note_bulk_isblocked")
    assert str(note.property("text")).startswith("It is not known whether Microbizz takes this")
    desk.preview()
    assert desk.column("Blocked") == ["no → yes"] * 4
    desk.run()
    known = desk.server.customers()
    assert all(known[each]["isblocked"] for each in desk.houses)
    assert not desk.unverified.words("isblocked")
    assert desk.unverified.words("isdeleted")


def test_the_wheel_means_nobody_else(desk: BulkDesk) -> None:
    everybody = those("Alle", (*desk.houses, desk.houses[0]))
    sheet = desk.open([those("De valgte", desk.houses), everybody])
    whom = sheet.findChild(QComboBox, "bulk_whom")
    assert whom is not None
    turn_wheel_over(whom)
    assert whom.currentText() == "De valgte"
    sheet.end()


def test_fields_are_found_by_their_names_and_what_is_ticked_stays(desk: BulkDesk) -> None:
    desk.type_into("phone", NEW)
    QTest.keyClicks(desk.child(QLineEdit, "bulk_find"), "mail")
    assert desk.child(QLineEdit, "field_email").isVisible()
    assert desk.child(QLineEdit, "field_phone").isVisible()
    assert not desk.child(QLineEdit, "field_city").isVisible()
