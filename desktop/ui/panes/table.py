"""The table that shows records in every pane."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QTableView, QVBoxLayout, QWidget

from desktop.ui.panes.columns import OTHERS
from desktop.ui.panes.marks import MarkDelegate
from desktop.ui.panes.model import UNSORTED, RecordTable
from desktop.ui.tables import selected_rows, set_up
from desktop.ui.texts import tr

R = TypeVar("R")

_COLUMN_PADDING = 14
# Unknown fields come with all records or with none, and looking for them reads every field.
_ASKED_FOR_OTHERS = 100
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RecordView(QTableView, Generic[R]):
    """Shows a RecordTable; copies, sorts, and lets the user choose the columns.

    The columns that `grows` names, with blanks between, share the room that is left, until the
    user sizes columns.

    Signals:
        record_chosen: Enter or a double click on a row (the record).
    """

    record_chosen = Signal(object)

    def __init__(self, model: RecordTable[R], *, name: str, title: str, grows: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._model = model
        self._grows = tuple(map(model.column_of, grows.split()))
        self._is_fitting = False
        self._is_sized = False
        self._columns_chosen: set[int] = set()
        self._columns_menu = QMenu(tr("panes.columns"), self)
        self._columns_menu.aboutToShow.connect(self._list_columns)
        set_up(self)
        self.setModel(model)
        self.setItemDelegate(MarkDelegate(self))
        self.doubleClicked.connect(self._choose)
        self._set_up_header(self.horizontalHeader())
        self._add_actions()

    # --- what the panes ask -------------------------------------------------------------------

    def put(self, records: Iterable[R]) -> None:
        """Show *records*, and the column of unknown fields where one of them has any."""
        self._model.put(records)
        others = self._model.column_of(OTHERS)
        if others >= 0 and others not in self._columns_chosen:
            column = self._model.columns[others]
            first = self._model.records[:_ASKED_FOR_OTHERS]
            self.setColumnHidden(others, not any(map(column.line, first)))
            self._fit()

    def chosen(self) -> tuple[R, ...]:
        """The selected records, from top to bottom."""
        return tuple(self._model.record(index) for index in selected_rows(self))

    def current(self) -> R | None:
        index = self.currentIndex()
        return self._model.record(index) if index.isValid() else None

    def layout_state(self) -> dict[str, object]:
        """What is remembered: widths once the user set them, the columns shown, the order."""
        header = self.horizontalHeader()
        keys = [column.key for column in self._model.columns]
        is_down = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        section = header.sortIndicatorSection()
        return {
            "widths": {k: self.columnWidth(i) for i, k in enumerate(keys) if self.columnWidth(i)}
            if self._is_sized
            else {},
            "shown": {keys[i]: not self.isColumnHidden(i) for i in sorted(self._columns_chosen)},
            "sort": keys[section] if 0 <= section < len(keys) else "",
            "descending": is_down,
        }

    def restore_layout(self, state: Mapping[str, object]) -> None:
        """Take up what `layout_state` gave; what no longer fits is left out."""
        for key, is_shown in _entries(state, "shown"):
            self._show_column(self._model.column_of(key), is_shown=bool(is_shown))
        for key, width in _entries(state, "widths"):
            column = self._model.column_of(key)
            if column >= 0 and isinstance(width, int) and 0 < width < 10_000:
                self.setColumnWidth(column, width)
                self._is_sized = True
        column = self._model.column_of(str(state.get("sort", "")))
        if column >= 0:
            down = Qt.SortOrder.DescendingOrder
            up = Qt.SortOrder.AscendingOrder
            self.sortByColumn(column, down if state.get("descending") else up)
        self._fit()

    def copy_rows(self) -> None:
        """The selected rows, shown columns only, as text that spreadsheets take apart again."""
        shown = [c for i, c in enumerate(self._model.columns) if not self.isColumnHidden(i)]
        lines = (
            "\t".join(" ".join(column.whole(record).split()) for column in shown)
            for record in self.chosen()
        )
        _to_clipboard("\n".join(lines))

    def copy_cell(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            _to_clipboard(self._model.columns[index.column()].whole(self._model.record(index)))

    # --- what Qt asks -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(480, 240)

    # --- how ----------------------------------------------------------------------------------

    def _choose(self, index: QModelIndex) -> None:
        self.record_chosen.emit(self._model.record(index))

    def _set_up_header(self, header: QHeaderView) -> None:
        header.setSectionsMovable(False)
        header.setHighlightSections(False)
        header.setSortIndicator(UNSORTED, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._pop_up_columns)
        header.sectionResized.connect(self._note_sized)
        for i, column in enumerate(self._model.columns):
            self.setColumnWidth(i, self._first_width(i))
            self.setColumnHidden(i, not column.is_shown or column.key == OTHERS)

    def _add_actions(self) -> None:
        copy = QAction(tr("panes.copy_rows"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.triggered.connect(self.copy_rows)
        cell = QAction(tr("panes.copy_cell"), self, shortcut=QKeySequence("Ctrl+Shift+C"))
        cell.triggered.connect(self.copy_cell)
        for action in (copy, cell):
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setShortcutVisibleInContextMenu(True)
        self.addActions([copy, cell, self._columns_menu.menuAction()])

    def _pop_up_columns(self, where: QPoint) -> None:
        self._columns_menu.popup(self.horizontalHeader().mapToGlobal(where))

    def _list_columns(self) -> None:
        self._columns_menu.clear()
        shown = sum(not self.isColumnHidden(i) for i in range(len(self._model.columns)))
        for i, column in enumerate(self._model.columns):
            action = self._columns_menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(i))
            # The last column cannot go: there would be no header left to bring others back.
            action.setEnabled(not (action.isChecked() and shown == 1))
            action.toggled.connect(lambda on, i=i: self._show_column(i, is_shown=on))

    def _show_column(self, column: int, *, is_shown: bool) -> None:
        if column >= 0:
            self._columns_chosen.add(column)
            self.setColumnHidden(column, not is_shown)
            self._fit()

    def _note_sized(self) -> None:
        # Hiding and showing resize too, but only a pressed button is the user's hand.
        if not self._is_fitting and QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._is_sized = True

    def _first_width(self, column: int) -> int:
        """Room for so many characters as the column says, and for its title."""
        metrics, of = self.fontMetrics(), self._model.columns[column]
        characters = of.width * metrics.averageCharWidth()
        return max(characters, metrics.horizontalAdvance(of.title)) + _COLUMN_PADDING

    def _fit(self) -> None:
        """Give the growing columns what is left of the width."""
        growing = [each for each in self._grows if each >= 0 and not self.isColumnHidden(each)]
        if self._is_sized or not growing:
            return
        least = {each: self._first_width(each) for each in growing}
        others = (i for i in range(len(self._model.columns)) if i not in least)
        spare = self.viewport().width() - sum(map(self.columnWidth, others)) - sum(least.values())
        self._is_fitting = True
        for at, (column, width) in enumerate(least.items()):
            # What cannot be shared evenly goes to the first ones.
            share = (max(0, spare) + len(least) - 1 - at) // len(least)
            self.setColumnWidth(column, width + share)
        self._is_fitting = False


def table_page(table: QWidget) -> QWidget:
    """*table* as all there is on a pane."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.addWidget(table)
    return page


def _entries(state: Mapping[str, object], name: str) -> list[tuple[str, object]]:
    entries = state.get(name)
    return [(str(k), v) for k, v in entries.items()] if isinstance(entries, Mapping) else []


def _to_clipboard(text: str) -> None:
    if text:
        QGuiApplication.clipboard().setText(text)
