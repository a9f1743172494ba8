"""As many columns as there is room for, filled from the top left like a newspaper."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

_MOST_COLUMNS = 3
_GAP = 28
_MARGIN = 12


class Section(QWidget):
    """A heading with a line below it, above a part of a form."""

    def __init__(self, title: str, content: QWidget) -> None:
        super().__init__()
        self._heading = QLabel(title)
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        self.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addWidget(line)
        layout.addWidget(content)


class ColumnsArea(QScrollArea):
    """Scrolls sections laid out in columns; the order of reading and of Tab is theirs."""

    def __init__(self, sections: Sequence[QWidget], *, least_width: int) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._sections = list(sections)
        self._least = least_width
        self._shown: list[list[QWidget]] = []
        self._noted: tuple[QWidget, QWidget] | None = None
        # By then what is said has its place.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._keep_in_sight)
        page = QWidget()
        self._row = QHBoxLayout(page)
        self._row.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._row.setSpacing(_GAP)
        # Widgets, for layouts within a layout do not notice when a section grows.
        self._columns = [_Column() for _ in range(_MOST_COLUMNS)]
        for column in self._columns:
            self._row.addWidget(column, 1)
        self.setWidget(page)
        self.setMinimumWidth(240)
        self._lay_out(1)

    @property
    def column_count(self) -> int:
        return len(self._shown)

    def show_note(self, editor: QWidget, note: QWidget) -> None:
        """Keep what is said below *editor* in sight with it, while it has the keyboard."""
        if self.window().focusWidget() is editor:
            self._noted = (editor, note)
            self._soon.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The width with a scroll bar, there or not, lest its coming changes the number of columns.
        width = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _MARGIN
        room = (width + _GAP) // (self._least + _GAP)
        self._lay_out(max(1, min(_MOST_COLUMNS, room)))
        focused = self.window().focusWidget()
        if event.size().height() < event.oldSize().height() and self.isAncestorOf(focused):
            # What is said below takes room; not from the field that is being typed in.
            self.ensureWidgetVisible(focused)
            self._soon.start()

    def sizeHint(self) -> QSize:
        return QSize(2 * self._least + _GAP + 3 * _MARGIN, 480)

    def _keep_in_sight(self) -> None:
        if self._noted is None:
            return
        editor, note = self._noted
        if self.window().focusWidget() is editor and note.isVisible():
            self.ensureWidgetVisible(note, 0, _MARGIN)
            self.ensureWidgetVisible(editor, 0, 0)

    def _lay_out(self, count: int) -> None:
        dealt = deal(self._sections, [s.sizeHint().height() for s in self._sections], count)
        if dealt == self._shown:
            return
        self._shown = dealt
        focused = self.window().focusWidget()
        for column in self._columns:
            column.clear()
        for number, column in enumerate(self._columns):
            column.put(dealt[number] if number < len(dealt) else [])
        # What moves to another column loses the keyboard on the way.
        if self.isAncestorOf(focused):
            focused.setFocus()


class _Column(QWidget):
    """Sections below each other; there only where it has any."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(18)
        self._layout.addStretch(1)
        self._sections: Sequence[QWidget] = ()

    def clear(self) -> None:
        for section in self._sections:
            # Not takeAt: the items it gives live on and keep the widget's size from being asked.
            self._layout.removeWidget(section)

    def put(self, sections: Sequence[QWidget]) -> None:
        self._sections = sections
        for place, section in enumerate(sections):
            self._layout.insertWidget(place, section)
        self.setVisible(bool(sections))


def deal(sections: list[QWidget], heights: list[int], count: int) -> list[list[QWidget]]:
    """Split *sections* in order into at most *count* columns, the highest as low as can be."""
    best, lowest = [sections], sum(heights)
    if count > 1:
        for cut in range(1, len(sections)):
            rest = deal(sections[cut:], heights[cut:], count - 1)
            high = max(sum(heights[:cut]), _height(rest, sections, heights))
            if high < lowest:
                best, lowest = [sections[:cut], *rest], high
    return best


def _height(columns: list[list[QWidget]], sections: list[QWidget], heights: list[int]) -> int:
    by_section = dict(zip(sections, heights, strict=True))
    return max(sum(by_section[section] for section in column) for column in columns)
