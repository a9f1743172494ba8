"""What can be asked for the chosen uploads: the menu, and the buttons below the list."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.uploads import Upload, UploadState
from desktop.ui.texts import tr
from desktop.ui.uploads import words

SHOW, THERE, AGAIN, DROP, CANCEL = "show", "there", "again", "drop", "cancel"
_WISHES = (SHOW, THERE, AGAIN, DROP, CANCEL)

_STATES = {
    THERE: frozenset({UploadState.NEEDS_YOU}),
    AGAIN: frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED}),
    DROP: frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED}),
    CANCEL: frozenset({UploadState.HELD, UploadState.READY, UploadState.SENDING}),
}


def meant_by(wish: str, rows: Iterable[Upload]) -> tuple[Upload, ...]:
    """Those of *rows* that the wish can be fulfilled for."""
    if wish == SHOW:
        return tuple(rows)[:1]
    states = _STATES[wish]
    return tuple(row for row in rows if row.state in states and not row.is_all_sent)


class WishBar(QWidget):
    """Says how all stand, what is to be known of the chosen ones, and what can be done.

    Signals:
        wished: Something is to be done with the chosen uploads (the wish).
        clear_asked: What is finished is to be shown no more.
    """

    wished = Signal(str)
    clear_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._story = _sentence("transfers_story")
        self._summary = _sentence("transfers_summary")
        self._actions = {wish: self._action(wish) for wish in _WISHES}
        self._buttons = {wish: self._button(wish) for wish in _WISHES}
        self._clear = QPushButton(tr("uploads.clear"))
        self._clear.setObjectName("transfers_clear")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self.clear_asked)
        self._lay_out()

    @property
    def actions_in_order(self) -> list[QAction]:
        """The same wishes as a menu has them."""
        return list(self._actions.values())

    @property
    def story(self) -> str:
        """What is said of the chosen ones; empty where none is."""
        return self._story.text()

    @property
    def summary(self) -> str:
        return self._summary.text()

    def put(self, chosen: Sequence[Upload], rows: Sequence[Upload]) -> None:
        """Say how all stand, and of the chosen ones what is to be known."""
        _say(self._summary, words.summary(rows))
        _say(self._story, _tale(chosen))
        self._story.setVisible(bool(chosen))
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

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._summary, 1)
        for button in (*self._buttons.values(), self._clear):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self._story)
        layout.addLayout(line)

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


def _tale(chosen: Sequence[Upload]) -> str:
    match chosen:
        case []:
            return ""
        case [one]:
            return words.advice(one)
        case _:
            parts = [tr("uploads.sum.chosen", count=len(chosen)), words.summary(chosen)]
            return tr("uploads.sum.separator").join(part for part in parts if part)


def _say(label: QLabel, text: str) -> None:
    if text != label.text():
        label.setText(text)
        label.setAccessibleName(text)


def _sentence(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
