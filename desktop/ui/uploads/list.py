"""The list of uploads."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QTableView

from desktop.domain.uploads import Upload
from desktop.ui.tables import ROW_PADDING, selected_rows, set_up, set_up_header
from desktop.ui.texts import tr
from desktop.ui.uploads.first_choice import FirstChoice
from desktop.ui.uploads.model import COLUMNS, STATE, TransfersModel
from desktop.ui.uploads.progress import ProgressDelegate
from desktop.ui.uploads.table import Column

_WIDEST = 10_000


class TransfersList(QTableView):
    """One line an upload; its columns share the width until the user sizes them."""

    def __init__(self, model: TransfersModel) -> None:
        super().__init__()
        self._model = model
        self._is_sized = False
        self.setObjectName("transfers_list")
        self.setAccessibleName(tr("uploads.title"))
        self.setModel(model)
        self.setItemDelegateForColumn(STATE, ProgressDelegate(self))
        set_up(self)
        FirstChoice(self)
        set_up_header(self).sectionResized.connect(self._note_sized)
        model.rowsAboutToBeRemoved.connect(self._note_top)
        model.rowsRemoved.connect(self._stay)
        model.rowsMoved.connect(self._follow_chosen)
        self._top = 0
        self._brought_up = QPersistentModelIndex()
        self.verticalScrollBar().actionTriggered.connect(self._leave_where_it_is)
        self.selectionModel().currentChanged.connect(self._leave_where_it_is)

    def chosen(self) -> list[Upload]:
        """The selected uploads, from top to bottom."""
        return [self._model.upload(index) for index in selected_rows(self)]

    def choose(self, row: int) -> None:
        # Not selectRow, which heeds the keys that are pressed just now.
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(
            self._model.index(row, 0), flag.ClearAndSelect | flag.Rows
        )

    def bring_up(self, rows: Sequence[int]) -> None:
        """Scroll no more than is needed to see these, the first in any case.

        It stays in view when room is taken from the list, until the user scrolls.
        """
        self._brought_up = QPersistentModelIndex(self._model.index(rows[0], 0))
        for row in (rows[-1], rows[0]):
            self.scrollTo(self._model.index(row, 0))

    def bring_to_top(self, row: int) -> None:
        """Scroll so that the list begins with this, as far as it goes; else as `bring_up`."""
        self.bring_up([row])
        self.scrollTo(self._model.index(row, 0), self.ScrollHint.PositionAtTop)

    def layout_state(self) -> dict[str, object]:
        """The widths of the columns, once the user set them."""
        widths = [self.columnWidth(column) for column in range(STATE)]
        return {"widths": widths if self._is_sized else []}

    def restore_layout(self, state: Mapping[str, object]) -> None:
        """Take up what `layout_state` gave; what no longer fits is left out."""
        widths = state.get("widths")
        for column, width in enumerate(widths[:STATE] if isinstance(widths, list) else []):
            if isinstance(width, int) and 0 < width < _WIDEST:
                self.setColumnWidth(column, width)
                self._is_sized = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._is_sized:
            per_character = self.fontMetrics().averageCharWidth()
            for column, width in shared(COLUMNS, self.viewport().width(), per_character).items():
                self.setColumnWidth(column, width)
        if self._brought_up.isValid():
            self.scrollTo(self._brought_up)

    def _note_top(self) -> None:
        self._top = self.rowAt(0)

    def _stay(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What goes from above takes nothing that is looked at with it: the list gets shorter."""
        if last < self._top:
            bar, gone = self.verticalScrollBar(), last - first + 1
            is_by_row = self.verticalScrollMode() is self.ScrollMode.ScrollPerItem
            bar.setValue(bar.value() - gone * (1 if is_by_row else self.rowHeight(0)))

    def _follow_chosen(self, *moved: object) -> None:
        """One that goes up earlier now is seen there, if it is the user's."""
        place = moved[-1]
        if isinstance(place, int) and self.selectionModel().isRowSelected(place):
            self.scrollTo(self._model.index(place, 0))

    def _leave_where_it_is(self) -> None:
        self._brought_up = QPersistentModelIndex()

    def _note_sized(self) -> None:
        # Only a pressed button is the user's hand.
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._is_sized = True


def shared(columns: Sequence[Column], width: int, per_character: int) -> dict[int, int]:
    """The width of each column but the last, which takes what is left.

    Short words keep their room; names and sentences share the rest.
    """
    widths = {
        column: each.characters * per_character + 2 * ROW_PADDING
        for column, each in enumerate(columns)
        if not each.part
    }
    rest = width - sum(widths.values())
    last = len(columns) - 1
    widths |= {
        column: max(8 * per_character, int(rest * each.part))
        for column, each in enumerate(columns)
        if each.part
    }
    return {column: each for column, each in widths.items() if column < last}
