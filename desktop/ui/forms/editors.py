"""The editors of single values: text, numbers, long text, yes or no, a choice."""

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPalette, QResizeEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from desktop.domain.checks import read_typed
from desktop.domain.danish import sort_key
from desktop.domain.fields import STRING_LENGTH, Field, Kind
from desktop.domain.values import Value
from desktop.ui import theme
from desktop.ui.elided import ElidedLabel
from desktop.ui.forms.words import typed
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

_COUNTED_FROM = STRING_LENGTH - 55
_FEWEST_LINES = 3
_ID_WIDTH = 84
_AS_NEEDED = Qt.ScrollBarPolicy.ScrollBarAsNeeded
_NO_BAR = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_MOST_LINES = 12


class Editor(QWidget):
    """One value under the user's hands; it knows nothing of saving.

    `inner` is what takes the keyboard, and carries the field's name for tests and screen readers.

    Signals:
        edited: The user changed something.
        named: What ids are called became known.
        told: Something the user asked of it came to nothing (str).
    """

    edited = Signal()
    named = Signal()
    told = Signal(str)

    def __init__(self, field: Field, inner: QWidget) -> None:
        super().__init__()
        self.field = field
        self.inner = inner
        inner.setObjectName(f"field_{field.name}")
        self.setFocusProxy(inner)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        self._row.addWidget(inner, 1)

    def show_value(self, value: Value) -> None:
        """Show *value* without a signal."""
        raise NotImplementedError

    def value(self) -> Value:
        """What the user means; raises Unfit."""
        raise NotImplementedError

    def state(self) -> str:
        """What it shows, as text, whatever that means: for undoing and for drafts."""
        raise NotImplementedError

    def set_state(self, state: str) -> None:
        """Show what `state` gave once, as if the user had done it."""
        raise NotImplementedError

    def finish(self) -> None:
        """Read what was typed as it will be read when the user goes on."""

    def hint(self) -> str:
        """A quiet word on what is being typed; empty for none."""
        return ""

    def show_companion(self, text: str) -> None:
        """Show the words the server has for an id, where there is a place for them."""

    def called(self, _value: Value) -> str:
        """What an id is called, where it is known here; empty where it is not."""
        return ""

    def mark(self, *, is_wrong: bool) -> None:
        """Tint the ground where what was typed cannot be sent."""
        palette = QPalette()
        if is_wrong:
            palette.setColor(QPalette.ColorRole.Base, theme.tint(Severity.PROBLEM))
        self.inner.setPalette(palette)


class LineEditor(Editor):
    """Text, numbers and dates, typed in one line and read by the field's kind."""

    def __init__(self, field: Field) -> None:
        self._line = QLineEdit()
        super().__init__(field, self._line)
        self._line.setMinimumWidth(60)
        self._shown: Value = None
        self._shown_text = ""
        self._companion = ElidedLabel()
        self._companion.setObjectName(f"companion_{field.name}")
        if field.kind is Kind.ID:
            self._line.setFixedWidth(_ID_WIDTH)
            self._row.addWidget(self._companion, 1)
            # The line would move into its place.
            policy = self._companion.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            self._companion.setSizePolicy(policy)
        else:
            # Without a place it would be a window, and take the keyboard when it is shown.
            self._companion.setParent(self)
            self._companion.hide()
        self._line.textChanged.connect(self._changed)

    def show_value(self, value: Value) -> None:
        self._shown = value
        # No id is nothing to a user, and 0 on the wire (inferred).
        text = "" if self.field.kind is Kind.ID and not value else typed(value)
        # Who goes on typing after a save does so where the cursor was.
        if self._line.text() != text:
            with QSignalBlocker(self._line):
                self._line.setText(text)
            self._line.setCursorPosition(0)
        # Not what was put in: a line holds no line breaks.
        self._shown_text = self._line.text()
        self._companion.show_words("")

    def value(self) -> Value:
        text = self._line.text()
        return self._shown if text == self._shown_text else read_typed(self.field, text)

    def state(self) -> str:
        return self._line.text()

    def set_state(self, state: str) -> None:
        self._line.setText(state)

    def hint(self) -> str:
        most, count = self.field.max_length, len(self._line.text())
        if most is None or count < _COUNTED_FROM:
            return ""
        return tr("forms.counter", count=count, most=most)

    def show_companion(self, text: str) -> None:
        self._companion.show_words(text)
        self._companion.setVisible(self.field.kind is Kind.ID)

    def _changed(self) -> None:
        if self.field.kind is Kind.ID:
            # The words belong to the id they came with.
            self._companion.setVisible(self._line.text() == self._shown_text)
        self.edited.emit()


class LongTextEditor(Editor):
    """Text of several lines, which grows with what is in it."""

    def __init__(self, field: Field) -> None:
        self._box = _GrowingBox()
        super().__init__(field, self._box)
        self._shown: Value = None
        self._shown_text = ""
        self._box.textChanged.connect(self._changed)

    def show_value(self, value: Value) -> None:
        self._shown = value
        with QSignalBlocker(self._box):
            self._box.setPlainText(typed(value))
        self._box.fit()
        self._shown_text = self._box.toPlainText()

    def value(self) -> Value:
        text = self._box.toPlainText()
        return self._shown if text == self._shown_text else read_typed(self.field, text)

    def state(self) -> str:
        return self._box.toPlainText()

    def set_state(self, state: str) -> None:
        self._box.setPlainText(state)
        self._box.moveCursor(QTextCursor.MoveOperation.End)

    def _changed(self) -> None:
        self._box.fit()
        self.edited.emit()


class FlagEditor(Editor):
    """Yes or no; the box carries the label."""

    def __init__(self, field: Field, label: str) -> None:
        self._box = QCheckBox(label)
        super().__init__(field, self._box)
        self._box.toggled.connect(lambda _on: self.edited.emit())

    def show_value(self, value: Value) -> None:
        with QSignalBlocker(self._box):
            self._box.setChecked(value is True)

    def value(self) -> Value:
        return self._box.isChecked()

    def state(self) -> str:
        return "1" if self._box.isChecked() else ""

    def set_state(self, state: str) -> None:
        self._box.setChecked(bool(state))

    def mark(self, *, is_wrong: bool) -> None:
        """Neither answer is ever wrong."""


class ChoiceEditor(Editor):
    """One of a list, by its title; a value that is not on the list stays choosable."""

    def __init__(self, field: Field) -> None:
        self._combo = CalmCombo()
        super().__init__(field, self._combo)
        self._combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._combo.setMinimumContentsLength(8)
        self._combo.setMaxVisibleItems(20)
        self._combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._combo.currentIndexChanged.connect(lambda _row: self.edited.emit())
        self.set_choices(())

    def set_choices(self, choices: Sequence[tuple[int, str]]) -> None:
        """Offer these, in Danish order; what is chosen stays."""
        chosen = self._combo.currentData()
        with QSignalBlocker(self._combo):
            self._combo.clear()
            self._combo.addItem(tr("forms.no_choice"), "")
            for id_, title in sorted(choices, key=lambda choice: sort_key(choice[1])):
                self._combo.addItem(title, str(id_))
        self._choose(chosen or "")

    def show_value(self, value: Value) -> None:
        self._choose(str(value) if value else "")

    def show_companion(self, text: str) -> None:
        """The words for a value that is not on the list."""
        row = self._combo.currentIndex()
        if text and self._combo.itemText(row) == _bare(self._combo.itemData(row)):
            self._combo.setItemText(row, text)

    def value(self) -> Value:
        chosen = self._combo.currentData()
        return int(chosen) if chosen else None

    def state(self) -> str:
        return str(self._combo.currentData() or "")

    def set_state(self, state: str) -> None:
        if state != self.state():
            self._choose(state)
            self.edited.emit()

    def _choose(self, id_: str) -> None:
        """Ids are kept as text: on the wire they may be longer than a number of Qt's."""
        with QSignalBlocker(self._combo):
            row = self._combo.findData(id_)
            if row < 0:
                row = self._combo.count()
                self._combo.addItem(_bare(id_), id_)
            self._combo.setCurrentIndex(row)


def _bare(value: object) -> str:
    return f"#{value}"


class _GrowingBox(QPlainTextEdit):
    """As high as its text, within bounds."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.fit()

    def fit(self) -> None:
        # In lines, the wrapped ones included.
        lines = int(self.document().size().height())
        shown = min(max(lines, _FEWEST_LINES), _MOST_LINES)
        margins = 2 * (self.frameWidth() + int(self.document().documentMargin()))
        # Qt gives each line whole pixels, and shows the last one whole with one to spare only.
        spacing = ceil(QFontMetricsF(self.font()).lineSpacing())
        self.setFixedHeight(shown * spacing + margins + 1)
        self.setVerticalScrollBarPolicy(_AS_NEEDED if lines > shown else _NO_BAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.fit()


class CalmCombo(QComboBox):
    """Leaves the wheel to the form around it: scrolling past must change nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
