"""What becomes of one field that two people changed: theirs, ours, or another text."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.domain.checks import Unfit
from desktop.domain.conflicts import Conflict
from desktop.domain.edits import customer_field
from desktop.domain.fields import Choice, Kind
from desktop.domain.values import Value
from desktop.ui.forms.dates import DateEditor
from desktop.ui.forms.editors import Editor, LineEditor, LongTextEditor
from desktop.ui.forms.naming import Naming
from desktop.ui.labels import label_of
from desktop.ui.texts import tr

_LEAST_HEIGHT = 34
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class Result(QWidget):
    """Undecided at first; texts, numbers and days can be typed as well.

    Signals:
        decided: There is an answer now, or none any more.
        finished: What was typed is the answer; the user wants to go on.
        grown: It needs another height.
    """

    decided = Signal()
    finished = Signal()
    grown = Signal()

    def __init__(self, conflict: Conflict, naming: Naming) -> None:
        super().__init__()
        self._conflict, self._naming = conflict, naming
        self._is_decided = False
        self._value: Value = None
        self._words = QLabel(tr("forms.conflict.undecided"))
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.editor = _editor_of(conflict)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 3, 4, 3)
        self._row.addWidget(self.editor or self._words, 1)
        if self.editor is not None:
            inner = self.editor.inner
            name = tr("forms.conflict.result_of", field=label_of(conflict.name))
            inner.setAccessibleName(name)
            inner.setObjectName(f"result_{conflict.name}")
            inner.setPlaceholderText(tr("forms.conflict.undecided"))  # type: ignore[attr-defined]  # both kinds of inner widgets have it
            self.editor.edited.connect(self._typed)
            inner.installEventFilter(self)
        else:
            self._words.setObjectName(f"result_{conflict.name}")

    @property
    def is_decided(self) -> bool:
        return self._is_decided

    @property
    def value(self) -> Value:
        """The answer, where it is decided."""
        return self._value

    @property
    def words(self) -> str:
        """The answer in one line."""
        if not self._is_decided:
            return tr("forms.conflict.undecided")
        return self._naming.value(self._conflict.name, self._value)

    def take(self, value: Value) -> None:
        """Let *value* be the answer."""
        self._value, self._is_decided = value, True
        if self.editor is not None:
            self.editor.show_value(value)
            self.editor.mark(is_wrong=False)
        self._words.setText(self.words)
        self.decided.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line is not for the table behind it."""
        is_line = isinstance(watched, QLineEdit) and event.type() is QEvent.Type.KeyPress
        if is_line and isinstance(event, QKeyEvent) and event.key() in _ENTER:
            if self._is_decided:
                self.finished.emit()
            return True
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self.grown.emit()
        return is_done

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), _LEAST_HEIGHT))

    def _typed(self) -> None:
        if self.editor is None:
            return
        try:
            self._value = self.editor.value()
            self._is_decided = True
        except Unfit:
            self._is_decided = False
        self.editor.mark(is_wrong=not self._is_decided)
        self.decided.emit()


def _editor_of(conflict: Conflict) -> Editor | None:
    """Where there is a list to choose from, one of the two values is the answer."""
    field = customer_field(conflict.name)
    if field.kind is Kind.BOOLEAN or field.choice in frozenset(Choice):
        return None
    if field.kind is Kind.LSTRING:
        return LongTextEditor(field)
    return DateEditor(field) if field.kind is Kind.DATE else LineEditor(field)
