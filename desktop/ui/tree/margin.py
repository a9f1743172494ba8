"""What stands at the right end of a name: marks, dots for what changed, how many are below."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.domain.drafts import DraftState
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity
from desktop.ui.tree import words
from desktop.ui.tree.look import Look

_GAP = 7
_NEAR = 3
"""Between a dot and its number."""
_DOT = 8
_SMALL_DOT = 5
_ICON = 14
_FAINT = 0.5
_END = 11
"""To the next column, whose numbers are not to be read together with ours."""

MARKS = {
    DraftState.DRAFT: "edit",
    DraftState.QUEUED: "clock",
    DraftState.CONFLICT: "warning",
    DraftState.REFUSED: "warning",
}
"""The icons for what is unsaved or unsent."""

_SELECTED = QStyle.StateFlag.State_Selected
_ACTIVE = QStyle.StateFlag.State_Active
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def has_any(look: Look) -> bool:
    return bool(look.count or look.is_unseen or look.unseen_below or _mark_of(look))


def width(look: Look, metrics: QFontMetrics) -> int:
    """Pixels to be kept free of the name."""
    if not has_any(look):
        return 0
    wide = _END + _GAP
    if look.count:
        wide += metrics.horizontalAdvance(words.number(look.count)) + _GAP
    if look.unseen_below:
        wide += metrics.horizontalAdvance(words.number(look.unseen_below)) + _NEAR + _GAP
    if _mark_of(look) is not None:
        wide += _ICON + _GAP
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
        rest.setRight(rest.right() - size - _GAP)
    if (mark := _mark_of(look)) is not None:
        # As a dot for those below is smaller, their mark is fainter.
        painter.setOpacity(1 if look.mark is not None else _FAINT)
        _mark(painter, option, rest, mark)
    painter.restore()


def _mark_of(look: Look) -> DraftState | None:
    return look.mark or look.mark_below


def _mark(painter: QPainter, option: QStyleOptionViewItem, rect: QRect, mark: DraftState) -> None:
    """What is unsaved or unsent of the customer, or below it, as an icon."""
    square = QRect(0, 0, _ICON, _ICON)
    square.moveCenter(rect.center())
    square.moveRight(rect.right())
    is_selected = bool(option.state & _SELECTED)
    mode = QIcon.Mode.Selected if is_selected else QIcon.Mode.Normal
    icon(MARKS[mark]).paint(painter, square, Qt.AlignmentFlag.AlignCenter, mode)


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
