"""The ledger in Qt's terms, as much of it as has been read."""

import html
from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal

from desktop.domain.uploads import Upload, UploadState
from desktop.ui import theme
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import words
from desktop.ui.uploads.table import TO_THE_RIGHT, Column, Index, UploadTable

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
_FOREGROUND = int(Qt.ItemDataRole.ForegroundRole)
_HASH_SHOWN = 10
_LOUD = {UploadState.NEEDS_YOU: Severity.WARNING, UploadState.REFUSED: Severity.PROBLEM}


def _added(row: Upload) -> str:
    return row.added_at.astimezone().strftime(f"{tr('format.date')} %H:%M") if row.added_at else ""


def _document(row: Upload) -> str:
    return "" if row.document_id is None else str(row.document_id)


COLUMNS = (
    Column("added", _added, characters=18),
    Column("file", words.name, part=0.3),
    Column("customer", words.target, part=0.3),
    Column("state", words.short_state, part=0.4),
    Column("document", _document, characters=10, is_number=True),
    Column("size", words.size, characters=10, is_number=True),
    Column("hash", lambda row: row.sha256[:_HASH_SHOWN], characters=13),
)
_FILE, _STATE, _HASH = 1, 3, 6


class LedgerModel(UploadTable):
    """The newest first; the rest is asked for when somebody comes near it.

    Signals:
        more_wanted: The rows beyond the last are to be read.
    """

    more_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(COLUMNS)
        self._may_be_more = False

    def put_first(self, uploads: Sequence[Upload], *, may_be_more: bool) -> None:
        """Show these; beyond the last there may be more."""
        self._may_be_more = may_be_more
        self.put(uploads)

    def add(self, uploads: Sequence[Upload], *, may_be_more: bool) -> None:
        """Show these too, below the others."""
        known = {row.id for row in self.rows}
        new = [upload for upload in uploads if upload.id not in known]
        self.put_first((*self.rows, *new), may_be_more=may_be_more)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 - as Qt has it
        return not parent.isValid() and self._may_be_more

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008 - as Qt has it
        if self.canFetchMore(parent):
            # Asked for once; whoever reads them says whether there are more.
            self._may_be_more = False
            self.more_wanted.emit()

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        row, column = self.upload(index), index.column()
        if role == _DISPLAY:
            return COLUMNS[column].words(row)
        if role == _TOOL_TIP:
            return _tool_tip(row, column)
        if role == _ALIGNMENT:
            return TO_THE_RIGHT if COLUMNS[column].is_number else None
        if role == _FOREGROUND and column == _STATE and row.state in _LOUD:
            return theme.strong(_LOUD[row.state])
        return None


def _tool_tip(row: Upload, column: int) -> str:
    """The whole text; as plain text, whatever a name looks like."""
    whole = {_FILE: str(row.path), _STATE: words.advice(row), _HASH: row.sha256}
    text = whole.get(column) or COLUMNS[column].words(row)
    return f"<span>{html.escape(text)}</span>" if text else ""
