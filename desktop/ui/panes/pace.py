"""How often what changes in a burst is read."""

from PySide6.QtCore import QObject, QTimer, Signal

REST_MS = 2_000


class Pace(QObject):
    """Lets the first change of a burst be read at once, and all that follow together after a rest.

    Signals:
        due: It is time to read.
        settled: What changed was read, and for a whole rest nothing has changed since.
    """

    due = Signal()
    settled = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._has_changed = False
        self._is_settled = True
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._end_rest)

    @property
    def is_settled(self) -> bool:
        """Whether no more changes are to be expected for now."""
        return self._is_settled

    def set_rest(self, milliseconds: int) -> None:
        self._rest.setInterval(milliseconds)

    def note_change(self) -> None:
        self._is_settled = False
        if self._rest.isActive():
            self._has_changed = True
        else:
            self.due.emit()

    def note_reading(self) -> None:
        """All that has changed so far is read now."""
        self._has_changed = False
        self._rest.start()

    def forget(self) -> None:
        """What changed is of no more interest."""
        self._rest.stop()
        self._has_changed, self._is_settled = False, True

    def _end_rest(self) -> None:
        if self._has_changed:
            self._has_changed = False
            self.due.emit()
        elif not self._is_settled:
            self._is_settled = True
            self.settled.emit()
