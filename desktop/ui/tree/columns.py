"""The columns of the tree, and which of them give way where it is narrow."""

from PySide6.QtWidgets import QHeaderView, QTreeView

from desktop.ui.tree.words import CITY, NAME, NUMBER

_WIDTHS = {NUMBER: 80, CITY: 88}
_NARROWEST = 40
_NAME_ROOM = 150
"""Below this width of the names the other columns give way, the last first."""


def arrange(view: QTreeView) -> None:
    header = view.header()
    header.setStretchLastSection(False)
    header.setMinimumSectionSize(_NARROWEST)
    header.setSectionsMovable(False)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
    for column, width in _WIDTHS.items():
        header.resizeSection(column, width)


def fit(view: QTreeView) -> None:
    """Leave out columns where the names would have no room."""
    header = view.header()
    room = view.viewport().width() - _NAME_ROOM
    for column, width in _WIDTHS.items():
        room -= header.sectionSize(column) or width
        view.setColumnHidden(column, room < 0)
