"""Turning the mouse wheel over a widget, one notch down."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget


def turn_wheel_over(widget: QWidget) -> None:
    at = QPointF(5, 5)
    notch = QPoint(0, -120)
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        notch,
        notch,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt has no keyword
    )
    QApplication.sendEvent(widget, event)
