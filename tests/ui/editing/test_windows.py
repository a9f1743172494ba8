"""What the main window tells of saves that waited, and the windows its commands open."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.rules import Refusal
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk

BY_ID = "CreateUpdateCustomerByID"
Until = Callable[..., Any]


@pytest.fixture
def desk(qtbot: QtBot, until: Until, server: DemoServer, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    yield desk
    server.clear_faults()
    until(desk.close())
    assert not desk.bugs, f"errors no sentence is for: {desk.bugs}"


def _cells(table: QTableView) -> list[list[str]]:
    model = table.model()
    columns = range(model.columnCount())
    return [[str(model.index(row, c).data()) for c in columns] for row in range(model.rowCount())]


def test_what_waits_is_counted_told_of_and_opened_from_the_status_bar(
    desk: Desk, server: DemoServer, until: Until
) -> None:
    session = desk.session
    ids = [int(server.patch_customer(name=name)["id"]) for name in ("Hansen A/S", "Jensen A/S")]
    bases = [until(session.browse.customer(CustomerId(id_))) for id_ in ids]
    status = desk.find(QToolButton, "status_unsent")
    assert not status.isVisible()
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    for base in bases:
        until(session.queue.save(base, {"phone": "22222222"}))
    desk.wait(lambda: status.isVisible() and status.text() == "Not sent yet: 2 customers")

    QTest.mouseClick(status, Qt.MouseButton.LeftButton)
    desk.wait(lambda: len(_cells(desk.find(QTableView, "unsent_table"))) == 2)

    # One comes through, the other has to be decided on.
    server.clear_faults()
    server.patch_customer(ids[1], phone="33333333")
    until(session.client.echo("back"))
    desk.wait(lambda: any("Sent: the edit of Hansen" in each.text for each in desk.notices))
    desk.wait(lambda: any("Jensen A/S waits for you" in each.text for each in desk.notices))
    desk.wait(lambda: status.text() == "Not sent yet: 1 customer")
    desk.wait(lambda: len(_cells(desk.find(QTableView, "unsent_table"))) == 1)
    (row,) = _cells(desk.find(QTableView, "unsent_table"))
    assert row[:3] == ["Jensen A/S", "Phone", "Conflict: Phone"]

    desk.find(QTableView, "unsent_table").setFocus()
    QTest.keyClick(desk.find(QTableView, "unsent_table"), Qt.Key.Key_Return)
    desk.wait(lambda: desk.shown_name == "Jensen A/S")


def test_what_gives_way_where_two_drafts_become_one_is_said(
    desk: Desk, server: DemoServer, until: Until
) -> None:
    session = desk.session
    id_ = CustomerId(server.patch_customer(name="Hansen A/S", customernumber="H-1")["id"])
    base = until(session.browse.customer(id_))
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    new = until(
        session.queue.create({"name": "Hansen A/S", "customernumber": "H-1"}, NO_CUSTOMER)
    ).customer
    until(session.drafts.keep(new, Customer({}), {"vatpercentage": 25}, typed={"phone": "2"}))
    until(session.drafts.keep(id_, base, {"phone": "3", "vatpercentage": 12}))
    server.clear_faults()
    until(session.client.echo("back"))
    desk.wait(lambda: any("waits for you" in each.text for each in desk.notices))
    (taken,) = until(session.queue.rows())
    until(session.queue.answers.adopt(taken))
    said = "Typed for the new customer instead: Phone: 2. VAT (%): 25."
    desk.wait(lambda: any(said in each.text for each in desk.notices))


def test_what_an_edit_that_waited_went_over_is_given_back_from_the_notice(
    desk: Desk, server: DemoServer, until: Until
) -> None:
    session = desk.session
    id_ = int(server.patch_customer(name="Hansen A/S", phone="11111111")["id"])
    base = until(session.browse.customer(CustomerId(id_)))
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    until(session.queue.save(base, {"phone": "22222222"}))
    server.clear_faults()
    server.faults({"command": BY_ID, "kind": "hold"})
    until(session.client.echo("back"))
    until(asyncio.to_thread(server.wait_until_held))
    server.patch_customer(id_, phone="33333333")
    server.release()
    desk.wait(lambda: any("Phone was: 33333333." in each.text for each in desk.notices))
    QTest.mouseClick(desk.find(QToolButton, "notice_act"), Qt.MouseButton.LeftButton)
    back = "Hansen A/S: Put back as the other one had it: Phone."
    desk.wait(lambda: any(each.text == back for each in desk.notices))
    assert server.customers()[id_]["phone"] == "33333333"


def test_that_an_edit_waits_is_said_no_longer_once_it_is_decided(
    desk: Desk, server: DemoServer, until: Until
) -> None:
    session = desk.session
    id_ = CustomerId(int(server.patch_customer(name="Jensen A/S", phone="11111111")["id"]))
    base = until(session.browse.customer(id_))
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    until(session.queue.save(base, {"phone": "22222222"}))
    server.clear_faults()
    server.patch_customer(id_, phone="33333333")
    until(session.client.echo("back"))
    notices = desk.furniture.notices
    desk.wait(lambda: "Jensen A/S waits for you" in notices.text)

    (row,) = until(session.queue.rows())
    until(session.queue.answers.decide(row, {"phone": "33333333"}))
    desk.wait(lambda: not session.queue.ids())
    desk.wait(lambda: "waits for you" not in notices.text)


def test_a_draft_of_a_new_customer_is_opened_with_what_was_typed(desk: Desk, until: Until) -> None:
    until(desk.session.drafts.keep_new(CustomerId(0), {"name": "Ny ApS"}))
    desk.trigger("unsent")
    desk.click("unsent_go")
    desk.wait(lambda: any(e.text() == "Ny ApS" for e in desk.window.findChildren(QLineEdit)))


def test_rules_are_learned_from_a_refused_save_shown_and_forgotten(
    desk: Desk, server: DemoServer, until: Until
) -> None:
    session = desk.session
    id_ = CustomerId(int(server.patch_customer(name="Hansen A/S", city="Vejle")["id"]))
    desk.trigger("rules")
    rules = desk.find(QTableView, "rules_table")
    assert _cells(rules) == []
    words = "Field 'city' is mandatory"
    server.faults({"command": BY_ID, "kind": "refuse", "message": words})
    base = until(session.browse.customer(id_))
    with pytest.raises(Exception, match="mandatory"):
        until(session.edits.save(base, {"city": None, "phone": "2"}))
    desk.wait(lambda: [row[:3] for row in _cells(rules)] == [["City", "Must not be empty", words]])
    assert session.rules.required("city")
    # In the words of the user's language, too.
    refusal = Refusal(sent={"city": "y", "ourreference": None}, words="Our reference missing")
    session.rules.hear(refusal)
    desk.wait(lambda: len(_cells(rules)) == 2)
    rules.selectRow(0)
    desk.find(QPushButton, "rules_forget").click()
    desk.wait(lambda: len(_cells(rules)) < 2)
