"""The strips above the list: batches that can be undone, and why nothing is sent."""

import math
from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.uploads import BatchId
from desktop.services.road import Pause
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import words


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


class HoldStrips(QWidget):
    """One strip a held batch, with the seconds it has left.

    Signals:
        undo_asked: Nothing of the batch is to be sent (BatchId).
        send_asked: The batch is to be sent now (BatchId).
    """

    undo_asked = Signal(object)
    send_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._strips: dict[BatchId, Strip] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(strip.text for strip in self._strips.values())

    def put(self, batches: Mapping[BatchId, tuple[int, str, float]]) -> None:
        """Show the batches: how many files, for whom, and the seconds left."""
        for batch in tuple(self._strips):
            if batch not in batches:
                strip = self._strips.pop(batch)
                self._layout.removeWidget(strip)
                self._take_focus_from(strip)
                strip.hide()
                strip.deleteLater()
        for batch, (count, customer, seconds) in batches.items():
            if batch not in self._strips:
                self._strips[batch] = self._make(batch, customer)
            self._strips[batch].say(words.hold(count, customer, math.ceil(seconds)))
        self.setVisible(bool(self._strips))

    def _take_focus_from(self, strip: Strip) -> None:
        """Qt would give it to the first field of the window."""
        focused = QApplication.focusWidget()
        if focused is not None and strip.isAncestorOf(focused):
            self.setFocus()

    def _make(self, batch: BatchId, customer: str) -> Strip:
        strip = Strip("hold_strip", Severity.INFO, "clock")
        spoken = tr("uploads.hold.undo_named", customer=customer)
        undo = strip.add_button("hold_undo", tr("uploads.hold.undo"), spoken)
        spoken = tr("uploads.hold.send_named", customer=customer)
        send = strip.add_button("hold_send", tr("uploads.hold.send"), spoken)
        undo.clicked.connect(lambda: self.undo_asked.emit(batch))
        send.clicked.connect(lambda: self.send_asked.emit(batch))
        self._layout.addWidget(strip)
        return strip


class PauseStrip(Strip):
    """Why nothing is sent at present.

    Signals:
        try_asked: The server is to be asked now.
    """

    try_asked = Signal()

    def __init__(self) -> None:
        super().__init__("pause_strip", Severity.WARNING, "warning")
        self._try = self.add_button("pause_try", tr("uploads.pause.try"))
        self._try.clicked.connect(self.try_asked)
        self.hide()

    def put(self, why: Pause | None) -> None:
        if why is not None:
            self.say(words.pause(why))
            key = "go_on" if why.waits_for_user else "try"
            self._try.setText(tr(f"uploads.pause.{key}"))
            self._try.setAccessibleName(self._try.text())
        self.setVisible(why is not None)


def _sentence() -> QLabel:
    label = QLabel()
    # Customers are called as they like.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
