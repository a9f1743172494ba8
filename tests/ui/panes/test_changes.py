"""What changed on a customer, field by field."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.ui.faces import Face
from desktop.ui.panes.changes import ChangesPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, TOP, Desk

HANSEN = Selected(id=CustomerId(77_001), parent_id=SOCIETY.id, name="Hansen")


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[ChangesPane]:
    pane = ChangesPane(
        marks=desk.marks,
        browse=desk.browse,
        lists=desk.lists,
        choices=desk.choices,
        edits=desk.edits,
        around=desk.around,
    )
    qtbot.addWidget(pane)
    pane.resize(900, 400)
    pane.show()
    yield pane
    pane.stop()


def hansen(**fields: object) -> Customer:
    given = {"id": HANSEN.id, "parentcust": SOCIETY.id, "name": "Hansen", "phone": "11111111"}
    return Customer(given | fields)


def rows(pane: ChangesPane) -> list[list[str]]:
    """Field, before, after and by whom, from top to bottom."""
    table = pane.findChild(QTableView, "changes_table")
    assert table is not None
    model = table.model()
    return [
        [str(model.index(row, column).data()) for column in (2, 3, 4, 1)]
        for row in range(model.rowCount())
    ]


def show(pane: ChangesPane, qtbot: QtBot) -> None:
    pane.show_customer(HANSEN)
    qtbot.waitUntil(lambda: pane.faces.face in {Face.CONTENT, Face.EMPTY})


def test_nothing_seen_to_change_is_said(pane: ChangesPane, qtbot: QtBot, desk: Desk) -> None:
    desk.copy.fill([hansen()])
    show(pane, qtbot)
    assert "seen to change here in the last 30 days" in pane.faces.message


def test_before_and_after_have_the_same_room(pane: ChangesPane, qtbot: QtBot, desk: Desk) -> None:
    desk.copy.fill([hansen()])
    desk.copy.hear(hansen(phone="22222222"))
    pane.resize(1300, 400)
    show(pane, qtbot)
    table = pane.findChild(QTableView, "changes_table")
    assert table is not None
    widths = [table.columnWidth(each) for each in range(6)]
    assert widths[3] - widths[4] in (0, 1)
    assert sum(widths) == table.viewport().width()


def test_what_changed_is_in_the_words_of_the_form(
    pane: ChangesPane, qtbot: QtBot, desk: Desk, server: DemoServer
) -> None:
    desk.take_in()
    desk.until(desk.lists.load())
    first, second = list(desk.lists.types)[:2]
    before = hansen(typeid=first, isblocked=0, startdate="2026-01-31", email="a@example.com")
    desk.copy.fill([before])
    after = {"typeid": second, "isblocked": 1, "startdate": "2026-03-01", "email": ""}
    desk.copy.hear(hansen(**after, parentcust=TOP.id, nyt={"a": 1}, values={"nøgle": "7"}))
    top = desk.until(desk.browse.rows([TOP.id]))[0].name

    show(pane, qtbot)

    titles = [desk.lists.types[each].text("title") for each in (first, second)]
    assert sorted(rows(pane)) == sorted(
        [
            ["Type", *titles, "Others"],
            ["Blocked", "no", "yes", "Others"],
            ["Start date", "2026-01-31", "2026-03-01", "Others"],
            ["E-mail", "a@example.com", "(nothing)", "Others"],
            ["Belongs to", SOCIETY.name, top, "Others"],
            ["nyt", "(nothing)", '{"a": 1}', "Others"],
            ["nøgle", "(nothing)", "7", "Others"],
        ]
    )


def test_what_an_id_means_is_told_by_the_text_beside_it(
    pane: ChangesPane, qtbot: QtBot, desk: Desk
) -> None:
    desk.copy.fill([hansen(ourreference=4, ourreferencetext="Mette")])
    desk.copy.hear(hansen(ourreference=5, ourreferencetext="Jens"))
    show(pane, qtbot)
    assert rows(pane) == [["Our reference", "Mette", "Jens", "Others"]]


def test_the_newest_come_first_and_what_comes_meanwhile_appears(
    pane: ChangesPane, qtbot: QtBot, desk: Desk
) -> None:
    desk.copy.fill([hansen()])
    desk.copy.hear(hansen(phone="22222222"))
    show(pane, qtbot)
    assert rows(pane) == [["Phone", "11111111", "22222222", "Others"]]
    table = pane.findChild(QTableView, "changes_table")
    assert table is not None
    assert datetime.now(UTC).astimezone().strftime("%Y-%m-%d") in table.model().index(0, 0).data()

    sent_ns = 2**62
    desk.copy.absorb([hansen(phone="33333333")], sent_ns=sent_ns, is_own=True)

    qtbot.waitUntil(lambda: len(rows(pane)) == 2)
    assert rows(pane)[0] == ["Phone", "22222222", "33333333", "You"]
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert rows(pane)[0][-1] == "Others"


def test_how_it_looks_is_remembered(pane: ChangesPane, qtbot: QtBot) -> None:
    table = pane.findChild(QTableView, "changes_table")
    assert table is not None
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    state = pane.state()
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    pane.restore(state)
    assert pane.state() == state
    pane.restore({})
    assert pane.state() == state
