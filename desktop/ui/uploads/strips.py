"""The strips above the list, as the one that says why nothing is sent."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
)

from desktop.domain.pauses import Pause, PauseKind
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import words

_FOR_THE_USER = frozenset({PauseKind.USER, PauseKind.UNSURE})


class Strip(QFrame):
    """A tinted line: an icon, a sentence, then its buttons."""

    def __init__(self, name: str, severity: Severity, picture: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAutoFillBackground(True)
        self._severity = severity
        self._picture = QLabel()
        self._picture.setPixmap(icon(picture).pixmap(16, 16))
        self._text = _sentence()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(8, 4, 8, 4)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._picture)
        self._layout.addWidget(self._text, 1)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(severity))
        self.setPalette(palette)

    @property
    def text(self) -> str:
        return self._text.text()

    def say(self, text: str) -> None:
        if text != self._text.text():
            self._text.setText(text)
            self._text.setAccessibleName(text)

    def add_button(self, name: str, text: str, spoken: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(spoken or text)
        button.setAutoDefault(False)
        self._layout.addWidget(button)
        return button


class PauseStrip(Strip):
    """Why nothing is sent at present.

    Signals:
        go_on_asked: What was paused is to go on, or to be tried now.
    """

    go_on_asked = Signal()

    def __init__(self) -> None:
        super().__init__("pause_strip", Severity.WARNING, "warning")
        self._go_on = self.add_button("pause_try", "")
        self._go_on.clicked.connect(self.go_on_asked)
        self.hide()

    def put(self, why: Pause | None) -> None:
        if why is not None:
            self.say(words.pause(why))
            key = "go_on" if why.kind in _FOR_THE_USER else "try"
            self._go_on.setText(tr(f"uploads.pause.{key}"))
            self._go_on.setAccessibleName(self._go_on.text())
        self.setVisible(why is not None)


def _sentence() -> QLabel:
    label = QLabel()
    # Customers are called as they like.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
