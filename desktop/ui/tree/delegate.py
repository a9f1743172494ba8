"""How a row of the tree is painted."""

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.icons import icon
from desktop.ui.tree import badge, margin
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.rows import LOOK_ROLE

_ROW_PADDING = 6
_BADGE = QSize(badge.SIZE, badge.SIZE)
_ICON = QSize(16, 16)
_HAS_DECORATION = QStyleOptionViewItem.ViewItemFeature.HasDecoration
_TEXT = QStyle.SubElement.SE_ItemViewItemText
_SELECTED = QStyle.StateFlag.State_Selected
_ITEM = QStyle.ControlElement.CE_ItemViewItem
_LEAST_NAME = 64
"""Pixels of a name that say more than a number beside it would."""
_AT_THE_END = Qt.TextElideMode.ElideRight

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """For the column of names: customers get their badge and what stands at the right end."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        look = index.data(LOOK_ROLE)
        if not isinstance(look, Look):
            return
        if look.is_customer:
            _put_icon(option, _BADGE)
            option.icon = badge.badge(look, option.widget.devicePixelRatio())
        elif look.kind is Kind.NEW and look.mark is not None:
            _put_icon(option, _ICON)
            option.icon = icon(margin.MARKS[look.mark])
        elif look.kind is Kind.FAILURE:
            _put_icon(option, _ICON)
            option.icon = icon("warning")
        if look.is_quiet or look.is_match:
            _put_font(option, look)
        if look.kind is Kind.ORPHANS and not option.state & _SELECTED:
            # Its other columns are empty, but where it is selected.
            option.rect = option.rect.adjusted(0, 0, option.widget.width(), 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = index.data(LOOK_ROLE)
        if not isinstance(look, Look) or look.kind is Kind.NEW or not margin.has_any(look):
            super().paint(painter, option, index)
            return
        drawn = QStyleOptionViewItem(option)
        self.initStyleOption(drawn, index)
        drawn.rect = option.rect
        shown = _make_room(drawn, look)
        drawn.widget.style().drawControl(_ITEM, drawn, painter, drawn.widget)
        margin.paint(painter, drawn, shown)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        return size.expandedTo(QSize(0, badge.SIZE + _ROW_PADDING))


def _put_icon(option: QStyleOptionViewItem, size: QSize) -> None:
    option.decorationSize = size
    option.features |= _HAS_DECORATION


def _put_font(option: QStyleOptionViewItem, look: Look) -> None:
    font = QFont(option.font)
    font.setStrikeOut(look.is_closed)
    font.setItalic(not look.is_customer)
    font.setBold(look.is_match)
    option.font = font


def _make_room(option: QStyleOptionViewItem, look: Look) -> Look:
    """Cut the name so that what stands at the right end is beside it; returns what does."""
    metrics, numbers = QFontMetrics(option.font), option.widget.fontMetrics()
    room = option.widget.style().subElementRect(_TEXT, option, option.widget).width()
    wanted = metrics.horizontalAdvance(option.text)
    if room - margin.width(look, numbers) < min(wanted, _LEAST_NAME):
        # How many there are can be seen by opening it.
        look = replace(look, count=0)
    room = max(0, room - margin.width(look, numbers))
    if wanted > room:
        option.text = metrics.elidedText(option.text, _AT_THE_END, room)
    return look
