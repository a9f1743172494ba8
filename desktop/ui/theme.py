"""Colours that follow the system's palette, light or dark."""

from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.notice import Severity

_HUES = {
    Severity.INFO: QColor("#3d7cc9"),
    Severity.DONE: QColor("#2f8f5b"),
    Severity.WARNING: QColor("#b9770e"),
    Severity.PROBLEM: QColor("#cc4437"),
}
_MOST_TINT = 0.16
_LEAST_STEP = 12
"""Of 255: with less between field and window, an empty field cannot be seen."""
_LIFT = 135
"""Per cent of the window's brightness."""
_LEFT_DARK = 60


def is_dark() -> bool:
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def make_fields_visible() -> None:
    """Lift fields off the window where a dark theme has both in nearly one colour.

    Called again whenever the palette changes; in a light one, what we lifted goes back.
    """
    palette = QGuiApplication.palette()
    window = palette.color(QPalette.ColorRole.Window)
    step = palette.color(QPalette.ColorRole.Base).lightness() - window.lightness()
    if is_dark() and abs(step) < _LEAST_STEP:
        lifted = QPalette()
        lifted.setColor(QPalette.ColorRole.Base, window.lighter(_LIFT))
        lifted.setColor(QPalette.ColorRole.AlternateBase, window.lighter(_LIFT - 12))
        QApplication.setPalette(lifted)
    elif not is_dark() and step < -_LEFT_DARK:
        QApplication.setPalette(QPalette())


def tint(severity: Severity) -> QColor:
    """A quiet background for text in the palette's own colour."""
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    return mixed(window, _HUES[severity], _MOST_TINT * (1.6 if is_dark() else 1.0))


def strong(severity: Severity) -> QColor:
    """A colour for a word or a line on the palette's window colour."""
    return _HUES[severity].lighter(135) if is_dark() else _HUES[severity].darker(112)


def mixed(base: QColor, over: QColor, share: float) -> QColor:
    """*base* with *share* (0 to 1) of *over* in it."""
    return QColor.fromRgbF(
        base.redF() + (over.redF() - base.redF()) * share,
        base.greenF() + (over.greenF() - base.greenF()) * share,
        base.blueF() + (over.blueF() - base.blueF()) * share,
    )


def muted() -> QColor:
    """For what matters less, still readable."""
    palette = QGuiApplication.palette()
    text = palette.color(QPalette.ColorRole.WindowText)
    return mixed(text, palette.color(QPalette.ColorRole.Window), 0.35)


def ink_on(background: QColor) -> QColor:
    """Black or white, whichever reads better on *background*."""
    brightness = (
        0.299 * background.redF() + 0.587 * background.greenF() + 0.114 * background.blueF()
    )
    return QColor("#1c1c1c") if brightness > 0.6 else QColor("#ffffff")
