"""What is shown of the documents of a customer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QPushButton,
    QTableView,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.ui.faces import Face
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk
from tests.ui.panes.documents.papers import (
    LIST,
    child,
    choose_folder,
    folders,
    plant,
    select,
    show,
    summary,
    titles,
)


def test_the_newest_come_first(pane: DocumentsPane, qtbot: QtBot, tenant: Selected) -> None:
    show(pane, qtbot, tenant)
    assert titles(pane) == ["Facade", "Tag", "Aftale"]
    assert summary(pane) == "Documents: 3 · 600 bytes"


def test_a_folder_shows_what_lies_in_it_and_below(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected
) -> None:
    show(pane, qtbot, tenant)
    assert folders(pane).isVisible()
    choose_folder(pane, 0)
    assert (titles(pane), pane.folder) == (["Facade", "Tag"], "Fotos")
    choose_folder(pane, 0, 0)
    assert (titles(pane), pane.folder) == (["Tag"], "Fotos/Ude")
    choose_folder(pane, 1)
    assert (titles(pane), pane.folder) == (["Aftale"], "")
    assert summary(pane) == "Documents: 1 · 200 bytes"


def test_without_folders_there_is_no_tree(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected
) -> None:
    show(pane, qtbot, tenant)
    lone = server.patch_customer(name="Ene")
    owner = Selected(id=CustomerId(lone["id"]), parent_id=CustomerId(0), name="Ene")
    plant(server, owner, "Alene")
    show(pane, qtbot, owner)
    assert titles(pane) == ["Alene"]
    assert not folders(pane).isVisible()


def test_pictures_and_table_show_one_selection(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected
) -> None:
    show(pane, qtbot, tenant)
    select(pane, "Tag")
    button: QToolButton = child(pane, QToolButton, "look_details")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    table: QTableView = child(pane, QTableView, "documents_table")
    assert table.isVisible()
    assert [index.data() for index in table.selectionModel().selectedRows()] == ["Tag"]
    assert not child(pane, QComboBox, "documents_sort").isVisible()


@pytest.mark.parametrize(
    ("words", "order"),
    [
        ("Oldest first", ["Aftale", "Tag", "Facade"]),
        ("Title", ["Aftale", "Facade", "Tag"]),
        ("Largest first", ["Tag", "Aftale", "Facade"]),
        ("Newest first", ["Facade", "Tag", "Aftale"]),
    ],
)
def test_pictures_are_sorted_by_the_box(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected, words: str, order: list[str]
) -> None:
    show(pane, qtbot, tenant)
    box: QComboBox = child(pane, QComboBox, "documents_sort")
    box.setCurrentText(words)
    box.activated.emit(box.currentIndex())
    assert titles(pane) == order


def test_the_box_follows_the_headers(pane: DocumentsPane, qtbot: QtBot, tenant: Selected) -> None:
    show(pane, qtbot, tenant)
    table: QTableView = child(pane, QTableView, "documents_table")
    box: QComboBox = child(pane, QComboBox, "documents_sort")
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert box.currentText() == "Title"
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert box.currentText() == ""


def test_no_documents_say_how_to_add_some(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer
) -> None:
    empty = server.patch_customer(name="Tom")
    pane.show_customer(Selected(id=empty["id"], parent_id=CustomerId(0), name="Tom"))
    qtbot.waitUntil(lambda: "Drop files here or press Ctrl+U" in pane.faces.message)
    assert child(pane, QPushButton, "add_files").isVisible()


def test_a_bad_record_is_set_aside_and_counted(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected
) -> None:
    server.faults({"command": LIST, "kind": "bad_record"})
    show(pane, qtbot, tenant)
    assert "could not be read:" in summary(pane)


def test_the_listing_is_one_request_and_the_thumbnails_another(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer
) -> None:
    before = server.requests()
    show(pane, qtbot, SOCIETY)
    qtbot.waitUntil(lambda: len(server.ledger_of(LIST)) == 2)
    first, second = (each["inputs"] for each in server.ledger_of(LIST))
    assert (int(first.get("inclthumbs", 0)), int(first["inclfolders"])) == (0, 1)
    assert int(second["inclthumbs"]) == 1
    qtbot.waitUntil(lambda: any(pane._thumbnails._pixmaps.values()), timeout=20_000)
    assert server.requests() == before + 2


def test_the_table_asks_for_no_thumbnails(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer
) -> None:
    pane.restore({"look": "details"})
    show(pane, qtbot, SOCIETY)
    table: QTableView = child(pane, QTableView, "documents_table")
    table.viewport().repaint()
    assert len(server.ledger_of(LIST)) == 1


def test_thumbnails_that_fail_leave_the_documents(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.faults({"command": LIST, "kind": "no_rights", "skip": 1})
    show(pane, qtbot, SOCIETY)
    qtbot.waitUntil(lambda: bool(desk.notices))
    assert pane.faces.face is Face.CONTENT
