"""The one place where notices appear, above the work and never over it."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr

_QUIET_GOES_AFTER_MS = 6000
_OFFER_GOES_AFTER_MS = 20_000
_MOST_KEPT = 20


class NoticeArea(QFrame):
    """Shows the newest notice; problems stay until closed, the rest go by themselves.

    What stays lies beneath a newer one, is counted, and is seen again once that has gone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notices")
        self.setAccessibleName(tr("notice.area"))
        self.setAutoFillBackground(True)
        self._stack: list[Notice] = []
        self._mark = QLabel()
        self._count = QLabel()
        self._count.setObjectName("notice_count")
        self._text = _text_label()
        self._details = _details_box()
        self._more = QToolButton()
        self._more.setText(tr("notice.details"))
        self._more.setCheckable(True)
        self._more.toggled.connect(self._details.setVisible)
        self._act = QToolButton()
        self._act.setObjectName("notice_act")
        self._act.clicked.connect(self._take_offer)
        self._close = _close_button()
        self._close.clicked.connect(self.dismiss)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_GOES_AFTER_MS)
        self._quiet.timeout.connect(self.dismiss)
        shown = [self._mark, self._text, self._count, self._act, self._more, self._close]
        _lay_out(self, shown, self._details)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown; empty where nothing is."""
        return self._stack[-1].text if self._stack else ""

    def show_notice(self, notice: Notice) -> None:
        self._stack = [each for each in self._stack if each != notice and _stays(each)]
        self._stack = [*self._stack[-_MOST_KEPT:], notice]
        self._show()

    def dismiss(self) -> None:
        """Close what is shown; what it covered is seen again."""
        self._stack = self._stack[:-1]
        self._show()

    def dismiss_all(self) -> None:
        """Whoever it was told is no longer here."""
        self._keep([])

    def dismiss_cut_off(self) -> None:
        """The server answers again: what said that it did not is over."""
        self._keep([each for each in self._stack if not each.is_until_connected])

    def dismiss_about(self, about: str) -> None:
        """What notices were about is settled."""
        self._keep([each for each in self._stack if each.about != about])

    def _keep(self, kept: list[Notice]) -> None:
        if len(kept) < len(self._stack):
            self._stack = kept
            self._show()

    def _show(self) -> None:
        if not self._stack:
            self._quiet.stop()
            self.hide()
            return
        notice = self._stack[-1]
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(notice.severity))
        self.setPalette(palette)
        self._mark.setPixmap(icon(notice.severity.value).pixmap(16, 16))
        self._mark.setAccessibleName(tr(f"notice.{notice.severity.value}"))
        self._text.setText(notice.text)
        self._text.setAccessibleName(notice.text)
        count = len(self._stack)
        self._count.setText(tr("notice.more", count=count) if count > 1 else "")
        self._more.setChecked(False)
        self._more.setVisible(bool(notice.details))
        self._details.setPlainText(notice.details)
        self._show_offer(notice)
        if _stays(notice):
            self._quiet.stop()
        else:
            self._quiet.start(_OFFER_GOES_AFTER_MS if notice.offered else _QUIET_GOES_AFTER_MS)
        self.show()

    def _show_offer(self, notice: Notice) -> None:
        self._act.setVisible(notice.offered is not None)
        if notice.offered is not None:
            self._act.setText(notice.offered.words)
            self._act.setAccessibleDescription(notice.text)

    def _take_offer(self) -> None:
        """Once: what it was about is over then."""
        offered = self._stack[-1].offered if self._stack else None
        self.dismiss()
        if offered is not None:
            offered.act()


def _stays(notice: Notice) -> bool:
    return notice.severity in {Severity.WARNING, Severity.PROBLEM}


def _text_label() -> QLabel:
    label = QLabel()
    label.setObjectName("notice_text")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # A long word must not widen the window.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
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
