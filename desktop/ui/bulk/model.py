"""The rows of a change of many in Qt's terms."""

from collections.abc import Callable, Collection

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.domain.bulk import NEEDS_YOU, BulkRow, BulkState, Plan
from desktop.domain.ids import CustomerId
from desktop.ui import theme
from desktop.ui.bulk import words
from desktop.ui.bulk.means import BulkMeans
from desktop.ui.labels import label_of, tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

Index = QModelIndex | QPersistentModelIndex
Sifting = Callable[[BulkRow], bool]

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_CHECKED = int(Qt.ItemDataRole.CheckStateRole)
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_BEFORE = ("customer", "number", "path")
CUSTOMER, NUMBER, PATH = range(3)
_TICKABLE = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
)


class BulkModel(QAbstractTableModel):
    """Who, a column for each field, and what came of it; rows change by their key.

    Signals:
        ticked: The user wants these along, or left out (tuple of CustomerId, bool).
    """

    ticked = Signal(object, bool)

    def __init__(self, means: BulkMeans) -> None:
        super().__init__()
        self._means = means
        self._rows: dict[CustomerId, BulkRow] = {}
        self._order: list[CustomerId] = []
        self._places: dict[CustomerId, int] = {}
        self._fields: tuple[str, ...] = ()
        self._can_tick = True

    @property
    def fields(self) -> tuple[str, ...]:
        return self._fields

    @property
    def result_column(self) -> int:
        return len(_BEFORE) + len(self._fields)

    def show_plan(self, plan: Plan) -> None:
        """Show other rows with other columns."""
        self.beginResetModel()
        self._fields = plan.fields
        self._rows = {row.id: row for row in plan.rows}
        self._take([row.id for row in plan.rows])
        self.endResetModel()

    def put(self, row: BulkRow) -> None:
        """Show *row* as it is by now, where it is shown."""
        if row.id not in self._rows:
            return
        self._rows[row.id] = row
        at = self._places.get(row.id)
        if at is not None:
            self.dataChanged.emit(self.index(at, 0), self.index(at, self.result_column))

    def sift(self, is_shown: Sifting) -> None:
        """Show those rows alone; what stays keeps its place and its selection."""
        wanted = [id_ for id_, row in self._rows.items() if is_shown(row)]
        if wanted == self._order:
            return
        keep = set(wanted)
        for first, last in reversed(_runs([i for i, k in enumerate(self._order) if k not in keep])):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._take(self._order[:first] + self._order[last + 1 :])
            self.endRemoveRows()
        here = set(self._order)
        for first, last in _runs([i for i, k in enumerate(wanted) if k not in here]):
            self.beginInsertRows(QModelIndex(), first, last)
            self._take(self._order[:first] + wanted[first : last + 1] + self._order[first:])
            self.endInsertRows()

    def allow_ticks(self, *, can_tick: bool) -> None:
        self._can_tick = can_tick
        if self._order:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._order) - 1, 0))

    def row(self, index: Index) -> BulkRow:
        return self._rows[self._order[index.row()]]

    # --- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else self.result_column + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and index.column() == CUSTOMER and self._is_tickable(self.row(index)):
            return _TICKABLE
        return super().flags(index)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != _DISPLAY:
            return None
        if section < len(_BEFORE):
            return tr(f"bulk.column.{_BEFORE[section]}")
        if section < self.result_column:
            return label_of(self._fields[section - len(_BEFORE)])
        return tr("bulk.column.result")

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row, column = self.row(index), index.column()
        if role == _DISPLAY:
            return self._words(row, column)
        if role == _TOOL_TIP:
            return tooltip(self._words(row, column))
        if role == _FOREGROUND:
            return self._colour(row, column)
        if role == _CHECKED and column == CUSTOMER and self._is_tickable(row):
            return _ON if row.is_chosen else _OFF
        return None

    def setData(self, index: Index, value: object, role: int = _DISPLAY) -> bool:
        if role != _CHECKED or not index.isValid():
            return False
        self.ticked.emit((self.row(index).id,), Qt.CheckState(value) is _ON)
        return True

    # --- how ----------------------------------------------------------------------------------

    def _take(self, order: list[CustomerId]) -> None:
        self._order = order
        self._places = {id_: at for at, id_ in enumerate(order)}

    def _is_tickable(self, row: BulkRow) -> bool:
        return self._can_tick and row.state is BulkState.WAITING

    def _words(self, row: BulkRow, column: int) -> str:
        if column == CUSTOMER:
            return words.customer(row)
        if column == NUMBER:
            return words.number(row)
        if column == PATH:
            return words.path(row)
        if column < self.result_column:
            return words.cell(row, self._fields[column - len(_BEFORE)], self._means)
        return words.result(row, self._means)

    def _colour(self, row: BulkRow, column: int) -> object:
        if row.state is BulkState.SAME or not row.is_chosen:
            return theme.muted()
        if column == self.result_column and row.state in NEEDS_YOU:
            is_bad = row.state is BulkState.FAILED
            return theme.strong(Severity.PROBLEM if is_bad else Severity.WARNING)
        if column == PATH or (column == CUSTOMER and _is_unusual(row)):
            return theme.muted() if column == PATH else theme.strong(Severity.WARNING)
        return None


def _is_unusual(row: BulkRow) -> bool:
    now = words.as_stored(row)
    return now.is_closed or now.flag("isblocked")


def _runs(rows: Collection[int]) -> list[tuple[int, int]]:
    """The first and last of each run of numbers that follow one another."""
    runs: list[tuple[int, int]] = []
    for each in rows:
        if runs and each == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], each)
        else:
            runs.append((each, each))
    return runs
