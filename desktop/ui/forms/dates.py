"""The editor of a day: typed, stepped with the arrow keys, or picked from a calendar."""

import re
from contextlib import suppress
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from desktop.domain.checks import Unfit
from desktop.domain.fields import Field
from desktop.domain.values import Value
from desktop.ui.formats import local_today
from desktop.ui.forms.editors import LineEditor
from desktop.ui.forms.words import typed
from desktop.ui.icons import icon
from desktop.ui.labels import label_of
from desktop.ui.texts import tr

_SHORT = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{2})|(\d{2})(\d{2})(\d{2})")
_PIVOT = 70
"""Of two digits for a year: from here on they are of the last century."""
_STEPS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 7, Qt.Key.Key_PageDown: -7}


class DateEditor(LineEditor):
    """A day or none; an empty line is no day."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._line.setPlaceholderText(tr("forms.date_placeholder"))
        self._line.installEventFilter(self)
        self._line.editingFinished.connect(self.finish)
        self._button = QToolButton(autoRaise=True)
        self._button.setIcon(icon("calendar"))
        # Tab goes on to the next field; Alt+Down opens the calendar.
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.setObjectName(f"calendar_{field.name}")
        self._button.setAccessibleName(tr("forms.calendar_of", field=label_of(field.name)))
        self._button.setToolTip(tr("forms.calendar"))
        self._button.clicked.connect(self.open_calendar)
        self._row.addWidget(self._button)
        self._popup: QFrame | None = None

    def value(self) -> Value:
        try:
            return super().value()
        except Unfit:
            if (day := _short_day(self._line.text().strip())) is None:
                raise
            return day

    def finish(self) -> None:
        """What was typed is shown as it was read, so that nobody is left to guess."""
        day = self._day()
        if day is not None and self._line.text() not in {typed(day), self._shown_text}:
            self._line.setText(typed(day))

    def open_calendar(self) -> None:
        """Show the month of the day in the line, or of today."""
        popup = self._popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setObjectName("calendar")
        calendar = QCalendarWidget(popup)
        calendar.setAccessibleName(tr("forms.calendar_of", field=label_of(self.field.name)))
        calendar.setSelectedDate(_qt_day(self._day() or local_today()))
        calendar.activated.connect(self._pick)
        calendar.clicked.connect(self._pick)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(calendar)
        popup.show()
        # Only what is shown has its size.
        popup.move(self._place_of(popup))
        calendar.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key is Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self.open_calendar()
                return True
            if key in _STEPS and not event.modifiers():
                return self._step(_STEPS[key])
        return super().eventFilter(watched, event)

    def _step(self, days: int) -> bool:
        day = self._day()
        if day is None:
            return False
        try:
            self._line.setText(typed(day + timedelta(days=days)))
        except OverflowError:
            return False
        return True

    def _place_of(self, popup: QWidget) -> QPoint:
        """Below the line, or above it where there is no room below; never beyond the screen."""
        screen, size = self.screen().availableGeometry(), popup.size()
        place = self.mapToGlobal(QPoint(0, self.height()))
        if place.y() + size.height() > screen.bottom():
            place.setY(self.mapToGlobal(QPoint(0, -size.height())).y())
        most = screen.bottomRight() - QPoint(size.width(), size.height())
        place = QPoint(min(place.x(), most.x()), min(place.y(), most.y()))
        return QPoint(max(place.x(), screen.left()), max(place.y(), screen.top()))

    def _day(self) -> date | None:
        try:
            day = self.value()
        except Unfit:
            return None
        return day if isinstance(day, date) else None

    def _pick(self, day: QDate) -> None:
        self._line.setText(typed(date(day.year(), day.month(), day.day())))
        if self._popup is not None:
            self._popup.close()
            self._popup = None
        self._line.setFocus()


def _short_day(words: str) -> date | None:
    """The day with two digits for its year; only where the day is written first anyway."""
    found = _SHORT.fullmatch(words)
    if found is None or not tr("format.date").startswith("%d"):
        return None
    day, month, year = (int(each) for each in found.groups() if each is not None)
    with suppress(ValueError):
        return date(year + (1900 if year >= _PIVOT else 2000), month, day)
    return None


def _qt_day(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
