"""Those below a customer: chosen for a change of many, and compared with the one above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.bulk import MANY, differs
from desktop.domain.fields import Grade
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.services.lists import Lists
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.labels import label_of
from desktop.ui.panes.columns import Column, Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.section import customer_columns, heading_label, sentence_label
from desktop.ui.panes.table import RecordView
from desktop.ui.texts import tr

_LEAST_ROWS = 5
_VALUE, _UNDER = "compared", "under"


@dataclass(frozen=True, slots=True)
class Below:
    """A customer below; `under` is where, `value` the field compared, in words."""

    row: CustomerRow
    under: str = ""
    value: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How far down is to be shown, and the field to be compared with the one above, if any."""

    is_all: bool = False
    field: str = ""


class Descendants(QWidget):
    """A headed table of those below, right below or all; several can be chosen.

    Signals:
        customer_asked: The user wants to see one of them (CustomerId).
        several_asked: The user wants to change fields of these (tuple of CustomerId).
        wish_changed: Others are to be shown, or another field compared.
    """

    customer_asked = Signal(object)
    several_asked = Signal(object)
    wish_changed = Signal()

    def __init__(self, *, lists: Lists) -> None:
        super().__init__()
        self.setObjectName("children")
        self._lists = lists
        self._rows: Sequence[Below] = ()
        self._parent: Customer | None = None
        self._heading, self._none = heading_label(), sentence_label()
        self._reach, self._field = _reach(), _field()
        self._only = QCheckBox(tr("bulk.below.only"))
        self._only.setObjectName("children_only")
        self._change, self._bar = _change(), QWidget()
        self._make_table()
        self._lay_out()
        self._connect()
        self._fit()

    @property
    def customers(self) -> tuple[CustomerRow, ...]:
        """All that are known here, shown or not."""
        return tuple(each.row for each in self._rows)

    @property
    def wish(self) -> Wish:
        field = str(self._field.currentData() or "")
        return Wish(is_all=self._reach.currentIndex() == 1, field=field)

    def put(
        self,
        customers: Sequence[CustomerRow],
        *,
        none: str,
        parent: Customer | None = None,
        whole: Mapping[CustomerId, Customer] | None = None,
        under: Mapping[CustomerId, str] | None = None,
    ) -> None:
        """Show *customers* below *parent*, or the sentence *none*.

        *whole* has them as they are compared, *under* says where each is.
        """
        self._parent = parent
        known, paths, field = whole or {}, under or {}, self.wish.field
        self._rows = [
            self._below(row, known.get(row.id), paths.get(row.id, ""), field) for row in customers
        ]
        self._none.setText(none)
        self._show()

    def layout_state(self) -> dict[str, object]:
        wish = self.wish
        return {**self._table.layout_state(), "all": wish.is_all, "field": wish.field}

    def restore_layout(self, state: Mapping[str, object]) -> None:
        self._table.restore_layout(state)
        with QSignalBlocker(self._reach), QSignalBlocker(self._field):
            self._reach.setCurrentIndex(1 if state.get("all") is True else 0)
            self._field.setCurrentIndex(max(0, self._field.findData(str(state.get("field", "")))))
        self._fit()

    # --- what is shown ------------------------------------------------------------------------

    def _below(self, row: CustomerRow, customer: Customer | None, under: str, field: str) -> Below:
        if customer is None or self._parent is None or not field:
            return Below(row, under)
        value = in_a_sentence(field, customer.value(field), self._lists)
        return Below(row, under, value, differs(customer, self._parent, field))

    def _show(self) -> None:
        is_only = self._only.isChecked() and bool(self.wish.field)
        shown = [each for each in self._rows if each.differs] if is_only else self._rows
        self._table.put(shown)
        self._heading.setText(self._title(len(shown)))
        self._none.setVisible(not self._rows)
        for part in (self._bar, self._table):
            part.setVisible(bool(self._rows))
        self._fit()

    def _title(self, count: int) -> str:
        title = tr("bulk.below.title" if self.wish.is_all else "panes.related.children")
        if not self._rows:
            return title
        title = tr("panes.related.heading", title=title, count=count)
        field = self.wish.field
        if not field or self._parent is None:
            return title
        value = in_a_sentence(field, self._parent.value(field), self._lists)
        return tr("bulk.below.compared", title=title, field=label_of(field), value=value)

    def _fit(self) -> None:
        wish = self.wish
        self._only.setEnabled(bool(wish.field))
        self._table.setColumnHidden(self._model.column_of(_UNDER), not wish.is_all)
        self._table.setColumnHidden(self._model.column_of(_VALUE), not wish.field)
        count = len(self._table.selectionModel().selectedRows())
        self._change.setEnabled(bool(self._rows))
        several = tr("bulk.below.change_chosen", count=count)
        self._change.setText(several if count > 1 else tr("bulk.below.change"))

    # --- what the user does -------------------------------------------------------------------

    def _ask_change(self) -> None:
        """Of those selected where they are several, else of all that are shown."""
        chosen = self._table.chosen()
        rows = chosen if len(chosen) > 1 else self._model.records
        if rows:
            self.several_asked.emit(tuple(each.row.id for each in rows))

    def _connect(self) -> None:
        self._reach.currentIndexChanged.connect(lambda _row: self._wish())
        self._field.currentIndexChanged.connect(lambda _row: self._wish())
        self._only.toggled.connect(lambda _on: self._show())
        self._change.clicked.connect(self._ask_change)
        self._table.record_chosen.connect(lambda each: self.customer_asked.emit(each.row.id))
        self._table.selectionModel().selectionChanged.connect(lambda *_: self._fit())
        command = QAction(tr("tree.menu.bulk"), self._table)
        command.triggered.connect(self._ask_change)
        self._table.addAction(command)

    def _wish(self) -> None:
        self._fit()
        self.wish_changed.emit()

    # --- arranging ----------------------------------------------------------------------------

    def _make_table(self) -> None:
        self._model = RecordTable(_columns(self._lists), key=lambda each: each.row.id, mark=_mark)
        self._table = RecordView(
            self._model, name="children_table", title=tr("panes.related.children"), grows="name"
        )
        self._table.sortByColumn(self._model.column_of("name"), Qt.SortOrder.AscendingOrder)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        row = self._table.verticalHeader().defaultSectionSize()
        self._table.setMinimumHeight(_LEAST_ROWS * row)

    def _lay_out(self) -> None:
        self._heading.setBuddy(self._table)
        # What is compared stands in it, and must not widen the pane.
        self._heading.setWordWrap(True)
        compared = QLabel(tr("bulk.below.compare"))
        compared.setObjectName("children_compare")
        compared.setBuddy(self._field)
        lines = QVBoxLayout(self._bar)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        lines.addLayout(_line(self._reach, compared, self._field, None))
        lines.addLayout(_line(self._only, None, self._change))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (self._heading, self._bar, self._none, self._table):
            layout.addWidget(part)


def _line(*parts: QWidget | None) -> QHBoxLayout:
    """*parts* beside each other; None takes what room is left."""
    line = QHBoxLayout()
    line.setSpacing(8)
    for part in parts:
        if part is None:
            line.addStretch(1)
        else:
            line.addWidget(part)
    return line


def _columns(lists: Lists) -> tuple[Column[Below], ...]:
    name, *others = (_of_row(each) for each in customer_columns(lists))
    under: Column[Below] = Column(
        key=_UNDER, title=tr("bulk.column.path"), value=lambda each: each.under, width=20
    )
    value: Column[Below] = Column(
        key=_VALUE, title=tr("bulk.below.value"), value=lambda each: each.value, width=20
    )
    return (name, value, under, *others)


def _of_row(column: Column[CustomerRow]) -> Column[Below]:
    take = column.value
    return Column(
        key=column.key,
        title=column.title,
        value=lambda each: take(each.row),
        width=column.width,
        is_shown=column.is_shown,
    )


def _mark(below: Below) -> Mark:
    if below.differs:
        return Mark(tone=Tone.WARNING, only=frozenset({_VALUE}))
    return Mark(tone=Tone.DIMMED if below.row.is_closed else Tone.PLAIN)


def _reach() -> QComboBox:
    box = QComboBox()
    box.setObjectName("children_reach")
    box.setAccessibleName(tr("bulk.below.reach"))
    # Of a combo box what is chosen is read as its name.
    box.setAccessibleDescription(tr("bulk.below.reach"))
    box.addItems([tr("bulk.below.right"), tr("bulk.below.all")])
    return box


def _field() -> QComboBox:
    box = QComboBox()
    box.setObjectName("children_field")
    box.setAccessibleName(tr("bulk.below.compare_spoken"))
    box.setAccessibleDescription(tr("bulk.below.compare_spoken"))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(9)
    box.addItem(tr("bulk.below.nothing"), "")
    for each in MANY:
        if each.grade is not Grade.INFERRED:
            box.addItem(label_of(each.name), each.name)
    return box


def _change() -> QPushButton:
    button = QPushButton()
    button.setObjectName("children_change")
    button.setAutoDefault(False)
    return button
