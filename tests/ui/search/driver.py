"""The search in a user's hands."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QTreeView, QWidget
from pytestqt.exceptions import TimeoutError as TookTooLong
from pytestqt.qtbot import QtBot

from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.search.field import SearchField
from desktop.ui.search.finder import Finder
from desktop.ui.search.model import ResultList
from desktop.ui.search.view import ResultView
from desktop.ui.selection import Selected
from desktop.ui.tree.panel import TreePanel

Key = Qt.Key

W = TypeVar("W", bound=QWidget)

PATIENCE_MS = 30_000


class SearchDriver:
    """Does and sees what a user does and sees.

    Attributes:
        selected: Whom the tree said to be looked at, in order.
        beside: Who was to be opened beside, in order.
        notices: What the user was told.
    """

    def __init__(self, finder: Finder, tree: TreePanel, qtbot: QtBot, messages: Messages) -> None:
        self.finder, self.panel, self.qtbot = finder, tree, qtbot
        self.selected: list[Selected | None] = []
        self.beside: list[Selected] = []
        self.notices: list[Notice] = []
        tree.customer_selected.connect(self.selected.append)
        finder.beside_asked.connect(self.beside.append)
        messages.noticed.connect(self.notices.append)
        self.field = self._part(SearchField, "search")
        self.results = self._part(ResultView, "results")
        self.tree = self._part(QTreeView, "tree")
        model = self.results.model()
        assert isinstance(model, ResultList)
        self._model = model

    def wait(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=PATIENCE_MS)

    # --- doing --------------------------------------------------------------------------------

    def come(self) -> None:
        """Go to the field, as by Ctrl+F."""
        self.finder.focus_search()
        self.wait(self.field.hasFocus)

    def write(self, text: str) -> None:
        """Type *text* over what stands there."""
        self.come()
        if text:
            QTest.keyClicks(self.field, text)
        else:
            QTest.keyClick(self.field, Key.Key_Backspace)

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
        for key in keys:
            QTest.keyClick(self.field, key, held or Qt.KeyboardModifier.NoModifier)

    def finds(self, text: str, *names: str) -> None:
        """Type *text*, and wait until exactly *names* are listed."""
        self.write(text)
        self.lists(*names)

    def click(self, name: str) -> None:
        """Click a button that can be seen."""
        button = self._part(QAbstractButton, name)
        self.wait(lambda: button.isVisible() and button.isEnabled())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def click_result(self, name: str, held: Qt.KeyboardModifier | None = None) -> None:
        at = self.results.visualRect(self._row(name)).center()
        held = held or Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(self.results.viewport(), Qt.MouseButton.LeftButton, held, at)

    def menu_of(self, name: str) -> QMenu:
        """The menu of a result; not opened, for there is nothing here to grab the keyboard of."""
        result = next(each for each in self._model.results if each.row.name == name)
        return self.results.menu_for(result)

    # --- seeing -------------------------------------------------------------------------------

    @property
    def listed(self) -> list[str]:
        """The lines of the list; none while the tree is in its place."""
        return self.names if self.results.isVisible() else []

    @property
    def names(self) -> list[str]:
        """What the list holds, whether it is seen or not."""
        model = self._model
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def lists(self, *names: str) -> None:
        self.wait_for(lambda: self.listed, list(names))

    def wait_for(self, see: Callable[[], object], wanted: object) -> None:
        try:
            self.qtbot.waitUntil(lambda: see() == wanted, timeout=PATIENCE_MS)
        except TookTooLong as error:
            msg = f"{see()!r} is not {wanted!r}"
            raise AssertionError(msg) from error

    @property
    def current(self) -> str:
        """The result that Enter means."""
        return str(self.results.currentIndex().data() or "")

    @property
    def tree_is_shown(self) -> bool:
        return self.panel.isVisible()

    def looks_at(self, name: str) -> None:
        """Wait until the tree has selected *name* and is what one sees."""
        self.wait_for(lambda: self._looked_at, name)
        self.wait(lambda: self.tree_is_shown)

    @property
    def _looked_at(self) -> str:
        last = self.selected[-1] if self.selected else None
        return last.name if last else ""

    def words(self, name: str) -> str:
        """What a label or a button says; "" where it is hidden."""
        part = self._part(QWidget, name)
        assert isinstance(part, QLabel | QAbstractButton)
        return part.text() if part.isVisible() else ""

    def says(self, name: str, words: str) -> None:
        self.wait_for(lambda: self.words(name), words)

    @property
    def front_tree(self) -> QTreeView:
        """The one the user sees: of everybody, or of those who match."""
        return next(each for each in self.panel.findChildren(QTreeView) if each.isVisible())

    @property
    def tree_has_focus(self) -> bool:
        return self.front_tree.hasFocus()

    def tree_rows(self) -> list[str]:
        """The rows of the tree in front that are not inside a closed one."""
        return _rows(self.front_tree, QModelIndex())

    def is_shown(self, name: str) -> bool:
        part = self.finder.findChild(QWidget, name)
        return part is not None and part.isVisible()

    def _row(self, name: str) -> QModelIndex:
        model = self._model
        rows = (model.index(row, 0) for row in range(model.rowCount()))
        return next(index for index in rows if index.data() == name)

    def _part(self, kind: type[W], name: str) -> W:
        part = self.finder.findChild(kind, name)
        assert part is not None, f"no {kind.__name__} named {name}"
        return part


def _rows(view: QTreeView, above: QModelIndex, depth: int = 0) -> list[str]:
    lines = []
    model = view.model()
    for row in range(model.rowCount(above)):
        index = model.index(row, 0, above)
        lines.append("  " * depth + str(index.data()))
        if view.isExpanded(index):
            lines += _rows(view, index, depth + 1)
    return lines
