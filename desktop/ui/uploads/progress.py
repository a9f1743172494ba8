"""The progress of an upload, drawn in its row."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyledItemDelegate,
    QStyleOptionProgressBar,
    QStyleOptionViewItem,
)

from desktop.domain.uploads import Upload, UploadState
from desktop.ui.uploads import words
from desktop.ui.uploads.model import UPLOAD_ROLE
from desktop.ui.uploads.table import Index

_BAR_WIDTH = 96
_MARGIN = 4
_LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)


class ProgressDelegate(QStyledItemDelegate):
    """Draws a bar before the words while a file goes up."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Upload = index.data(UPLOAD_ROLE)
        if row.state is not UploadState.SENDING:
            super().paint(painter, option, index)
            return
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        text, item.text, item.icon = item.text, "", QIcon()
        style = item.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, item, painter, item.widget)
        bar = _bar(item, words.percent(row))
        style.drawControl(QStyle.ControlElement.CE_ProgressBar, bar, painter, item.widget)
        room = item.rect.adjusted(_BAR_WIDTH + 3 * _MARGIN, 0, -_MARGIN, 0)
        is_chosen = bool(item.state & QStyle.StateFlag.State_Selected)
        role = item.palette.ColorRole.HighlightedText if is_chosen else item.palette.ColorRole.Text
        text = item.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        style.drawItemText(painter, room, _LEFT, item.palette, True, text, role)  # noqa: FBT003 - Qt has no keyword


def _bar(item: QStyleOptionViewItem, percent: int) -> QStyleOptionProgressBar:
    bar = QStyleOptionProgressBar()
    bar.palette = item.palette
    bar.direction = item.direction
    bar.fontMetrics = item.fontMetrics
    bar.state = item.state | QStyle.StateFlag.State_Horizontal
    height = min(12, item.rect.height() - _MARGIN)
    top = item.rect.top() + (item.rect.height() - height) // 2
    bar.rect = QRect(item.rect.left() + _MARGIN, top, _BAR_WIDTH, height)
    bar.minimum, bar.maximum, bar.progress = 0, 100, percent
    bar.textVisible = False
    return bar
