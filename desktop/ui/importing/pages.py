"""The first two steps of an import: choosing the file, and telling what its columns mean."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.ids import CustomerId
from desktop.domain.importing import Columns, Reading, Sheet
from desktop.ui.formats import Format, words
from desktop.ui.forms.editors import CalmCombo
from desktop.ui.importing.fields import FieldsTable
from desktop.ui.importing.one_parent import OneParent
from desktop.ui.importing.parts import button, button_row, plain_label
from desktop.ui.labels import listed
from desktop.ui.texts import tr

_ENCODINGS = ("utf-8", "cp1252", "utf-16")
_SEPARATORS = ((";", "semicolon"), (",", "comma"), ("\t", "tab"))


class FilePage(QWidget):
    """What an import is, and the way to a file.

    Signals:
        choose_asked: A file is to be chosen.
        close_asked: That was all.
    """

    choose_asked = Signal()
    close_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._intro = plain_label("import_intro", tr("import.intro"))
        self._problem = plain_label("import_problem")
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(tr("import.reading"))
        self._choose = button("import_choose", tr("import.choose"))
        self._close = button("import_close_file", tr("import.close"))
        self._choose.setDefault(True)
        self._choose.clicked.connect(self.choose_asked)
        self._close.clicked.connect(self.close_asked)
        self.setFocusProxy(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._intro)
        layout.addWidget(self._choose, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._busy)
        layout.addWidget(self._problem)
        layout.addStretch(1)
        layout.addLayout(button_row(self._close))
        self.show_ready()

    def show_ready(self, problem: str = "") -> None:
        self._say(problem, is_busy=False)

    def show_busy(self, text: str) -> None:
        self._say(text, is_busy=True)

    def _say(self, text: str, *, is_busy: bool) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._busy.setVisible(is_busy)
        self._choose.setEnabled(not is_busy)


class ColumnsPage(QWidget):
    """How the file was read, and what its columns mean.

    Signals:
        back_asked: Another file is to be chosen.
        read_asked: The file is to be read in another way (Reading).
        check_asked: It is to be compared with the local copy.
        parent_asked: A customer is to be looked for whom all go below.
    """

    back_asked = Signal()
    read_asked = Signal(object)
    check_asked = Signal()
    parent_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._file = plain_label("import_file")
        self._encoding = _box("encoding", tuple((each, each) for each in _ENCODINGS))
        self._separator = _box("separator", _SEPARATORS)
        self._sheet = _box("sheet", ())
        self._table, self._parent = FieldsTable(), OneParent()
        self._clears = QCheckBox(tr("import.empties_clear"))
        self._clears.setObjectName("import_empties_clear")
        self._note = plain_label("import_columns_note")
        self._back = button("import_columns_back", tr("import.back"))
        self._check = button("import_check", tr("import.check"))
        self._check.setDefault(True)
        self._labels = {
            box: _label(key, box)
            for key, box in (
                ("encoding", self._encoding),
                ("separator", self._separator),
                ("sheet", self._sheet),
            )
        }
        self._lay_out()
        self._connect()

    @property
    def columns(self) -> Columns:
        return Columns(
            fields=self._table.fields,
            empties_clear=self._clears.isChecked(),
            parent=self._parent.parent_id,
        )

    def show_parent(self, parent: CustomerId | None, words: str = "") -> None:
        """All are to go below *parent*, called *words*; None for nobody."""
        self._parent.show_parent(parent, words)

    def show_sheet(self, sheet: Sheet, columns: Columns) -> None:
        count = words(len(sheet.rows), Format.NUMBER)
        self._file.setText(tr("import.file", file=sheet.name, count=count))
        self._show_reading(sheet)
        self._clears.setChecked(columns.empties_clear)
        self._table.show_sheet(sheet, columns.fields)
        self.setFocusProxy(self._table.first)
        self._judge()

    def keep(self, sheet: Sheet, problem: str) -> None:
        """Leave *sheet* as it was read and told, for *problem* keeps it from another way."""
        self._show_reading(sheet)
        self._note.setText(tr("import.as_before", problem=problem))

    def _show_reading(self, sheet: Sheet) -> None:
        is_book = bool(sheet.sheets)
        for box in (self._encoding, self._separator, self._sheet):
            is_shown = (box is self._sheet) == is_book
            box.setVisible(is_shown)
            self._labels[box].setVisible(is_shown)
            box.blockSignals(True)  # noqa: FBT003 - Qt has no keyword
        self._sheet.clear()
        for name in sheet.sheets:
            self._sheet.addItem(name, name)
        reading = sheet.reading
        for box, value in (
            (self._encoding, reading.encoding),
            (self._separator, reading.separator),
            (self._sheet, reading.sheet),
        ):
            box.setCurrentIndex(box.findData(value))
            box.blockSignals(False)  # noqa: FBT003 - Qt has no keyword

    def _judge(self) -> None:
        columns = self.columns
        self._check.setEnabled(columns.can_be_used)
        if not columns.has_number:
            self._note.setText(tr("import.no_number"))
        elif columns.twice:
            self._note.setText(tr("import.field_twice", fields=listed(columns.twice)))
        elif not columns.can_be_used:
            self._note.setText(tr("import.no_field"))
        else:
            moves = tr("import.parent.moves") if columns.parent is not None else ""
            self._note.setText(f"{moves} {tr('import.nothing_sent_yet')}".strip())

    def _read_again(self) -> None:
        self.read_asked.emit(
            Reading(
                encoding=str(self._encoding.currentData() or ""),
                separator=str(self._separator.currentData() or ""),
                sheet=str(self._sheet.currentData() or ""),
            )
        )

    def _connect(self) -> None:
        self._table.changed.connect(self._judge)
        self._parent.changed.connect(self._judge)
        self._parent.choose_asked.connect(self.parent_asked)
        self._back.clicked.connect(self.back_asked)
        self._check.clicked.connect(self.check_asked)
        for box in self._labels:
            box.currentIndexChanged.connect(lambda _index: self._read_again())

    def _lay_out(self) -> None:
        how = QHBoxLayout()
        how.addWidget(self._file, 1)
        for box, label in self._labels.items():
            how.addWidget(label)
            how.addWidget(box)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(how)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._parent)
        layout.addWidget(self._clears)
        layout.addWidget(self._note)
        layout.addLayout(button_row(self._back, self._check))


def _box(key: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
    box = CalmCombo()
    box.setObjectName(f"import_{key}")
    box.setAccessibleName(tr(f"import.{key}"))
    for value, name in choices:
        box.addItem(tr(f"import.{key}.{name}"), value)
    return box


def _label(key: str, box: QComboBox) -> QLabel:
    label = QLabel(tr(f"import.{key}"))
    label.setBuddy(box)
    return label
