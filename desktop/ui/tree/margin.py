"""What stands at the right end of a name: dots for what changed, and how many are below."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.ui import theme
from desktop.ui.notice import Severity
from desktop.ui.tree import words
from desktop.ui.tree.look import Look

_GAP = 7
_NEAR = 3
"""Between a dot and its number."""
_DOT = 8
_SMALL_DOT = 5
_END = 11
"""To the next column, whose numbers are not to be read together with ours."""

_SELECTED = QStyle.StateFlag.State_Selected
_ACTIVE = QStyle.StateFlag.State_Active
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def has_any(look: Look) -> bool:
    return bool(look.count or look.is_unseen or look.unseen_below)


def width(look: Look, metrics: QFontMetrics) -> int:
    """Pixels to be kept free of the name."""
    if not has_any(look):
        return 0
    wide = _END + _GAP
    if look.count:
        wide += metrics.horizontalAdvance(words.number(look.count)) + _GAP
    if look.unseen_below:
        wide += metrics.horizontalAdvance(words.number(look.unseen_below)) + _NEAR + _GAP
    return wide + _dot_size(look)


def paint(painter: QPainter, option: QStyleOptionViewItem, look: Look) -> None:
    """From the right: the number of those below, the number of changed ones, the dot."""
    painter.save()
    # The name may be struck out or bold; a number is not.
    painter.setFont(option.widget.font())
    rest = option.rect.adjusted(0, 0, -_END, 0)
    if look.count:
        rest = _number(painter, rest, look.count, _ink(option, theme.muted()))
        rest.setRight(rest.right() - _GAP)
    accent = _ink(option, theme.strong(Severity.INFO))
    if look.unseen_below:
        rest = _number(painter, rest, look.unseen_below, accent)
        rest.setRight(rest.right() - _NEAR)
    if size := _dot_size(look):
        _dot(painter, rest, size, accent)
    painter.restore()


def _dot_size(look: Look) -> int:
    if look.is_unseen:
        return _DOT
    return _SMALL_DOT if look.unseen_below else 0


def _number(painter: QPainter, rect: QRect, number: int, ink: QColor) -> QRect:
    """Paint it at the right; returns what is left of *rect*."""
    text = words.number(number)
    painter.setPen(ink)
    painter.drawText(rect, _AT_RIGHT, text)
    return rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(text), 0)


def _dot(painter: QPainter, rect: QRect, size: int, ink: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    centre = QPointF(rect.right() + 1 - size / 2, rect.center().y() + 1)
    painter.drawEllipse(centre, size / 2, size / 2)


def _ink(option: QStyleOptionViewItem, plain: QColor) -> QColor:
    """*plain*, or what reads on a selected row."""
    if not option.state & _SELECTED:
        return plain
    group = QPalette.ColorGroup
    active = group.Active if option.state & _ACTIVE else group.Inactive
    return option.palette.color(active, QPalette.ColorRole.HighlightedText)
