"""Marked rows can be read on light and dark."""

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui.panes.columns import Tone
from desktop.ui.panes.marks import contrast, readable, tone_colour


@pytest.mark.parametrize(("base", "text"), [("#ffffff", "#000000"), ("#1e1e1e", "#eeeeee")])
@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_the_contrast_of_readable_text(
    qapp: QApplication, tone: Tone, base: str, text: str
) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    palette.setColor(QPalette.ColorRole.Text, QColor(text))
    assert contrast(tone_colour(tone, palette), QColor(base)) >= 4.5


def test_contrast_is_as_the_guidelines_reckon() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_what_is_readable_stays_as_it_is() -> None:
    assert readable(QColor("#202020"), QColor("#ffffff")) == QColor("#202020")
