"""The four faces of a pane: empty, loading, content, problem."""

from enum import Enum

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import AppError
from desktop.ui.problems import describe
from desktop.ui.texts import tr

_LOADING_SHOWN_AFTER_MS = 200
_STILL_MS = 60
"""So long the picture of before stays: an answer from the local copy takes less."""
_WIDEST_MESSAGE = 420


class Face(Enum):
    """What a pane shows."""

    EMPTY = "empty"
    LOADING = "loading"
    CONTENT = "content"
    PROBLEM = "problem"


class Faces(QStackedWidget):
    """Shows one face at a time; a quick answer flashes neither "Loading" nor an empty page.

    Signals:
        retry_asked: The user wants to try again after a problem.
    """

    retry_asked = Signal()

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self._shown = Face.EMPTY
        self._loading_text = ""
        self._words = _plain_label("face_message")
        self._busy = _busy_bar()
        self._retry = _button("face_retry", tr("pane.retry"))
        self._retry.clicked.connect(self.retry_asked)
        self._details = _plain_label("face_details")
        self._more = _button("face_more", tr("panes.details"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._late = QTimer(self, singleShot=True, interval=_LOADING_SHOWN_AFTER_MS)
        self._late.timeout.connect(self._admit_loading)
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._still.timeout.connect(self._move_on)
        self._message = _centred(self._words, self._busy, (self._retry, self._more), self._details)
        self.addWidget(self._message)
        self.addWidget(content)
        self.show_empty("")

    @property
    def face(self) -> Face:
        return self._shown

    @property
    def message(self) -> str:
        """What stands in the content's place; empty where it stands there itself."""
        return "" if self._shown is Face.CONTENT else self._words.text()

    def show_content(self) -> None:
        self._late.stop()
        self._shown = Face.CONTENT
        self.setCurrentWidget(self._content)
        self._move_on()

    def show_empty(self, text: str) -> None:
        self._show_message(Face.EMPTY, text)

    def show_loading(self, text: str = "") -> None:
        """Say that an answer is awaited, with *text* where it may take long."""
        self._loading_text = text or tr("pane.loading")
        self._show_message(Face.LOADING, "")
        self._late.start()
        # What is painted stays, but it is no longer there to be typed into.
        self.setUpdatesEnabled(False)
        self._still.start()

    def show_problem(self, error: BaseException) -> None:
        notice = describe(error)
        self._show_message(Face.PROBLEM, notice.text, details=notice.details)

    def show_refusal(self, error: AppError, text: str) -> None:
        """Say *text* of something that will not come by trying again."""
        self._show_message(Face.PROBLEM, text, details=describe(error).details, can_retry=False)

    def _move_on(self) -> None:
        self._still.stop()
        self.setUpdatesEnabled(True)

    def _admit_loading(self) -> None:
        self._say(self._loading_text)
        self._busy.show()

    def _show_message(
        self, face: Face, text: str, *, details: str = "", can_retry: bool = True
    ) -> None:
        self._late.stop()
        self._shown = face
        self._say(text)
        self._busy.hide()
        self._retry.setVisible(face is Face.PROBLEM and can_retry)
        self._more.setChecked(False)
        self._more.setVisible(bool(details))
        self._details.setText(details)
        self._details.hide()
        self.setCurrentWidget(self._message)
        self._move_on()

    def _say(self, text: str) -> None:
        self._words.setText(text)
        self._words.setAccessibleName(text)


def _plain_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    # What the server says may look like markup, and is shown as it is.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _busy_bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setFixedSize(160, 6)
    bar.setAccessibleName(tr("pane.loading"))
    return bar


def _centred(words: QLabel, busy: QWidget, buttons: tuple[QWidget, ...], last: QLabel) -> QWidget:
    """One narrow column in the middle: long lines are hard to read."""
    row = QHBoxLayout()
    row.addStretch()
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    column = QWidget()
    column.setMaximumWidth(_WIDEST_MESSAGE)
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(12)
    lines.addStretch()
    lines.addWidget(words)
    lines.addWidget(busy, alignment=Qt.AlignmentFlag.AlignHCenter)
    lines.addLayout(row)
    lines.addWidget(last)
    lines.addStretch()
    page = QWidget()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(24, 24, 24, 24)
    layout.addStretch(1)
    layout.addWidget(column, 1000)
    layout.addStretch(1)
    return page
