"""Shortcuts that text fields have to leave to the window."""

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent

_NO_FIELDS = tuple(
    QKeyCombination(Qt.KeyboardModifier.ControlModifier, key)
    for key in (Qt.Key.Key_U, Qt.Key.Key_E)
)
"""On X11, Qt's text fields would empty the line by the first and go to its end by the second."""


def leave_to_window(event: QKeyEvent) -> bool:
    """Whether a text field has to leave a shortcut to the window; it is left then."""
    is_left = event.keyCombination() in _NO_FIELDS
    if is_left:
        event.ignore()
    return is_left
