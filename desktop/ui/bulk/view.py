"""The table of a change of many."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QTableView

from desktop.domain.bulk import BulkRow, BulkState
from desktop.ui.bulk.model import CUSTOMER, PATH, BulkModel
from desktop.ui.tables import ROW_PADDING, selected_rows, set_up, set_up_header
from desktop.ui.texts import tr

_CUSTOMER_CHARACTERS, _PATH_CHARACTERS, _FIELD_CHARACTERS = 26, 18, 24
_RESULT_CHARACTERS = 44


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
        is_path_empty = all(not self._path_of(row) for row in range(self._model.rowCount()))
        self.setColumnHidden(PATH, is_path_empty)
        fields = [_FIELD_CHARACTERS] * len(self._model.fields)
        path = 0 if is_path_empty else _PATH_CHARACTERS
        return [_CUSTOMER_CHARACTERS, path, *fields, _RESULT_CHARACTERS]

    def _path_of(self, row: int) -> tuple[str, ...]:
        return self._model.row(self._model.index(row, CUSTOMER)).path
