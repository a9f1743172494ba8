"""The rows of an import in Qt's terms, as many of them as have been read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.domain.importing import NEEDS_YOU, ImportRow, Verdict
from desktop.ui import theme
from desktop.ui.forms.naming import Naming
from desktop.ui.importing import words
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_TO_THE_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)

LINE, NUMBER, NAME, VERDICT, RESULT, DETAILS = range(6)
_KEYS = ("line", "number", "name", "verdict", "result", "details")
_NOT_SENT = frozenset({Verdict.NOT_UNIQUE, Verdict.TWICE, Verdict.FAULTY})


@dataclass(frozen=True, slots=True)
class Column:
    """Room for so many characters; the last column takes what is left."""

    key: str
    characters: int


COLUMNS = tuple(map(Column, _KEYS, (7, 14, 30, 15, 17, 0)))


class RowsModel(QAbstractTableModel):
    """The rows in the order of the file; the rest is asked for when somebody comes near it.

    Signals:
        more_wanted: The rows below the last are to be read.
    """

    more_wanted = Signal()

    def __init__(self, naming: Naming) -> None:
        super().__init__()
        self._naming = naming
        self._rows: list[ImportRow] = []
        self._may_be_more = False
        self._is_running = False
        self._words: tuple[Callable[[ImportRow], str], ...] = (
            lambda row: str(row.line),
            lambda row: row.number,
            lambda row: row.name,
            words.verdict,
            lambda row: words.result(row, is_running=self._is_running),
            lambda row: words.in_one_line(row, naming, is_running=self._is_running),
        )

    @property
    def rows(self) -> tuple[ImportRow, ...]:
        return tuple(self._rows)

    def row(self, index: Index) -> ImportRow:
        return self._rows[index.row()]

    def details(self, row: ImportRow) -> str:
        """All there is to say of it, in lines."""
        return "\n".join(words.details(row, self._naming, is_running=self._is_running))

    def show_running(self, *, is_running: bool) -> None:
        """Whether what is being sent is on its way, or was when the program ended."""
        if is_running != self._is_running:
            self._is_running = is_running
            if self._rows:
                last = self.index(len(self._rows) - 1, DETAILS)
                self.dataChanged.emit(self.index(0, RESULT), last)

    def put(self, rows: Sequence[ImportRow], *, may_be_more: bool) -> None:
        """Show these; where they are the same lines, only what differs is told."""
        self._may_be_more = may_be_more
        same = 0
        for old, new in zip(self._rows, rows, strict=False):
            if old.line != new.line:
                break
            same += 1
        self._replace(rows[:same])
        if same < len(self._rows):
            self.beginRemoveRows(QModelIndex(), same, len(self._rows) - 1)
            del self._rows[same:]
            self.endRemoveRows()
        self._append(rows[same:])

    def add(self, rows: Sequence[ImportRow], *, may_be_more: bool) -> None:
        """Show these too, below the others."""
        self._may_be_more = may_be_more
        last = self._rows[-1].line if self._rows else 0
        self._append([row for row in rows if row.line > last])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(_KEYS)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - as Qt has it
        return not parent.isValid() and self._may_be_more

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008 - as Qt has it
        if self.canFetchMore(parent):
            # Asked for once; whoever reads them says whether there are more.
            self._may_be_more = False
            self.more_wanted.emit()

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(_KEYS):
            return None
        if role == _DISPLAY:
            return tr(f"import.column.{_KEYS[section]}")
        return _TO_THE_RIGHT if role == _ALIGNMENT and section == LINE else None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == _DISPLAY:
            return self._words[column](row)
        if role == _TOOL_TIP:
            return self._tool_tip(row, column)
        if role == _ALIGNMENT:
            return _TO_THE_RIGHT if column == LINE else None
        if role == _FOREGROUND:
            return _colour(row, column)
        return None

    def _tool_tip(self, row: ImportRow, column: int) -> str:
        if column == DETAILS:
            return tooltip(self.details(row))
        return tooltip(self._words[column](row))

    def _replace(self, rows: Sequence[ImportRow]) -> None:
        for at, row in enumerate(rows):
            if self._rows[at] != row:
                self._rows[at] = row
                self.dataChanged.emit(self.index(at, 0), self.index(at, len(_KEYS) - 1))

    def _append(self, rows: Sequence[ImportRow]) -> None:
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()


def _colour(row: ImportRow, column: int) -> object:
    if column == VERDICT and row.verdict in _NOT_SENT:
        return theme.strong(Severity.WARNING)
    if column == RESULT and row.state in NEEDS_YOU:
        return theme.strong(Severity.PROBLEM)
    return None
