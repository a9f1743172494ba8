"""The uploads in Qt's terms."""

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from desktop.domain.files import FileKind
from desktop.domain.uploads import Upload, UploadId, UploadState
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import words

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_DECORATION = int(Qt.ItemDataRole.DecorationRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_USER = int(Qt.ItemDataRole.UserRole)
_TO_THE_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)

UPLOAD_ROLE = _USER

_PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.HEIC, FileKind.WEBP, FileKind.BMP})
_LOUD = {UploadState.NEEDS_YOU: Severity.WARNING, UploadState.REFUSED: Severity.PROBLEM}
_STATE_ICONS = {
    UploadState.HELD: "clock",
    UploadState.READY: "clock",
    UploadState.DONE: "done",
    UploadState.REFUSED: "problem",
    UploadState.NEEDS_YOU: "warning",
    UploadState.CANCELLED: "undo",
}


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: room for so many characters, or this part of what the others leave."""

    key: str
    words: Callable[[Upload], str]
    characters: int = 0
    part: float = 0.0


COLUMNS = (
    _Column("file", lambda row: row.name, part=0.3),
    _Column("customer", words.target, part=0.27),
    _Column("way", words.way, characters=10),
    _Column("size", words.size, characters=10),
    _Column("state", words.state_and_reason, part=0.43),
)
FILE, _CUSTOMER, _WAY, SIZE, STATE = range(len(COLUMNS))


class TransfersModel(QAbstractTableModel):
    """One row an upload, in the order they go up; the upload itself is UPLOAD_ROLE."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Upload] = []

    @property
    def rows(self) -> tuple[Upload, ...]:
        return tuple(self._rows)

    def upload(self, index: Index) -> Upload:
        return self._rows[index.row()]

    def row_of(self, upload_id: UploadId) -> int:
        """The row of an upload; -1 where there is none."""
        return next((i for i, row in enumerate(self._rows) if row.id == upload_id), -1)

    def put(self, uploads: Sequence[Upload]) -> None:
        """Show *uploads*, touching only the rows that differ; new ones always come last."""
        wanted = {upload.id for upload in uploads}
        for number in reversed(range(len(self._rows))):
            if self._rows[number].id not in wanted:
                self.beginRemoveRows(QModelIndex(), number, number)
                del self._rows[number]
                self.endRemoveRows()
        known = len(self._rows)
        for number, upload in enumerate(uploads[:known]):
            if upload is not self._rows[number]:
                self._rows[number] = upload
                self.dataChanged.emit(self.index(number, 0), self.index(number, STATE))
        if len(uploads) > known:
            self.beginInsertRows(QModelIndex(), known, len(uploads) - 1)
            self._rows.extend(uploads[known:])
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == _DISPLAY:
            return tr(f"uploads.column.{COLUMNS[section].key}")
        return _TO_THE_RIGHT if role == _ALIGNMENT and section == SIZE else None

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        if role == _DISPLAY:
            return COLUMNS[column].words(row)
        if role == UPLOAD_ROLE:
            return row
        if role == _TOOL_TIP:
            return _tool_tip(row, column)
        if role == _DECORATION:
            return _picture(row, column)
        return _looks(row, column, role)


def _looks(row: Upload, column: int, role: int) -> object:
    if role == _ALIGNMENT and column == SIZE:
        return _TO_THE_RIGHT
    if role == _FOREGROUND and column == STATE and row.state in _LOUD:
        return theme.strong(_LOUD[row.state])
    return None


def _picture(row: Upload, column: int) -> QIcon | None:
    if column == FILE:
        return icon(_file_icon(row.kind))
    if column == STATE and row.state in _STATE_ICONS:
        return icon(_STATE_ICONS[row.state])
    return None


def _file_icon(kind: FileKind | None) -> str:
    if kind in _PICTURES:
        return "doc_image"
    return "doc_pdf" if kind is FileKind.PDF else "doc_other"


def _tool_tip(row: Upload, column: int) -> str:
    """The whole text; as plain text, whatever a name looks like."""
    text = str(row.path) if column == FILE else COLUMNS[column].words(row)
    if column == STATE:
        text = words.advice(row)
    return f"<span>{html.escape(text)}</span>" if text else ""
