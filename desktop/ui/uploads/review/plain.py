"""The plain parts a strip is made of: sentences, buttons, a tinted ground."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity

_SIGN = 16


class Ground(QFrame):
    """A frame whose ground says how loud it is, in light and in dark."""

    def __init__(self, severity: Severity = Severity.INFO) -> None:
        super().__init__()
        self._severity = severity
        self.setAutoFillBackground(True)
        self._colour()

    def set_severity(self, severity: Severity) -> None:
        if severity is not self._severity:
            self._severity = severity
            self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(self._severity))
        self.setPalette(palette)


class Sentence(QLabel):
    """Plain text in as many lines as it takes; what it says is its name, too."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        # Customers and files are called as they like.
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)


class Sign(QLabel):
    """A small icon before a sentence, which says all there is to hear."""

    def __init__(self, picture: str) -> None:
        super().__init__()
        self._picture = ""
        self.show_picture(picture)

    def show_picture(self, picture: str) -> None:
        if picture != self._picture:
            self._picture = picture
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._draw()

    def _draw(self) -> None:
        side = QSize(_SIGN, _SIGN)
        self.setPixmap(icon(self._picture).pixmap(side, self.devicePixelRatioF()))


def button(name: str, text: str, spoken: str = "") -> QPushButton:
    """One that neither Enter presses nor a click gives the focus, which would stop the hold."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(spoken or text)
    made.setAutoDefault(False)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
