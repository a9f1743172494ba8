"""What the user does with documents, and with files for them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QListView,
    QPushButton,
    QTableView,
    QToolButton,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.answers import KeptListing, Listing
from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.records import Document
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.selection import Aim, FilesDropped, Selected
from tests.helpers.demo_server import DemoServer
from tests.helpers.drops import Drag, drop, mime_of
from tests.ui.panes.conftest import SOCIETY, Desk
from tests.ui.panes.documents.papers import (
    Browser,
    child,
    choose_folder,
    grid,
    plant,
    select,
    show,
    summary,
    titles,
)


def test_files_dropped_go_to_the_chosen_folder(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected, tmp_path: Path
) -> None:
    show(pane, qtbot, tenant)
    choose_folder(pane, 0)
    mime: QMimeData = mime_of([tmp_path / "ny.pdf"])
    with qtbot.waitSignal(pane.files_dropped) as dropped:
        drop(pane, mime)
    assert dropped.args == [
        FilesDropped(target=tenant.target, paths=(tmp_path / "ny.pdf",), folder="Fotos")
    ]


def test_files_dropped_on_a_folder_s_row_go_there(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected, tmp_path: Path
) -> None:
    show(pane, qtbot, tenant)
    choose_folder(pane, 0)
    folders: QTreeView = child(pane, QTreeView, "documents_folders")
    top = folders.model().index(0, 0)
    inner = folders.model().index(0, 0, folders.model().index(0, 0, top))
    for index, folder in ((inner, "Fotos/Ude"), (top, "")):
        row = folders.visualRect(index)
        at = folders.viewport().mapTo(pane, row.center())
        mime = mime_of([tmp_path / "ny.pdf"])
        drag = Drag(pane, mime).entered(at)
        frame: QWidget = child(pane, QWidget, "drop_frame")
        assert frame.mapToGlobal(frame.rect().center()).y() == pane.mapToGlobal(at).y()
        with qtbot.waitSignal(pane.files_dropped) as dropped:
            drag.dropped()
        assert dropped.args[0].folder == folder


def test_what_the_card_knows_of_the_customer_is_told_of_it(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected, tmp_path: Path
) -> None:
    known = Target(id=tenant.id, name=tenant.name, number="1234", is_closed=True)
    pane.know_aim(lambda: Aim(target=known))
    show(pane, qtbot, tenant)
    with qtbot.waitSignal(pane.files_dropped) as dropped:
        drop(pane, mime_of([tmp_path / "ny.pdf"]))
    assert dropped.args[0].target == known
    other = replace(known, id=CustomerId(tenant.id + 1))
    pane.know_aim(lambda: Aim(target=other))
    with qtbot.waitSignal(pane.files_dropped) as dropped:
        drop(pane, mime_of([tmp_path / "ny.pdf"]))
    assert dropped.args[0].target == tenant.target


def test_nothing_is_taken_without_a_customer(pane: DocumentsPane, tmp_path: Path) -> None:
    assert drop(pane, mime_of([tmp_path / "ny.pdf"])) is None


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("add_files", "add_files_asked"),
        ("paste_files", "paste_asked"),
    ],
)
def test_the_buttons_name_the_folder(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected, name: str, signal: str
) -> None:
    show(pane, qtbot, tenant)
    choose_folder(pane, 0, 0)
    button: QPushButton = child(pane, QPushButton, name)
    with qtbot.waitSignal(getattr(pane, signal)) as asked:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked.args == ["Fotos/Ude"]


class OneDocument:
    """Stands in for a server that gives an address of its own choosing."""

    def __init__(self, url: str) -> None:
        self._document = Document({"id": 1, "title": "Brev", "url": url})

    async def kept(self, _customer: CustomerId) -> KeptListing | None:
        return None

    async def kept_thumbnails(self, _customer: CustomerId) -> dict[DocumentId, str]:
        return {}

    async def listing(self, _customer: CustomerId) -> Listing:
        return Listing(documents=(self._document,))

    async def thumbnails(self, _customer: CustomerId) -> dict[DocumentId, str]:
        return {}


def show_one(pane: DocumentsPane, qtbot: QtBot, url: str) -> QPushButton:
    """The button that opens the one document, selected."""
    pane._documents = OneDocument(url)  # type: ignore[assignment]  # its reads are all that is needed
    show(pane, qtbot, SOCIETY)
    select(pane, "Brev")
    button: QPushButton = child(pane, QPushButton, "open_document")
    return button


def test_a_document_with_a_web_address_opens_in_the_browser(
    pane: DocumentsPane, qtbot: QtBot, browser: Browser
) -> None:
    button = show_one(pane, qtbot, "https://example.org/a?b=1")
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.keyClick(grid(pane), Qt.Key.Key_Return)
    assert browser.opened == ["https://example.org/a?b=1"] * 2


def test_an_address_that_no_program_opens_is_copied_and_said(
    pane: DocumentsPane, desk: Desk, qtbot: QtBot, browser: Browser
) -> None:
    button = show_one(pane, qtbot, "https://example.org/a?b=1")
    browser.is_there = False
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.notices[-1].text.startswith("No program here opens “https://example.org/a?b=1”.")
    assert QGuiApplication.clipboard().text() == "https://example.org/a?b=1"


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "javascript:alert(1)", "smb://x/y", "//x", "https://", "http:a b"],
)
def test_any_other_address_is_not_opened(
    pane: DocumentsPane, qtbot: QtBot, browser: Browser, url: str
) -> None:
    button = show_one(pane, qtbot, url)
    assert not button.isVisible()
    assert "no way to open this document" in summary(pane)
    QTest.keyClick(grid(pane), Qt.Key.Key_Return)
    assert browser.opened == []
    child(pane, QDialog, "record_sheet").close()


def test_tags_are_shown_by_their_ids(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected
) -> None:
    plant(server, tenant, "Mærket", tags=[3, 14])
    show(pane, qtbot, tenant)
    model: Any = grid(pane).model()
    row = titles(pane).index("Mærket")
    assert model.index(row, model.column_of("tags")).data() == "#3, #14"


def test_how_it_looks_is_remembered(pane: DocumentsPane, qtbot: QtBot, tenant: Selected) -> None:
    show(pane, qtbot, tenant)
    pane.restore({"look": "details"})
    state = pane.state()
    assert state["look"] == "details"
    pane.restore({"look": "icons", "table": None, "folders": ["x"]})
    assert child(pane, QListView, "documents_grid").isVisible()
    pane.restore(state)
    assert pane.state() == state


def test_every_control_has_a_name(pane: DocumentsPane, qtbot: QtBot, tenant: Selected) -> None:
    show(pane, qtbot, tenant)
    for kind in (QListView, QTableView, QTreeView):
        for view in pane.findChildren(kind):
            if not view.objectName().startswith("qt_") and view.window() is pane:
                assert view.accessibleName(), view
    for button in pane.findChildren(QToolButton):
        assert button.accessibleName() or button.text()


def test_painting_every_face_and_look_complains_of_nothing(
    pane: DocumentsPane, qtbot: QtBot, tenant: Selected
) -> None:
    show(pane, qtbot, tenant)
    select(pane, "Tag")
    for look in ("icons", "details"):
        pane.restore({"look": look})
        assert not pane.grab().isNull()
    QWidget.event(pane, QEvent(QEvent.Type.PaletteChange))
