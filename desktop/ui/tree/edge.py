"""A tree that scrolls while a pointer that holds something rests at its upper or lower edge."""

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QTreeView

_RESTS_MS, _STEP_MS = 500, 20
_ZONE = 0.4
"""How near to an edge that is, in rows: less than half, so that a whole row can be aimed at."""
_SLOWEST, _FASTEST = 3.0, 7.0
"""Rows a second, so that they can be read; the latter at the very edge."""


class EdgeScroll(QObject):
    """Scrolls once the pointer has rested.

    Signals:
        stepped: The rows have moved, or are about to.
    """

    stepped = Signal()

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._speed = 0.0
        self._part = 0.0
        """Of a pixel, that is yet to be scrolled."""
        self._rest = QTimer(self, singleShot=True, interval=_RESTS_MS)
        self._rest.setObjectName("edge_rest")
        self._rest.timeout.connect(self._begin)
        self._steps = QTimer(self, interval=_STEP_MS)
        self._steps.setObjectName("edge_steps")
        self._steps.timeout.connect(self._step)

    def follow(self, at: QPoint) -> None:
        """The pointer is here now, in the viewport's points."""
        self._speed = self._speed_at(at)
        if not self._speed:
            self.stop()
        elif not self._steps.isActive() and not self._rest.isActive():
            self._rest.start()

    def stop(self) -> None:
        self._rest.stop()
        self._steps.stop()
        self._part = 0.0

    def _begin(self) -> None:
        self._steps.start()
        self.stepped.emit()

    def _step(self) -> None:
        bar = self._view.verticalScrollBar()
        self._part += self._speed
        whole = int(self._part)
        self._part -= whole
        bar.setValue(bar.value() + whole)
        self.stepped.emit()
        if not self._can_scroll():
            self.stop()

    def _speed_at(self, at: QPoint) -> float:
        """Pixels a step: more the nearer the pointer is to an edge, negative at the top."""
        row = self._view.visualRect(self._view.indexAt(at)).height()
        above, below = at.y(), self._view.viewport().height() - at.y()
        near, zone = min(above, below), row * _ZONE
        if not 0 <= near < zone:
            return 0.0
        rows = _SLOWEST + (_FASTEST - _SLOWEST) * (1 - near / zone)
        pixels = rows * row * _STEP_MS / 1000
        self._speed = -pixels if above < below else pixels
        return self._speed if self._can_scroll() else 0.0

    def _can_scroll(self) -> bool:
        bar = self._view.verticalScrollBar()
        return bar.value() > bar.minimum() if self._speed < 0 else bar.value() < bar.maximum()
