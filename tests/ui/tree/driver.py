"""The tree's panel in a user's hands."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from desktop.services.changes import ChangeFeed
from desktop.services.lists import Lists
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.selection import Selected
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.panel import TreePanel
from desktop.ui.tree.view import TreeView
from tests.helpers.demo_server import DemoServer
from tests.ui.tree.forests import rows

PATIENCE_MS = 10_000

FAILED = "Could not load \N{EN DASH} click to try again"


class TreeDriver:
    """Does and sees what a user does and sees.

    Attributes:
        selected: What the panel said is selected, in order.
        notices: What the user was told.
    """

    def __init__(
        self,
        panel: TreePanel,
        qtbot: QtBot,
        *,
        changes: ChangeFeed,
        lists: Lists,
        messages: Messages,
    ) -> None:
        self.panel, self.qtbot = panel, qtbot
        self.changes, self.lists = changes, lists
        self.selected: list[Selected | None] = []
        self.notices: list[Notice] = []
        panel.customer_selected.connect(self.selected.append)
        messages.noticed.connect(self.notices.append)
        view = panel.findChild(TreeView, "tree")
        assert view is not None
        self.view = view
        model = view.model()
        assert isinstance(model, CustomerTree)
        self.tree = model

    def seen(self, above: QModelIndex | None = None, depth: int = 0) -> list[str]:
        """The rows that are not inside a closed one."""
        lines = []
        for index in rows(self.tree, above):
            lines.append("  " * depth + str(index.data()))
            if self.view.isExpanded(index):
                lines += self.seen(index, depth + 1)
        return lines

    def shows(self, *texts: str) -> None:
        """Wait until there are rows that say so."""
        self.qtbot.waitUntil(
            lambda: set(texts) <= {line.strip() for line in self.seen()}, timeout=PATIENCE_MS
        )

    def hides(self, text: str) -> None:
        self.qtbot.waitUntil(
            lambda: text not in {line.strip() for line in self.seen()}, timeout=PATIENCE_MS
        )

    def index(self, text: str, above: QModelIndex | None = None) -> QModelIndex:
        """The open row that says *text*."""
        for index in rows(self.tree, above):
            if index.data() == text:
                return index
            if self.view.isExpanded(index) and (below := self.index(text, index)).isValid():
                return below
        return QModelIndex()

    def at(self, text: str) -> QPoint:
        """Where the row is, in the viewport."""
        index = self.index(text)
        assert index.isValid(), f"{text} is not among {self.seen()}"
        self.view.scrollTo(index)
        return self.view.visualRect(index).center()

    def click(self, text: str) -> None:
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=self.at(text))

    def expand(self, text: str) -> None:
        index = self.index(text)
        assert index.isValid(), f"{text} is not among {self.seen()}"
        self.view.expand(index)

    def jump(self, text: str) -> None:
        field = self.panel.findChild(QLineEdit, "jump")
        assert field is not None
        field.clear()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def words(self, name: str) -> str:
        """What a line of the panel says; "" where it is hidden."""
        label = self.panel.findChild(QLabel, name)
        assert label is not None
        return label.text() if label.isVisible() else ""

    def chip(self, name: str) -> QToolButton:
        chip = self.panel.findChild(QToolButton, name)
        assert chip is not None
        return chip

    @property
    def maingroups(self) -> QComboBox:
        choice = self.panel.findChild(QComboBox, "maingroup")
        assert choice is not None
        return choice

    def selects(self, name: str) -> None:
        """Wait until the panel says that *name* is selected."""
        self.qtbot.waitUntil(
            lambda: (
                bool(self.selected)
                and self.selected[-1] is not None
                and self.selected[-1].name == name
            ),
            timeout=PATIENCE_MS,
        )


def asked(server: DemoServer, command: str, **inputs: Any) -> int:
    return sum(
        all(entry["inputs"].get(name) == value for name, value in inputs.items())
        for entry in server.ledger_of(command)
    )


def let_go(driver: TreeDriver, server: DemoServer, *, requests: int) -> None:
    """Release what a "hold" fault stops, once the last of so many requests is there."""
    driver.qtbot.waitUntil(lambda: server.requests() >= requests, timeout=PATIENCE_MS)
    server.wait_until_held()
    server.release()


def open_family(driver: TreeDriver) -> None:
    driver.expand("Abehus")
    driver.shows("Abel")
    driver.expand("Abel")
    driver.shows("Adam")
