"""A second card beside the first: opened from the search, with a form and tabs of its own."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTabWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.beside import Beside
from desktop.ui.panes.header import CustomerHeader
from desktop.ui.search.view import ResultView
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk
from tests.helpers.drops import Drag, mime_of

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(
    qtbot: QtBot, until: Callable[..., Any], server: DemoServer, tmp_path: Path
) -> Iterator[Desk]:
    """The window over a world with two customers of this test's own."""
    for number, name in (("AX-1", "Aks Nord"), ("AX-2", "Aks Syd")):
        server.patch_customer(name=name, customernumber=number, phone="11111111")
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    desk.window.resize(1700, 900)
    yield desk
    until(desk.close())
    assert not desk.bugs, f"errors no sentence is for: {desk.bugs}"


def beside(desk: Desk) -> Beside:
    return desk.find(Beside, "beside")


def shown(desk: Desk) -> str:
    """Who the second card shows; "" while there is none."""
    name = beside(desk).findChild(QLabel, "header_name")
    return name.text() if name is not None and name.isVisible() else ""


def open_from_search(desk: Desk, number: str, name: str) -> None:
    desk.search(number)
    desk.wait(lambda: current(desk) == name)
    QTest.keyClick(desk.find(QLineEdit, "search"), Key.Key_Return, CONTROL)
    desk.wait(lambda: shown(desk) == name)


def current(desk: Desk) -> str:
    view = desk.find(ResultView, "results")
    return str(view.currentIndex().data() or "") if view.isVisible() else ""


def phone(desk: Desk) -> QLineEdit:
    field = beside(desk).findChild(QLineEdit, "field_phone")
    assert field is not None
    desk.wait(lambda: field.isVisible() and field.text() == "11111111")
    return field


def answer(desk: Desk, words: str) -> None:
    """Click an answer of the question that is open."""

    def box() -> QMessageBox | None:
        boxes = desk.window.findChildren(QMessageBox)
        return next((each for each in boxes if each.isVisible()), None)

    desk.wait(lambda: box() is not None)
    found = box()
    assert found is not None
    buttons = found.findChildren(QPushButton)
    next(each for each in buttons if words in each.text().replace("&", "")).click()


def test_two_customers_side_by_side(desk: Desk, server: DemoServer) -> None:
    desk.jump("AX-1")
    desk.wait(lambda: desk.shown_name == "Aks Nord")
    width = desk.workspace.card.width()
    open_from_search(desk, "AX-2", "Aks Syd")
    assert desk.shown_name == "Aks Nord"
    kinds = beside(desk).findChild(QComboBox, "field_typeid")
    assert kinds is not None
    assert kinds.count() > 1
    assert abs(beside(desk).width() - width / 2) < 20
    field = phone(desk)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "22222222")
    assert beside(desk).is_dirty
    assert not desk.workspace.details.is_dirty
    desk.trigger("save")
    desk.wait(lambda: bool(server.ledger_of("CreateUpdateCustomerByID")))
    desk.wait(lambda: not beside(desk).is_dirty)
    (saved,) = server.ledger_of("CreateUpdateCustomerByID")
    assert saved["inputs"]["customer"]["phone"] == "22222222"


def test_what_was_typed_is_asked_about_before_another_takes_its_place(desk: Desk) -> None:
    open_from_search(desk, "AX-1", "Aks Nord")
    QTest.keyClicks(phone(desk), "2")
    desk.search("AX-2")
    desk.wait(lambda: current(desk) == "Aks Syd")
    QTest.keyClick(desk.find(QLineEdit, "search"), Key.Key_Return, CONTROL)
    answer(desk, "Stay")
    desk.wait(lambda: not asking(desk))
    assert shown(desk) == "Aks Nord"
    QTest.keyClick(desk.find(QLineEdit, "search"), Key.Key_Return, CONTROL)
    answer(desk, "Discard")
    desk.wait(lambda: shown(desk) == "Aks Syd")


def asking(desk: Desk) -> bool:
    return any(each.isVisible() for each in desk.window.findChildren(QMessageBox))


def test_closing_asks_too_and_remembers_the_width(desk: Desk) -> None:
    open_from_search(desk, "AX-1", "Aks Nord")
    sides = beside(desk).parentWidget()
    assert isinstance(sides, QSplitter)
    finder, card, own = sides.sizes()
    sides.setSizes([finder, card - 60, own + 60])
    width = beside(desk).width()
    QTest.keyClicks(phone(desk), "2")
    desk.click("beside_close")
    answer(desk, "Discard")
    desk.wait(lambda: not beside(desk).isVisible())
    assert beside(desk).selected is None
    open_from_search(desk, "AX-2", "Aks Syd")
    assert abs(beside(desk).width() - width) <= 2


def test_leaving_the_program_asks_about_it(desk: Desk, until: Callable[..., Any]) -> None:
    open_from_search(desk, "AX-1", "Aks Nord")
    QTest.keyClicks(phone(desk), "2")
    leaving = asyncio.ensure_future(desk.workspace.may_leave())
    answer(desk, "Stay")
    assert until(_result(leaving)) is False
    assert beside(desk).is_dirty


async def _result(leaving: "asyncio.Future[bool]") -> bool:
    return await leaving


def test_files_go_to_the_customer_they_are_dropped_on_or_pasted_to(
    desk: Desk, tmp_path: Path
) -> None:
    desk.jump("AX-1")
    desk.wait(lambda: desk.shown_name == "Aks Nord")
    open_from_search(desk, "AX-2", "Aks Syd")
    dropped, pasted = tmp_path / "dropped.txt", tmp_path / "pasted.txt"
    for path in (dropped, pasted):
        path.write_text("hello", encoding="utf-8")
    header = beside(desk).findChild(CustomerHeader, "header")
    assert header is not None
    drag = Drag(header, mime_of([dropped])).entered()
    assert drag.is_taken
    drag.dropped()
    QGuiApplication.clipboard().setMimeData(mime_of([pasted]))
    tabs = beside(desk).findChild(QTabWidget, "tabs")
    assert tabs is not None
    tabs.setCurrentIndex(1)
    paste = tabs.currentWidget().findChild(QAbstractButton, "paste_files")
    assert paste is not None
    desk.wait(paste.isVisible)
    paste.click()
    uploads = desk.session.uploads
    desk.wait(lambda: len(uploads.rows) == 2)
    selected = beside(desk).selected
    assert selected is not None
    assert [(each.customer_id, each.path) for each in uploads.rows] == [
        (selected.id, dropped),
        (selected.id, pasted),
    ]
    uploads.cancel(upload.id for upload in uploads.rows)
    QGuiApplication.clipboard().clear()


def test_the_one_in_the_tree_can_be_opened_beside_and_shown_in_the_tree(desk: Desk) -> None:
    desk.jump("AX-1")
    desk.wait(lambda: desk.shown_name == "Aks Nord")
    desk.trigger("beside")
    desk.wait(lambda: shown(desk) == "Aks Nord")
    desk.jump("AX-2")
    desk.wait(lambda: desk.shown_name == "Aks Syd")
    desk.click("beside_reveal")
    desk.wait(lambda: desk.shown_name == "Aks Nord")
