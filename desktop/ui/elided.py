"""Words that are cut with an ellipsis where there is no room, and whole in the tooltip."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy

from desktop.ui.labels import tooltip

_LEAST = 24


class ElidedLabel(QLabel):
    """A line of plain text, as narrow as need be."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_words(self, text: str) -> None:
        self.setText(text)
        self.setToolTip(tooltip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        words = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()


class Link(QPushButton):
    """Words that lead somewhere, in line with plain text around them."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self.setAutoDefault(False)
        self.setCursor(QCursor(Qt.CursorShape.PointingHandCursor))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        # Without a frame and its padding.
        self.setStyleSheet(
            "QPushButton { border: 1px solid transparent; padding: 1px 0; text-align: left;"
            " color: palette(link); text-decoration: underline; }"
            " QPushButton:focus { border: 1px dotted palette(text); }"
        )

    def show_words(self, text: str) -> None:
        self._words = text
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width() - 4, _LEAST)
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        # An ampersand would underline the next letter.
        self.setText(cut.replace("&", "&&"))
