"""What expires soon, over the whole contract."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.expiring import ExpiringSheet
from desktop.ui.faces import Face
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk

TODAY = date(2050, 3, 1)
FEED = "GetSubscriptionsBylastChangeID"


def plant(server: DemoServer, title: str, days: int) -> None:
    server.patch_record(
        "subscription",
        customerid=SOCIETY.id,
        title=title,
        count=1,
        unitprice=100,
        expires=f"{TODAY + timedelta(days=days)}",
    )


@pytest.fixture
def sheet(desk: Desk, server: DemoServer, qtbot: QtBot) -> Iterator[ExpiringSheet]:
    plant(server, "Nær", 3)
    plant(server, "Fjern", 45)
    sheet = ExpiringSheet(
        feeds=desk.feeds,
        browse=desk.browse,
        around=desk.around,
        today=lambda: TODAY,
    )
    qtbot.addWidget(sheet)
    sheet.show()
    yield sheet
    sheet.close()


def rows(sheet: ExpiringSheet) -> list[list[str]]:
    """Status, customer and title of each row."""
    table = sheet.findChild(QTableView, "expiring_table")
    assert table is not None
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in (1, 2, 3)]
        for row in range(model.rowCount())
    ]


def table(sheet: ExpiringSheet) -> QTableView:
    found = sheet.findChild(QTableView, "expiring_table")
    assert found is not None
    return found


def choose_days(sheet: ExpiringSheet, words: str) -> None:
    box = sheet.findChild(QComboBox, "expiring_days")
    assert box is not None
    box.setCurrentText(words)


def test_the_first_to_go_come_first_with_their_customers_names(
    sheet: ExpiringSheet, qtbot: QtBot, server: DemoServer
) -> None:
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    qtbot.waitUntil(lambda: rows(sheet) == [["Expires in 3 days", SOCIETY.name, "Nær"]])
    assert server.ledger_of(FEED)


def test_more_days_show_more_and_ask_nothing(
    sheet: ExpiringSheet, qtbot: QtBot, server: DemoServer
) -> None:
    qtbot.waitUntil(lambda: [row[1] for row in rows(sheet)] == [SOCIETY.name])
    before = server.requests()
    choose_days(sheet, "60 days")
    qtbot.waitUntil(lambda: [row[2] for row in rows(sheet)] == ["Nær", "Fjern"])
    summary = sheet.findChild(QLabel, "expiring_summary")
    assert summary is not None
    assert summary.text() == "Subscriptions: 2 · Total: 200.00"
    assert server.requests() == before


def test_the_names_of_all_in_sight_come_in_one_request(
    sheet: ExpiringSheet, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    qtbot.waitUntil(lambda: [row[1] for row in rows(sheet)] == [SOCIETY.name])
    expires = f"{TODAY + timedelta(days=9)}"
    for number in range(5):
        other = server.patch_customer(name=f"Kunde {number}")
        server.patch_record("subscription", customerid=other["id"], expires=expires)
    last = server.ledger()[-1]["id"]

    desk.feeds.refresh()

    names = {f"Kunde {number}" for number in range(5)}
    qtbot.waitUntil(lambda: names <= {row[1] for row in rows(sheet)})
    asked = [each for each in server.ledger(last) if each["command"] == "GetCustomerByID"]
    assert len(asked) == 5
    assert len({each["envelope"] for each in asked}) == 1


@pytest.mark.parametrize("by", ["enter", "button"])
def test_going_to_the_customer(sheet: ExpiringSheet, qtbot: QtBot, by: str) -> None:
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    button = sheet.findChild(QPushButton, "expiring_go")
    assert button is not None
    assert not button.isEnabled()
    table(sheet).selectRow(0)
    with qtbot.waitSignal(sheet.customer_asked) as asked:
        if by == "enter":
            QTest.keyClick(table(sheet), Qt.Key.Key_Return)
        else:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == [SOCIETY.id]
    assert sheet.isVisible()


def test_nothing_that_expires_is_said(sheet: ExpiringSheet, qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    sheet._today = lambda: date(2070, 1, 1)
    sheet.reload()
    said = "No subscription expires in this time."
    qtbot.waitUntil(lambda: sheet.faces.message == said)


def test_a_contract_that_refuses_the_feed(desk: Desk, server: DemoServer, qtbot: QtBot) -> None:
    server.faults({"command": FEED, "kind": "no_rights", "times": -1})
    sheet = ExpiringSheet(feeds=desk.feeds, browse=desk.browse, around=desk.around)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitUntil(lambda: sheet.faces.face is Face.PROBLEM)
    assert "list of all its subscriptions" in sheet.faces.message
    sheet.close()


def test_the_days_are_remembered(sheet: ExpiringSheet, qtbot: QtBot) -> None:
    choose_days(sheet, "90 days")
    state = sheet.state()
    choose_days(sheet, "30 days")
    sheet.restore(state)
    assert sheet.state() == state
    sheet.restore({"days": 31, "table": None})
    assert sheet.state() == state
