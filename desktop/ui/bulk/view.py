"""The table of a change of many."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QTableView

from desktop.domain.bulk import BulkRow, BulkState
from desktop.ui.bulk.model import NUMBER, PATH, BulkModel
from desktop.ui.tables import ROW_PADDING, selected_rows, set_up, set_up_header
from desktop.ui.texts import tr

_CUSTOMER_CHARACTERS, _NUMBER_CHARACTERS, _PATH_CHARACTERS = 26, 10, 18
_RESULT_CHARACTERS, _FIELD_CHARACTERS = 36, 24


class BulkView(QTableView):
    """One line a customer; Space takes the selected ones along, or leaves them out."""

    def __init__(self, model: BulkModel) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("bulk_rows")
        self.setAccessibleName(tr("bulk.rows"))
        self.setModel(model)
        set_up(self)
        set_up_header(self)
        model.modelReset.connect(self.fit)

    def chosen(self) -> tuple[BulkRow, ...]:
        """The selected rows, from top to bottom."""
        return tuple(self._model.row(index) for index in selected_rows(self))

    def show_result(self, *, is_first: bool) -> None:
        """Beside who it is of, in sight however many fields there are; else after them all."""
        header = self.horizontalHeader()
        for at in range(self._model.columnCount()):
            header.moveSection(header.visualIndex(at), at)
        if is_first:
            header.moveSection(self._model.result_column, PATH)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        waiting = [row for row in self.chosen() if row.state is BulkState.WAITING]
        if event.key() == Qt.Key.Key_Space and waiting:
            ids = tuple(row.id for row in waiting)
            self._model.ticked.emit(ids, not all(row.is_chosen for row in waiting))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """The columns share what room there is, and none is too narrow to be read."""
        wanted = self._wanted()
        if not wanted:
            return
        per_character = self.fontMetrics().averageCharWidth()
        least = [characters * per_character + 2 * ROW_PADDING for characters in wanted]
        spare = max(0, self.viewport().width() - sum(least))
        for column, width in enumerate(least):
            self.setColumnWidth(column, width + spare * wanted[column] // sum(wanted))

    def _wanted(self) -> Sequence[int]:
        number = self._room_for(NUMBER, _NUMBER_CHARACTERS)
        path = self._room_for(PATH, _PATH_CHARACTERS)
        fields = [_FIELD_CHARACTERS] * len(self._model.fields)
        return [_CUSTOMER_CHARACTERS, number, path, *fields, _RESULT_CHARACTERS]

    def _room_for(self, column: int, characters: int) -> int:
        """None for a column in which nothing stands."""
        rows = range(self._model.rowCount())
        is_empty = not any(self._model.index(row, column).data() for row in rows)
        self.setColumnHidden(column, is_empty)
        return 0 if is_empty else characters
