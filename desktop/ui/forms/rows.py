"""One line of a form: label, editor, the mark that it was changed, and the way back."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QGridLayout, QLabel, QSpacerItem, QToolButton, QWidget

from desktop.domain.checks import Fault, Unfit, doubt_of
from desktop.domain.edits import customer_field, same
from desktop.domain.fields import Choice, Field, Kind
from desktop.domain.links import LINKED
from desktop.domain.values import Value
from desktop.services.editing.rules import Rules
from desktop.ui import theme
from desktop.ui.forms.dates import DateEditor
from desktop.ui.forms.editors import (
    ChoiceEditor,
    Editor,
    FlagEditor,
    LineEditor,
    LongTextEditor,
)
from desktop.ui.forms.learned import LearnedEditor
from desktop.ui.forms.linked import PLACES, LinkedEditor, PlaceEditor
from desktop.ui.forms.note import Note
from desktop.ui.forms.parents import ParentEditor
from desktop.ui.forms.unverified import Unverified
from desktop.ui.forms.words import fault_text, rule_text
from desktop.ui.icons import icon
from desktop.ui.labels import label_of, tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

LISTED = frozenset({Choice.TYPES, Choice.MAINGROUPS, Choice.ROLES})
"""The choices of which the API gives a list."""

_DOT = 6
_BY_KEY = frozenset({Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason})
_MARK_COLUMN, _LABEL_COLUMN, _EDITOR_COLUMN, _REVERT_COLUMN = range(4)


class EditRow(QObject):
    """A field that can be changed. It is dirty while its value is not the one that is stored.

    `required` is a field that must not be empty; `rules` are what the account is known to want,
    of which it is only warned. In a form for something new, `is_new`, all that is filled in would
    be marked as changed, so nothing is.

    Signals:
        edited: The user changed something in it.
        revert_asked: The user wants what is stored in it again.
        noted: Something is said below it, and it may have the keyboard.
    """

    edited = Signal()
    revert_asked = Signal()
    noted = Signal()

    def __init__(
        self,
        name: str,
        *,
        parent: QWidget,
        required: bool = False,
        is_new: bool = False,
        rules: Rules | None = None,
        unverified: Unverified | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = customer_field(name)
        self.editor = editor_for(self.field)
        self._required, self._is_new, self._rules = required, is_new, rules
        self._unverified = unverified
        self._stored: Value = None
        self._remark, self._lasting, self._above = "", "", ""
        self._is_dirty = False
        self._mark, self.note = Mark(name), Note(name)
        is_wanted = required or (rules is not None and rules.required(name))
        self._label = _label(self.field, self.editor, required=is_wanted)
        self._revert = _revert_button(name)
        self._listen()

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def is_dirty(self) -> bool:
        return self._is_dirty

    def differs_from(self, value: Value) -> bool:
        """Whether what was typed means anything but *value*."""
        try:
            return not same(self.field, value, self.editor.value())
        except Unfit:
            return True

    @property
    def fault(self) -> Fault | None:
        """Why the value cannot be sent; what came from the server is not judged."""
        try:
            value = self.editor.value()
        except Unfit as unfit:
            return unfit.fault
        return Fault.MISSING if self._required and value in (None, "") else None

    def value(self) -> Value:
        """Raises Unfit."""
        return self.editor.value()

    @property
    def stored(self) -> Value:
        """What the field holds where it is not dirty."""
        return self._stored

    @property
    def doubt(self) -> str:
        """A sentence on what is odd about the value, which is sent all the same; or nothing."""
        try:
            value = self.editor.value()
        except Unfit:
            return ""
        if (doubt := doubt_of(self.name, value)) is not None:
            return tr(f"forms.doubt.{doubt.value}")
        rule = self._rules.doubt(self.name, value) if self._rules is not None else None
        return "" if rule is None else rule_text(rule)

    @property
    def _doubtful(self) -> str:
        """That the server may ignore it."""
        return self._unverified.words(self.name) if self._unverified is not None else ""

    def put(self, value: Value) -> None:
        """Show *value* as if it had been typed; what is stored stays what it was."""
        self.editor.show_value(value)
        self._show_state()

    def show_value(self, stored: Value, lasting: str = "") -> None:
        """Show what is *stored*, forgetting what was typed; *lasting* is to be said of it."""
        self._stored, self._remark, self._lasting = stored, "", lasting
        self.editor.show_value(stored)
        self._show_state()

    def keep_typed(self, stored: Value, remark: str = "") -> None:
        """Go on with what was typed beside what is *stored*; *remark* is on how they differ."""
        self._stored, self._remark = stored, remark
        self._show_state()

    def show_above(self, words: str) -> None:
        """Tell what the parent has in the field, where that is something else; "" for nothing."""
        self._above = tr("bulk.above", value=words) if words else ""
        self._mark.show_above(self._above)
        self._show_state()

    def set_shown(self, is_shown: bool) -> None:
        """Take part in the form, or not."""
        if self._label is not None:
            self._label.setVisible(is_shown)
        self.editor.setVisible(is_shown)

    def revert(self) -> None:
        self.revert_asked.emit()
        self.editor.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape takes the change back; in a form for something new it closes the sheet."""
        is_escape = (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        )
        if is_escape and self.is_dirty and not self._is_new:
            self.revert()
            return True
        if isinstance(event, QFocusEvent) and event.reason() in _BY_KEY and self.note.text():
            self.noted.emit()
        return super().eventFilter(watched, event)

    def put_into(self, grid: QGridLayout) -> None:
        """Take the next two lines of *grid*: the field, and a note on it."""
        line = grid.rowCount()
        # Beside the first line of a long text, where its label is.
        beside = Qt.AlignmentFlag.AlignTop if self.field.kind is Kind.LSTRING else _CENTRED
        grid.addWidget(self._mark, line, _MARK_COLUMN, beside)
        if self._label is None:
            grid.addWidget(self.editor, line, _LABEL_COLUMN, 1, 2)
        else:
            self._mark.setFixedHeight(self._label.sizeHint().height())
            grid.addWidget(self._label, line, _LABEL_COLUMN, beside)
            grid.addWidget(self.editor, line, _EDITOR_COLUMN)
        grid.addWidget(self._revert, line, _REVERT_COLUMN, beside)
        grid.addWidget(self.note, line + 1, _EDITOR_COLUMN, 1, 2)

    def _listen(self) -> None:
        self._revert.clicked.connect(self.revert)
        self.editor.inner.installEventFilter(self)
        self.editor.edited.connect(self._edited)
        self.editor.told.connect(self._tell)

    def _edited(self) -> None:
        self._show_state()
        self.edited.emit()

    def _tell(self, words: str) -> None:
        """Until something else is to be said."""
        self.note.say(words, Severity.WARNING)
        self.editor.inner.setAccessibleDescription(words)
        self.noted.emit()

    def _show_state(self) -> None:
        # Worked out once: every key press asks all rows of a form several times.
        is_dirty = self._is_dirty = self.differs_from(self._stored)
        fault = self.fault if is_dirty else None
        if not self._is_new:
            self._show_mark(is_dirty)
        self.editor.mark(is_wrong=fault is not None)
        self._say(fault, is_dirty=is_dirty)

    def _show_mark(self, is_dirty: bool) -> None:
        self._mark.show_on(is_dirty)
        self._revert.setVisible(is_dirty)
        bold = self._label or self.editor.inner
        font = QFont(bold.font())
        font.setBold(is_dirty)
        bold.setFont(font)

    def _say(self, fault: Fault | None, *, is_dirty: bool) -> None:
        said = tr("forms.changed") if is_dirty and not self._is_new else ""
        if fault is not None:
            # Of what is too long, by how much.
            said = " ".join(filter(None, (fault_text(self.field, fault), self.editor.hint())))
            self.note.say(said, Severity.PROBLEM)
        elif is_dirty and (odd := "\n".join(filter(None, (self._remark, self.doubt)))):
            self.note.say(odd, Severity.WARNING)
            said = f"{said}. {odd}" if said else odd
        else:
            quiet = (self.editor.hint() or self._doubtful) if is_dirty else self._lasting
            self.note.say(quiet, Severity.INFO)
            said = ". ".join(filter(None, (said, self._doubtful))) if is_dirty else said
        self.editor.inner.setAccessibleDescription(said or self._lasting or self._above)
        if self.note.text():
            self.noted.emit()


_CENTRED = Qt.AlignmentFlag.AlignVCenter


def editor_for(field: Field) -> Editor:
    """The editor that fits the field's kind."""
    if field.choice is not None:
        return _editor_for_choice(field, field.choice)
    if field.name in LINKED:
        return LinkedEditor(field)
    match field.kind:
        case Kind.FLOAT if field.name in PLACES:
            return PlaceEditor(field)
        case Kind.BOOLEAN:
            return FlagEditor(field, label_of(field.name))
        case Kind.LSTRING:
            return LongTextEditor(field)
        case Kind.DATE:
            return DateEditor(field)
        case _:
            return LineEditor(field)


def _editor_for_choice(field: Field, choice: Choice) -> Editor:
    if choice in LISTED:
        return ChoiceEditor(field)
    return ParentEditor(field) if choice is Choice.CUSTOMERS else LearnedEditor(field)


def new_grid(parent: QWidget, label_width: int) -> QGridLayout:
    """A grid for rows, with labels of one width across the form."""
    grid = QGridLayout(parent)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(6)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(_LABEL_COLUMN, label_width)
    # Items, for a column without any loses its gap as well.
    grid.addItem(QSpacerItem(_DOT, 0), 0, _MARK_COLUMN)
    grid.addItem(QSpacerItem(_REVERT_SIZE, 0), 0, _REVERT_COLUMN)
    grid.setColumnStretch(_EDITOR_COLUMN, 1)
    return grid


def widest_label(names: list[str], font: QFont) -> int:
    """The room a label needs when it is bold."""
    bold = QFont(font)
    bold.setBold(True)
    metrics = QFontMetrics(bold)
    return max(metrics.horizontalAdvance(label_of(name)) for name in names) + 4


class Mark(QWidget):
    """A dot beside a field that was changed, a ring where the parent has something else.

    It keeps its place when it is not there.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.setObjectName(f"mark_{name}" if name else "")
        self._is_on = False
        self.setFixedSize(_DOT, _DOT)

    def show_on(self, is_on: bool) -> None:
        self._is_on = is_on
        self.update()

    def show_above(self, words: str) -> None:
        self.setToolTip(tooltip(words))
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._is_on and not self.toolTip():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = QRectF(0, (self.height() - _DOT) / 2, _DOT, _DOT)
        if self._is_on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.strong(Severity.INFO))
            painter.drawEllipse(dot)
        else:
            painter.setPen(theme.muted())
            painter.drawEllipse(dot.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()


def _label(field: Field, editor: Editor, *, required: bool) -> QLabel | None:
    if field.kind is Kind.BOOLEAN:
        return None
    label = QLabel(f"{label_of(field.name)} *" if required else label_of(field.name))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(editor.inner)
    if not editor.inner.accessibleName():
        editor.inner.setAccessibleName(label_of(field.name))
    return label


_REVERT_SIZE = 22


def _revert_button(name: str) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setObjectName(f"revert_{name}")
    button.setIcon(icon("undo"))
    button.setIconSize(QSize(14, 14))
    # Tab goes on to the next field; by keyboard it is Escape that takes a change back.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setFixedSize(_REVERT_SIZE, _REVERT_SIZE)
    button.setAccessibleName(tr("forms.revert_field", field=label_of(name)))
    button.setToolTip(tr("forms.revert_one"))
    # Its place is kept, so that nothing moves under the user's hands.
    policy = button.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    button.setSizePolicy(policy)
    button.hide()
    return button
