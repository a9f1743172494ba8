"""The question what is to become of fields that a colleague has changed too."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.conflicts import Conflict
from desktop.domain.edits import customer_field
from desktop.domain.fields import Kind
from desktop.domain.values import Value
from desktop.ui import theme
from desktop.ui.asking import answered
from desktop.ui.entered import EnterDialog
from desktop.ui.forms.naming import Naming
from desktop.ui.forms.results import Result
from desktop.ui.forms.words import typed
from desktop.ui.labels import label_of, tooltip
from desktop.ui.notice import Severity
from desktop.ui.sheets import fit_screen
from desktop.ui.texts import tr

_HEADS = ("field", "opened", "theirs", "mine", "result")
_FIELD, _OPENED, _THEIRS, _MINE, _RESULT = range(5)
_LONGEST = 400
_HIGHEST = 150
_TAKE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})


class _Table(QTableWidget):
    """Letters answer here, so none of them jumps to a cell that begins with it."""

    def keyboardSearch(self, search: str) -> None:
        pass


class ConflictSheet(EnterDialog):
    """A row for each field; nothing is chosen beforehand, and Escape keeps editing.

    T takes theirs and M ours in the current row, Enter or Space the value under the cursor, F2
    goes to typing another one.

    Attributes:
        answers: The values decided on, once Save was pressed; None before, and after Escape.
    """

    def __init__(self, conflicts: tuple[Conflict, ...], naming: Naming, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("conflicts")
        self.setWindowTitle(tr("forms.conflict.title"))
        self.answers: dict[str, Value] | None = None
        self._conflicts, self._naming = conflicts, naming
        self._results = [Result(each, naming) for each in conflicts]
        self._items: list[list[QTableWidgetItem]] = []
        self._table = _table(len(conflicts))
        self._save = QPushButton(tr("forms.conflict.save"))
        self._fill()
        self._lay_out()
        self._table.installEventFilter(self)
        self._table.cellClicked.connect(self._take_cell)
        for result in self._results:
            result.decided.connect(self._fit)
            result.finished.connect(lambda: self._go_on(self._table.currentRow()))
        for row, result in enumerate(self._results):
            result.grown.connect(partial(self._make_room, row))
        self._fit()
        self._table.setCurrentCell(0, _THEIRS)
        self._table.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        if all(result.is_decided for result in self._results):
            names = (each.name for each in self._conflicts)
            values = (result.value for result in self._results)
            self.answers = dict(zip(names, values, strict=True))
            super().accept()

    # --- How --------------------------------------------------------------------------------

    def _take_key(self, event: QKeyEvent) -> bool:
        row, column = self._table.currentRow(), self._table.currentColumn()
        letter = event.text().upper()
        if letter and letter == tr("forms.conflict.key_theirs"):
            self._take(row, _THEIRS)
        elif letter and letter == tr("forms.conflict.key_mine"):
            self._take(row, _MINE)
        elif event.key() in _TAKE and column in {_OPENED, _THEIRS, _MINE}:
            self._take(row, column)
        elif event.key() == Qt.Key.Key_F2 or event.key() in _TAKE:
            self._type_in(row)
        else:
            return False
        return True

    def _take_cell(self, row: int, column: int) -> None:
        if column in {_THEIRS, _MINE}:
            self._take(row, column)

    def _take(self, row: int, column: int) -> None:
        """Let that column's value be the answer."""
        conflict = self._conflicts[row]
        by_column = {_OPENED: conflict.base, _THEIRS: conflict.theirs, _MINE: conflict.mine}
        self._results[row].take(by_column[column])
        self._mark(row, column)
        self._go_on(row)

    def _go_on(self, row: int) -> None:
        """To the next that is undecided; to Save when none is."""
        later = (*range(row + 1, len(self._results)), *range(row))
        left = [each for each in later if not self._results[each].is_decided]
        if left:
            self._table.setCurrentCell(left[0], self._table.currentColumn())
            self._table.setFocus()
        else:
            self._save.setFocus()

    def _type_in(self, row: int) -> None:
        editor = self._results[row].editor
        self._table.setCurrentCell(row, self._table.currentColumn())
        if editor is not None:
            editor.inner.setFocus()

    def _mark(self, row: int, chosen: int) -> None:
        for column in (_OPENED, _THEIRS, _MINE):
            is_chosen = column == chosen
            item = self._items[row][column]
            item.setBackground(QBrush(theme.tint(Severity.DONE)) if is_chosen else QBrush())
            font = item.font()
            font.setBold(is_chosen)
            item.setFont(font)

    def _fit(self) -> None:
        left = sum(not result.is_decided for result in self._results)
        self._save.setEnabled(not left)
        self._save.setToolTip(tr("forms.conflict.left", count=left) if left else "")
        for row, result in enumerate(self._results):
            # For those who hear the table; the cell's widget covers these words.
            self._items[row][_RESULT].setData(Qt.ItemDataRole.AccessibleTextRole, result.words)
            if result.is_decided and not self._is_one_of(row, result.value):
                self._mark(row, _RESULT)

    def _make_room(self, row: int) -> None:
        """For all of a long result: what is typed must not end below its row."""
        height = self._results[row].sizeHint().height()
        self._table.setRowHeight(row, max(self._table.rowHeight(row), height))

    def _is_one_of(self, row: int, value: Value) -> bool:
        conflict = self._conflicts[row]
        return value in (conflict.base, conflict.theirs, conflict.mine)

    def _fill(self) -> None:
        for row, conflict in enumerate(self._conflicts):
            values = (conflict.base, conflict.theirs, conflict.mine)
            words = [label_of(conflict.name)]
            words += [_words(conflict.name, value, self._naming) for value in values]
            self._items.append([_item(text) for text in (*words, "")])
            for column, item in enumerate(self._items[row]):
                self._table.setItem(row, column, item)
            self._table.setCellWidget(row, _RESULT, self._results[row])

    def _lay_out(self) -> None:
        intro = QLabel(tr("forms.conflict.intro"))
        intro.setWordWrap(True)
        keys = QLabel(tr("forms.conflict.keys"))
        keys.setWordWrap(True)
        keys.setForegroundRole(keys.palette().ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        for part in (intro, self._table, keys, self._buttons()):
            layout.addWidget(part)
        layout.setStretchFactor(self._table, 1)
        self.resize(920, 240)
        fit_screen(self)
        self._table.resizeRowsToContents()
        heights = 0
        for row, result in enumerate(self._results):
            height = max(self._table.rowHeight(row), result.sizeHint().height())
            self._table.setRowHeight(row, min(height, _HIGHEST))
            heights += min(height, _HIGHEST)
        self.resize(self.width(), min(230 + heights, 620))
        fit_screen(self)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        stay = QPushButton(tr("forms.conflict.stay"))
        for button, name in ((self._save, "conflicts_save"), (stay, "conflicts_stay")):
            button.setObjectName(name)
            button.setAutoDefault(False)
        self._save.setDefault(True)
        self._save.clicked.connect(self.accept)
        stay.clicked.connect(self.reject)
        box.addButton(self._save, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(stay, QDialogButtonBox.ButtonRole.RejectRole)
        return box


async def ask_conflicts(
    conflicts: tuple[Conflict, ...], naming: Naming, parent: QWidget
) -> Mapping[str, Value] | None:
    """Ask, and wait for the values decided on; None where the user wants to edit on.

    Cancelling the task closes the question.
    """
    sheet = ConflictSheet(conflicts, naming, parent)
    async with answered(sheet):
        return sheet.answers


def _words(name: str, value: Value, naming: Naming) -> str:
    """As much of a long text as helps to tell two apart."""
    if customer_field(name).kind is Kind.LSTRING and value:
        text = typed(value)
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return naming.value(name, value)


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setToolTip(tooltip(text))
    return item


def _table(rows: int) -> QTableWidget:
    table = _Table(rows, len(_HEADS))
    table.setObjectName("conflicts_table")
    table.setAccessibleName(tr("forms.conflict.title"))
    table.setHorizontalHeaderLabels([tr(f"forms.conflict.{head}") for head in _HEADS])
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(_FIELD, QHeaderView.ResizeMode.ResizeToContents)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    header.setHighlightSections(False)
    return table
