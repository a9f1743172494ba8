"""The tabs on a customer's lines of the contract-wide feeds."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from desktop.services.feeds import Feed
from desktop.ui.faces import Face
from desktop.ui.panes.depot import DepotPane
from desktop.ui.panes.procedures import ProceduresPane
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, TOP, Desk

Pane = ProceduresPane | DepotPane
PROCEDURES = "GetProceduresByLastChange"
DEPOT = "GetDepotOrderLinesByLastChange"


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


def test_the_procedures_of_a_customer(new_pane: New, qtbot: QtBot, server: DemoServer) -> None:
    server.patch_record(
        "procedure", customerid=SOCIETY.id, title="Nøglen", text="Ring <b>først</b>"
    )
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    assert "Nøglen" in column(pane, "Title")
    assert "Ring <b>først</b>" in column(pane, "Text")
    assert server.ledger_of(PROCEDURES)


def test_the_depot_lines_of_a_customer_with_their_totals(
    new_pane: New, qtbot: QtBot, server: DemoServer
) -> None:
    server.patch_record(
        "depotline", customerid=SOCIETY.id, producttext="LED-pære", count=3, unitprice=39.5
    )
    pane = new_pane(DepotPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    row = column(pane, "Product").index("LED-pære")
    assert column(pane, "Total")[row] == "118.50"
    assert server.ledger_of(DEPOT)


def test_the_first_read_says_that_it_may_take_long(
    new_pane: New, qtbot: QtBot, server: DemoServer
) -> None:
    server.faults({"command": PROCEDURES, "kind": "hold"})
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "may take a while" in pane.faces.message)
    server.release()
    qtbot.waitUntil(lambda: pane.faces.face is not Face.LOADING)


def test_another_customer_asks_nothing_more(
    new_pane: New, qtbot: QtBot, server: DemoServer
) -> None:
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is not Face.LOADING)
    before = server.requests()
    pane.show_customer(TOP)
    qtbot.waitUntil(lambda: pane.faces.face is not Face.LOADING)
    assert server.requests() == before


def test_reloading_reads_the_feed_anew(new_pane: New, qtbot: QtBot, server: DemoServer) -> None:
    server.patch_record("procedure", customerid=SOCIETY.id, title="Gammel")
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    server.patch_record("procedure", customerid=SOCIETY.id, title="Ny")
    pane.reload()
    qtbot.waitUntil(lambda: "Ny" in column(pane, "Title"))


def test_a_read_cut_off_by_another_panes_reload_starts_again(
    new_pane: New, qtbot: QtBot, server: DemoServer
) -> None:
    server.patch_record("procedure", customerid=SOCIETY.id, title="Nøglen")
    server.faults({"command": PROCEDURES, "kind": "hold"})
    waiting, other = new_pane(ProceduresPane), new_pane(DepotPane)
    waiting.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "may take a while" in waiting.faces.message)
    other.show_customer(SOCIETY)
    other.reload()
    qtbot.waitUntil(lambda: waiting.faces.face is Face.CONTENT)
    server.release()


def test_no_lines_are_said_to_be_none(new_pane: New, qtbot: QtBot, server: DemoServer) -> None:
    server.faults({"command": DEPOT, "kind": "empty_list", "times": -1})
    pane = new_pane(DepotPane)
    pane.show_customer(SOCIETY)
    said = "No depot order lines belong to this customer."
    qtbot.waitUntil(lambda: pane.faces.message == said)


def test_a_refused_feed_is_known_to_the_card(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.faults({"command": DEPOT, "kind": "no_rights", "times": -1})
    pane = new_pane(DepotPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: Feed.DEPOT_LINES in desk.feeds.refused)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)


def test_a_feed_that_failed_is_tried_again(new_pane: New, qtbot: QtBot, server: DemoServer) -> None:
    server.patch_record("procedure", customerid=SOCIETY.id, title="Nøglen")
    server.faults({"command": PROCEDURES, "kind": "html", "times": -1})
    pane = new_pane(ProceduresPane)
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    server.clear_faults()
    pane.faces.retry_asked.emit()
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
