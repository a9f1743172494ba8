"""The sheet for a new customer, against a real server."""

import asyncio
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QTableWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.ui.dialogs.new_customer import NewCustomerSheet
from desktop.ui.selection import Selected
from tests.ui.forms.conftest import Desk, Open, look_to_the_end
from tests.ui.forms.driver import FormDriver, answer, open_question, question, top_level

BY_ID = "CreateUpdateCustomerByID"
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"


def test_a_customer_is_created_under_another(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    parent = desk.hansen()
    form = opened(Selected(id=parent.id, parent_id=CustomerId(0), name=parent.name))
    assert form.said("new_customer_place") == "A new customer under Hansen A/S"
    assert not form.button("create").isEnabled()

    form.type_into("name", "Opgang 3")
    form.type_into("city", "Vejle")
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored))

    now = desk.read(stored[0].id)
    assert (now.name, now.parent_id, now.text("city")) == ("Opgang 3", parent.id, "Vejle")
    assert top_level("new_customer") is None


def test_a_customer_is_created_at_the_top_by_keyboard(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny Aps")
    QTest.keyClick(form.line("name"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].parent_id == 0


def test_a_refusal_leaves_the_sheet_as_it_was(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    desk.server.faults({"command": BY_ID, "kind": "refuse", "message": "Manglende rettighed"})
    form.press("create")
    qtbot.waitUntil(lambda: "Manglende rettighed" in form.note("new_customer"))
    assert "CustomersCreate" in form.note("new_customer")
    assert form.line("name").text() == "Ny ApS"
    assert form.button("create").isEnabled()
    assert stored == []


def test_what_is_wrong_is_said_and_not_created(desk: Desk, opened: Open) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    form.type_into("email", "post")
    assert form.note("email").startswith("An e-mail address")
    assert not form.button("create").isEnabled()


def test_a_number_that_is_taken_is_told_with_its_owner(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = opened()
    form.type_into("customernumber", "H-1")
    qtbot.waitUntil(lambda: form.said("number_owner_words") != "")
    assert (
        form.said("number_owner_words")
        == f"Number H-1 belongs to Hansen A/S, Vejle (#{hansen.id})."
    )

    form.type_into("customernumber", "H-7")
    assert form.said("number_owner_words") == ""


def test_typing_a_number_asks_once_it_has_settled(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    desk.hansen()
    form = opened()
    form.type_into("customernumber", "H-1")
    qtbot.waitUntil(lambda: form.said("number_owner_words") != "")
    assert len(desk.server.ledger_of("GetCustomerByCustomerNumber")) == 1


def _asked_whether_to_share(form: FormDriver, qtbot: QtBot, number: str) -> str:
    """Type faster than the number is checked, and press Enter; what is asked then."""
    form.type_into("name", "Ny ApS")
    form.type_into("customernumber", number)
    QTest.keyClick(form.line("customernumber"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: question() is not None)
    box = open_question()
    assert box.defaultButton().text() == "Go back"
    return box.informativeText()


def test_enter_does_not_create_a_second_customer_with_a_number_unasked(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = opened()
    asked = _asked_whether_to_share(form, qtbot, "H-1")
    assert asked.startswith(f"Number H-1 belongs to Hansen A/S (#{hansen.id}).")

    QTest.keyClick(open_question(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.button("create").isEnabled())

    assert f"(#{hansen.id})" in form.said("number_owner_words")
    assert form.line("name").text() == "Ny ApS"
    assert form.widget.focusWidget() is form.line("customernumber")
    assert not form.button("create").isDefault()
    QTest.keyClick(form.line("customernumber"), Qt.Key.Key_Return)
    assert form.button("create").isEnabled()
    assert desk.server.ledger_of(BY_ID) == []

    form.type_into("customernumber", "H-2")
    assert form.button("create").isDefault()
    QTest.keyClick(form.line("customernumber"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].number_text == "H-2"


def test_a_second_customer_with_a_number_may_be_created(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = opened()
    _asked_whether_to_share(form, qtbot, "H-1")
    answer("Create all the same")
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].number_text == "H-1"
    assert stored[0].id != hansen.id


def test_a_number_that_cannot_be_checked_is_asked_about_too(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    checking = "GetCustomerByCustomerNumber"
    desk.server.faults({"command": checking, "kind": "refuse", "times": -1})
    asked = _asked_whether_to_share(form, qtbot, "H-1")
    assert asked.startswith("Whether number H-1 is taken could not be checked.")
    assert "could not be checked" in form.said("number_owner_words")
    assert desk.server.ledger_of(BY_ID) == []

    answer("Create all the same")
    qtbot.waitUntil(lambda: bool(stored))


def _previewing(desk: Desk, opened: Open, qtbot: QtBot) -> FormDriver:
    form = opened()
    form.type_into("name", "Hansen A/S")
    form.type_into("customernumber", "H-1")
    form.type_into("phone", "22222222")
    update = form.button("update_owner")
    # Until it is laid out it has no height, and nobody could click it.
    qtbot.waitUntil(lambda: update.isVisible() and update.isEnabled() and update.height() > 0)
    # The sheet has grown by the words on the number, so that all fields are in sight.
    (scrolled,) = form.widget.findChildren(QScrollArea)
    qtbot.waitUntil(lambda: scrolled.verticalScrollBar().maximum() == 0)
    form.press("update_owner")
    return form


def _cells(form: FormDriver) -> list[list[str]]:
    table = form.widget.findChild(QTableWidget, "preview_table")
    assert table is not None
    rows, columns = range(table.rowCount()), range(table.columnCount())
    items = [[table.item(row, column) for column in columns] for row in rows]
    return [[item.text() if item is not None else "" for item in line] for line in items]


def test_the_owner_of_a_number_is_updated_after_a_preview(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    assert _cells(form) == [["Phone", "11111111", "22222222"]]
    assert desk.server.ledger_of(BY_NUMBER) == []

    form.press("preview_update")
    qtbot.waitUntil(lambda: bool(stored))

    (entry,) = desk.server.ledger_of(BY_NUMBER)
    assert entry["inputs"]["customer"] == {"customernumber": "H-1", "phone": "22222222"}
    assert desk.read(hansen.id).text("city") == "Vejle"


def test_whose_change_went_under_an_update_by_number_is_told(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    desk.server.faults({"command": BY_NUMBER, "kind": "hold"})
    form.press("preview_update")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.patch_customer(hansen.id, phone="theirs")
    desk.server.release()
    qtbot.waitUntil(lambda: bool(stored))
    told = desk.notices[-1].text
    assert told.startswith("Hansen A/S: Someone changed Phone")
    assert "Phone was: theirs." in told


def test_updating_is_refused_where_several_have_the_number(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    desk.hansen()
    desk.numbers["H-1"] = 2
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.note("new_customer") != "")
    assert "2 customers have the number H-1" in form.note("new_customer")
    assert form.line("phone").text() == "22222222"


def test_a_number_that_moved_after_the_preview_is_told_with_its_owner(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    desk.server.patch_customer(hansen.id, customernumber="H-2")
    other = desk.server.patch_customer(name="En anden", customernumber="H-1")["id"]

    form.press("preview_update")
    qtbot.waitUntil(lambda: f"H-1 now belongs to En anden (#{other})" in form.note("new_customer"))

    assert f"(#{other})" in form.said("number_owner_words")
    assert desk.server.ledger_of(BY_NUMBER) == []
    assert stored == []


def _lose(desk: Desk, form: FormDriver, qtbot: QtBot) -> None:
    """The server carries it out when it is let, and says nothing."""
    form.type_into("name", "Helt Ny ApS")
    desk.server.faults({"command": BY_ID, "kind": "late"})
    form.press("create")
    qtbot.waitUntil(lambda: "cannot be told yet" in form.note("new_customer"))
    until = f"{(desk.clock.wall() + timedelta(seconds=180)).astimezone():%H:%M}"
    assert f"until {until}" in form.note("new_customer")


def test_a_lost_create_ends_the_sheet_when_it_is_found(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    _lose(desk, form, qtbot)
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    assert open_question().informativeText().startswith("It may be in Microbizz: ")
    answer("Keep editing")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.release()
    desk.until(asyncio.to_thread(desk.server.wait_until_idle))
    desk.clock.advance(5)
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].name == "Helt Ny ApS"
    assert top_level("new_customer") is None
    assert len(desk.server.ledger_of(BY_ID)) == 1


@pytest.mark.parametrize("words", ["Create it all the same", "Wait"])
def test_a_lost_create_is_sent_again_only_when_that_is_said(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot, words: str
) -> None:
    form = opened()
    _lose(desk, form, qtbot)
    form.press("create")
    qtbot.waitUntil(lambda: question() is not None)
    assert "second customer" in open_question().informativeText()
    assert desk.server.ledger_of(BY_ID) == []
    answer(words)
    if words == "Wait":
        qtbot.waitUntil(lambda: form.button("create").isEnabled())
        assert stored == []
        assert desk.server.ledger_of(BY_ID) == []
    else:
        qtbot.waitUntil(lambda: bool(stored))
        assert len(desk.server.ledger_of(BY_ID)) == 1


def test_a_lost_create_that_is_not_found_may_be_created_again(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    _lose(desk, form, qtbot)
    look_to_the_end(desk.clock, qtbot)
    qtbot.waitUntil(lambda: "nothing was created" in form.note("new_customer"))
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored))


def test_the_wrong_customer_coming_back_is_told_with_the_state_before(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    twin = desk.server.patch_customer(name="Tvilling", customernumber="H-1")["id"]

    form.press("preview_update")
    qtbot.waitUntil(lambda: f"#{twin} instead of #{hansen.id}" in form.said("preview_words"))

    assert ["Phone", "11111111"] in _cells(form)
    assert not form.button("preview_update").isVisible()
    assert stored == []


def test_a_lost_answer_shows_the_candidate_and_creates_no_second(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    asked: list[int] = []
    assert isinstance(form.widget, NewCustomerSheet)
    form.widget.customer_asked.connect(asked.append)
    form.type_into("name", "Helt Ny ApS")
    desk.server.faults({"command": BY_ID, "kind": "close_after"})
    form.press("create")
    qtbot.waitUntil(lambda: form.button("show_candidate").isVisible())
    assert "Helt Ny ApS" in form.note("new_customer")
    form.press("show_candidate")
    assert len(asked) == 1
    assert stored == []
    assert len(desk.server.ledger_of(BY_ID)) == 1
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    assert open_question().informativeText().startswith("It may be in Microbizz already: ")
    answer("Keep editing")


def test_enter_presses_the_button_that_has_the_keyboard(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    cancel = form.button("cancel")
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: question() is not None)
    assert open_question().text() == "Keep the new customer as a draft?"
    answer("Discard")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    assert stored == []
    assert desk.server.ledger_of(BY_ID) == []


def test_closing_asks_before_what_was_typed_is_lost(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    assert "never sent by itself" in open_question().informativeText()
    answer("Keep editing")
    qtbot.waitUntil(lambda: question() is None)
    assert form.widget.isVisible()

    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    answer("Discard")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)


def test_an_empty_sheet_closes_at_once(desk: Desk, opened: Open) -> None:
    form = opened()
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    assert top_level("new_customer") is None


def test_the_name_of_a_parent_is_plain_text(desk: Desk, opened: Open) -> None:
    form = opened(Selected(id=CustomerId(5), parent_id=CustomerId(0), name="<b>x</b>"))
    label = form.widget.findChild(QLabel, "new_customer_place")
    assert label is not None
    assert label.textFormat() is Qt.TextFormat.PlainText
