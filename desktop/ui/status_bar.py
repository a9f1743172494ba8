"""The status bar: which contract, connected or not, the last error, work under way."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton

from desktop.ui import theme
from desktop.ui.elided import ElidedLabel
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

if TYPE_CHECKING:
    from desktop.domain.sync import SyncState
    from desktop.services.connection import Connection


class StatusBar(QStatusBar):
    """Says in words how things stand; it is told, it never asks.

    Signals:
        unsent_asked: The user wants to see what is not sent yet.
    """

    unsent_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._account = _label("status_account")
        self._reach = _label("status_reach")
        # What a server says may be of any length, and must not widen the window.
        self._error = ElidedLabel()
        self._error.setObjectName("status_error")
        self._copy = _cut_where_needed("status_copy")
        self._work = _cut_where_needed("status_work")
        self._unsent = _button("status_unsent")
        self._unsent.clicked.connect(self.unsent_asked)
        self._busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._busy.setAccessibleName(tr("status.busy"))
        self._busy.setFixedSize(72, 10)
        self.addWidget(self._account)
        self.addWidget(self._reach)
        self.addWidget(self._error, 1)
        # The busy bar first, for it keeps its place when it is hidden.
        for widget in (self._busy, self._unsent, self._work, self._copy):
            self.addPermanentWidget(widget)
        self.show_nobody()

    def show_signed_out(self) -> None:
        self.show_nobody()
        self._account.setText(tr("status.signed_out"))

    def show_nobody(self) -> None:
        """While somebody is signing in, who is neither in nor out."""
        for label in (self._account, self._reach, self._error, self._work, self._copy):
            label.clear()
            label.setToolTip("")
        self._busy.hide()
        self._unsent.hide()

    def show_account(self, contract: str, user: str) -> None:
        self._account.setText(tr("status.account", contract=contract, user=user))

    def show_connection(self, connection: "Connection") -> None:
        from desktop.services.connection import Reach

        self._reach.setText(tr(f"status.reach.{connection.reach.value}"))
        severity = Severity.WARNING if connection.reach is Reach.CUT_OFF else Severity.DONE
        palette = self._reach.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.strong(severity))
        self._reach.setPalette(palette)
        self._error.show_words(_last_error(connection))
        # Kept in the layout, so that the bar does not jump with every request.
        policy = self._busy.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._busy.setSizePolicy(policy)
        self._busy.setVisible(connection.under_way > 0)

    def show_work(self, text: str) -> None:
        self._work.show_words(text)

    def show_unsent(self, count: int) -> None:
        """Say how many edits are not sent yet; a click asks for them."""
        self._unsent.setText(tr("unsent.count_one" if count == 1 else "unsent.count", count=count))
        self._unsent.setVisible(count > 0)

    def show_copy(self, state: "SyncState") -> None:
        """Say how the local copy stands."""
        from desktop.ui.copy_words import more_words, status_words

        words = status_words(state)
        self._copy.show_words(words)
        self._copy.setToolTip(tooltip(f"{words}\n{more_words(state)}"))


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(6, 0, 6, 0)
    return label


def _cut_where_needed(name: str) -> ElidedLabel:
    """As wide as its words where the window has room."""
    label = ElidedLabel()
    label.setObjectName(name)
    label.setContentsMargins(6, 0, 6, 0)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    return label


def _button(name: str) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setObjectName(name)
    return button


def _last_error(connection: "Connection") -> str:
    """The last error with its time; empty where it only says what is no longer true."""
    from desktop.services.connection import Reach
    from desktop.ui.problems import SIGN_IN, describe

    if connection.last_error is None or connection.failed_at is None:
        return ""
    notice = describe(connection.last_error)
    if notice.is_until_connected and connection.reach is Reach.CONNECTED:
        return ""
    if notice.about == SIGN_IN and not connection.is_refused:
        return ""
    clock = connection.failed_at.astimezone().strftime("%H:%M")
    return tr("status.last_error", clock=clock, words=notice.text)
