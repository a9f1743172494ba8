"""What expires soon, over the whole contract."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Unreachable
from desktop.domain.records import Customer
from desktop.domain.sync import Phase
from desktop.ui.dialogs.expiring import ExpiringSheet
from desktop.ui.faces import Face
from desktop.ui.panes.columns import Tone
from desktop.ui.panes.model import MARK_ROLE
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
    desk.take_in()
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
    before = server.requests()
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    assert rows(sheet) == [["Expires in 3 days", SOCIETY.name, "Nær"]]
    choose_days(sheet, "60 days")
    qtbot.waitUntil(lambda: [row[2] for row in rows(sheet)] == ["Nær", "Fjern"])
    summary = sheet.findChild(QLabel, "expiring_summary")
    assert summary is not None
    assert summary.text() == "Subscriptions: 2 · Total: 200.00"
    assert server.requests() == before


def test_only_the_day_is_coloured(sheet: ExpiringSheet, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    model = table(sheet).model()
    marks = [model.index(0, column).data(MARK_ROLE) for column in range(model.columnCount())]
    assert [mark.tone for mark in marks if mark is not None] == [Tone.WARNING]
    assert marks[0] is not None


def test_another_name_of_a_customer_is_shown(
    sheet: ExpiringSheet, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    desk.copy.hear(Customer(server.patch_customer(SOCIETY.id, name="Nyt navn")))
    qtbot.waitUntil(lambda: [row[1] for row in rows(sheet)] == ["Nyt navn"])


def test_news_of_the_feed_are_shown(
    sheet: ExpiringSheet, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    qtbot.waitUntil(lambda: sheet.faces.face is Face.CONTENT)
    plant(server, "Ny", 1)
    desk.take_feeds()
    qtbot.waitUntil(lambda: [row[2] for row in rows(sheet)] == ["Ny", "Nær"])


def test_until_the_copy_has_the_feed_it_is_said_to_come(desk: Desk, qtbot: QtBot) -> None:
    sheet = ExpiringSheet(feeds=desk.feeds, browse=desk.browse, around=desk.around)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitUntil(lambda: "takes a while" in sheet.faces.message)
    desk.copy.be(phase=Phase.FAILED, problem=Unreachable("refused"))
    qtbot.waitUntil(lambda: sheet.faces.face is Face.PROBLEM)
    desk.take_feeds()
    qtbot.waitUntil(lambda: sheet.faces.face in {Face.CONTENT, Face.EMPTY})
    sheet.close()


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
    desk.until(desk.feeds.learn_refused())
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
