"""What is said of the chosen uploads: whole, or scrolled where there is no room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy

_LEAST_LINES = 2


class Story(QScrollArea):
    """A few sentences; two lines of them are seen however little room there is."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._label = _sentences(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.setWidgetResizable(True)
        self.setWidget(self._label)
        # It stands on the window, as other labels do.
        self.viewport().setAutoFillBackground(False)
        self._label.setAutoFillBackground(False)

    @property
    def text(self) -> str:
        return self._label.text()

    def say(self, text: str) -> None:
        if text == self.text:
            return
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self.setAccessibleName(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()
        self._take_keyboard()

    def sizeHint(self) -> QSize:
        return QSize(0, self._whole_height())

    def minimumSizeHint(self) -> QSize:
        line = self._label.fontMetrics().lineSpacing()
        return QSize(0, min(self._whole_height(), _LEAST_LINES * line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._take_keyboard()

    def _whole_height(self) -> int:
        """Without scrolling, in points."""
        return max(0, self._label.heightForWidth(max(1, self.width())))

    def _take_keyboard(self) -> None:
        """Where there is something to scroll, and only there."""
        can_scroll = self._whole_height() > self.height()
        focus = Qt.FocusPolicy.StrongFocus if can_scroll else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)


def _sentences(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    # Customers and files are called as they like.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
