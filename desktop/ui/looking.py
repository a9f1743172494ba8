"""What looking at a customer means: it has been seen and used, and is brought up to date."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.services.marks import Marks
from desktop.ui.selection import Selected

_LOOKED_AT_AFTER_MS = 1000
"""Who walks the tree past a customer has not looked at it."""


class Looking(QObject):
    """Takes the dot off a customer that was looked at, and asks for news when the window is.

    *update* asks the server, unless it did within so many seconds.
    """

    def __init__(self, *, marks: Marks, update: Callable[[float], None]) -> None:
        super().__init__()
        self._marks, self._update = marks, update
        self._selected: Selected | None = None
        self._long_enough = QTimer(self, singleShot=True, interval=_LOOKED_AT_AFTER_MS)
        self._long_enough.timeout.connect(self._note)
        # A static call: where there is no application there is nobody to come back either.
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._state_changed)

    def look_at(self, selected: Selected | None) -> None:
        self._selected = selected
        self._long_enough.start()

    def stop(self) -> None:
        self._long_enough.stop()
        self._selected = None

    def _note(self) -> None:
        if self._selected is not None:
            self._marks.mark_seen(self._selected.id)
            self._marks.note_use(self._selected.id)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._update(_FRESH_S)


_FRESH_S = 30.0
"""Coming back to the window within this asks for nothing."""
