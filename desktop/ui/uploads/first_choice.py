"""The first arrow in a list with nothing chosen chooses where it stands."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

_ARROWS = (Qt.Key.Key_Down, Qt.Key.Key_Up)


class FirstChoice(QObject):
    """Qt would go on from the first row, which Tab makes the current one and does not choose.

    So the arrows missed it, and chose nothing where it is the only one.
    """

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if _is_arrow(event) and self._choose():
            return True
        return super().eventFilter(watched, event)

    def _choose(self) -> bool:
        """Choose the current row; whether there is one, and nothing was chosen."""
        chosen, current = self._view.selectionModel(), self._view.currentIndex()
        if chosen.hasSelection() or not current.isValid():
            return False
        flag = QItemSelectionModel.SelectionFlag
        chosen.select(current, flag.ClearAndSelect | flag.Rows)
        self._view.scrollTo(current)
        return True


def _is_arrow(event: QEvent) -> bool:
    if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
        return False
    others = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in _ARROWS and others == Qt.KeyboardModifier.NoModifier
