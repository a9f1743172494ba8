"""What can be asked for the chosen uploads: the menu, and the buttons below the list."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.domain.uploads import Upload, UploadState
from desktop.ui.texts import tr
from desktop.ui.uploads import words

SHOW, THERE, AGAIN, DROP, CANCEL = "show", "there", "again", "drop", "cancel"
_WISHES = (SHOW, THERE, AGAIN, DROP, CANCEL)

_STATES = {
    THERE: frozenset({UploadState.NEEDS_YOU}),
    AGAIN: frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED}),
    DROP: frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED}),
    CANCEL: frozenset({UploadState.HELD, UploadState.WAITING, UploadState.SENDING}),
}


def meant_by(wish: str, rows: Iterable[Upload]) -> tuple[Upload, ...]:
    """Those of *rows* that the wish can be fulfilled for."""
    if wish == SHOW:
        return tuple(rows)[:1]
    states = _STATES[wish]
    return tuple(row for row in rows if row.state in states and not row.is_all_sent)


class WishBar(QWidget):
    """Says how all stand or what is to be known of the chosen ones, and what can be done.

    Signals:
        wished: Something is to be done with the chosen uploads (the wish).
        clear_asked: What is finished is to be shown no more.
    """

    wished = Signal(str)
    clear_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._text = _sentence()
        self._actions = {wish: self._action(wish) for wish in _WISHES}
        self._buttons = {wish: self._button(wish) for wish in _WISHES}
        self._clear = QPushButton(tr("uploads.clear"))
        self._clear.setObjectName("transfers_clear")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self.clear_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        for button in (*self._buttons.values(), self._clear):
            layout.addWidget(button)

    @property
    def actions_in_order(self) -> list[QAction]:
        """The same wishes as a menu has them."""
        return list(self._actions.values())

    @property
    def text(self) -> str:
        return self._text.text()

    def put(self, chosen: Sequence[Upload], rows: Sequence[Upload]) -> None:
        """Speak of the chosen uploads, or of all where none is chosen."""
        self._say(_story(chosen, rows))
        for wish, action in self._actions.items():
            is_meant = bool(meant_by(wish, chosen))
            action.setEnabled(is_meant)
            action.setVisible(is_meant)
            self._buttons[wish].setVisible(is_meant)
        is_doubtful = any(row.state is UploadState.NEEDS_YOU for row in chosen)
        again = tr("uploads.wish.again") if is_doubtful else tr("uploads.wish.retry")
        self._actions[AGAIN].setText(again)
        self._buttons[AGAIN].setText(again)
        is_finished = any(row.state in (UploadState.DONE, UploadState.CANCELLED) for row in rows)
        self._clear.setEnabled(is_finished)

    def _say(self, text: str) -> None:
        if text != self._text.text():
            self._text.setText(text)
            self._text.setAccessibleName(text)

    def _action(self, wish: str) -> QAction:
        action = QAction(tr(f"uploads.wish.{wish}"), self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if wish == CANCEL:
            action.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        action.triggered.connect(lambda: self.wished.emit(wish))
        return action

    def _button(self, wish: str) -> QPushButton:
        button = QPushButton(tr(f"uploads.wish.{wish}"))
        button.setObjectName(f"transfers_{wish}")
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.wished.emit(wish))
        button.hide()
        return button


def _story(chosen: Sequence[Upload], rows: Sequence[Upload]) -> str:
    match chosen:
        case []:
            return words.summary(rows)
        case [one]:
            return words.advice(one)
        case _:
            parts = [tr("uploads.sum.chosen", count=len(chosen)), words.summary(chosen)]
            return tr("uploads.sum.separator").join(part for part in parts if part)


def _sentence() -> QLabel:
    label = QLabel()
    label.setObjectName("transfers_story")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
