"""Fields can be seen, whatever palette the system has."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from desktop.ui import theme


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    qapp.setPalette(QPalette())


def _step(app: QApplication) -> int:
    palette = app.palette()
    base = palette.color(QPalette.ColorRole.Base)
    return base.lightness() - palette.color(QPalette.ColorRole.Window).lightness()


def _use(app: QApplication, window: str, base: str) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Window, QColor(window))
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    app.setPalette(palette)


def test_a_field_as_dark_as_the_window_is_lifted(app: QApplication) -> None:
    _use(app, "#303030", "#2d2d2d")

    theme.make_fields_visible()

    # The window's own colour went back to the system's with the palette; the field is lighter.
    assert app.palette().color(QPalette.ColorRole.Base) == QColor("#303030").lighter(135)


def test_fields_that_can_be_seen_stay_as_they_are(app: QApplication) -> None:
    for window, base in (("#303030", "#151515"), ("#efefef", "#ffffff")):
        _use(app, window, base)
        before = app.palette().color(QPalette.ColorRole.Base)

        theme.make_fields_visible()

        assert app.palette().color(QPalette.ColorRole.Base) == before


def test_back_in_the_light_nothing_stays_dark(app: QApplication) -> None:
    _use(app, "#efefef", "#404040")

    theme.make_fields_visible()

    assert abs(_step(app)) < 60
