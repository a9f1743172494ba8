"""The field that leads to a customer by number, id or exact name."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.icons import icon
from desktop.ui.texts import tr

_BUSY_SHOWN_AFTER_MS = 200


class JumpField(QWidget):
    """One line to type into, and a line below for what came of it.

    Signals:
        jump_asked: The user wants to go to a customer (str).
        left: The user is done here, and goes back to the tree.
    """

    jump_asked = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._field = _field()
        self._words = _words()
        self._late = QTimer(self, singleShot=True, interval=_BUSY_SHOWN_AFTER_MS)
        self._late.timeout.connect(lambda: self._say(tr("tree.jump.busy")))
        self._field.returnPressed.connect(self._ask)
        self._field.textEdited.connect(lambda _text: self.show_words(""))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._field)
        layout.addWidget(self._words)
        self.setFocusProxy(self._field)

    def focus(self) -> None:
        """Let the user type over what stands there."""
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def show_busy(self) -> None:
        self._late.start()

    def show_words(self, words: str) -> None:
        """Say *words* below the field; none hide the line."""
        self._late.stop()
        self._say(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._field.clear()
            self.show_words("")
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        if wanted := self._field.text().strip():
            self.jump_asked.emit(wanted)

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))


def _field() -> QLineEdit:
    field = QLineEdit()
    field.setObjectName("jump")
    field.setPlaceholderText(tr("tree.jump.placeholder"))
    field.setAccessibleName(tr("tree.jump.name"))
    field.setToolTip(tr("tree.jump.tooltip"))
    field.setClearButtonEnabled(True)
    for clear in field.findChildren(QAction):
        # Qt gives its button a picture and no word.
        clear.setText(tr("tree.jump.clear"))
    search = field.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    search.setText(tr("tree.jump.name"))
    search.triggered.connect(field.returnPressed)
    return field


def _words() -> QLabel:
    label = QLabel()
    label.setObjectName("jump_words")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.hide()
    return label
