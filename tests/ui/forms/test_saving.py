"""What comes of saving: conflicts, losses, stops, and leaving the form."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import Customer
from desktop.ui.forms.details import DetailsPane
from tests.ui.forms.conftest import BY_ID, Desk
from tests.ui.forms.driver import FormDriver, answer, leaving, question, save, top_level


def _ask(form: FormDriver, qtbot: QtBot) -> None:
    """Save what somebody else changed too."""
    form.press("save")
    qtbot.waitUntil(lambda: top_level("conflicts") is not None)


def _clash(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> Customer:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "44444444")
    desk.server.patch_customer(hansen.id, phone="theirs", city="Odense")
    _ask(form, qtbot)
    return hansen


def _sheet() -> QWidget:
    sheet = top_level("conflicts")
    assert sheet is not None
    return sheet


def _table() -> QTableWidget:
    table = _sheet().findChild(QTableWidget)
    assert table is not None
    return table


def _press(name: str) -> None:
    FormDriver(_sheet()).press(f"conflicts_{name}")


def _store(form: FormDriver, qtbot: QtBot) -> None:
    """Save what was decided."""
    _press("save")
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))


def _stay(form: FormDriver, qtbot: QtBot) -> None:
    """Decide nothing."""
    _press("stay")
    qtbot.waitUntil(lambda: "what you typed is still here" in form.said())


def _words(row: int) -> list[str]:
    items = (_table().item(row, column) for column in range(4))
    return [item.text() for item in items if item is not None]


def test_a_colleagues_change_is_shown_beside_ours_and_nothing_is_chosen(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _clash(desk, pane, form, qtbot)
    assert _words(0) == ["Phone", "11111111", "theirs", "44444444"]
    assert not FormDriver(_sheet()).button("conflicts_save").isEnabled()
    QTest.keyClick(_sheet(), Qt.Key.Key_Return)
    assert top_level("conflicts") is not None
    assert desk.server.ledger_of(BY_ID) == []
    _press("stay")
    qtbot.waitUntil(lambda: "colleague" in form.said())


@pytest.mark.parametrize(("key", "stored"), [("m", "44444444"), ("t", "theirs")])
def test_one_of_the_two_is_taken_by_a_key(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, *, key: str, stored: str
) -> None:
    hansen = _clash(desk, pane, form, qtbot)
    QTest.keyClicks(_table(), key)
    _store(form, qtbot)
    now = desk.read(hansen.id)
    assert (now.text("phone"), now.text("city")) == (stored, "Odense")
    assert form.line("phone").text() == stored
    assert form.line("city").text() == "Odense"
    assert not pane.is_dirty
    assert len(desk.server.ledger_of(BY_ID)) == (stored == "44444444")


def test_another_text_may_be_the_result(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = _clash(desk, pane, form, qtbot)
    QTest.keyClick(_table(), Qt.Key.Key_F2)
    typed = _sheet().focusWidget()
    assert typed is not None
    QTest.keyClicks(typed, "both")
    QTest.keyClick(typed, Qt.Key.Key_Return)
    QTest.keyClick(_sheet().focusWidget(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))
    assert desk.read(hansen.id).text("phone") == "both"
    assert form.line("phone").text() == "both"


def test_all_of_a_long_result_can_be_seen(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.box("description").setPlainText("mine\n" * 11)
    desk.server.patch_customer(hansen.id, description="theirs")
    _ask(form, qtbot)
    box = _sheet().findChild(QPlainTextEdit, "result_description")
    assert box is not None
    assert box.height() < _table().rowHeight(0)
    QTest.keyClicks(_table(), "m")
    qtbot.waitUntil(lambda: box.mapTo(_table().viewport(), box.rect().bottomLeft()).y() > 150)
    qtbot.waitUntil(lambda: box.height() < _table().rowHeight(0))
    _press("stay")
    qtbot.waitUntil(lambda: "colleague" in form.said())


def test_each_of_several_is_decided_by_keys_alone(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "44444444")
    form.type_into("zip", "5000")
    form.tick("isblocked").click()
    desk.server.patch_customer(hansen.id, phone="theirs", zip="6000")
    _ask(form, qtbot)
    assert [_words(row)[0] for row in range(_table().rowCount())] == ["Postcode", "Phone"]

    QTest.keyClick(_table(), Qt.Key.Key_Down)
    QTest.keyClicks(_table(), "t")
    assert _table().currentRow() == 0
    # The cursor is in theirs; ours is to the right of it.
    QTest.keyClick(_table(), Qt.Key.Key_Right)
    QTest.keyClick(_table(), Qt.Key.Key_Space)
    QTest.keyClick(_sheet().focusWidget(), Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: form.said().startswith("Saved"))
    now = desk.read(hansen.id)
    assert (now.text("phone"), now.text("zip"), now.flag("isblocked")) == ("theirs", "5000", True)


def test_what_changes_again_while_it_is_decided_is_asked_again(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = _clash(desk, pane, form, qtbot)
    desk.server.patch_customer(hansen.id, phone="theirs again")
    first = _sheet()
    QTest.keyClicks(_table(), "m")
    _press("save")
    qtbot.waitUntil(lambda: top_level("conflicts") not in (None, first))
    assert _words(0) == ["Phone", "11111111", "theirs again", "44444444"]
    QTest.keyClicks(_table(), "t")
    _store(form, qtbot)
    assert desk.read(hansen.id).text("phone") == "theirs again"
    assert desk.server.ledger_of(BY_ID) == []


def test_theirs_that_was_taken_is_not_put_back_over_what_came_after(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    """They go on while the first question is answered, and another field clashes then."""
    hansen = desk.hansen(zip="7100")
    pane.show_record(hansen)
    form.type_into("phone", "44444444")
    form.type_into("zip", "5000")
    desk.server.patch_customer(hansen.id, phone="theirs")
    _ask(form, qtbot)
    first = _sheet()
    desk.server.patch_customer(hansen.id, phone="theirs again", zip="6000")
    QTest.keyClicks(_table(), "t")
    _press("save")
    qtbot.waitUntil(lambda: top_level("conflicts") not in (None, first))
    assert [_words(row)[0] for row in range(_table().rowCount())] == ["Postcode"]
    QTest.keyClicks(_table(), "m")
    _store(form, qtbot)
    now = desk.read(hansen.id)
    assert (now.text("phone"), now.text("zip")) == ("theirs again", "5000")
    assert form.line("phone").text() == "theirs again"


def test_escape_keeps_ours_in_the_form_with_theirs_below(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _clash(desk, pane, form, qtbot)
    QTest.keyClick(_sheet(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "colleague" in form.said())
    assert form.line("phone").text() == "44444444"
    assert form.note("phone") == "Now in Microbizz: theirs"
    assert desk.server.ledger_of(BY_ID) == []


@pytest.mark.parametrize("way", ["revert all", "revert one", "escape"])
def test_taking_back_a_change_shows_what_a_colleague_stored(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, way: str
) -> None:
    hansen = _clash(desk, pane, form, qtbot)
    _stay(form, qtbot)

    match way:
        case "revert all":
            form.press("revert")
        case "revert one":
            form.revert("phone")
        case _:
            QTest.keyClick(form.line("phone"), Qt.Key.Key_Escape)

    assert form.line("phone").text() == "theirs"
    assert not pane.is_dirty
    assert form.said() == ""

    form.type_into("phone", "after theirs")
    save(form, qtbot)
    assert desk.read(hansen.id).text("phone") == "after theirs"


def test_typing_back_what_was_there_is_a_change_of_what_a_colleague_stored(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _clash(desk, pane, form, qtbot)
    _stay(form, qtbot)
    form.type_into("phone", "11111111")
    assert form.note("phone") == "Now in Microbizz: theirs"
    assert form.is_marked("phone")

    form.type_into("phone", "theirs")
    assert form.note("phone") == ""
    assert not pane.is_dirty


def test_the_bar_says_nothing_of_what_was_typed_once_the_server_has_it(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = _clash(desk, pane, form, qtbot)
    _stay(form, qtbot)
    desk.server.patch_customer(hansen.id, phone="44444444")
    pane.show_record(desk.read(hansen.id))
    assert not pane.is_dirty
    assert form.said() == ""


def test_a_refusal_is_told_in_place_and_nothing_typed_is_lost(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    desk.server.faults({"command": BY_ID, "kind": "refuse", "message": "Manglende rettighed"})
    form.press("save")
    qtbot.waitUntil(lambda: "Manglende rettighed" in form.said())
    assert form.line("phone").text() == "2"
    assert pane.is_dirty

    form.type_into("phone", "3")
    assert form.said() == "1 unsaved change"


def test_what_was_typed_while_saving_stays(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    form.type_into("city", "Odense")
    desk.hold(form)
    assert form.said() == "Saving…"
    form.type_into("phone", "33")
    form.type_into("zip", "5000")

    desk.server.release()
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))

    assert (form.line("phone").text(), form.line("zip").text()) == ("33", "5000")
    assert form.is_marked("phone")
    assert form.is_marked("zip")
    assert not form.is_marked("city")


def test_what_was_not_stored_stays_in_the_form_with_what_came_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "2")
    form.type_into("city", "Odense")
    desk.server.faults({"command": BY_ID, "kind": "close_after"})
    desk.server.faults({"command": "GetCustomerByID", "kind": "hold", "skip": 2})
    form.press("save")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.patch_customer(hansen.id, phone="11111111")
    desk.server.release()

    qtbot.waitUntil(lambda: "1 of 2 fields" in form.said())
    assert "Phone" in form.said()
    assert form.line("phone").text() == "2"
    assert form.note("phone") == "Not stored. Microbizz has: 11111111"
    assert not form.is_marked("city")


@pytest.mark.parametrize("words", ["Save", "Discard", "Stay"])
def test_leaving_with_changes_asks(
    desk: Desk,
    pane: DetailsPane,
    qtbot: QtBot,
    words: str,
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    FormDriver(pane).type_into("phone", "2")

    task = leaving(pane, qtbot)
    answer(words)
    qtbot.waitUntil(task.done)

    assert task.result() is (words != "Stay")
    assert pane.is_dirty is (words == "Stay")
    assert desk.read(hansen.id).text("phone") == ("2" if words == "Save" else "11111111")


def test_leaving_without_changes_does_not_ask(desk: Desk, pane: DetailsPane, qtbot: QtBot) -> None:
    pane.show_record(desk.hansen())
    assert leaving(pane, qtbot).result()


def test_leaving_with_something_wrong_does_not_offer_to_save(
    desk: Desk,
    pane: DetailsPane,
    form: FormDriver,
    qtbot: QtBot,
) -> None:
    pane.show_record(desk.hansen())
    form.line("email").setText("nonsense")
    task = leaving(pane, qtbot)
    box = question()
    assert box is not None
    assert {b.text() for b in box.buttons()} >= {"Discard", "Stay"}
    assert "Save" not in {b.text().replace("&", "") for b in box.buttons()}
    answer("Stay")
    qtbot.waitUntil(task.done)
    assert form.line("email").text() == "nonsense"


def test_leaving_waits_for_a_save_under_way(
    desk: Desk,
    pane: DetailsPane,
    form: FormDriver,
    qtbot: QtBot,
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    desk.hold(form)
    task = asyncio.ensure_future(pane.may_leave())
    desk.server.release()
    qtbot.waitUntil(task.done)
    assert task.result()


def test_what_is_typed_while_leaving_saves_is_asked_about_again(
    desk: Desk,
    pane: DetailsPane,
    form: FormDriver,
    qtbot: QtBot,
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "2")
    desk.server.faults({"command": BY_ID, "kind": "hold"})
    task = leaving(pane, qtbot)
    answer("Save")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    form.type_into("zip", "5000")
    desk.server.release()

    qtbot.waitUntil(lambda: task.done() or question() is not None)
    assert not task.done()
    assert form.line("zip").text() == "5000"
    answer("Save")
    qtbot.waitUntil(task.done)

    assert task.result()
    now = desk.read(hansen.id)
    assert (now.text("phone"), now.text("zip")) == ("2", "5000")
