"""The files of a batch in Qt's terms, each with what may be said of it alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop.domain.batches import Changes, Typed
from desktop.domain.checks import Unfit
from desktop.domain.files import wire_title
from desktop.domain.uploads import Upload, UploadId, Way
from desktop.ui import theme
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import words
from desktop.ui.uploads.review.moments import moment_words, typed_moment
from desktop.ui.uploads.review.own_fields import taken_on, tidy_folder
from desktop.ui.uploads.review.shared import unfit_words
from desktop.ui.uploads.review.wish import Wish

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_EDIT = int(Qt.ItemDataRole.EditRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_GROUND = int(Qt.ItemDataRole.BackgroundRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_TO_THE_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
UPLOAD_ROLE = int(Qt.ItemDataRole.UserRole)
"""The upload of a row."""

_Cell = tuple[UploadId, int]
"""An upload, and a column."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: its share of the width, and how it is read back where it can be edited."""

    key: str
    words: Callable[[Upload], str]
    share: float
    read: Callable[[str, Upload], Changes] | None = None


def _titled(text: str, row: Upload) -> Changes:
    return Changes(title=text.strip() or wire_title(row.path))


def _taken_words(row: Upload) -> str:
    """Nothing of a file, which goes up without a date."""
    return moment_words(row.taken) if row.way is Way.PHOTO else ""


def _taken(text: str, _row: Upload) -> Changes:
    return taken_on(typed_moment(text))


def _in_folder(text: str, _row: Upload) -> Changes:
    return Changes(folder=tidy_folder(text))


COLUMNS = (
    _Column("file", lambda row: row.name, 0.27),
    _Column("title", lambda row: row.title, 0.22, _titled),
    _Column("taken", _taken_words, 0.15, _taken),
    _Column("folder", lambda row: row.folder, 0.16, _in_folder),
    _Column("way", words.way, 0.11),
    _Column("size", words.size, 0.09),
)
FILE, TITLE, TAKEN, FOLDER, WAY, SIZE = range(len(COLUMNS))


class FilesModel(QAbstractTableModel):
    """One row a file; what is typed is asked for, and shown once it is so.

    Signals:
        wished: A file is to be changed (Wishes).
        told: What is wrong with what was typed, "" for nothing (str).
    """

    wished = Signal(object)
    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Upload] = []
        self._unfit: dict[_Cell, str] = {}

    @property
    def unfit(self) -> QModelIndex:
        """The first cell with something that cannot be taken; of no cell where there is none."""
        for number, row in enumerate(self._rows):
            for column in range(len(COLUMNS)):
                if (row.id, column) in self._unfit:
                    return self.index(number, column)
        return QModelIndex()

    @property
    def typed(self) -> tuple[Typed, ...]:
        """What stands in cells as it was typed, and cannot be taken."""
        return tuple(
            Typed(COLUMNS[column].key, text, upload)
            for (upload, column), text in self._unfit.items()
        )

    def take_up(self, typed: Iterable[Typed]) -> None:
        """Read what was typed in an earlier run as if it was typed just now."""
        rows = {row.id: number for number, row in enumerate(self._rows)}
        keys = [column.key for column in COLUMNS]
        for each in typed:
            if each.upload in rows and each.field in keys:
                index = self.index(rows[each.upload], keys.index(each.field))
                if self.flags(index) & Qt.ItemFlag.ItemIsEditable:
                    self.setData(index, each.text)

    def put_back(self, index: Index | None = None) -> bool:
        """Give up what cannot be taken, in this cell or in all; whether there was any."""
        kept = {} if index is None else dict(self._unfit)
        if index is not None and index.isValid():
            kept.pop(self._cell(index), None)
        return self._keep(kept)

    def upload(self, index: Index) -> Upload:
        return self._rows[index.row()]

    def put(self, uploads: Sequence[Upload]) -> None:
        """Show *uploads*, touching only the rows that differ; their order never changes."""
        wanted = {upload.id for upload in uploads}
        for number in reversed(range(len(self._rows))):
            if self._rows[number].id not in wanted:
                self.beginRemoveRows(_NOWHERE, number, number)
                del self._rows[number]
                self.endRemoveRows()
        for number, upload in enumerate(uploads):
            self._put_one(number, upload)
        editable = {(row.id, column) for row in uploads for column in _editable(row)}
        self._keep({cell: text for cell, text in self._unfit.items() if cell in editable})

    def touch(self, upload_id: UploadId) -> None:
        """A thumbnail has come."""
        for number, row in enumerate(self._rows):
            if row.id == upload_id:
                self.dataChanged.emit(self.index(number, FILE), self.index(number, FILE))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == _DISPLAY:
            return tr(f"review.column.{COLUMNS[section].key}")
        return _TO_THE_RIGHT if role == _ALIGNMENT and section == SIZE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and _is_editable(self.upload(index), index.column()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role in (_DISPLAY, _EDIT):
            return self._unfit.get((row.id, column), COLUMNS[column].words(row))
        if role == _GROUND:
            return theme.tint(Severity.PROBLEM) if (row.id, column) in self._unfit else None
        if role == UPLOAD_ROLE:
            return row
        if role == _TOOL_TIP:
            return _tip(row, column)
        return _TO_THE_RIGHT if role == _ALIGNMENT and column == SIZE else None

    def setData(self, index: Index, value: object, role: int = _EDIT) -> bool:
        if not index.isValid() or role != _EDIT:
            return False
        row, text, column = self.upload(index), str(value), COLUMNS[index.column()]
        if column.read is None or text == column.words(row):
            self.put_back(index)
            return False
        try:
            changes = column.read(text, row)
        except Unfit:
            self._keep({**self._unfit, self._cell(index): text})
            return False
        self.put_back(index)
        self.wished.emit((Wish((row.id,), changes),))
        return True

    def _cell(self, index: Index) -> _Cell:
        return self.upload(index).id, index.column()

    def _keep(self, unfit: dict[_Cell, str]) -> bool:
        """These cells cannot be taken; whether that is any other than before."""
        if unfit == self._unfit:
            return False
        self._unfit = unfit
        words = [unfit_words(COLUMNS[column].key, text) for (_, column), text in unfit.items()]
        self.told.emit(words[-1] if words else "")
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, SIZE))
        return True

    def _put_one(self, number: int, upload: Upload) -> None:
        if number < len(self._rows) and self._rows[number].id == upload.id:
            if self._rows[number] is not upload:
                self._rows[number] = upload
                self.dataChanged.emit(self.index(number, 0), self.index(number, SIZE))
            return
        self.beginInsertRows(_NOWHERE, number, number)
        self._rows.insert(number, upload)
        self.endInsertRows()


def _editable(row: Upload) -> Iterator[int]:
    return (column for column in range(len(COLUMNS)) if _is_editable(row, column))


def _is_editable(row: Upload, column: int) -> bool:
    """A date is for photos alone; everything else may be said of every file."""
    if column == TAKEN and row.way is not Way.PHOTO:
        return False
    return COLUMNS[column].read is not None


def _tip(row: Upload, column: int) -> str:
    """The whole text; on the file's column all that its way does not tell by itself."""
    if column == FILE:
        return tooltip("\n".join(part for part in (str(row.path), words.hint(row)) if part))
    if column == TAKEN and row.way is not Way.PHOTO:
        return tooltip(tr("review.photos_only"))
    return tooltip(COLUMNS[column].words(row))
