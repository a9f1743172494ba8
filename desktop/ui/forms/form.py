"""The form for a customer, made from the field catalogue."""

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.bulk import is_unlike
from desktop.domain.catalogue import CUSTOMER
from desktop.domain.fields import Field, Group, Kind
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.ui.formats import FORMAT_OF, spoken
from desktop.ui.forms.columns import ColumnsArea, Section
from desktop.ui.forms.fields import FormFields
from desktop.ui.forms.linked import PLACES, Place, PlaceEditor
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.parents import ParentEditor
from desktop.ui.forms.plain import OtherFields, PlainRow, stamp
from desktop.ui.forms.rows import EditRow, new_grid, widest_label
from desktop.ui.forms.undo_keys import UndoKeys
from desktop.ui.texts import tr

_LEAST_EDITOR = 150
_AROUND = 46
"""What a row has beside label and editor: the mark, the way back, and the gaps."""

# Each of these is part of another field's row.
_COMPANIONS = frozenset({field.text_field for field in CUSTOMER if field.text_field})
_CLOCKS = {"createdate": "createtime", "changedate": "changetime"}


class CustomerForm(QWidget):
    """Shows a record, and lets it be changed by mouse and keyboard; it knows nothing of saving.

    Signals:
        customer_asked: The user wants to go to the parent (CustomerId).
        parent_choice_asked: The user wants to look for another parent.
        top_asked: The user wants the customer to have no parent.

    Attributes:
        fields: What is shown, and what of it is changed.
    """

    customer_asked = Signal(object)
    parent_choice_asked = Signal()
    top_asked = Signal()

    def __init__(self, means: FormMeans) -> None:
        super().__init__()
        self._means = means
        self.fields = FormFields(means.lists, self)
        steps = self.fields.steps
        self._undo_keys = UndoKeys(
            self, can_undo=lambda: steps.can_undo, can_redo=lambda: steps.can_redo
        )
        self._above: Customer | None = None
        self._plain: list[PlainRow] = []
        self._stops: list[QWidget] = []
        self._label_width = widest_label(_labelled(), self.font())
        self._others = OtherFields(self._label_width)
        sections = [self._section(group) for group in Group]
        self._area = ColumnsArea(sections, least_width=self._label_width + _LEAST_EDITOR + _AROUND)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        editors = (self.fields.rows[name].editor for name in PLACES)
        self._place = Place(*(each for each in editors if isinstance(each, PlaceEditor)))
        self._connect()
        self.show_choices()

    @property
    def parent_editor(self) -> ParentEditor:
        editors = (row.editor for row in self.fields.rows.values())
        return next(each for each in editors if isinstance(each, ParentEditor))

    def show_record(self, record: Customer) -> None:
        """Show *record*; where it is the same customer, what was typed stays."""
        is_new = record.id != self.fields.base.id
        self.fields.show_record(record)
        self.show_plain(record)
        if is_new:
            self._area.verticalScrollBar().setValue(0)

    def show_plain(self, record: Customer) -> None:
        """Show what can only be read."""
        for plain in self._plain:
            plain.show_record(record)
        self._others.show_record(record)
        self._compare(record)
        self._place.fit()

    def show_parent(self, parent: CustomerRow | None) -> None:
        if parent is not None:
            self.parent_editor.show_parent(parent)

    def show_above(self, above: Customer | None) -> None:
        """Mark where the customer differs from *above*, its parent."""
        self._above = above
        self._compare(self.fields.base)

    def _compare(self, record: Customer) -> None:
        above = self._above
        is_parent = above is not None and above.id == record.parent_id
        for name, row in self.fields.rows.items():
            words = ""
            if is_parent and above is not None and is_unlike(record, above, name):
                words = self.fields.words(name, above.value(name))
            row.show_above(words)

    def show_choices(self) -> None:
        """Offer what the lists hold now."""
        self.fields.show_choices(self._means.choices)

    def finish(self) -> None:
        """Read the field under the user's hands as it is read when it is left."""
        for row in self.fields.rows.values():
            if row.editor.inner.hasFocus():
                row.editor.finish()

    def show_fault(self) -> None:
        """Lead to the first field that cannot be sent as it is; it may be far out of sight."""
        for row in self.fields.rows.values():
            if row.is_dirty and row.fault is not None:
                self._lead_to(row)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo and redo where no editor has the keyboard."""
        if not self._undo_keys.take(event):
            super().keyPressEvent(event)

    # --- How --------------------------------------------------------------------------------

    def _step(self, *, is_back: bool) -> None:
        self.fields.step(is_back=is_back)

    def _lead_to(self, row: EditRow) -> None:
        row.editor.inner.setFocus()
        self._area.ensureWidgetVisible(row.editor)

    def _section(self, group: Group) -> Section:
        content = QWidget()
        grid = new_grid(content, self._label_width)
        for field in CUSTOMER:
            if field.group is group:
                self._add(field, grid)
        if group is Group.OTHER:
            outer = QWidget()
            layout = QVBoxLayout(outer)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(4)
            layout.addWidget(content)
            layout.addWidget(self._others)
            content = outer
        return Section(tr(f"forms.group.{group.value}"), content)

    def _add(self, field: Field, grid: QGridLayout) -> None:
        if field.name in _COMPANIONS or field.name in _CLOCKS.values():
            return
        if field.read_only:
            plain = PlainRow(field.name, _words_of(field))
            self._plain.append(plain)
            plain.put_into(grid)
            return
        is_required = field.name == "name"
        row = EditRow(
            field.name,
            parent=self,
            required=is_required,
            rules=self._means.rules,
            unverified=self._means.unverified,
        )
        self.fields.add(row)
        row.noted.connect(lambda: self._area.show_note(row.editor.inner, row.note))
        self._undo_keys.watch(row.editor.inner)
        row.put_into(grid)
        if isinstance(row.editor, ParentEditor):
            self._stops.append(row.editor.link)
        self._stops.append(row.editor.inner)

    def _connect(self) -> None:
        self._undo_keys.undo_asked.connect(lambda: self._step(is_back=True))
        self._undo_keys.redo_asked.connect(lambda: self._step(is_back=False))
        self._undo_keys.left.connect(self.fields.steps.seal)
        self.fields.stepped.connect(self._lead_to)
        parent = self.parent_editor
        parent.customer_asked.connect(self.customer_asked)
        parent.choice_asked.connect(self.parent_choice_asked)
        parent.top_asked.connect(self.top_asked)
        # Tab goes down the fields in their order, however many columns there are.
        for stop, following in pairwise(self._stops):
            QWidget.setTabOrder(stop, following)


def _labelled() -> list[str]:
    """The fields with a label beside them: a tick carries its own."""
    without = {*_COMPANIONS, *_CLOCKS.values()}
    return [f.name for f in CUSTOMER if f.name not in without and f.kind is not Kind.BOOLEAN]


def _words_of(field: Field) -> Callable[[Customer], str]:
    if field.name in _CLOCKS:
        return stamp(field.name, _CLOCKS[field.name])
    return lambda record: spoken(record.value(field.name), FORMAT_OF[field.kind])
