"""The four faces of a pane: empty, loading, content, problem."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.problems import describe
from desktop.ui.texts import tr

_LOADING_SHOWN_AFTER_MS = 200


class Faces(QStackedWidget):
    """Shows one face at a time; a quick answer never flashes "Loading".

    Signals:
        retry_asked: The user wants to try again after a problem.
    """

    retry_asked = Signal()

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self._words = _words()
        self._retry = QPushButton(tr("pane.retry"))
        self._retry.clicked.connect(self.retry_asked)
        self._message = _centred(self._words, self._retry)
        self._late = QTimer(self, singleShot=True, interval=_LOADING_SHOWN_AFTER_MS)
        self._late.timeout.connect(lambda: self._words.setText(tr("pane.loading")))
        self.addWidget(self._message)
        self.addWidget(content)
        self.show_empty("")

    @property
    def face(self) -> QWidget | None:
        """The content, or the message in its place."""
        return self.currentWidget()

    @property
    def message(self) -> str:
        return self._words.text()

    def show_content(self) -> None:
        self._late.stop()
        self.setCurrentWidget(self._content)

    def show_empty(self, text: str) -> None:
        self._show_message(text, can_retry=False)

    def show_loading(self) -> None:
        self._show_message("", can_retry=False)
        self._late.start()

    def show_problem(self, error: BaseException) -> None:
        notice = describe(error)
        self._show_message(notice.text, can_retry=True)
        self._words.setToolTip(notice.details)

    def _show_message(self, text: str, *, can_retry: bool) -> None:
        self._late.stop()
        self._words.setText(text)
        self._words.setToolTip("")
        self._retry.setVisible(can_retry)
        self.setCurrentWidget(self._message)


def _words() -> QLabel:
    label = QLabel()
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    # What the server says may look like markup, and is shown as it is.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(label.foregroundRole().PlaceholderText)
    return label


def _centred(words: QLabel, retry: QPushButton) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addStretch()
    layout.addWidget(words)
    layout.addWidget(retry, alignment=Qt.AlignmentFlag.AlignHCenter)
    layout.addStretch()
    return page
