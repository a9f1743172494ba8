"""The way to the server for what the local copy does not have."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.ui.elided import ElidedLabel
from desktop.ui.texts import tr

_BUSY_SHOWN_AFTER_MS = 200


class AskBar(QWidget):
    """A button below the results, and a sentence that says what came of it.

    Signals:
        ask_asked: The server is to be asked for exactly what was typed.
    """

    ask_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("ask_bar")
        self._button = QPushButton(tr("search.ask"))
        self._button.setObjectName("ask")
        self._button.setAutoDefault(False)
        self._button.setToolTip(tr("search.ask_tip"))
        # A click must not take the focus from the field, where the user may type on.
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self.ask_asked)
        self._busy = _busy_bar()
        self._hint = ElidedLabel()
        self._hint.setForegroundRole(self._hint.palette().ColorRole.PlaceholderText)
        self._hint.show_words(tr("search.ask_how"))
        self._words = _words()
        self._late = QTimer(self, singleShot=True, interval=_BUSY_SHOWN_AFTER_MS)
        self._late.timeout.connect(self._admit_busy)
        self._lay_out()
        self.show_idle()

    @property
    def is_busy(self) -> bool:
        return not self._button.isEnabled()

    def show_idle(self) -> None:
        """Nothing was asked for what is typed now."""
        self._settle("")

    def show_busy(self) -> None:
        """The server has been asked; a quick answer never flashes."""
        if self._button.hasFocus():
            # A button that is disabled would hand its focus to whatever comes next.
            self.setFocus()
        self._button.setEnabled(False)
        self._words.hide()
        self._late.start()

    def show_words(self, words: str) -> None:
        """What came of asking."""
        self._settle(words)

    def _settle(self, words: str) -> None:
        self._late.stop()
        self._busy.hide()
        self._hint.show()
        self._button.setEnabled(True)
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._words.setVisible(bool(words))

    def _admit_busy(self) -> None:
        self._hint.hide()
        self._busy.show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._button)
        row.addWidget(self._hint, 1)
        row.addWidget(self._busy, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(self._words)
        layout.addLayout(row)


def _busy_bar() -> QProgressBar:
    bar = QProgressBar(minimum=0, maximum=0, textVisible=False)
    bar.setObjectName("ask_busy")
    bar.setAccessibleName(tr("search.asking"))
    bar.setFixedHeight(6)
    return bar


def _words() -> QLabel:
    label = QLabel()
    label.setObjectName("ask_words")
    # What the server says may look like markup, and is shown as it is.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
