"""The tabs on a customer's lines of the contract-wide feeds."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Unreachable
from desktop.domain.ids import CustomerId
from desktop.domain.sync import Phase
from desktop.ui.faces import Face
from desktop.ui.panes.depot import DepotPane
from desktop.ui.panes.procedures import ProceduresPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk

Pane = ProceduresPane | DepotPane
DEPOT = "GetDepotOrderLinesByLastChange"
NOBODY = Selected(id=CustomerId(987_654), parent_id=CustomerId(0), name="Ingen")


@pytest.fixture
def new_pane(desk: Desk, qtbot: QtBot) -> Iterator[Callable[[type[Pane]], Pane]]:
    made: list[Pane] = []

    def make(kind: type[Pane]) -> Pane:
        pane = kind(feeds=desk.feeds, around=desk.around)
        qtbot.addWidget(pane)
        pane.show()
        made.append(pane)
        return pane

    yield make
    for pane in made:
        pane.stop()


New = Callable[[type[Pane]], Pane]


def column(pane: Pane, title: str) -> list[str]:
    table = pane.findChild(QTableView)
    assert table is not None
    model = table.model()
    titles = [
        str(model.headerData(i, table.horizontalHeader().orientation())).strip()
        for i in range(model.columnCount())
    ]
    at = titles.index(title)
    return [str(model.index(row, at).data()) for row in range(model.rowCount())]


def test_the_procedures_of_a_customer(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_record(
        "procedure", customerid=SOCIETY.id, title="Nøglen", text="Ring <b>først</b>"
    )
    desk.take_feeds()
    before = server.requests()
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    assert "Nøglen" in column(pane, "Title")
    assert "Ring <b>først</b>" in column(pane, "Text")
    assert server.requests() == before


def test_the_depot_lines_of_a_customer_with_their_totals(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_record(
        "depotline", customerid=SOCIETY.id, producttext="LED-pære", count=3, unitprice=39.5
    )
    desk.take_feeds()
    pane = new_pane(DepotPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    row = column(pane, "Product").index("LED-pære")
    assert column(pane, "Total")[row] == "118.50"


def test_until_the_copy_has_the_feed_it_is_said_to_come(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_record("procedure", customerid=SOCIETY.id, title="Nøglen")
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "takes a while" in pane.faces.message)
    desk.take_feeds()
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def test_a_feed_that_turns_out_to_be_empty_is_said_to_be(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.faults({"command": DEPOT, "kind": "empty_list", "times": -1})
    pane = new_pane(DepotPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "takes a while" in pane.faces.message)
    desk.until(desk.copy.take_feeds(desk.client, told=False))
    desk.copy.be(phase=Phase.IDLE)
    said = "No depot order lines belong to this customer."
    qtbot.waitUntil(lambda: pane.faces.message == said)


def test_what_keeps_the_copy_from_coming_is_said(new_pane: New, qtbot: QtBot, desk: Desk) -> None:
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "takes a while" in pane.faces.message)
    desk.copy.be(phase=Phase.WAITING, problem=Unreachable("refused"))
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    desk.copy.be(phase=Phase.LOADING, problem=None)
    qtbot.waitUntil(lambda: "takes a while" in pane.faces.message)


def test_news_of_the_feed_are_shown_and_reloading_asks_for_them(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_record("procedure", customerid=SOCIETY.id, title="Gammel")
    desk.take_feeds()
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    server.patch_record("procedure", customerid=SOCIETY.id, title="Ny")
    pane.reload()
    assert desk.copy.updates == 1
    desk.take_feeds()
    qtbot.waitUntil(lambda: "Ny" in column(pane, "Title"))


def test_no_lines_are_said_to_be_none(new_pane: New, qtbot: QtBot, desk: Desk) -> None:
    desk.take_feeds()
    pane = new_pane(DepotPane)
    pane.show_customer(NOBODY)
    said = "No depot order lines belong to this customer."
    qtbot.waitUntil(lambda: pane.faces.message == said)


def test_a_refused_feed_is_said_to_be(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.faults({"command": DEPOT, "kind": "no_rights", "times": -1})
    desk.until(desk.feeds.learn_refused())
    pane = new_pane(DepotPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
