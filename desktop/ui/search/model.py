"""The results as a model whose rows change by key."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.domain.ids import CustomerId, CustomerTypeId
from desktop.domain.records import CustomerType
from desktop.ui.search.face import Face, face_of
from desktop.ui.search.line import Line, LineKey, Result, Title, key_of
from desktop.ui.search.words import name_of, spoken, title_words, tooltip
from desktop.ui.tree.arrange import Insert, Move, Remove, steps

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()

# As plain numbers: looking members of enumerations up costs a paint.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
FACE_ROLE = int(Qt.ItemDataRole.UserRole)
"""How a result looks (Face); None for a title."""
TITLE_ROLE = FACE_ROLE + 1
"""Whether the row is a title; cheap, where a Face is worked out."""

_RESULT_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
)
_TITLE_FLAGS = Qt.ItemFlag.ItemNeverHasChildren


class ResultList(QAbstractListModel):
    """Results and the titles above them; `put` makes it equal others, touching what differs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: list[LineKey] = []
        self._lines: dict[LineKey, Line] = {}
        self._faces: dict[LineKey, Face] = {}
        self._needles: tuple[str, ...] = ()
        self._types: Mapping[CustomerTypeId, CustomerType] = {}

    @property
    def results(self) -> tuple[Result, ...]:
        """In the order shown, without the titles."""
        lines = (self._lines[key] for key in self._keys)
        return tuple(line for line in lines if isinstance(line, Result))

    @property
    def result_rows(self) -> list[int]:
        """The rows that are no titles."""
        return [row for row, key in enumerate(self._keys) if not isinstance(key, Title)]

    def put(self, lines: Sequence[Line], needles: tuple[str, ...] = ()) -> None:
        """Make the rows equal *lines*, with *needles* emphasised in them."""
        fresh = {key_of(line): line for line in lines}
        changed = self._changed(fresh, is_all=needles != self._needles)
        self._needles = needles
        self._lines.update(fresh)
        for key in changed:
            self._faces.pop(key, None)
        for step in steps(self._keys, list(fresh)):
            self._take(step)
        for key in self._lines.keys() - fresh.keys():
            del self._lines[key]
            self._faces.pop(key, None)
        self._tell(changed)

    def put_types(self, types: Mapping[CustomerTypeId, CustomerType]) -> None:
        """Use *types* for the badges."""
        self._types = types
        self._faces.clear()
        self._tell(set(self._keys))

    def result_at(self, index: Index) -> Result | None:
        """The result of a row; None for a title and for no row."""
        line = self._line(index)
        return line if isinstance(line, Result) else None

    def index_of(self, customer: CustomerId) -> QModelIndex:
        """The row of *customer*; invalid where it is not among the results."""
        if customer not in self._lines:
            return QModelIndex()
        return self.index(self._keys.index(customer), 0)

    # --- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._keys)

    def flags(self, index: Index) -> Qt.ItemFlag:
        line = self._line(index)
        if line is None:
            return Qt.ItemFlag.NoItemFlags
        return _TITLE_FLAGS if isinstance(line, Title) else _RESULT_FLAGS

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        line = self._line(index)
        if line is None:
            return None
        if role == TITLE_ROLE:
            return isinstance(line, Title)
        if role == FACE_ROLE:
            return self._face(line)
        if role == _DISPLAY:
            return title_words(line) if isinstance(line, Title) else name_of(line.row)
        if role == _SPOKEN:
            return spoken(line, self._type(line))
        return tooltip(line, self._type(line)) if role == _TOOLTIP else None

    # --- how ----------------------------------------------------------------------------------

    def _line(self, index: Index) -> Line | None:
        if not index.isValid() or index.row() >= len(self._keys):
            return None
        return self._lines[self._keys[index.row()]]

    def _face(self, line: Line) -> Face | None:
        if isinstance(line, Title):
            return None
        face = self._faces.get(line.row.id)
        if face is None:
            face = self._faces[line.row.id] = face_of(line, self._type(line), self._needles)
        return face

    def _type(self, line: Line) -> CustomerType | None:
        return None if isinstance(line, Title) else self._types.get(line.row.type_id)

    def _changed(self, fresh: Mapping[LineKey, Line], *, is_all: bool) -> set[LineKey]:
        """Which of the rows there are will look different."""
        kept = self._lines.keys() & fresh.keys()
        return {key for key in kept if is_all or self._lines[key] != fresh[key]}

    def _take(self, step: Remove | Move | Insert[LineKey]) -> None:
        """One step, between the words that Qt wants before and after it."""
        keys = self._keys
        match step:
            case Remove(first, last):
                self.beginRemoveRows(QModelIndex(), first, last)
                del keys[first : last + 1]
                self.endRemoveRows()
            case Move(source, target):
                # Qt counts the target before the row is taken out.
                below = target + 1 if target > source else target
                self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), below)
                keys.insert(target, keys.pop(source))
                self.endMoveRows()
            case Insert(first, items):
                self.beginInsertRows(QModelIndex(), first, first + len(items) - 1)
                keys[first:first] = items
                self.endInsertRows()

    def _tell(self, changed: set[LineKey]) -> None:
        rows = [row for row, key in enumerate(self._keys) if key in changed]
        if rows:
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], 0))
