"""How marked rows are painted: in colours that can be read on light and dark alike."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.ui import theme
from desktop.ui.notice import Severity
from desktop.ui.panes.columns import Mark, Tone
from desktop.ui.panes.model import MARK_ROLE
from desktop.ui.tables import CellDelegate

_READABLE = 4.5
"""The least contrast of small text, by the web's accessibility guidelines."""

_SEVERITY = {Tone.WARNING: Severity.WARNING, Tone.FRESH: Severity.DONE}


class MarkDelegate(CellDelegate):
    """Paints what the model's MARK_ROLE says of a row; the words stand in a column of their own."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        mark = index.data(MARK_ROLE)
        if isinstance(mark, Mark):
            apply(mark, option)


def apply(mark: Mark, option: QStyleOptionViewItem) -> None:
    """Colour and strike *option* as *mark* wants; a selected row keeps its own colour."""
    if mark.tone is not Tone.PLAIN:
        palette = option.palette
        palette.setColor(QPalette.ColorRole.Text, tone_colour(mark.tone, palette))
        option.palette = palette
    if mark.struck or mark.tone is Tone.FRESH:
        font = option.font
        font.setStrikeOut(mark.struck)
        font.setBold(mark.tone is Tone.FRESH)
        option.font = font


def tone_colour(tone: Tone, palette: QPalette) -> QColor:
    base = palette.color(QPalette.ColorRole.Base)
    text = palette.color(QPalette.ColorRole.Text)
    if tone is Tone.DIMMED:
        return readable(theme.mixed(text, base, 0.4), base)
    severity = _SEVERITY.get(tone)
    return text if severity is None else readable(theme.strong(severity), base)


def readable(colour: QColor, on: QColor) -> QColor:
    """*colour*, moved towards black or white until it can be read on *on*."""
    end = QColor("#ffffff") if _luminance(on) < 0.18 else QColor("#000000")
    for step in range(11):
        moved = theme.mixed(colour, end, step / 10)
        if contrast(moved, on) >= _READABLE:
            return moved
    return end


def contrast(one: QColor, other: QColor) -> float:
    """From 1, the same, to 21, black on white."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    parts = (_linear(each) for each in (colour.redF(), colour.greenF(), colour.blueF()))
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)
