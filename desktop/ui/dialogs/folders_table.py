"""The table in which folders get their customers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QIcon

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.services.uploads.matching import SURE, By, Match
from desktop.services.uploads.proposing import Group, Proposal
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import drop_words

FOLDER, FILES, CUSTOMER, WHERE, WHY = range(5)
COLUMNS = ("folder", "files", "customer", "where", "why")

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_DECORATION = int(Qt.ItemDataRole.DecorationRole)
_INK = int(Qt.ItemDataRole.ForegroundRole)
_CHECK = int(Qt.ItemDataRole.CheckStateRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)

_NOWHERE = QModelIndex()
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)

Index = QModelIndex | QPersistentModelIndex

Parcel = tuple[Target, tuple[Incoming, ...]]
"""Files for one customer."""


@dataclass(slots=True)
class _Row:
    """A folder with what was found, and what the user made of it."""

    group: Group
    match: Match
    customer: CustomerId | None
    is_taken: bool
    is_chosen: bool = False


class FoldersTable(QAbstractTableModel):
    """The folders of a proposal, each with its customer; those without one stay behind."""

    def __init__(self, proposal: Proposal, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._proposal = proposal
        self._rows = [
            _Row(group, match, match.customer, match.customer is not None)
            for group, match in zip(proposal.groups, proposal.matches, strict=True)
        ]
        self._folder_icon, self._warning_icon = icon("folder"), icon("warning")
        self._readers: Mapping[int, Callable[[_Row, int], object]] = {
            _DISPLAY: self._text,
            _TOOLTIP: lambda row, column: tooltip(self._text(row, column)),
            _DECORATION: self._picture,
            _INK: self._ink,
            _CHECK: _checked,
            _ALIGNMENT: lambda _row, column: _CENTRE if column == FILES else None,
        }

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """The files that go up, together for each customer."""
        found: dict[CustomerId, list[Incoming]] = {}
        for row in self._rows:
            if row.is_taken and row.customer is not None:
                found.setdefault(row.customer, []).extend(row.group.files)
        branch = self._proposal.branch
        return tuple((branch.target(id_), tuple(files)) for id_, files in found.items())

    @property
    def staying(self) -> tuple[Group, ...]:
        """The folders that stay behind."""
        return tuple(row.group for row in self._rows if not row.is_taken)

    def choices(self, row: int, most: int) -> Sequence[CustomerId]:
        """Who may be meant by the folder of a row, the likeliest first, and *most* others."""
        likely = self._rows[row].match.candidates
        others = self._proposal.branch.customers[:most]
        return tuple(dict.fromkeys((*likely, *others)))

    def label(self, customer: CustomerId) -> str:
        target = self._proposal.branch.target(customer)
        return drop_words.number_and_name(target.number, target.name)

    def choice(self, customer: CustomerId) -> str:
        """Likewise among others, of whom some may have the same name."""
        path = drop_words.path(self._proposal.branch.path(customer))
        label = self.label(customer)
        return tr("drop.customers.choice", customer=label, path=path) if path else label

    def customer(self, row: int) -> CustomerId | None:
        return self._rows[row].customer

    def choose(self, row: int, customer: CustomerId | None) -> None:
        """The user's word: this customer, or none."""
        entry = self._rows[row]
        if customer != entry.customer:
            entry.customer, entry.is_chosen = customer, True
            entry.is_taken = customer is not None
            self._tell(row)

    def choose_typed(self, row: int, typed: str) -> None:
        """The customer of this number or name, where there is one; none for nothing typed."""
        found = self._proposal.names.match(typed).customer if typed.strip() else None
        if found is not None or not typed.strip():
            self.choose(row, found)

    # --- what Qt asks -------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        read = self._readers.get(role)
        if read is None or not index.isValid():
            return None
        return read(self._rows[index.row()], index.column())

    def setData(self, index: Index, value: object, role: int = _CHECK) -> bool:
        row = self._rows[index.row()]
        if role != _CHECK or index.column() != FOLDER or row.customer is None:
            return False
        row.is_taken = Qt.CheckState(value) is Qt.CheckState.Checked
        self._tell(index.row())
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == FOLDER and self._rows[index.row()].customer is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if index.column() == CUSTOMER:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> str | None:
        if role == _DISPLAY and orientation is Qt.Orientation.Horizontal:
            return tr(f"drop.customers.column.{COLUMNS[section]}")
        return None

    # --- how ----------------------------------------------------------------------------------

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(COLUMNS) - 1))

    def _text(self, row: _Row, column: int) -> str:
        match column:
            case 0:
                return row.group.name or tr("drop.customers.loose")
            case 1:
                return str(len(row.group.files))
            case 2:
                stays = tr("drop.customers.stays")
                return stays if row.customer is None else self.label(row.customer)
            case 3:
                return self._where(row)
            case _:
                return ", ".join([_why(row), *self._states(row)])

    def _where(self, row: _Row) -> str:
        """The customers between the one files were dropped on and this one."""
        if row.customer is None:
            return ""
        branch = self._proposal.branch
        if row.customer == branch.top.id:
            return tr("drop.customers.top")
        return drop_words.path(branch.path(row.customer))

    def _states(self, row: _Row) -> list[str]:
        if row.customer is None:
            return []
        target = self._proposal.branch.target(row.customer)
        flags = {"closed": target.is_closed, "blocked": target.is_blocked}
        return [tr(f"drop.customers.{key}") for key, is_set in flags.items() if is_set]

    def _picture(self, row: _Row, column: int) -> QIcon | None:
        if column == FOLDER:
            return self._folder_icon
        is_doubtful = row.customer is None and row.match.by is By.SEVERAL
        return self._warning_icon if column == WHY and (is_doubtful or self._states(row)) else None

    def _ink(self, row: _Row, column: int) -> QBrush | None:
        if not row.is_taken:
            return QBrush(theme.muted())
        if column == WHY and self._states(row):
            return QBrush(theme.strong(Severity.WARNING))
        return None


def _checked(row: _Row, column: int) -> Qt.CheckState | None:
    if column != FOLDER or row.customer is None:
        return None
    return Qt.CheckState.Checked if row.is_taken else Qt.CheckState.Unchecked


def _why(row: _Row) -> str:
    if row.is_chosen:
        return tr("drop.customers.by.you" if row.customer is not None else "drop.customers.by.none")
    if not row.group.name:
        return tr("drop.customers.by.loose")
    if row.match.by is By.NAME and row.match.score < SURE:
        return tr("drop.customers.by.like", percent=round(100 * row.match.score))
    return tr(f"drop.customers.by.{row.match.by.value}")
