"""The tree's panel in a user's hands."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from desktop.services.lists import Lists
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.selection import Selected
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.panel import TreePanel
from desktop.ui.tree.view import TreeView
from tests.ui.tree.forests import indexes

PATIENCE_MS = 30_000

FAILED = "Could not load \N{EN DASH} click to try again"


class TreeDriver:
    """Does and sees what a user does and sees.

    Attributes:
        selected: What the panel said is selected, in order.
        notices: What the user was told.
    """

    def __init__(self, panel: TreePanel, qtbot: QtBot, *, lists: Lists, messages: Messages) -> None:
        self.panel, self.qtbot, self.lists = panel, qtbot, lists
        self.selected: list[Selected | None] = []
        self.notices: list[Notice] = []
        panel.customer_selected.connect(self.selected.append)
        messages.noticed.connect(self.notices.append)
        self.everyone = self._find_view("tree")
        self.few = self._find_view("matches")

    @property
    def view(self) -> TreeView:
        """The one the user sees."""
        return self.few if self.few.isVisible() else self.everyone

    @property
    def tree(self) -> CustomerTree:
        return self.view.tree

    @property
    def chosen(self) -> str:
        """The name of the row that is selected."""
        return self.view.customer.name if self.view.customer else ""

    def seen(self, above: QModelIndex | None = None, depth: int = 0) -> list[str]:
        """The rows that are not inside a closed one."""
        lines = []
        for index in indexes(self.tree, above):
            lines.append("  " * depth + str(index.data()))
            if self.view.isExpanded(index):
                lines += self.seen(index, depth + 1)
        return lines

    def names(self) -> list[str]:
        return [line.strip() for line in self.seen()]

    def wait(self, *texts: str) -> None:
        """Wait until these are all the rows there are, however deep."""
        self.qtbot.waitUntil(lambda: self.names() == list(texts), timeout=PATIENCE_MS)

    def shows(self, *texts: str) -> None:
        """Wait until there are rows that say so."""
        self.qtbot.waitUntil(lambda: set(texts) <= set(self.names()), timeout=PATIENCE_MS)

    def hides(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text not in self.names(), timeout=PATIENCE_MS)

    def index(self, text: str, above: QModelIndex | None = None) -> QModelIndex:
        """The open row that says *text*."""
        for index in indexes(self.tree, above):
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

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.view, key)

    def expand(self, text: str) -> None:
        """Open a branch by the keyboard, as no program does it."""
        index = self.index(text)
        assert index.isValid(), f"{text} is not among {self.seen()}"
        self.view.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.NoUpdate
        )
        self.press(Qt.Key.Key_Plus)

    def choose(self, text: str, name: str) -> None:
        """Use the menu of a row."""
        menu = self.view.menu_for(self.index(text))
        action = next(each for each in menu.actions() if each.objectName() == name)
        assert action.isEnabled(), f"{name} is not allowed on {text}"
        action.trigger()
        menu.close()

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

    def _find_view(self, name: str) -> TreeView:
        view = self.panel.findChild(TreeView, name)
        assert view is not None
        return view


def open_family(driver: TreeDriver) -> None:
    driver.expand("Abehus")
    driver.shows("Abel")
    driver.expand("Abel")
    driver.shows("Adam")


def timer(view: TreeView, name: str) -> QTimer:
    """The timer of this name, rather one that runs: files and customers have one each."""
    timers: list[QTimer] = view.findChildren(QTimer, name)
    return next((each for each in timers if each.isActive()), timers[0])


def due(view: TreeView, name: str) -> None:
    """Let its time have come, without waiting."""
    running = timer(view, name)
    assert running.isActive()
    if running.isSingleShot():
        running.stop()
    running.timeout.emit()
