"""Editing a customer's details and saving them, against a real server."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Unreachable
from desktop.domain.records import Customer
from desktop.ui.forms.details import DetailsPane
from tests.ui.forms.conftest import Desk, refresh_on_change
from tests.ui.forms.driver import FormDriver, answer, question, top_level

BY_ID = "CreateUpdateCustomerByID"


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[DetailsPane]:
    pane = DetailsPane(
        edits=desk.edits, lists=desk.lists, changes=desk.changes, messages=desk.messages
    )
    qtbot.addWidget(pane)
    refresh_on_change(desk, pane.show_record)
    pane.resize(900, 700)
    pane.show()
    qtbot.waitExposed(pane)
    yield pane
    pane.stop()


@pytest.fixture
def form(pane: DetailsPane) -> FormDriver:
    return FormDriver(pane)


def saved(form: FormDriver, qtbot: QtBot) -> None:
    form.press("save")
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))


def test_a_changed_field_is_marked_counted_and_saved_alone(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    titles: list[str] = []
    pane.title_changed.connect(titles.append)
    hansen = desk.hansen()
    pane.show_record(hansen)
    assert not pane.is_dirty
    assert form.said() == ""

    form.type_into("phone", "22222222")
    form.tick("isblocked").click()

    assert form.is_marked("phone")
    assert form.line("phone").accessibleDescription() == "changed"
    assert titles[-1] == "Details • 2"
    assert form.said() == "2 unsaved changes"

    saved(form, qtbot)

    assert titles[-1] == "Details"
    assert not form.is_marked("phone")
    assert form.line("phone").text() == "22222222"
    (entry,) = desk.server.ledger_of(BY_ID)
    assert entry["inputs"]["customer"] == {"id": hansen.id, "phone": "22222222", "isblocked": 1}


def test_every_kind_of_field_can_be_changed(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    desk.until(desk.lists.load())
    hansen = desk.hansen(typeid=next(iter(desk.lists.types)))
    pane.show_record(hansen)
    form.type_into("longitude", "12,5")
    form.type_into("vatpercentage", "")
    form.type_into("startdate", "3/2/2024")
    form.box("description").setPlainText("ny\ntekst")
    form.combo("typeid").setCurrentIndex(0)
    form.type_into("ourreference", "5")

    saved(form, qtbot)

    (entry,) = desk.server.ledger_of(BY_ID)
    assert entry["inputs"]["customer"] == {
        "id": hansen.id,
        "longitude": 12.5,
        "vatpercentage": 0,
        "startdate": "2024-02-03",
        "description": "ny\ntekst",
        "typeid": 0,
        "ourreference": 5,
    }
    assert form.line("startdate").text() == "2024-02-03"


def test_a_change_taken_back_is_no_change(desk: Desk, pane: DetailsPane, form: FormDriver) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    form.type_into("city", "Odense")

    form.revert("phone")
    assert form.line("phone").text() == "11111111"
    assert form.said() == "1 unsaved change"

    form.press("revert")
    assert not pane.is_dirty
    assert form.said() == ""


@pytest.mark.parametrize(
    "case",
    [
        ("vatpercentage", "25 %", "A whole number"),
        ("latitude", "north", "A number"),
        ("startdate", "31-02-2024", "A date"),
        ("email", "post.hansen.dk", "An e-mail address"),
        ("city", "x" * 256, "At most 255 characters."),
        ("name", "", "This cannot be empty."),
    ],
)
def test_what_cannot_be_sent_says_so_and_is_not_sent(
    desk: Desk, pane: DetailsPane, form: FormDriver, case: tuple[str, str, str]
) -> None:
    name, text, sentence = case
    pane.show_record(desk.hansen())
    form.line(name).setText(text)

    assert form.note(name).startswith(sentence)
    assert sentence in form.line(name).accessibleDescription()
    assert sentence in form.said()
    assert not form.button("save").isEnabled()
    pane.save()
    assert desk.server.ledger_of(BY_ID) == []


def test_a_long_text_is_counted_near_its_limit(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.line("city").setText("x" * 199)
    assert form.note("city") == ""
    form.line("city").setText("x" * 230)
    assert form.note("city") == "230 of 255 characters"


def test_a_refresh_leaves_what_was_typed_and_tells_what_moved(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "mine")

    desk.server.patch_customer(hansen.id, phone="theirs", city="Odense")
    pane.show_record(desk.read(hansen.id))

    assert form.line("phone").text() == "mine"
    assert form.note("phone") == "Now in Microbizz: theirs"
    assert form.line("city").text() == "Odense"
    assert not form.is_marked("city")


def _clash(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> Customer:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "mine")
    desk.server.patch_customer(hansen.id, phone="theirs", city="Odense")
    form.press("save")
    qtbot.waitUntil(lambda: top_level("meanwhile") is not None)
    return hansen


def _decide(name: str) -> None:
    sheet = top_level("meanwhile")
    assert sheet is not None
    FormDriver(sheet).press(f"meanwhile_{name}")


def test_a_colleagues_change_is_shown_beside_ours_and_may_be_overwritten(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = _clash(desk, pane, form, qtbot)
    assert desk.server.ledger_of(BY_ID) == []

    _decide("mine")
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))

    now = desk.read(hansen.id)
    assert (now.text("phone"), now.text("city")) == ("mine", "Odense")


def test_a_colleagues_change_may_be_taken(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _clash(desk, pane, form, qtbot)
    _decide("theirs")
    qtbot.waitUntil(lambda: not pane.is_dirty)
    assert form.line("phone").text() == "theirs"
    assert form.line("city").text() == "Odense"
    assert desk.server.ledger_of(BY_ID) == []


def test_escape_keeps_ours_in_the_form_with_theirs_below(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _clash(desk, pane, form, qtbot)
    sheet = top_level("meanwhile")
    assert sheet is not None
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "colleague" in form.said())
    assert form.line("phone").text() == "mine"
    assert form.note("phone") == "Now in Microbizz: theirs"
    assert desk.server.ledger_of(BY_ID) == []


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
    desk.server.faults({"command": BY_ID, "kind": "hold"})
    form.press("save")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
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
    desk.server.faults({"command": "GetCustomerByID", "kind": "hold", "skip": 1})
    form.press("save")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.patch_customer(hansen.id, phone="11111111")
    desk.server.release()

    qtbot.waitUntil(lambda: "1 of 2 fields" in form.said())
    assert "Phone" in form.said()
    assert form.line("phone").text() == "2"
    assert form.note("phone") == "Not stored. Microbizz has: 11111111"
    assert not form.is_marked("city")


def test_saving_stops_where_unsent_fields_were_lost_and_they_can_be_put_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("name", "Hansen ApS")
    desk.server.faults({"command": BY_ID, "kind": "overwrite"})
    form.press("save")
    qtbot.waitUntil(lambda: "Saving is stopped" in form.said())
    assert form.line("phone").text() == ""

    form.type_into("zip", "7100")
    form.press("save")
    qtbot.waitUntil(lambda: "Saving is stopped" in form.said())
    form.press("revert")

    form.press("restore")
    qtbot.waitUntil(lambda: form.said().startswith("Put back as before"))
    assert form.line("phone").text() == "11111111"
    assert form.line("name").text() == "Hansen ApS"

    form.press("allow_saving")
    qtbot.waitUntil(lambda: question() is not None)
    answer("Allow saving")
    qtbot.waitUntil(lambda: desk.edits.stopped is None)
    form.type_into("zip", "7100")
    saved(form, qtbot)


def _leaving(pane: DetailsPane, loop: Any, qtbot: QtBot) -> "asyncio.Task[bool]":
    task: asyncio.Task[bool] = loop.create_task(pane.may_leave())
    qtbot.waitUntil(lambda: task.done() or question() is not None)
    return task


@pytest.mark.parametrize("words", ["Save", "Discard", "Stay"])
def test_leaving_with_changes_asks(
    desk: Desk,
    pane: DetailsPane,
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    words: str,
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    FormDriver(pane).type_into("phone", "2")

    task = _leaving(pane, loop, qtbot)
    answer(words)
    qtbot.waitUntil(task.done)

    assert task.result() is (words != "Stay")
    assert pane.is_dirty is (words == "Stay")
    assert desk.read(hansen.id).text("phone") == ("2" if words == "Save" else "11111111")


def test_leaving_without_changes_does_not_ask(
    desk: Desk, pane: DetailsPane, qtbot: QtBot, loop: asyncio.AbstractEventLoop
) -> None:
    pane.show_record(desk.hansen())
    assert _leaving(pane, loop, qtbot).result()


def test_leaving_with_something_wrong_does_not_offer_to_save(
    desk: Desk,
    pane: DetailsPane,
    form: FormDriver,
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
) -> None:
    pane.show_record(desk.hansen())
    form.line("email").setText("nonsense")
    task = _leaving(pane, loop, qtbot)
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
    loop: asyncio.AbstractEventLoop,
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    desk.server.faults({"command": BY_ID, "kind": "hold"})
    form.press("save")
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    task = loop.create_task(pane.may_leave())
    desk.server.release()
    qtbot.waitUntil(task.done)
    assert task.result()


def test_unknown_and_custom_fields_are_shown_as_plain_text(desk: Desk, pane: DetailsPane) -> None:
    pane.show_record(
        Customer({"id": 5, "name": "x", "budgetarea": "<b>Nord</b>", "values": {"box": {"n": 1}}})
    )
    texts = {label.text() for label in pane.findChildren(QLabel)}
    assert {"budgetarea", "<b>Nord</b>", "box", '{"n": 1}'} <= texts
    values = [label for label in pane.findChildren(QLabel) if label.text() == "<b>Nord</b>"]
    assert values[0].textFormat() is Qt.TextFormat.PlainText


def test_words_for_an_id_go_when_the_id_is_changed(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    assert form.words_beside("ourreference") == hansen.text("ourreferencetext") != ""
    form.type_into("ourreference", "5")
    assert form.words_beside("ourreference") == ""


def test_the_parent_leads_to_itself(desk: Desk, pane: DetailsPane, form: FormDriver) -> None:
    asked: list[int] = []
    pane.customer_asked.connect(asked.append)
    pane.show_record(Customer({"id": 5, "name": "x", "parentcust": 2**40}))
    pane.show_parent(Customer({"id": 9, "name": "another"}))
    assert form.button("parent_link").text() == f"#{2**40}"
    pane.show_parent(Customer({"id": 2**40, "name": "A & B"}))
    assert form.button("parent_link").text() == "A && B"
    form.press("parent_link")
    assert asked == [2**40]


def test_a_problem_never_hides_what_was_typed(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    pane.show_loading()
    pane.show_problem(Unreachable("down"))
    assert form.line("phone").isVisible()
    assert "cannot be reached" in form.said()


def test_tab_goes_down_the_fields_in_their_order(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.line("zip").setFocus()
    for name in ("city", "country", "latitude"):
        QTest.keyClick(pane.focusWidget(), Qt.Key.Key_Tab)
        focused = pane.focusWidget()
        assert isinstance(focused, QLineEdit)
        assert focused.objectName() == f"field_{name}"


def test_every_field_has_a_name_for_those_who_cannot_see(pane: DetailsPane, desk: Desk) -> None:
    pane.show_record(desk.hansen())
    nameless = [
        line.objectName()
        for line in pane.findChildren(QLineEdit)
        if not line.accessibleName() and line.objectName().startswith("field_")
    ]
    assert nameless == []
