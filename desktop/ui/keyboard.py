"""Where the keyboard goes when what has it is hidden or disabled, such as by its own click."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from shiboken6 import isValid

_REMEMBERED = 8


class Backtrack(QObject):
    """Remembers where in *window* the keyboard was; buttons do not count.

    Qt would give it to the next widget, whoever that is, as if the user had pressed Tab. The window
    asks before that, in its `focusNextPrevChild`.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._before: list[QWidget] = []
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._note)

    def take(self) -> bool:
        """Go back, where what has the keyboard is going; False where the user moves it on."""
        focused = QApplication.focusWidget()
        if focused is None or _can_have(focused):
            return False
        there = [each for each in self._before if isValid(each)]
        goal = next((each for each in reversed(there) if _can_have(each)), None)
        if goal is not None:
            goal.setFocus(Qt.FocusReason.OtherFocusReason)
        return goal is not None

    def _note(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or isinstance(now, QAbstractButton) or now.window() is not self._window:
            return
        others = [each for each in self._before if each is not now]
        self._before = [*others, now][-_REMEMBERED:]


def _can_have(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled()
