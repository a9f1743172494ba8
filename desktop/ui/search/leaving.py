"""Noticing that the user turned to another part of the window."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget


class Leaving(QObject):
    """Watches where the focus goes.

    Signals:
        left: The focus went from a part of the window to one outside of it.
    """

    left = Signal()

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self._part = part
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        # Menus and other windows are only looked at in between.
        if old is None or new is None or new.window() is not self._part.window():
            return
        if self._part.isAncestorOf(old) and not self._part.isAncestorOf(new):
            self.left.emit()
