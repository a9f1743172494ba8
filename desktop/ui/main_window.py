"""The frame: menus, toolbar, notices, status bar, and one page at a time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.actions import MENUS, Actions
from desktop.ui.texts import tr

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QCloseEvent

    from desktop.support.settings import Section
    from desktop.ui.furniture import Furniture

_FIRST_SIZE = (1180, 760)
_FRAME = (8, 40)
"""What a window manager puts around a window, at a guess."""


class MainWindow(QMainWindow):
    """Arranges and does nothing: what happens is wired from outside.

    Made in two steps: the frame, which is painted first, and its furniture.

    Signals:
        close_asked: The user wants to leave; the window stays until it is told to go.
    """

    close_asked = Signal()

    # Of the class, for Qt tells of changes while the window is still being made.
    _is_furnished = False

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setWindowTitle(tr("app.name"))
        self._take_room()
        self.actions_by_key = Actions(self)
        self._pages = QStackedWidget()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._pages, 1)
        self._may_close = False
        self._add_menus()
        middle = QWidget()
        middle.setLayout(self._column)
        self.setCentralWidget(middle)
        self.show_words(tr("app.starting"))

    def furnish(self) -> "Furniture":
        """Add what the first paint does without."""
        from desktop.ui import theme
        from desktop.ui.furniture import Furniture
        from desktop.ui.keyboard import Backtrack

        self._backtrack = Backtrack(self)
        theme.make_fields_visible()
        self._is_furnished = True
        furniture = Furniture(self.actions_by_key)
        self.setWindowIcon(furniture.window_icon)
        self._column.insertWidget(0, furniture.notices)
        self.addToolBar(furniture.toolbar)
        self.setStatusBar(furniture.status)
        return furniture

    @property
    def page(self) -> QWidget | None:
        """The page that is shown."""
        return self._pages.currentWidget()

    def show_page(self, page: QWidget) -> None:
        """Show *page* in place of the one before, which is thrown away."""
        old = self._pages.currentWidget()
        # Where the page wants typing to begin, which it forgets when it is put into the window.
        first = page.focusWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if first is not None:
            first.setFocus()
        if old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()

    def show_words(self, words: str) -> None:
        """A quiet page with one sentence."""
        page = QWidget()
        column = QVBoxLayout(page)
        label = QLabel(words)
        label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(label)
        row.addStretch()
        column.addStretch()
        column.addLayout(row)
        column.addStretch()
        self.show_page(page)

    def come_forward(self) -> None:
        """For a second start: show the one window there is."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def close_now(self) -> None:
        self._may_close = True
        self.close()

    def state(self) -> "Section":
        """Geometry and bars, for the settings."""
        return {
            "geometry": bytes(self.saveGeometry().data()).hex(),
            "bars": bytes(self.saveState().data()).hex(),
        }

    def restore(self, state: "Section") -> None:
        for key, apply in (("geometry", self.restoreGeometry), ("bars", self.restoreState)):
            if state.get(key):
                apply(QByteArray.fromHex(str(state[key]).encode()))
        self._take_room(at_most=self.size())

    def _take_room(self, at_most: QSize | None = None) -> None:
        """As large as wanted and no larger than the screen, frame included."""
        wanted = at_most or QSize(*_FIRST_SIZE)
        self.resize(wanted.boundedTo(self.screen().availableSize() - QSize(*_FRAME)))

    def changeEvent(self, event: "QEvent") -> None:
        super().changeEvent(event)
        if self._is_furnished and event.type() is event.Type.PaletteChange:
            from desktop.ui import theme

            theme.make_fields_visible()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # as Qt has it
        is_back = self._is_furnished and self._backtrack.take()
        return is_back or super().focusNextPrevChild(forward)

    def closeEvent(self, event: "QCloseEvent") -> None:
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_asked.emit()

    def _add_menus(self) -> None:
        for menu_key, keys in MENUS.items():
            menu = self.menuBar().addMenu(tr(f"menu.{menu_key}"))
            for key in keys:
                if key:
                    menu.addAction(self.actions_by_key[key])
                else:
                    menu.addSeparator()
