"""How a row of the tree is painted."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.tree import badge
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.rows import LOOK_ROLE
from desktop.ui.tree.words import NAME

_ROW_PADDING = 6
_BADGE = QSize(badge.SIZE, badge.SIZE)
_ICON = QSize(16, 16)
_HAS_DECORATION = QStyleOptionViewItem.ViewItemFeature.HasDecoration


class RowDelegate(QStyledItemDelegate):
    """Gives customers their badge, dims and strikes the closed, and sets our own rows apart."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        look = index.data(LOOK_ROLE)
        if isinstance(look, Look):
            _dress(option, look, is_name=index.column() == NAME)

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        return size.expandedTo(QSize(0, badge.SIZE + _ROW_PADDING))


def _dress(option: QStyleOptionViewItem, look: Look, *, is_name: bool) -> None:
    if look.is_customer and is_name:
        _add_icon(option, look)
    if look.is_closed or not look.is_customer:
        _dim(option)
    if is_name and (look.is_closed or not look.is_customer):
        font = QFont(option.font)
        font.setStrikeOut(look.is_closed)
        font.setItalic(not look.is_customer)
        option.font = font
    if look.kind is Kind.FAILURE and is_name:
        option.icon = icon("warning")
        option.features |= _HAS_DECORATION
        option.decorationSize = _ICON


def _add_icon(option: QStyleOptionViewItem, look: Look) -> None:
    option.icon = badge.badge(look, option.widget.devicePixelRatio())
    option.features |= _HAS_DECORATION
    option.decorationSize = _BADGE


def _dim(option: QStyleOptionViewItem) -> None:
    palette = option.palette
    palette.setColor(QPalette.ColorRole.Text, theme.muted())
    option.palette = palette
