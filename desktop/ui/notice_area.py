"""The one place where notices appear, above the work and never over it."""

from collections import deque

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr

_QUIET_GOES_AFTER_MS = 6000


class NoticeArea(QFrame):
    """Shows the newest notice; problems stay until closed, the rest go by themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notices")
        self.setAccessibleName(tr("notice.area"))
        self.setAutoFillBackground(True)
        self._waiting: deque[Notice] = deque(maxlen=20)
        self._shown: Notice | None = None
        self._mark = QLabel()
        self._text = _text_label()
        self._details = _details_box()
        self._more = QToolButton()
        self._more.setText(tr("notice.details"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._close = _close_button()
        self._close.clicked.connect(self.dismiss)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_GOES_AFTER_MS)
        self._quiet.timeout.connect(self.dismiss)
        _lay_out(self, [self._mark, self._text, self._more, self._close], self._details)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown; empty where nothing is."""
        return self._shown.text if self._shown else ""

    def show_notice(self, notice: Notice) -> None:
        """Show *notice*; a problem that stands is not pushed away by something lesser."""
        if notice == self._shown:
            return
        if self._shown is not None and _stays(self._shown):
            if notice not in self._waiting:
                self._waiting.append(notice)
            return
        self._show(notice)

    def dismiss(self) -> None:
        self._shown = None
        self._quiet.stop()
        if self._waiting:
            self._show(self._waiting.popleft())
        else:
            self.hide()

    def _show(self, notice: Notice) -> None:
        self._shown = notice
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(notice.severity))
        self.setPalette(palette)
        self._mark.setPixmap(icon(notice.severity.value).pixmap(16, 16))
        self._text.setText(notice.text)
        self._text.setAccessibleName(notice.text)
        self._more.setChecked(False)
        self._more.setVisible(bool(notice.details))
        self._details.setPlainText(notice.details)
        if not _stays(notice):
            self._quiet.start()
        self.show()


def _stays(notice: Notice) -> bool:
    return notice.severity in {Severity.WARNING, Severity.PROBLEM}


def _text_label() -> QLabel:
    label = QLabel()
    label.setObjectName("notice_text")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _details_box() -> QPlainTextEdit:
    box = QPlainTextEdit(readOnly=True)
    box.setAccessibleName(tr("notice.details"))
    box.setMaximumHeight(90)
    box.hide()
    return box


def _close_button() -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setIcon(icon("close"))
    button.setAccessibleName(tr("notice.close"))
    button.setToolTip(tr("notice.close"))
    return button


def _lay_out(area: QFrame, row: list[QWidget], details: QWidget) -> None:
    line = QHBoxLayout()
    line.setSpacing(8)
    for widget in row:
        line.addWidget(widget, 1 if widget.objectName() == "notice_text" else 0)
    layout = QVBoxLayout(area)
    layout.setContentsMargins(12, 6, 8, 6)
    layout.addLayout(line)
    layout.addWidget(details)
