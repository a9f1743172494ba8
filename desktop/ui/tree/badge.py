"""The badge of a customer's type: its letter on its colour."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPen, QPixmap

from desktop.ui import theme
from desktop.ui.notice import Severity
from desktop.ui.tree.look import Look

SIZE = 18
"""The side of a badge, in the units of the screen's scale."""

_RADIUS = 4.0
_LETTER_PX = 11
_NARROW_LETTER_PX = 9
_CLOSED_OPACITY = 0.45


_Key = tuple[str, str, bool, bool, float]
_drawn: dict[_Key, QIcon] = {}


def badge(look: Look, scale: float) -> QIcon:
    """The badge of a row, for a screen with so many pixels to a unit."""
    key = (look.letter, look.colour, look.is_closed, look.is_blocked, scale)
    if key not in _drawn:
        _drawn[key] = _draw(look, scale)
    return _drawn[key]


def forget() -> None:
    """Draw anew when asked next: a type without a colour takes one of the palette."""
    _drawn.clear()


def _draw(look: Look, scale: float) -> QIcon:
    colour = QColor.fromString(look.colour) if look.colour else QColor()
    if not colour.isValid():
        colour = theme.muted()
    pixmap = QPixmap(round(SIZE * scale), round(SIZE * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(_CLOSED_OPACITY if look.is_closed else 1.0)
    _draw_square(painter, look.letter or "·", colour)
    painter.setOpacity(1.0)
    if look.is_blocked:
        _draw_no_entry(painter)
    painter.end()
    icon = QIcon(pixmap)
    # Else the style would tint it on a selected row.
    icon.addPixmap(pixmap, QIcon.Mode.Selected)
    return icon


def _draw_square(painter: QPainter, letter: str, colour: QColor) -> None:
    square = QRectF(0.5, 0.5, SIZE - 1, SIZE - 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(square, _RADIUS, _RADIUS)
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(_LETTER_PX if len(letter) == 1 else _NARROW_LETTER_PX)
    painter.setFont(font)
    painter.setPen(theme.ink_on(colour))
    painter.drawText(square, Qt.AlignmentFlag.AlignCenter, letter)


def _draw_no_entry(painter: QPainter) -> None:
    """The road sign, small, on a ring that keeps it apart from the badge."""
    centre = QPointF(SIZE - 4.5, SIZE - 4.5)
    painter.setPen(QPen(QColor("#ffffff"), 1.2))
    painter.setBrush(theme.strong(Severity.PROBLEM))
    painter.drawEllipse(centre, 3.9, 3.9)
    painter.setPen(QPen(QColor("#ffffff"), 1.5))
    painter.drawLine(centre - QPointF(1.8, 0), centre + QPointF(1.8, 0))
