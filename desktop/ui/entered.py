"""Enter in a window of its own: it presses the button that has the keyboard, on every system."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QPushButton, QToolButton, QWidget

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class EnterDialog(QDialog):
    """Where no button has the keyboard, Enter presses the default one, as everywhere in Qt.

    Qt itself presses the default one in any case, except on some desktops of Linux: whoever went
    to "Cancel" with Tab would create, or move.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in _ENTER and isinstance(focused, QPushButton | QToolButton):
            focused.click()
        else:
            super().keyPressEvent(event)


def activate_behind(window: QWidget) -> None:
    """Give the keyboard to the window that *window* belongs to, after a question closed both.

    Some window managers would give it to nobody: what they turn to has just gone as well.
    """
    parent = window.parentWidget()
    if parent is not None:
        parent.window().activateWindow()
