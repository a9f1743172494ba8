"""Several customers selected in a tree."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QTreeView

from desktop.domain.rows import CustomerRow
from desktop.ui.tree.rows import VALUE_ROLE


def chosen(view: QTreeView) -> tuple[CustomerRow, ...]:
    """The selected customers from top to bottom, each once."""
    indexes = sorted(view.selectionModel().selectedRows(), key=_place)
    rows = (index.data(VALUE_ROLE) for index in indexes)
    return tuple(dict.fromkeys(row for row in rows if isinstance(row, CustomerRow)))


def _place(index: QModelIndex) -> tuple[int, ...]:
    """The numbers of the rows that lead to it, by which rows stand in order."""
    place: list[int] = []
    while index.isValid():
        place.append(index.row())
        index = index.parent()
    return tuple(reversed(place))
