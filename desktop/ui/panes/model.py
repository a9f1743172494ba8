"""Records as rows, in Qt's terms."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QIcon

from desktop.ui.panes.columns import Column, Mark

R = TypeVar("R")

Index = QModelIndex | QPersistentModelIndex
RowKey = tuple[Hashable, int]
"""A record's key, and which of those with that key it is: a server may send one id twice."""

# Enum members cost microseconds each time they are looked up, plain ints nothing.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_DECORATION = int(Qt.ItemDataRole.DecorationRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
MARK_ROLE = int(Qt.ItemDataRole.UserRole)
RECORD_ROLE = MARK_ROLE + 1
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_HORIZONTAL = Qt.Orientation.Horizontal
_ASCENDING = Qt.SortOrder.AscendingOrder
UNSORTED = -1
_AIR = "\N{EN SPACE}"
"""Stands behind the titles of numbers, as the delegate leaves room behind the numbers."""
NOWHERE = QModelIndex()


class RecordTable(QAbstractTableModel, Generic[R]):
    """A list of records; `put` makes it equal another list, touching only what differs."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Hashable],
        mark: Callable[[R], Mark | None] | None = None,
        picture: Callable[[R], QIcon] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._mark = mark
        self._picture = picture
        self._order: list[RowKey] = []
        self._rows: dict[RowKey, R] = {}
        self._ranks: dict[RowKey, int] = {}
        self._lines: dict[RowKey, dict[int, str]] = {}
        self._sorted_by = (UNSORTED, _ASCENDING)

    # --- what the panes ask -------------------------------------------------------------------

    @property
    def records(self) -> tuple[R, ...]:
        """In the order shown."""
        return tuple(self._rows[key] for key in self._order)

    def record(self, index: Index) -> R:
        return self._rows[self._order[index.row()]]

    def column_of(self, key: str) -> int:
        """The number of the column called *key*; -1 where there is none."""
        return next((i for i, column in enumerate(self.columns) if column.key == key), -1)

    def index_of(self, key: Hashable) -> QModelIndex:
        """The first cell of the record with *key*; invalid where there is none."""
        if (key, 0) not in self._rows:
            return QModelIndex()
        return self.index(self._order.index((key, 0)), 0)

    def put(self, records: Iterable[R]) -> None:
        """Make the rows equal *records*; selection and scrolling stay with what stays."""
        fresh = dict(self._keyed(records))
        self._ranks = {key: rank for rank, key in enumerate(fresh)}
        is_other = self._remove(set(self._order) - fresh.keys())
        is_other |= self._change(fresh)
        is_other |= self._append({key: row for key, row in fresh.items() if key not in self._rows})
        if is_other or self._sorted_by[0] == UNSORTED:
            self.sort(*self._sorted_by)

    def touch(self, key: Hashable) -> None:
        """Paint the record with *key* again: something beside it changed."""
        index = self.index_of(key)
        if index.isValid():
            self._lines.pop((key, 0), None)
            self.dataChanged.emit(index, index.siblingAtColumn(len(self.columns) - 1))

    # --- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        key = self._order[index.row()]
        if role == _DISPLAY:
            return self._line(key, index.column())
        column, record = self.columns[index.column()], self._rows[key]
        if role == _ALIGNMENT:
            return _RIGHT if column.is_numeric else _LEFT
        if role == MARK_ROLE:
            mark = self._mark(record) if self._mark else None
            return mark.on(column.key) if mark else None
        if role == RECORD_ROLE:
            return record
        if role == _DECORATION:
            return self._picture(record) if self._picture and not index.column() else None
        return _in_words(column, record, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation != _HORIZONTAL or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _DISPLAY:
            return f"{column.title}{_AIR}" if column.is_numeric else column.title
        if role == _ALIGNMENT:
            return _RIGHT if column.is_numeric else _LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = _ASCENDING) -> None:
        """Sort by value; what has none comes last either way. -1 is the server's own order."""
        self._sorted_by = (column, order)
        wanted = self._sorted(column, descending=order != _ASCENDING)
        if wanted == self._order:
            return
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self._order[index.row()]) for index in self.persistentIndexList()]
        self._order = wanted
        rows = {key: row for row, key in enumerate(wanted)}
        moved = [self.index(rows[key], index.column()) for index, key in kept]
        self.changePersistentIndexList([index for index, _ in kept], moved)
        self.layoutChanged.emit()

    # --- how ----------------------------------------------------------------------------------

    def _keyed(self, records: Iterable[R]) -> Iterator[tuple[RowKey, R]]:
        seen: Counter[Hashable] = Counter()
        for record in records:
            key = self._key(record)
            yield (key, seen[key]), record
            seen[key] += 1

    def _line(self, key: RowKey, column: int) -> str:
        lines = self._lines.setdefault(key, {})
        line = lines.get(column)
        if line is None:
            line = lines[column] = self.columns[column].line(self._rows[key])
        return line

    def _sorted(self, column: int, *, descending: bool) -> list[RowKey]:
        by_rank = sorted(self._order, key=self._ranks.__getitem__)
        if not 0 <= column < len(self.columns):
            return by_rank
        sort_key = self.columns[column].sort_key
        keys = {key: sort_key(self._rows[key]) for key in by_rank}
        filled = [key for key in by_rank if keys[key] is not None]
        filled.sort(key=lambda key: keys[key] or (0, 0), reverse=descending)
        return [*filled, *(key for key in by_rank if keys[key] is None)]

    def _remove(self, gone: set[RowKey]) -> bool:
        rows = [row for row, key in enumerate(self._order) if key in gone]
        for first, last in reversed(list(_runs(rows))):
            self.beginRemoveRows(QModelIndex(), first, last)
            for key in self._order[first : last + 1]:
                del self._rows[key]
                self._lines.pop(key, None)
            del self._order[first : last + 1]
            self.endRemoveRows()
        return bool(gone)

    def _change(self, fresh: dict[RowKey, R]) -> bool:
        rows = [row for row, key in enumerate(self._order) if self._rows[key] != fresh[key]]
        for row in rows:
            key = self._order[row]
            self._rows[key] = fresh[key]
            self._lines.pop(key, None)
        for first, last in _runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
        return bool(rows)

    def _append(self, fresh: dict[RowKey, R]) -> bool:
        if not fresh:
            return False
        first = len(self._order)
        self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
        self._rows.update(fresh)
        self._order.extend(fresh)
        self.endInsertRows()
        return True


def _in_words(column: Column[R], record: R, role: int) -> object:
    if role == _TOOLTIP:
        return column.tip(record)
    if role == _SPOKEN:
        return column.spoken(record)
    return None


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of numbers that follow one another."""
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or rows[i] != rows[i - 1] + 1:
            yield rows[start], rows[i - 1]
            start = i
