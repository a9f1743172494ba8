"""The parts of a form that are only read: values, and fields nobody knows."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.records import Customer
from desktop.ui.elided import ElidedLabel
from desktop.ui.forms.rows import Mark, new_grid
from desktop.ui.forms.words import typed
from desktop.ui.labels import label_of
from desktop.ui.unknown import other_fields, wire_text

_LONGEST_SHOWN = 600
_MOST_OTHERS = 200
_MARK_COLUMN, _LABEL_COLUMN, _VALUE_COLUMN = range(3)


class PlainRow:
    """A value that can be selected and copied; `words` makes it of a record."""

    def __init__(self, name: str, words: Callable[[Customer], str]) -> None:
        self._words = words
        self._value = plain_value(f"value_{name}")
        self._label = QLabel(label_of(name))
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setBuddy(self._value)

    def show_record(self, record: Customer) -> None:
        text = self._words(record)
        self._value.setText(text)
        self._value.setAccessibleName(f"{self._label.text()}: {text}")

    def put_into(self, grid: QGridLayout) -> None:
        _put(grid, self._label, self._value)


class OtherFields(QWidget):
    """Custom values and the fields the catalogue does not know, by the names they came under."""

    def __init__(self, label_width: int) -> None:
        super().__init__()
        self.setObjectName("other_fields")
        self._label_width = label_width
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._page: QWidget | None = None

    def show_record(self, record: Customer) -> None:
        if self._page is not None:
            self._layout.removeWidget(self._page)
            self._page.hide()
            self._page.deleteLater()
        self._page = QWidget()
        grid = new_grid(self._page, self._label_width)
        fields = sorted(other_fields(record), key=lambda field: field[0])
        for name, wire in fields[:_MOST_OTHERS]:
            _add_plain(grid, name, wire_text(wire))
        self._layout.addWidget(self._page)


def _add_plain(grid: QGridLayout, name: str, text: str) -> None:
    # A long name is cut, for the values stand in one line with those of the other sections.
    label, value = ElidedLabel(), plain_value(f"other_{name}")
    label.show_words(name)
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    value.setText(shown)
    value.setAccessibleName(f"{name}: {shown}")
    _put(grid, label, value)


def _put(grid: QGridLayout, label: QLabel, value: QLabel) -> None:
    line = grid.rowCount()
    # Never on here; without it a section that is only read would begin further left.
    grid.addWidget(Mark(), line, _MARK_COLUMN)
    grid.addWidget(label, line, _LABEL_COLUMN, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(value, line, _VALUE_COLUMN, 1, 2)


def stamp(day: str, clock: str) -> Callable[[Customer], str]:
    """The words for a date with its time."""

    def words(record: Customer) -> str:
        at = record.clock(clock)
        parts = (typed(record.day(day)), at.strftime("%H:%M") if at else "")
        return " ".join(part for part in parts if part)

    return words


def plain_value(name: str) -> QLabel:
    """A label for what the server sent: selectable, never markup, as narrow as need be."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    # Tab goes through what can be changed; a click still takes the keyboard here.
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
