"""The uploads in Qt's terms."""

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon

from desktop.domain.files import FileKind
from desktop.domain.uploads import Upload, UploadState
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity
from desktop.ui.uploads import words
from desktop.ui.uploads.table import TO_THE_RIGHT, Column, Index, UploadTable

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_DECORATION = int(Qt.ItemDataRole.DecorationRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_USER = int(Qt.ItemDataRole.UserRole)

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


COLUMNS = (
    Column("file", words.name, part=0.27),
    Column("customer", words.target, part=0.25),
    Column("way", words.way, characters=10),
    Column("size", words.size, characters=10, is_number=True),
    Column("state", words.state_and_reason, part=0.48),
)
FILE, CUSTOMER, _WAY, SIZE, STATE = range(len(COLUMNS))


class TransfersModel(UploadTable):
    """One row an upload, in the order they go up; the upload itself is UPLOAD_ROLE."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

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
        return TO_THE_RIGHT
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
