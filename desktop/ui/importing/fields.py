"""Which field each column of the file means: a line for each column, with what stands in it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.domain.importing import FIELDS, NUMBER, PARENT, REFERENCES, Sheet, field_of
from desktop.ui.formats import one_line
from desktop.ui.forms.editors import CalmCombo
from desktop.ui.labels import label_of, tooltip
from desktop.ui.tables import ROW_PADDING, set_up_header
from desktop.ui.texts import tr

_TITLE, _FIELD, _FIRST_CELL = range(3)
_CELLS_SHOWN = 4
_TITLE_CHARACTERS, _FIELD_CHARACTERS, _CELL_CHARACTERS = 24, 26, 20


class FieldsTable(QTableWidget):
    """One line a column: its title, the field it means, the first cells below it.

    Signals:
        changed: A column means another field.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import_fields")
        self.setAccessibleName(tr("import.fields"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # The choices take the keyboard; between them Tab leads as in any form.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        set_up_header(self).setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._boxes: list[QComboBox] = []

    @property
    def fields(self) -> tuple[str, ...]:
        """The field of each column, "" for none."""
        return tuple(str(box.currentData() or "") for box in self._boxes)

    @property
    def first(self) -> QWidget:
        """Where the keyboard begins."""
        return self._boxes[0] if self._boxes else self

    def show_sheet(self, sheet: Sheet, fields: Sequence[str]) -> None:
        """The columns of *sheet*, meaning *fields* until the user says otherwise."""
        shown = sheet.rows[:_CELLS_SHOWN]
        self._boxes = []
        self.clear()
        self.setColumnCount(_FIRST_CELL + len(shown))
        self.setRowCount(len(sheet.header))
        heads = [tr("import.fields.title"), tr("import.fields.field")]
        heads += [tr("import.fields.line", line=row.line) for row in shown]
        self.setHorizontalHeaderLabels(heads)
        for at, title in enumerate(sheet.header):
            name = title or tr("import.fields.untitled", number=at + 1)
            self.setItem(at, _TITLE, _item(name))
            for column, row in enumerate(shown, _FIRST_CELL):
                self.setItem(at, column, _item(row.cells[at] if at < len(row.cells) else ""))
            self._add_box(at, name, fields[at])
        self._size()

    def _add_box(self, at: int, title: str, field: str) -> None:
        # Wheeling through the lines must make no column mean another field.
        box = CalmCombo()
        box.setObjectName(f"import_field_{at}")
        box.setAccessibleName(tr("import.fields.of", title=title))
        box.addItem(tr("import.fields.none"), "")
        for name in _ordered():
            box.addItem(_words_of(name), name)
        box.setCurrentIndex(max(0, box.findData(field)))
        box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.setCellWidget(at, _FIELD, box)
        self._boxes.append(box)

    def _size(self) -> None:
        per_character = self.fontMetrics().averageCharWidth()
        sizes = {_TITLE: _TITLE_CHARACTERS, _FIELD: _FIELD_CHARACTERS}
        for column in range(self.columnCount()):
            characters = sizes.get(column, _CELL_CHARACTERS)
            self.setColumnWidth(column, characters * per_character + 2 * ROW_PADDING)
        height = self._boxes[0].sizeHint().height() + 2 if self._boxes else 0
        for row in range(self.rowCount()):
            self.setRowHeight(row, height)


def _ordered() -> tuple[str, ...]:
    """The number first, for there is no import without it; the others as a form has them."""
    names = [field.name for field in FIELDS if field.name != NUMBER]
    # Who keeps a table knows numbers and names; the id is Microbizz's own.
    at = names.index(PARENT)
    return (NUMBER, *names[:at], *REFERENCES, *names[at:])


def _words_of(name: str) -> str:
    if field_of(name) != PARENT:
        return label_of(name)
    return tr(f"import.fields.{name}", field=label_of(PARENT))


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(one_line(text))
    item.setToolTip(tooltip(text))
    return item
