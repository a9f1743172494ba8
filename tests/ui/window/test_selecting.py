"""Selecting customers: one request each, the newest wins, and nothing typed is lost."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk


def _names(desk: Desk) -> list[str]:
    """Some roots, in the tree's order."""
    model = desk.tree.model()
    rows = [model.index(row, 0, QModelIndex()) for row in range(4)]
    return [str(index.data()) for index in rows]


def _is_settled(desk: Desk) -> bool:
    return desk.session.connection.under_way == 0


def test_selecting_a_customer_costs_one_request(desk: Desk, server: DemoServer) -> None:
    desk.wait(lambda: _is_settled(desk))
    before, count = server.requests(), len(server.ledger())

    desk.select(_names(desk)[0])
    desk.wait(lambda: _is_settled(desk))

    assert server.requests() == before + 1
    asked = [entry["command"] for entry in server.ledger()[count:]]
    assert sorted(asked) == ["GetCustomerByID", "GetParentCustomers"]


def test_with_documents_in_sight_they_come_in_the_same_request(
    desk: Desk, server: DemoServer
) -> None:
    first, second = _names(desk)[:2]
    desk.select(first)
    desk.show_tab("documents")
    desk.wait(lambda: bool(server.ledger_of("GetDocumentsByCustomerID")))
    desk.wait(lambda: _is_settled(desk))
    count = len(server.ledger())

    desk.select(second)
    desk.wait(lambda: _is_settled(desk))

    entries = server.ledger()[count:]
    listing = [e for e in entries if e["command"] != "GetDocumentsByCustomerID"]
    listing += [e for e in entries if e["inputs"].get("inclfolders")]
    assert len({entry["envelope"] for entry in listing}) == 1


def test_walking_by_quickly_asks_for_the_first_and_the_last(desk: Desk, server: DemoServer) -> None:
    names = _names(desk)
    desk.wait(lambda: _is_settled(desk))

    for name in names:
        desk.tree.setCurrentIndex(desk.row(name))
    desk.wait(lambda: desk.shown_name == names[-1])
    desk.wait(lambda: _is_settled(desk))

    assert len(server.ledger_of("GetCustomerByID")) == 2


def test_a_slow_reply_never_paints_over_a_newer_selection(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    slow, quick = _names(desk)[:2]
    desk.wait(lambda: _is_settled(desk))
    server.faults({"command": "GetCustomerByID", "kind": "hold", "times": 1})
    desk.tree.setCurrentIndex(desk.row(slow))
    until(asyncio.to_thread(server.wait_until_held))

    desk.select(quick)
    server.release()
    desk.wait(lambda: _is_settled(desk))

    assert desk.find(QLabel, "header_name").text() == quick
    assert desk.find(QLineEdit, "field_name").text() == quick


def test_a_new_name_is_at_once_that_of_the_one_at_hand(desk: Desk, server: DemoServer) -> None:
    titles: list[str] = []
    desk.workspace.titled.connect(titles.append)
    desk.select(_names(desk)[0])
    desk.trigger("beside")
    beside = desk.workspace.beside
    desk.wait(lambda: beside.selected is not None)
    field = desk.workspace.details.findChild(QLineEdit, "field_name")
    assert field is not None
    field.setText("Nyt navn")
    desk.workspace.details.save()
    desk.wait(lambda: titles[-1].startswith("Nyt navn"))
    desk.wait(lambda: beside.selected is not None and beside.selected.name == "Nyt navn")

    # Nor is a colleague's new name told late.
    assert beside.selected is not None
    server.patch_customer(beside.selected.id, name="Endnu et")
    desk.trigger("refresh")
    desk.wait(lambda: titles[-1].startswith("Endnu et"))
    assert len(titles) == len(set(titles)), "a title is told once"


def test_leaving_with_changes_asks_and_stay_keeps_them(desk: Desk) -> None:
    first, second = _names(desk)[:2]
    desk.select(first)
    field = desk.find(QLineEdit, "field_phone")
    field.setFocus()
    QTest.keyClicks(field, "12345678")

    desk.tree.setCurrentIndex(desk.row(second))
    _answer(desk, "Stay")

    desk.wait(lambda: desk.tree.currentIndex().data() == first)
    assert "12345678" in desk.find(QLineEdit, "field_phone").text()
    assert desk.shown_name == first


def test_discarding_follows_to_the_other_customer(desk: Desk, server: DemoServer) -> None:
    first, second = _names(desk)[:2]
    desk.select(first)
    QTest.keyClicks(desk.find(QLineEdit, "field_phone"), "12345678")

    desk.tree.setCurrentIndex(desk.row(second))
    _answer(desk, "Discard")

    desk.wait(lambda: desk.shown_name == second)
    assert not server.ledger_of("CreateUpdateCustomerByID")


def test_a_draft_comes_back_with_its_customer(desk: Desk) -> None:
    first, second = _names(desk)[:2]
    desk.select(first)
    desk.find(QLineEdit, "field_phone").setText("12345678")
    desk.tree.setCurrentIndex(desk.row(second))
    _answer(desk, "Keep as draft")
    desk.wait(lambda: desk.shown_name == second)

    desk.select(first)

    desk.wait(lambda: desk.find(QLineEdit, "field_phone").text() == "12345678")


def test_what_is_unsaved_is_asked_about_before_the_same_customer_is_opened_beside(
    desk: Desk,
) -> None:
    desk.select(_names(desk)[0])
    desk.find(QLineEdit, "field_phone").setText("12345678")

    desk.trigger("beside")
    _answer(desk, "Keep as draft")

    beside = desk.find(QWidget, "beside")
    desk.wait(lambda: beside.findChild(QLineEdit, "field_phone") is not None)
    line = beside.findChild(QLineEdit, "field_phone")
    assert line is not None
    desk.wait(lambda: line.text() == "12345678")


def test_a_customer_that_vanished_is_said_in_place(desk: Desk, server: DemoServer) -> None:
    name = _names(desk)[0]
    server.faults({"command": "GetCustomerByID", "kind": "empty_list", "times": 1})

    desk.tree.setCurrentIndex(desk.row(name))

    desk.wait(lambda: "no longer in Microbizz" in _said(desk))


def test_a_server_that_answers_html_is_said_in_place(desk: Desk, server: DemoServer) -> None:
    name = _names(desk)[0]
    server.faults({"command": "*", "kind": "html", "times": 3})

    desk.tree.setCurrentIndex(desk.row(name))

    desk.wait(lambda: "web page answered" in _said(desk))


def test_the_breadcrumb_leads_up(desk: Desk) -> None:
    parent = _names(desk)[0]
    desk.tree.expand(desk.row(parent))
    desk.wait(lambda: desk.tree.model().rowCount(desk.row(parent)) > 0)
    desk.wait(lambda: desk.tree.model().index(0, 0, desk.row(parent)).data() != "Loading…")
    child = str(desk.tree.model().index(0, 0, desk.row(parent)).data())
    desk.tree.setCurrentIndex(desk.row(child, desk.row(parent)))
    desk.wait(lambda: desk.shown_name == child)

    desk.trigger("parent")

    desk.wait(lambda: desk.shown_name == parent)


def test_a_path_that_is_refused_is_said_with_a_way_on(desk: Desk, server: DemoServer) -> None:
    server.faults({"command": "GetParentCustomers", "kind": "no_rights", "times": 1})

    desk.select(_names(desk)[0])

    problem = desk.find(QLabel, "header_problem")
    desk.wait(lambda: "path of parents could not be read" in problem.text())
    assert problem.isVisible()

    desk.click("header_retry")

    desk.wait(lambda: not problem.isVisible())


def test_a_customer_that_moved_has_another_path(desk: Desk, server: DemoServer) -> None:
    first, second = _names(desk)[:2]
    desk.select(second)
    parent = desk.workspace.card.record
    assert parent is not None
    desk.select(first)
    record = desk.workspace.card.record
    assert record is not None
    server.patch_customer(record.id, parentcust=parent.id)

    desk.trigger("refresh")

    desk.wait(
        lambda: any(
            step.text() == second
            for step in desk.workspace.card.header.findChildren(QToolButton)
            if step.isVisible()
        )
    )


def test_a_feed_the_contract_refuses_hides_its_tab_and_says_why(
    desk: Desk, server: DemoServer
) -> None:
    desk.select(_names(desk)[0])
    server.faults({"command": "GetProceduresByLastChange", "kind": "no_rights", "times": 1})

    desk.trigger("refresh")

    tabs = desk.find(QTabWidget, "tabs")
    desk.wait(lambda: all(tabs.tabText(i) != "Procedures" for i in range(tabs.count())))
    desk.wait(lambda: any("“Procedures” is hidden" in notice.text for notice in desk.notices))

    desk.trigger("refresh")

    desk.wait(lambda: any(tabs.tabText(i) == "Procedures" for i in range(tabs.count())))


def test_how_it_looked_is_remembered(
    qtbot: QtBot, until: Callable[..., Any], server: DemoServer, tmp_path: Path
) -> None:
    first = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path)
    name = _names(first)[1]
    first.select(name)
    first.tree.expand(first.row(name))
    first.show_tab("subscriptions")
    first.trigger("transfers")
    until(first.close())
    until(first.settings.save())

    second = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path)

    second.wait(lambda: second.tree.isExpanded(second.row(name)))
    second.wait(lambda: second.shown_name == name)
    assert second.workspace.card.visible_tab == "subscriptions"
    assert second.workspace.transfers.isVisible()
    until(second.close())


def _said(desk: Desk) -> str:
    labels = desk.workspace.card.findChildren(QLabel, "face_message")
    return "\n".join(label.text() for label in labels if label.isVisible())


def _answer(desk: Desk, words: str) -> None:
    """Click an answer of the question that is open."""

    def question() -> QMessageBox | None:
        boxes = [b for b in desk.window.findChildren(QMessageBox) if b.isVisible()]
        return boxes[0] if boxes else None

    desk.wait(lambda: question() is not None)
    box = question()
    assert box is not None
    button = next(b for b in box.findChildren(QPushButton) if words in b.text().replace("&", ""))
    button.click()
