"""The uploads in Qt's terms."""

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

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

_LOUD = {UploadState.NEEDS_YOU: Severity.WARNING, UploadState.REFUSED: Severity.PROBLEM}
_STATE_ICONS = {
    UploadState.QUEUED: "documents",
    UploadState.STAGED: "info",
    UploadState.HELD: "clock",
    UploadState.READY: "clock",
    UploadState.SENT_UNCONFIRMED: "refresh",
    UploadState.VERIFYING: "refresh",
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
    _Column("file", words.name, part=0.27),
    _Column("customer", words.target, part=0.25),
    _Column("way", words.way, characters=10),
    _Column("size", words.size, characters=10),
    _Column("state", words.state_and_reason, part=0.48),
)
FILE, CUSTOMER, _WAY, SIZE, STATE = range(len(COLUMNS))


class TransfersModel(QAbstractTableModel):
    """One row an upload, in the order they go up; the upload itself is UPLOAD_ROLE."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[Upload] = []
        self._notes: Mapping[UploadId, str] = {}

    @property
    def rows(self) -> tuple[Upload, ...]:
        return tuple(self._rows)

    def upload(self, index: Index) -> Upload:
        return self._rows[index.row()]

    def note(self, upload_id: UploadId) -> str:
        """What is known of an upload beyond its row."""
        return self._notes.get(upload_id, "")

    def row_of(self, upload_id: UploadId) -> int:
        """The row of an upload; -1 where there is none."""
        return next((i for i, row in enumerate(self._rows) if row.id == upload_id), -1)

    def put(
        self, uploads: Sequence[Upload], notes: Mapping[UploadId, str] = MappingProxyType({})
    ) -> None:
        """Show *uploads* in their order, touching only the rows that differ.

        *notes* is what is known of them beyond their rows.
        """
        before, self._notes = self._notes, dict(notes)
        self._remove_all_but({upload.id for upload in uploads})
        self._put_in_order(uploads)
        for number, upload in enumerate(uploads):
            is_told_anew = before.get(upload.id) != self._notes.get(upload.id)
            if upload is not self._rows[number] or is_told_anew:
                self._rows[number] = upload
                self.dataChanged.emit(self.index(number, 0), self.index(number, STATE))

    def _remove_all_but(self, wanted: set[UploadId]) -> None:
        """Row after row from below, those side by side at once."""
        last = len(self._rows) - 1
        while last >= 0:
            first = last
            while first >= 0 and self._rows[first].id not in wanted:
                first -= 1
            if first < last:
                self.beginRemoveRows(QModelIndex(), first + 1, last)
                del self._rows[first + 1 : last + 1]
                self.endRemoveRows()
            last = min(first, last) - 1

    def _put_in_order(self, uploads: Sequence[Upload]) -> None:
        """New ones come in where they belong, and those that go up earlier now move there."""
        known = {row.id for row in self._rows}
        number = 0
        while number < len(uploads):
            here = self._rows[number].id if number < len(self._rows) else None
            if uploads[number].id == here:
                number += 1
            elif uploads[number].id in known:
                self._move(self.row_of(uploads[number].id), number)
            else:
                until = number
                while until < len(uploads) and uploads[until].id not in known:
                    until += 1
                self.beginInsertRows(QModelIndex(), number, until - 1)
                self._rows[number:number] = uploads[number:until]
                self.endInsertRows()
                number = until

    def _move(self, start: int, to: int) -> None:
        self.beginMoveRows(QModelIndex(), start, start, QModelIndex(), to)
        self._rows.insert(to, self._rows.pop(start))
        self.endMoveRows()

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
            return self._text(row, column)
        if role == UPLOAD_ROLE:
            return row
        if role == _TOOL_TIP:
            return _tool_tip(row, column, self.note(row.id))
        if role == _DECORATION:
            return _picture(row, column)
        return _looks(row, column, role)

    def _text(self, row: Upload, column: int) -> str:
        if column == STATE:
            return words.state_and_reason(row, self.note(row.id))
        return COLUMNS[column].words(row)


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
    if kind is not None and kind.is_picture:
        return "doc_image"
    return "doc_pdf" if kind is FileKind.PDF else "doc_other"


def _tool_tip(row: Upload, column: int, note: str) -> str:
    """The whole text; as plain text, whatever a name looks like."""
    text = str(row.path) if column == FILE else COLUMNS[column].words(row)
    if column == STATE:
        text = words.advice(row, note)
    return f"<span>{html.escape(text)}</span>" if text else ""
