"""Uploads as the rows of a table, changed by their ids and never reset."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop.domain.uploads import Upload, UploadId
from desktop.ui.texts import tr

Index = QModelIndex | QPersistentModelIndex

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
TO_THE_RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: room for so many characters, or this part of what the others leave."""

    key: str
    words: Callable[[Upload], str]
    characters: int = 0
    part: float = 0.0
    is_number: bool = False


class UploadTable(QAbstractTableModel):
    """One row an upload, in the order given."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: list[Upload] = []
        self._notes: Mapping[UploadId, str] = {}

    @property
    def columns(self) -> tuple[Column, ...]:
        return self._columns

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

    def put(self, uploads: Sequence[Upload], notes: Mapping[UploadId, str] | None = None) -> None:
        """Show *uploads* in their order, touching only the rows that differ.

        *notes* is what is known of them beyond their rows. An upload has one row, whatever comes.
        """
        before, self._notes = self._notes, dict(notes or {})
        if [row.id for row in self._rows] != [upload.id for upload in uploads]:
            # A row that is asked to move to where it is ends the program: Qt checks nothing.
            uploads = tuple({upload.id: upload for upload in uploads}.values())
            self._remove_all_but({upload.id for upload in uploads})
            self._put_in_order(uploads)
        last = len(self._columns) - 1
        for number, upload in enumerate(uploads):
            is_told_anew = before.get(upload.id) != self._notes.get(upload.id)
            known = self._rows[number]
            # Most are the very same, which is told in no time.
            if is_told_anew or (upload is not known and upload != known):
                self._rows[number] = upload
                self.dataChanged.emit(self.index(number, 0), self.index(number, last))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt has it
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == _DISPLAY:
            return tr(f"uploads.column.{self._columns[section].key}")
        return TO_THE_RIGHT if role == _ALIGNMENT and self._columns[section].is_number else None

    def _remove_all_but(self, wanted: set[UploadId]) -> None:
        """From below, those side by side at once."""
        last = len(self._rows) - 1
        while last >= 0:
            first = last
            while first >= 0 and self._rows[first].id not in wanted:
                first -= 1
            if first < last:
                self.beginRemoveRows(QModelIndex(), first + 1, last)
                del self._rows[first + 1 : last + 1]
                self.endRemoveRows()
            last = first - 1

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
