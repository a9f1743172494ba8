"""Home and End on a bar of tabs, which Qt knows by the arrow keys alone."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabBar


class TabKeys(QObject):
    """Leads to the first and to the last tab that can be looked at."""

    def __init__(self, bar: QTabBar) -> None:
        super().__init__(bar)
        self._bar = bar
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_press = event.type() is QEvent.Type.KeyPress
        if is_press and isinstance(event, QKeyEvent) and not event.modifiers():
            places = [i for i in range(self._bar.count()) if self._bar.isTabEnabled(i)]
            if places and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
                is_first = event.key() == Qt.Key.Key_Home
                self._bar.setCurrentIndex(places[0] if is_first else places[-1])
                return True
        return super().eventFilter(watched, event)
