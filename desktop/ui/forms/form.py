"""The form for a customer, made from the field catalogue."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.edits import Saved, rebased, same
from desktop.domain.fields import Choice, Field, Grade, Group, Kind
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.domain.values import Value
from desktop.services.lists import Lists
from desktop.ui.formats import FORMAT_OF, spoken
from desktop.ui.forms.columns import ColumnsArea, Section
from desktop.ui.forms.editors import ChoiceEditor
from desktop.ui.forms.plain import OtherFields, ParentRow, PlainRow, stamp
from desktop.ui.forms.rows import EditRow, new_grid, widest_label
from desktop.ui.forms.words import choices_of, fault_text, in_a_sentence
from desktop.ui.labels import label_of
from desktop.ui.texts import tr

_LEAST_EDITOR = 150
_AROUND = 46
"""What a row has beside label and editor: the mark, the way back, and the gaps."""

# Each of these is part of another field's row.
_COMPANIONS = frozenset({field.text_field for field in CUSTOMER if field.text_field})
_CLOCKS = {"createdate": "createtime", "changedate": "changetime"}


class CustomerForm(QWidget):
    """Shows a record and gives back what was changed in it; it knows nothing of saving.

    Signals:
        edited: The user changed something.
        customer_asked: The user wants to go to the parent (CustomerId).
    """

    edited = Signal()
    customer_asked = Signal(object)

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._base = self._newest = Customer({})
        self._rows: dict[str, EditRow] = {}
        self._plain: list[PlainRow] = []
        self._stops: list[QWidget] = []
        self._label_width = widest_label(_labelled(), self.font())
        self._parent = ParentRow()
        self._parent.customer_asked.connect(self.customer_asked)
        self._others = OtherFields(self._label_width)
        sections = [self._section(group) for group in Group]
        self._area = ColumnsArea(sections, least_width=self._label_width + _LEAST_EDITOR + _AROUND)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self._chain_tabs()
        self.show_choices()

    @property
    def base(self) -> Customer:
        """What the changes are changes of: each field as it was when the user began on it."""
        return self._base

    @property
    def dirty(self) -> tuple[str, ...]:
        return tuple(name for name, row in self._rows.items() if row.is_dirty)

    def changed(self) -> dict[str, Value]:
        """The fields that differ; raises Unfit where one of them cannot be sent."""
        return {name: row.value() for name, row in self._rows.items() if row.is_dirty}

    def faults(self) -> tuple[str, ...]:
        """What keeps the changes from being sent, a sentence each."""
        found = ((row.field, row.fault) for row in self._rows.values() if row.is_dirty)
        return tuple(
            tr("forms.fault_of", field=label_of(field.name), fault=fault_text(field, fault))
            for field, fault in found
            if fault is not None
        )

    def show_record(self, record: Customer) -> None:
        """Show *record*. Where it is the same customer, what was typed stays.

        Where the server's value of such a field has moved, a remark tells.
        """
        is_new = record.id != self._base.id
        kept = () if is_new else tuple(n for n in self.dirty if self._typed_other(n, record))
        self._newest, self._base = record, rebased(self._base, record, kept)
        for name, row in self._rows.items():
            if name in kept:
                row.keep_typed(record.value(name), self._moved(row))
            else:
                self._show(row)
        self._show_plain()
        if is_new:
            self._area.verticalScrollBar().setValue(0)

    def show_parent(self, parent: CustomerRow | None) -> None:
        self._parent.show_parent(parent)

    def settle(self, saved: Saved, sent: Mapping[str, Value]) -> None:
        """Go on from what came back. What was not stored, or typed since, stays as it is."""
        typed_since = tuple(name for name in self.dirty if name not in sent)
        self._newest, self._base = saved.after, rebased(self._base, saved.after, typed_since)
        for name, row in self._rows.items():
            if name in saved.not_stored:
                row.keep_typed(saved.after.value(name), self._kept_instead(row))
            elif name in typed_since or (name in sent and row.differs_from(sent[name])):
                row.keep_typed(saved.after.value(name), self._moved(row))
            else:
                self._show(row)
        self._show_plain()
        self._go_on()

    def revert(self, names: tuple[str, ...] | None = None) -> None:
        """Show what is stored, as far as is known, in all fields or in *names*."""
        for name in names if names is not None else self.dirty:
            self._show(self._rows[name])
        self._go_on()

    def take(self, theirs: Customer, names: tuple[str, ...]) -> None:
        """Give up what was typed in *names* for what someone else stored."""
        self.revert(names)
        self.show_record(theirs)
        self.edited.emit()

    def show_choices(self) -> None:
        """Offer what the lists hold now."""
        for row in self._rows.values():
            if isinstance(row.editor, ChoiceEditor) and row.field.choice is not None:
                row.editor.set_choices(choices_of(row.field.choice, self._lists))
                if not row.is_dirty:
                    self._show(row)

    # --- How --------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """The user has seen what is stored where nothing else is typed: that is the base there."""
        self._base = rebased(self._base, self._newest, self.dirty)
        self.edited.emit()

    def _show(self, row: EditRow) -> None:
        row.show_value(self._newest.value(row.name))
        if row.field.text_field:
            row.editor.show_companion(self._newest.text(row.field.text_field))
        # A field that is merely guessed is there only where the server has it.
        row.set_shown(row.field.grade is not Grade.INFERRED or self._newest.has(row.name))

    def _show_plain(self) -> None:
        for plain in self._plain:
            plain.show_record(self._newest)
        self._parent.show_record(self._newest)
        self._others.show_record(self._newest)

    def _typed_other(self, name: str, record: Customer) -> bool:
        return self._rows[name].differs_from(record.value(name))

    def _moved(self, row: EditRow) -> str:
        value = self._newest.value(row.name)
        if same(row.field, self._base.value(row.name), value):
            return ""
        return tr("forms.moved", value=in_a_sentence(row.name, value, self._lists))

    def _kept_instead(self, row: EditRow) -> str:
        value = self._newest.value(row.name)
        return tr("forms.kept_instead", value=in_a_sentence(row.name, value, self._lists))

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
        if field.choice is Choice.CUSTOMERS:
            self._parent.put_into(grid)
            self._stops.append(self._parent.link)
        elif field.read_only:
            plain = PlainRow(field.name, _words_of(field))
            self._plain.append(plain)
            plain.put_into(grid)
        else:
            row = EditRow(field.name, parent=self, required=field.name == "name")
            row.edited.connect(self._go_on)
            self._rows[field.name] = row
            row.put_into(grid)
            self._stops.append(row.editor.inner)

    def _chain_tabs(self) -> None:
        """Tab goes down the fields in their order, however many columns there are."""
        for one, other in pairwise(self._stops):
            QWidget.setTabOrder(one, other)


def _labelled() -> list[str]:
    """The fields with a label beside them: a tick carries its own."""
    without = {*_COMPANIONS, *_CLOCKS.values()}
    return [f.name for f in CUSTOMER if f.name not in without and f.kind is not Kind.BOOLEAN]


def _words_of(field: Field) -> Callable[[Customer], str]:
    if field.name in _CLOCKS:
        return stamp(field.name, _CLOCKS[field.name])
    return lambda record: spoken(record.value(field.name), FORMAT_OF[field.kind])
