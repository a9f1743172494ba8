"""The field that customers are looked for in; its keys also move through the results."""

from enum import Enum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit

from desktop.ui.icons import icon
from desktop.ui.texts import tr
from desktop.ui.window_keys import leave_to_window


class Step(Enum):
    """Where to go among the results."""

    UP = "up"
    DOWN = "down"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    FIRST = "first"
    LAST = "last"


_LONGEST = 200
"""Characters: what is pasted by mistake may be a whole letter."""

_CONTROL = Qt.KeyboardModifier.ControlModifier
_NO_KEY = Qt.KeyboardModifier.NoModifier
_PLAIN = {
    Qt.Key.Key_Up: Step.UP,
    Qt.Key.Key_Down: Step.DOWN,
    Qt.Key.Key_PageUp: Step.PAGE_UP,
    Qt.Key.Key_PageDown: Step.PAGE_DOWN,
}
# Without Control these two belong to the cursor in the text.
_WITH_CONTROL = {Qt.Key.Key_Home: Step.FIRST, Qt.Key.Key_End: Step.LAST}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WANTED_BY = (
    Qt.FocusReason.MouseFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Not Tab, which leads through here on the way to the tree: results would cover it."""


class SearchField(QLineEdit):
    """One line to type into.

    Signals:
        edited: There is another text, by the user's hand.
        entered: The user came here to look for someone.
        step_asked: Another of the results is to be the current one (Step).
        reveal_asked: The current one is to be shown in the tree.
        beside_asked: The current one is to be opened beside the other card.
        pin_asked: The current one is to be pinned, or no longer.
        left: The user is done here.
    """

    edited = Signal()
    entered = Signal()
    step_asked = Signal(object)
    reveal_asked = Signal()
    beside_asked = Signal()
    pin_asked = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_quiet = False
        self.textChanged.connect(self._tell_edited)
        self.setObjectName("search")
        self.setPlaceholderText(tr("search.placeholder"))
        self.setAccessibleName(tr("search.name"))
        self.setToolTip(tr("search.tooltip"))
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QAction):
            # Qt gives its button a picture and no word.
            clear.setText(tr("search.clear"))
        picture = self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        picture.setText(tr("search.name"))
        picture.triggered.connect(self.focus)

    def focus(self) -> None:
        """Let the user type over what stands there."""
        has_come = not self.hasFocus()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        if not has_come:
            self.entered.emit()

    def put_text(self, text: str) -> None:
        """Show *text* without telling."""
        # Not by blocking signals: the field's own button for clearing listens to them, too.
        self._is_quiet = True
        self.setText(text)
        self._is_quiet = False

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent):
            if _is_ours(event):
                # Else the window's commands of the same keys would run.
                event.accept()
                return True
            if leave_to_window(event):
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if step := step_of(event):
            self.step_asked.emit(step)
        elif _is_beside(event):
            self.beside_asked.emit()
        elif event.key() in _ENTER:
            self.reveal_asked.emit()
        elif is_pin(event):
            self.pin_asked.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        had_focus = self.hasFocus()
        super().mousePressEvent(event)
        if had_focus:
            self.entered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _WANTED_BY:
            self.entered.emit()

    def _tell_edited(self) -> None:
        if not self._is_quiet:
            self.edited.emit()


def step_of(event: QKeyEvent) -> Step | None:
    """The step that a key means; None for all other keys."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if held == _NO_KEY:
        return _PLAIN.get(Qt.Key(event.key()))
    return _WITH_CONTROL.get(Qt.Key(event.key())) if held == _CONTROL else None


def _is_ours(event: QKeyEvent) -> bool:
    return _is_beside(event) or is_pin(event) or event.key() == Qt.Key.Key_Escape


def _is_beside(event: QKeyEvent) -> bool:
    return event.key() in _ENTER and bool(event.modifiers() & _CONTROL)


def is_pin(event: QKeyEvent) -> bool:
    """Whether a key means to pin the current result, or to pin it no longer."""
    return event.key() == Qt.Key.Key_D and event.modifiers() == _CONTROL
