"""The documents of one folder, as pictures or as a table."""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.domain.folders import FolderPath
from desktop.domain.ids import DocumentId
from desktop.domain.records import Document
from desktop.ui.panes.columns import Mark, Tone
from desktop.ui.panes.document_columns import SORTINGS, Sorting, document_columns, kind_icon
from desktop.ui.panes.document_grid import DocumentGrid
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView
from desktop.ui.panes.thumbnails import Thumbnails
from desktop.ui.texts import tr


class Look(Enum):
    """How documents are shown."""

    ICONS = "icons"
    DETAILS = "details"


class DocumentList(QStackedWidget):
    """Two views on the same rows with the same selection.

    Signals:
        document_chosen: Enter or a double click on a document (Document).
        selection_changed: Other documents are selected (the number of them).
        sorting_changed: The order changed (Sorting, or None for one without a name).
    """

    document_chosen = Signal(object)
    selection_changed = Signal(int)
    sorting_changed = Signal(object)

    def __init__(
        self, thumbnails: Thumbnails, *, place_of: Callable[[Document], FolderPath]
    ) -> None:
        super().__init__()
        self._fresh: frozenset[DocumentId] = frozenset()
        self._model = RecordTable(
            document_columns(place_of), key=_key, mark=self._mark, picture=kind_icon, parent=self
        )
        self._table = RecordView(
            self._model, name="documents_table", title=tr("panes.documents.table"), grows="title"
        )
        self._grid = DocumentGrid(self._model, thumbnails)
        self._grid.setSelectionModel(self._table.selectionModel())
        self._grid.addActions(self._table.actions())
        self.addWidget(self._grid)
        self.addWidget(self._table)
        thumbnails.drawn.connect(self._model.touch)
        self._connect()
        self.sort(SORTINGS[0])

    @property
    def look(self) -> Look:
        return Look.ICONS if self.currentWidget() is self._grid else Look.DETAILS

    def show_as(self, look: Look) -> None:
        wanted: QWidget = self._grid
        other: QWidget = self._table
        if look is Look.DETAILS:
            wanted, other = other, wanted
        had_focus = other.hasFocus()
        self.setCurrentWidget(wanted)
        if had_focus:
            wanted.setFocus()

    def put(self, documents: Iterable[Document]) -> None:
        self._table.put(documents)

    def mark_fresh(self, documents: frozenset[DocumentId]) -> None:
        """Let these stand out from now on, and no others."""
        changed = self._fresh ^ documents
        self._fresh = documents
        for each in changed:
            self._model.touch(each)

    def chosen(self) -> tuple[Document, ...]:
        """The selected documents."""
        return self._table.chosen()

    def sort(self, sorting: Sorting) -> None:
        self._table.sortByColumn(self._model.column_of(sorting.column), sorting.order)

    def layout_state(self) -> dict[str, object]:
        return self._table.layout_state()

    def restore_layout(self, state: Mapping[str, object]) -> None:
        self._table.restore_layout(state)

    def _connect(self) -> None:
        self._table.record_chosen.connect(self.document_chosen)
        self._grid.document_chosen.connect(self.document_chosen)
        self._table.selectionModel().selectionChanged.connect(
            lambda: self.selection_changed.emit(len(self.chosen()))
        )
        self._table.horizontalHeader().sortIndicatorChanged.connect(self._tell_sorting)

    def _tell_sorting(self, section: int, order: Qt.SortOrder) -> None:
        column = self._model.columns[section].key if section >= 0 else ""
        named = (each for each in SORTINGS if (each.column, each.order) == (column, order))
        self.sorting_changed.emit(next(named, None))

    def _mark(self, document: Document) -> Mark:
        return Mark(tone=Tone.FRESH if document.id in self._fresh else Tone.PLAIN)


def _key(document: Document) -> DocumentId:
    return document.id
