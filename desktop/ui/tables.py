"""How all tables look and are handled."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

ROW_PADDING = 8
_AIR = 6


class CellDelegate(QStyledItemDelegate):
    """Keeps numbers, which stand at the right, from touching the text of the next column."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if option.displayAlignment & Qt.AlignmentFlag.AlignRight:
            option.rect = option.rect.adjusted(0, 0, -_AIR, 0)


def set_up(view: QTableView) -> None:
    """Whole rows are selected, nothing is edited in place, and Tab leads out."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setWordWrap(False)
    # As it leads out of any other field.
    view.setTabKeyNavigation(False)
    view.setCornerButtonEnabled(False)
    view.setItemDelegate(CellDelegate(view))
    rows = view.verticalHeader()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(view.fontMetrics().height() + ROW_PADDING)
    rows.hide()


def set_up_header(view: QTableView) -> QHeaderView:
    """Titles stand where the texts below them begin; the last column takes the room left over."""
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return header


def selected_rows(view: QTableView) -> list[QModelIndex]:
    """An index of each selected row, from top to bottom."""
    return sorted(view.selectionModel().selectedRows(), key=QModelIndex.row)
