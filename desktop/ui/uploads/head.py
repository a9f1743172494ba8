"""How all uploads stand, above their list: counts, how far, how fast, and stopping them."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from desktop.ui.texts import tr
from desktop.ui.uploads import words
from desktop.ui.uploads.chips import Chips
from desktop.ui.uploads.groups import Group
from desktop.ui.uploads.totals import Total

_BAR_WIDTH = 120


class TransfersHead(QWidget):
    """The chips of the groups, the progress of what goes up together, and a button to pause.

    Signals:
        picked: This group is to be shown alone, or all of them (Group or None).
        pause_asked: Nothing more is to be sent for now.
    """

    picked = Signal(object)
    pause_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chips = Chips()
        self._chips.picked.connect(self.picked)
        self._bar = _progress_bar()
        self._pace = QLabel()
        self._pace.setObjectName("transfers_pace")
        self._pace.setTextFormat(Qt.TextFormat.PlainText)
        self._pause = QPushButton(tr("uploads.pause_all"))
        self._pause.setObjectName("transfers_pause")
        self._pause.setAutoDefault(False)
        self._pause.clicked.connect(self.pause_asked)
        self._tail = QWidget()
        self._chips.add(self._tail)
        self._lay_out()

    @property
    def group(self) -> Group | None:
        """The group that is shown alone."""
        return self._chips.shown_alone

    @property
    def pace(self) -> str:
        return self._pace.text()

    def put(self, counts: Mapping[Group, int]) -> None:
        """Show how many are in each group."""
        self._chips.put(counts)
        self.setVisible(bool(counts))

    def put_total(self, total: Total) -> None:
        """Show how far everything is that goes up."""
        text = words.total(total)
        if text != self._pace.text():
            self._pace.setText(text)
            self._pace.setAccessibleName(text)
        self._bar.setVisible(total.size > 0)
        self._bar.setValue(total.percent)

    def allow_pause(self, *, is_allowed: bool) -> None:
        self._pause.setVisible(is_allowed)

    def _lay_out(self) -> None:
        tail = QHBoxLayout(self._tail)
        tail.setContentsMargins(4, 0, 0, 0)
        for widget in (self._bar, self._pace, self._pause):
            tail.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.addWidget(self._chips)


def _progress_bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setObjectName("transfers_total")
    bar.setAccessibleName(tr("uploads.total"))
    bar.setRange(0, 100)
    bar.setFixedWidth(_BAR_WIDTH)
    bar.hide()
    return bar
