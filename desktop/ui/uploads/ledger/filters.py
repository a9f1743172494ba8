"""What of the ledger is shown: a text, a state, a period."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.domain.ledger import Sought
from desktop.domain.uploads import FINAL, UploadState
from desktop.ui.formats import local_today
from desktop.ui.texts import tr

_TYPED_FOR_MS = 200
_TO_THE_LIST = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})

_STATES: tuple[tuple[str, frozenset[UploadState]], ...] = (
    ("all", frozenset()),
    ("done", frozenset({UploadState.DONE})),
    ("needs_you", frozenset({UploadState.NEEDS_YOU})),
    ("refused", frozenset({UploadState.REFUSED})),
    ("cancelled", frozenset({UploadState.CANCELLED})),
    ("open", frozenset(UploadState) - FINAL - {UploadState.NEEDS_YOU, UploadState.REFUSED}),
)
_PERIODS: tuple[tuple[str, int | None], ...] = (
    ("ever", None),
    ("today", 0),
    ("week", 6),
    ("month", 29),
    ("year", 364),
)


class Filters(QWidget):
    """The line to search in, and two lists to choose from.

    Signals:
        changed: Something else is sought.
        list_asked: The keyboard is to go on in what was found.
    """

    changed = Signal()
    list_asked = Signal()

    def __init__(self, *, today: Callable[[], date] = local_today) -> None:
        super().__init__()
        self._today = today
        self._text = QLineEdit()
        self._text.setObjectName("ledger_text")
        self._text.setAccessibleName(tr("ledger.text"))
        self._text.setPlaceholderText(tr("ledger.text_hint"))
        self._text.setClearButtonEnabled(True)
        self._state = _box("ledger_state", tr("ledger.state"))
        self._state.addItems([tr(f"ledger.state.{key}") for key, _ in _STATES])
        self._period = _box("ledger_period", tr("ledger.period"))
        self._period.addItems([tr(f"ledger.period.{key}") for key, _ in _PERIODS])
        self._late = QTimer(self, singleShot=True, interval=_TYPED_FOR_MS)
        self.setFocusProxy(self._text)
        self._lay_out()
        self._connect()

    @property
    def sought(self) -> Sought:
        days = _PERIODS[self._period.currentIndex()][1]
        since = None if days is None else _midnight(self._today() - timedelta(days=days))
        states = _STATES[self._state.currentIndex()][1]
        return Sought(text=self._text.text(), states=states, since=since)

    def stop(self) -> None:
        self._late.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the line to search in has no use for."""
        if event.key() not in _TO_THE_LIST or not self._text.hasFocus():
            super().keyPressEvent(event)
            return
        if self._late.isActive():
            self._late.stop()
            self.changed.emit()
        self.list_asked.emit()

    def _connect(self) -> None:
        self._text.textChanged.connect(lambda _text: self._late.start())
        self._late.timeout.connect(self.changed)
        for box in (self._state, self._period):
            box.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        for key, box in (("state", self._state), ("period", self._period)):
            label = QLabel(tr(f"ledger.{key}"))
            label.setBuddy(box)
            layout.addWidget(label)
            layout.addWidget(box)


def _box(name: str, spoken: str) -> QComboBox:
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(spoken)
    return box


def _midnight(day: date) -> datetime:
    """When *day* began where the user is, as UTC."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC)
