"""How a row of the tree is painted."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.icons import icon
from desktop.ui.tree import badge
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.rows import LOOK_ROLE

_ROW_PADDING = 6
_BADGE = QSize(badge.SIZE, badge.SIZE)
_ICON = QSize(16, 16)
_HAS_DECORATION = QStyleOptionViewItem.ViewItemFeature.HasDecoration


class RowDelegate(QStyledItemDelegate):
    """For the column of names: gives customers their badge, strikes the closed."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        look = index.data(LOOK_ROLE)
        if not isinstance(look, Look):
            return
        if look.is_customer:
            option.icon = badge.badge(look, option.widget.devicePixelRatio())
            option.decorationSize = _BADGE
            option.features |= _HAS_DECORATION
        elif look.kind is Kind.FAILURE:
            option.icon = icon("warning")
            option.decorationSize = _ICON
            option.features |= _HAS_DECORATION
        if look.is_quiet:
            font = QFont(option.font)
            font.setStrikeOut(look.is_closed)
            font.setItalic(not look.is_customer)
            option.font = font

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        return size.expandedTo(QSize(0, badge.SIZE + _ROW_PADDING))
