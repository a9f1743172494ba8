"""What a form says and offers after a save: undoing, theirs and ours, waiting for the server."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.told import told_of_waiting
from tests.ui.forms.conftest import BY_ID, Desk
from tests.ui.forms.driver import FormDriver, save, top_level


def is_offered(form: FormDriver, name: str) -> bool:
    return form.button(name).isVisible()


def slipped(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> Customer:
    """Somebody changes the phone between our last reading and our write."""
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "mine")
    desk.hold(form)
    desk.server.patch_customer(hansen.id, phone="theirs")
    desk.server.release()
    qtbot.waitUntil(lambda: "Someone changed Phone" in form.said())
    return hansen


def test_the_last_save_can_be_undone_while_it_stands(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "22")
    form.tick("isblocked").click()
    save(form, qtbot)
    form.press("undo_save")
    qtbot.waitUntil(lambda: form.said() == "Undone: Phone, Blocked.")
    assert form.line("phone").text() == "11111111"
    assert not form.tick("isblocked").isChecked()
    assert not is_offered(form, "undo_save")
    assert not pane.is_dirty
    now = desk.read(hansen.id)
    assert (now.text("phone"), now.flag("isblocked")) == ("11111111", False)


def test_typing_goes_on_where_it_was_when_saved(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    line = form.line("phone")
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    form.type_into("phone", "22")
    save(form, qtbot)
    QTest.keyClicks(line, "3")
    assert line.text() == "223"


def test_undoing_is_offered_again_once_nothing_is_typed(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "22")
    save(form, qtbot)
    form.type_into("city", "Odense")
    assert not is_offered(form, "undo_save")
    form.press("revert")
    assert is_offered(form, "undo_save")
    assert form.said().startswith("Saved")


def test_undoing_is_no_longer_offered_once_somebody_changed_the_field(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "22")
    save(form, qtbot)
    desk.server.patch_customer(hansen.id, city="Odense")
    pane.show_record(desk.read(hansen.id))
    assert is_offered(form, "undo_save")
    desk.server.patch_customer(hansen.id, phone="theirs")

    form.press("undo_save")
    qtbot.waitUntil(lambda: "Not undone: Phone changed again since." in form.said())
    assert desk.read(hansen.id).text("phone") == "theirs"
    pane.show_record(desk.read(hansen.id))
    assert not is_offered(form, "undo_save")


def test_another_customer_is_offered_nothing(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "22")
    save(form, qtbot)
    pane.show_record(desk.hansen(name="En anden"))
    assert not is_offered(form, "undo_save")
    assert form.said() == ""


def test_whose_change_was_overwritten_is_told_and_can_be_put_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = slipped(desk, pane, form, qtbot)
    assert "Phone was: theirs." in form.said()
    form.press("put_theirs_back")
    qtbot.waitUntil(lambda: form.said() == "Put back as the other one had it: Phone.")
    assert form.line("phone").text() == "theirs"
    assert desk.read(hansen.id).text("phone") == "theirs"


def test_what_is_not_taken_back_can_be_put_back_again(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = slipped(desk, pane, form, qtbot)
    desk.server.faults({"command": BY_ID, "kind": "drop_field", "name": "phone"})
    form.press("put_theirs_back")
    qtbot.waitUntil(lambda: "still has what was saved in Phone" in form.said())
    assert "fields were stored" not in form.said()
    assert desk.read(hansen.id).text("phone") == "mine"
    form.press("put_theirs_back")
    qtbot.waitUntil(lambda: form.said() == "Put back as the other one had it: Phone.")
    assert desk.read(hansen.id).text("phone") == "theirs"


def test_keeping_ours_sends_nothing(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = slipped(desk, pane, form, qtbot)
    form.press("keep_mine")
    qtbot.waitUntil(lambda: not is_offered(form, "put_theirs_back"))
    assert form.said().startswith("Saved")
    assert desk.read(hansen.id).text("phone") == "mine"
    assert len(desk.server.ledger_of(BY_ID)) == 1


def test_a_put_back_that_went_over_somebody_too_offers_no_keeping(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = slipped(desk, pane, form, qtbot)
    assert is_offered(form, "keep_mine")
    desk.hold(form, "put_theirs_back")
    desk.server.patch_customer(hansen.id, phone="third")
    desk.server.release()
    qtbot.waitUntil(lambda: "Phone was: third." in form.said())
    assert desk.read(hansen.id).text("phone") == "theirs"
    assert not is_offered(form, "keep_mine")
    form.press("put_theirs_back")
    qtbot.waitUntil(lambda: form.said() == "Put back as the other one had it: Phone.")
    assert desk.read(hansen.id).text("phone") == "third"


def test_a_flag_is_called_unverified_until_the_server_was_seen_to_take_it(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    form.tick("isblocked").click()
    assert form.note("isblocked").startswith("It is not known whether Microbizz takes this")
    desk.server.faults({"command": BY_ID, "kind": "drop_field", "name": "isblocked"})
    form.press("save")
    qtbot.waitUntil(lambda: "Not stored: Blocked" in form.said())
    assert "It is not known" in desk.unverified.words("isblocked")
    form.press("save")
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))
    form.tick("isblocked").click()
    assert form.note("isblocked") == ""


def test_a_refusal_names_the_right_in_the_vendors_words(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("latitude", "55.5")
    desk.server.faults({"command": BY_ID, "kind": "refuse", "message": "Ingen adgang"})
    form.press("save")
    qtbot.waitUntil(lambda: "Ingen adgang" in form.said())
    assert "CustomersEdit, AllowReposition" in form.said()


def offline(desk: Desk) -> None:
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})


def online(desk: Desk) -> None:
    """The server is back, and somebody has noticed it."""
    desk.server.clear_faults()
    desk.until(desk.client.echo("back"))


def waiting(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> Customer:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "mine")
    offline(desk)
    form.press("save")
    qtbot.waitUntil(lambda: form.said().startswith("Not sent yet"))
    return hansen


def test_a_save_without_the_server_waits_in_sight_and_goes_when_it_is_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = waiting(desk, pane, form, qtbot)
    assert form.line("phone").text() == "mine"
    assert form.note("phone") == "Not sent yet. Microbizz has: 11111111"
    assert not pane.is_dirty
    qtbot.waitUntil(lambda: hansen.id not in desk.drafts.ids())

    online(desk)
    qtbot.waitUntil(lambda: form.note("phone") == "")
    assert form.line("phone").text() == "mine"
    assert desk.read(hansen.id).text("phone") == "mine"


def test_what_waits_is_in_sight_when_the_customer_is_shown_again(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = waiting(desk, pane, form, qtbot)
    pane.show_record(Customer({"id": hansen.id + 1000, "name": "En anden"}))
    assert form.line("phone").text() == ""
    assert form.said() == ""
    pane.show_record(hansen)
    qtbot.waitUntil(lambda: form.said().startswith("Not sent yet"))
    assert form.line("phone").text() == "mine"

    form.type_into("city", "Odense")
    assert form.said() == "1 unsaved change"
    form.press("revert")
    assert form.said().startswith("Not sent yet")


def test_what_was_salvaged_from_a_damaged_journal_says_that_and_what_to_do() -> None:
    waiting = Draft(
        id=1,
        customer=CustomerId(12),
        parent=None,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        state=DraftState.REFUSED,
        base=Customer({"id": 12, "name": "Hansen A/S"}),
        mine={"phone": "2"},
        problem="Salvaged",
    )
    assert told_of_waiting(waiting).text.startswith("The journal was damaged")
    refused = replace(waiting, problem="CommandRefused", words="Kun chefen må det")
    assert told_of_waiting(refused).text.endswith("saved offline. Kun chefen må det")


def test_more_can_be_saved_while_something_waits(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = waiting(desk, pane, form, qtbot)
    form.type_into("phone", "again")
    form.type_into("city", "Odense")
    form.press("save")
    qtbot.waitUntil(lambda: form.note("city").startswith("Not sent yet"))
    assert form.line("phone").text() == "again"
    online(desk)
    qtbot.waitUntil(lambda: form.note("phone") == form.note("city") == "")
    now = desk.read(hansen.id)
    assert (now.text("phone"), now.text("city")) == ("again", "Odense")
    assert len(desk.server.ledger_of(BY_ID)) == 1


@pytest.mark.parametrize(("key", "stored"), [("t", "theirs"), ("m", "mine")])
def test_what_clashes_when_it_goes_is_decided_in_the_form(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, *, key: str, stored: str
) -> None:
    hansen = waiting(desk, pane, form, qtbot)
    desk.server.patch_customer(hansen.id, phone="theirs")
    online(desk)
    qtbot.waitUntil(lambda: "someone else has changed Phone" in form.said())
    form.press("decide")
    qtbot.waitUntil(lambda: top_level("conflicts") is not None)
    sheet = top_level("conflicts")
    assert sheet is not None
    table = sheet.findChild(QTableWidget)
    assert table is not None
    QTest.keyClicks(table, key)
    FormDriver(sheet).press("conflicts_save")
    qtbot.waitUntil(lambda: hansen.id not in desk.queue.ids())
    qtbot.waitUntil(lambda: form.line("phone").text() == stored)
    assert desk.read(hansen.id).text("phone") == stored
    assert form.note("phone") == ""
