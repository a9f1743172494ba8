"""One headed table of customers, or a sentence where there are none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.rows import CustomerRow
from desktop.services.lists import Lists
from desktop.ui.labels import label_of
from desktop.ui.panes.columns import Column, Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView
from desktop.ui.texts import tr

_FEWEST_ROWS = 3


class Section(QWidget):
    """A heading with a count above a table that is no taller than its rows.

    A path keeps the order it comes in and has no header to sort by.

    Signals:
        customer_asked: The user wants to see one of the customers (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(self, name: str, title: str, *, lists: Lists, is_path: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title = title
        self._heading = heading_label()
        self._none = sentence_label()
        model = RecordTable(customer_columns(lists), key=lambda each: each.id, mark=_mark)
        self._table = RecordView(model, name=f"{name}_table", title=title, grows="name")
        if is_path:
            _keep_order(self._table)
        else:
            self._table.sortByColumn(model.column_of("name"), Qt.SortOrder.AscendingOrder)
        self._table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._table.record_chosen.connect(lambda each: self.customer_asked.emit(each.id))
        self._model = model
        self._heading.setBuddy(self._table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        # Passes on that the table has a largest height.
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        for part in (self._heading, self._none, self._table):
            layout.addWidget(part)

    @property
    def customers(self) -> tuple[CustomerRow, ...]:
        return self._model.records

    def put(self, customers: Sequence[CustomerRow], *, none: str) -> None:
        """Show *customers*, or the sentence *none*."""
        self._table.put(customers)
        count = len(customers)
        self._heading.setText(
            tr("panes.related.heading", title=self._title, count=count) if count else self._title
        )
        self._none.setText(none)
        self._none.setVisible(not count)
        self._table.setVisible(bool(count))
        self._fit_height(count)

    def layout_state(self) -> dict[str, object]:
        return self._table.layout_state()

    def restore_layout(self, state: Mapping[str, object]) -> None:
        self._table.restore_layout(state)

    def _fit_height(self, count: int) -> None:
        """No taller than the rows, and never so low that there is nothing to read."""
        row = self._table.verticalHeader().defaultSectionSize()
        header = self._table.horizontalHeader()
        around = 2 * self._table.frameWidth()
        if not header.isHidden():
            around += header.sizeHint().height()
            around += self._table.horizontalScrollBar().sizeHint().height()
        self._table.setMinimumHeight(around + min(count, _FEWEST_ROWS) * row)
        self._table.setMaximumHeight(around + count * row)


def _keep_order(table: RecordView[CustomerRow]) -> None:
    table.setSortingEnabled(False)
    table.horizontalHeader().hide()
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


def heading_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


def sentence_label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # Tall enough for its words, and no taller where there is room.
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return label


def _mark(customer: CustomerRow) -> Mark:
    return Mark(tone=Tone.DIMMED if customer.is_closed else Tone.PLAIN)


def customer_columns(lists: Lists) -> tuple[Column[CustomerRow], ...]:
    return (
        _column("name", lambda each: each.name, width=24),
        _column("customernumber", lambda each: each.number, width=13),
        _column("typeid", lambda each: _type_words(each, lists), width=14),
        replace(_column("address", lambda each: each.address, width=22), is_shown=False),
        _column("zip", lambda each: each.zip, width=7),
        _column("city", lambda each: each.city, width=14),
        Column(key="flags", title=tr("panes.column.flags"), value=_flag_words, width=14),
    )


def _column(name: str, value: Callable[[CustomerRow], str], *, width: int) -> Column[CustomerRow]:
    return Column(key=name, title=label_of(name), value=value, width=width)


def _type_words(customer: CustomerRow, lists: Lists) -> str:
    known = lists.types.get(customer.type_id)
    return known.text("title") if known else ""


def _flag_words(customer: CustomerRow) -> str:
    flags = (
        (customer.is_closed, "card.flag.closed"),
        (customer.is_blocked, "card.flag.blocked"),
    )
    return ", ".join(tr(key) for is_set, key in flags if is_set)
