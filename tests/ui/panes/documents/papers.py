"""What the tests of documents do with the pane, in words."""

from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QLabel,
    QListView,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.ui.faces import Face
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer

LIST = "GetDocumentsByCustomerID"


class Browser:
    """Stands in for the user's web browser."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.is_there = True

    def open(self, url: QUrl) -> bool:
        self.opened.append(url.toString())
        return self.is_there


def plant(server: DemoServer, owner: Selected, title: str, **more: Any) -> int:
    planted = server.patch_record(
        "document", customerid=owner.id, title=title, filename=f"{title}.jpg", **more
    )
    return int(planted["id"])


def child(pane: QWidget, kind: type[Any], name: str) -> Any:
    found = pane.findChild(kind, name)
    assert found is not None
    return found


def grid(pane: DocumentsPane) -> QListView:
    view: QListView = child(pane, QListView, "documents_grid")
    return view


def titles(pane: DocumentsPane) -> list[str]:
    model = grid(pane).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def folders(pane: DocumentsPane) -> QTreeView:
    view: QTreeView = child(pane, QTreeView, "documents_folders")
    return view


def choose_folder(pane: DocumentsPane, *rows: int) -> None:
    """The folder at these rows, from the top down."""
    model = folders(pane).model()
    index = model.index(0, 0)
    for row in rows:
        index = model.index(row, 0, index)
    folders(pane).setCurrentIndex(index)


def summary(pane: DocumentsPane) -> str:
    label: QLabel = child(pane, QLabel, "documents_summary")
    return label.text()


def show(pane: DocumentsPane, qtbot: QtBot, selected: Selected) -> None:
    pane.show_customer(selected)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def select(pane: DocumentsPane, title: str) -> None:
    grid(pane).setCurrentIndex(grid(pane).model().index(titles(pane).index(title), 0))
