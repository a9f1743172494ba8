"""What a pane shows of the copy until the server answers, and where it does not."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from desktop.ui.faces import Face
from desktop.ui.panes.subscriptions import SubscriptionsPane
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk

LONG_AGO = datetime(2020, 11, 21, 9, 41).astimezone()
ASK = "GetSubscriptionsByCustomerID"


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[SubscriptionsPane]:
    pane = SubscriptionsPane(subscriptions=desk.subscriptions, around=desk.around)
    qtbot.addWidget(pane)
    pane.resize(900, 400)
    pane.show()
    yield pane
    pane.stop()


def titles(pane: SubscriptionsPane) -> list[str]:
    table = pane.findChild(QTableView, "subscriptions_table")
    assert table is not None
    model = table.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def plant(server: DemoServer, title: str) -> None:
    server.patch_record("subscription", customerid=SOCIETY.id, title=title, expires="2090-01-01")


def test_what_is_kept_is_there_at_once_and_the_answer_after_it(
    pane: SubscriptionsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    plant(server, "Gammel")
    desk.take_feeds()
    desk.copy.as_of(LONG_AGO)
    plant(server, "Ny")
    server.faults({"command": ASK, "kind": "hold"})

    pane.show_customer(SOCIETY)

    qtbot.waitUntil(lambda: "Gammel" in titles(pane))
    assert pane.age.text() == "As of 21 November 2020 09:41"
    assert "Ny" not in titles(pane)
    desk.until(asyncio.to_thread(server.wait_until_held))
    server.release()
    qtbot.waitUntil(lambda: "Ny" in titles(pane))
    assert "2020" not in pane.age.text()


def test_offline_what_is_kept_stays_and_nobody_is_told_off(
    pane: SubscriptionsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    plant(server, "Gammel")
    desk.take_feeds()
    desk.copy.as_of(LONG_AGO)
    desk.go_offline(server)

    pane.show_customer(SOCIETY)

    qtbot.waitUntil(lambda: "09:41 · offline" in pane.age.text())
    assert "Gammel" in titles(pane)
    assert not desk.notices

    server.clear_faults()
    plant(server, "Ny")
    desk.come_back(server)

    qtbot.waitUntil(lambda: "Ny" in titles(pane))
    assert "offline" not in pane.age.text()


def test_offline_none_are_still_none(
    pane: SubscriptionsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.faults({"command": "GetSubscriptionsBylastChangeID", "kind": "empty_list", "times": -1})
    desk.take_feeds()
    desk.copy.as_of(LONG_AGO)
    desk.go_offline(server)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "offline" in pane.age.text())
    assert pane.faces.message == "This customer has no subscriptions."


def test_offline_without_anything_kept_it_is_said_in_place_and_read_when_back(
    pane: SubscriptionsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    desk.go_offline(server)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    assert pane.age.text() == ""
    desk.come_back(server)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def test_what_the_copy_hears_is_followed_without_asking(
    pane: SubscriptionsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    desk.take_feeds()
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: bool(server.ledger_of(ASK)))
    qtbot.waitUntil(lambda: "load" not in pane._tasks._running)
    plant(server, "Ny")
    desk.take_feeds()
    qtbot.waitUntil(lambda: "Ny" in titles(pane))
    assert len(server.ledger_of(ASK)) == 1
