"""The keys and the menus by which a field's own undo becomes the form's."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.window_keys import leave_to_window

_CTRL_Y = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Y)
_CTRL_SHIFT_Z = QKeyCombination(
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Z
)
_KEYS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})


class UndoKeys(QObject):
    """Takes undo and redo from the editors it watches, before they undo by themselves.

    Signals:
        undo_asked: The user wants the last thing undone.
        redo_asked: The user wants it done again.
        left: The keyboard went to something else.
    """

    undo_asked = Signal()
    redo_asked = Signal()
    left = Signal()

    def __init__(
        self, parent: QObject, *, can_undo: Callable[[], bool], can_redo: Callable[[], bool]
    ) -> None:
        super().__init__(parent)
        self._can_undo, self._can_redo = can_undo, can_redo

    def watch(self, inner: QWidget) -> None:
        inner.installEventFilter(self)

    def take(self, event: QKeyEvent) -> bool:
        """Whether *event*, which nobody else wanted, is one of its keys; then it is done."""
        return self._take_key(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _KEYS and isinstance(event, QKeyEvent):
            return self._take_key(event)
        if event.type() is QEvent.Type.FocusOut:
            self.left.emit()
        elif isinstance(event, QContextMenuEvent):
            return self._open_menu(watched, event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        asked = self._asked(event)
        if asked is None:
            is_override = event.type() is QEvent.Type.ShortcutOverride
            return is_override and leave_to_window(event)
        # Accepted as an override it comes again as a key, and no menu takes it.
        event.accept()
        if event.type() is QEvent.Type.KeyPress:
            asked.emit()
        return True

    def _asked(self, event: QKeyEvent) -> SignalInstance | None:
        if event.keyCombination() in (_CTRL_Y, _CTRL_SHIFT_Z):
            return self.redo_asked
        if event.matches(QKeySequence.StandardKey.Undo):
            return self.undo_asked
        return self.redo_asked if event.matches(QKeySequence.StandardKey.Redo) else None

    def _open_menu(self, watched: QObject, event: QContextMenuEvent) -> bool:
        if not isinstance(watched, QLineEdit | QPlainTextEdit):
            return False
        menu = watched.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        leads = (
            ("edit-undo", self.undo_asked, self._can_undo()),
            ("edit-redo", self.redo_asked, self._can_redo()),
        )
        for name, asked, is_possible in leads:
            _lead(menu.findChild(QAction, name), asked, is_possible=is_possible)
        menu.popup(event.globalPos())
        return True


def _lead(action: QAction | None, asked: SignalInstance, *, is_possible: bool) -> None:
    """Let the menu's action ask the form, not the editor."""
    if action is not None:
        action.triggered.disconnect()
        action.triggered.connect(lambda _on=False: asked.emit())
        action.setEnabled(is_possible)
