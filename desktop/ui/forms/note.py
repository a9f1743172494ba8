"""A sentence below what it is about."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.ui import theme
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity


class Note(QLabel):
    """A sentence below a field, in the colour of its weight; takes no room when it is empty."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(f"note_{name}")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        # A long word must not widen the form.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._severity = Severity.INFO
        self.hide()

    def say(self, text: str, severity: Severity) -> None:
        self._severity = severity
        self.setText(text)
        self._colour()
        self.setVisible(bool(text))

    def tell(self, text: str, severity: Severity, *, more: str = "") -> None:
        """Say it to those who listen as well; *more* is what the tooltip adds."""
        self.say(text, severity)
        self.setAccessibleName(text)
        self.setToolTip(tooltip(more))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()

    def _colour(self) -> None:
        colour = theme.muted() if self._severity is Severity.INFO else theme.strong(self._severity)
        palette = self.palette()
        if palette.color(QPalette.ColorRole.WindowText) != colour:
            palette.setColor(QPalette.ColorRole.WindowText, colour)
            self.setPalette(palette)
