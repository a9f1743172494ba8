"""One field that may be changed on many: a tick, the new value, and emptying it instead."""

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from desktop.domain.checks import Fault, Unfit, doubt_of
from desktop.domain.edits import is_blank
from desktop.domain.fields import Field, Kind
from desktop.domain.values import Value
from desktop.services.editing.choices import Choices
from desktop.services.lists import Lists
from desktop.ui.forms.editors import CalmCombo, ChoiceEditor, Editor
from desktop.ui.forms.learned import LearnedEditor
from desktop.ui.forms.note import Note
from desktop.ui.forms.rows import editor_for
from desktop.ui.forms.unverified import Unverified
from desktop.ui.forms.words import choices_of, fault_text
from desktop.ui.labels import label_of
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

_TICK, _EDITOR, _CLEAR = range(3)
_BOX = 40
"""What a tick has around its words."""


class FieldLine(QObject):
    """A field is changed only where it is ticked; typing into it ticks it.

    Signals:
        changed: It means something else now.
    """

    changed = Signal()

    def __init__(self, field: Field, parent: QWidget, unverified: Unverified | None = None) -> None:
        super().__init__(parent)
        self.field, self._unverified = field, unverified
        label = label_of(field.name)
        self.tick = QCheckBox(label)
        self.tick.setObjectName(f"bulk_tick_{field.name}")
        self.tick.setAccessibleName(tr("bulk.tick_of", field=label))
        self.editor = YesNoEditor(field) if field.kind is Kind.BOOLEAN else editor_for(field)
        self.editor.inner.setAccessibleName(tr("bulk.value_of", field=label))
        self.clear = QCheckBox(tr("bulk.clear"))
        self.clear.setObjectName(f"bulk_clear_{field.name}")
        self.clear.setAccessibleName(tr("bulk.clear_of", field=label))
        self.clear.setVisible(field.kind is not Kind.BOOLEAN)
        self._note = Note(f"bulk_{field.name}")
        self._untouched = self.editor.state()
        self.tick.toggled.connect(self._fit)
        self.editor.edited.connect(self._edited)
        self.editor.told.connect(self._tell)
        self.clear.toggled.connect(self._cleared)

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def is_on(self) -> bool:
        return self.tick.isChecked()

    @property
    def is_touched(self) -> bool:
        """Whether the user said anything here, ticked or not."""
        return self.is_on or self.clear.isChecked() or self.editor.state() != self._untouched

    @property
    def is_fit(self) -> bool:
        """Whether what it means can be sent."""
        return not self._fault()

    def value(self) -> Value:
        """What the field is to be; None where it is to be emptied. Raises Unfit."""
        if self.clear.isChecked():
            return None
        value = self.editor.value()
        is_said = self.field.kind is Kind.BOOLEAN and value is not None
        if not is_said and is_blank(self.field, value):
            raise Unfit(Fault.MISSING)
        return value

    def show_choices(self, lists: Lists, choices: Choices | None) -> None:
        """Offer what can be chosen by now."""
        choice = self.field.choice
        if isinstance(self.editor, ChoiceEditor) and choice is not None:
            self.editor.set_choices(choices_of(choice, lists))
        elif isinstance(self.editor, LearnedEditor) and choice is not None and choices:
            self.editor.set_choices(choices.of(choice))

    def put_into(self, grid: QGridLayout, line: int) -> None:
        """Take two lines of *grid* from *line*: the field, and a note on it."""
        top = Qt.AlignmentFlag.AlignTop if self.field.kind is Kind.LSTRING else _CENTRED
        grid.addWidget(self.tick, line, _TICK, top)
        grid.addWidget(self.editor, line, _EDITOR)
        grid.addWidget(self.clear, line, _CLEAR, top)
        grid.addWidget(self._note, line + 1, _EDITOR, 1, 2)

    def set_shown(self, is_shown: bool) -> None:
        for part in (self.tick, self.editor):
            part.setVisible(is_shown)
        self.clear.setVisible(is_shown and self.field.kind is not Kind.BOOLEAN)
        self._note.setVisible(is_shown and bool(self._note.text()))

    # --- How --------------------------------------------------------------------------------

    def _edited(self) -> None:
        with QSignalBlocker(self.tick):
            self.tick.setChecked(True)
        self._fit()

    def _cleared(self, is_on: bool) -> None:
        self.editor.setEnabled(not is_on)
        if is_on:
            self.tick.setChecked(True)
        self._fit()

    def _fit(self) -> None:
        fault = self._fault() if self.is_on else ""
        self.editor.mark(is_wrong=bool(fault))
        if odd := fault or self._doubt():
            self._note.say(odd, Severity.PROBLEM if fault else Severity.WARNING)
        else:
            unverified = self._unverified if self.is_on else None
            quiet = unverified.words(self.name) if unverified is not None else ""
            self._note.say(quiet, Severity.INFO)
        self.editor.inner.setAccessibleDescription(self._note.text())
        self.changed.emit()

    def _tell(self, words: str) -> None:
        self._note.say(words, Severity.WARNING)
        self.editor.inner.setAccessibleDescription(words)

    def _fault(self) -> str:
        try:
            self.value()
        except Unfit as unfit:
            if unfit.fault is Fault.MISSING:
                is_flag = self.field.kind is Kind.BOOLEAN
                return tr("bulk.fault.choose") if is_flag else tr("bulk.fault.empty")
            return fault_text(self.field, unfit.fault)
        return ""

    def _doubt(self) -> str:
        if not self.is_on or self.clear.isChecked():
            return ""
        doubt = doubt_of(self.name, self.value())
        return tr(f"forms.doubt.{doubt.value}") if doubt else ""


_CENTRED = Qt.AlignmentFlag.AlignVCenter


class YesNoEditor(Editor):
    """Yes or no, and neither before the user has said."""

    def __init__(self, field: Field) -> None:
        self._combo = CalmCombo()
        super().__init__(field, self._combo)
        for words, data in (("bulk.neither", None), ("bulk.yes", True), ("bulk.no", False)):
            self._combo.addItem(tr(words), data)
        self._combo.currentIndexChanged.connect(lambda _row: self.edited.emit())

    def show_value(self, value: Value) -> None:
        with QSignalBlocker(self._combo):
            self._combo.setCurrentIndex(0 if value is None else 1 if value else 2)

    def value(self) -> Value:
        chosen = self._combo.currentData()
        return chosen if isinstance(chosen, bool) else None

    def state(self) -> str:
        return str(self._combo.currentIndex())

    def set_state(self, state: str) -> None:
        self._combo.setCurrentIndex(int(state))


def tick_width(fields: tuple[Field, ...], metrics: QFontMetrics) -> int:
    """The room the longest label needs beside its box."""
    return max(metrics.horizontalAdvance(label_of(each.name)) for each in fields) + _BOX
