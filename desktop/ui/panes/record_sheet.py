"""Every field of one record, known or not."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.catalogue import FIELDS
from desktop.domain.fields import Field, Kind
from desktop.domain.records import Record
from desktop.ui.entered import EnterDialog
from desktop.ui.formats import FORMAT_OF, spoken
from desktop.ui.panes.columns import Column
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView
from desktop.ui.texts import tr
from desktop.ui.unknown import other_fields, wire_text

_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One field: its label in the user's words, its name on the wire, its value."""

    label: str
    name: str
    value: str


def field_lines(record: Record) -> Iterator[FieldLine]:
    """The fields that hold something, the catalogue's first."""
    for field in FIELDS[record.KIND]:
        value = record.value(field.name)
        if field.kind is Kind.BINARY or value is None:
            continue
        yield FieldLine(
            label=tr(f"field.{record.KIND.value}.{field.name}"),
            name=_wire_name(record, field),
            value=spoken(value, FORMAT_OF[field.kind]),
        )
    for name, wire in other_fields(record):
        yield FieldLine(label=name, name=name, value=wire_text(wire))


def _wire_name(record: Record, field: Field) -> str:
    return next((name for name in field.names if name in record.raw), field.name)


class RecordSheet(EnterDialog):
    """Shows the fields of one record in a table, and the one chosen in full."""

    def __init__(self, record: Record, *, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("record_sheet")
        self.setWindowTitle(title[:_LONGEST_TITLE])
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._model = RecordTable(_columns(), key=lambda line: line.name, parent=self)
        self._table = RecordView(
            self._model, name="record_fields", title=tr("panes.sheet.fields"), grows="value"
        )
        self._whole = _whole_value()
        self._table.selectionModel().currentChanged.connect(self._show_whole)
        label = QLabel(tr("panes.sheet.whole"))
        label.setBuddy(self._whole)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self._table, label, self._whole, buttons):
            layout.addWidget(widget)
        self.resize(620, 480)
        self._table.put(field_lines(record))

    def _show_whole(self, index: QModelIndex) -> None:
        self._whole.setPlainText(self._model.record(index).value if index.isValid() else "")


def open_sheet(record: Record, *, title: str, parent: QWidget) -> None:
    """Show every field of *record*; the sheet goes when it is closed, or with *parent*."""
    RecordSheet(record, title=title, parent=parent).open()


def _whole_value() -> QPlainTextEdit:
    box = QPlainTextEdit(readOnly=True)
    box.setObjectName("record_value")
    box.setAccessibleName(tr("panes.sheet.whole"))
    box.setMaximumHeight(110)
    box.setTabChangesFocus(True)
    return box


def _columns() -> tuple[Column[FieldLine], ...]:
    return (
        Column(key="label", title=tr("panes.sheet.field"), value=lambda line: line.label, width=24),
        Column(key="value", title=tr("panes.sheet.value"), value=lambda line: line.value, width=30),
        Column(key="name", title=tr("panes.sheet.name"), value=lambda line: line.name, width=18),
    )
