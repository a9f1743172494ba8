"""Dots on what changed, and how they go."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.domain.ids import CustomerId
from desktop.ui.tree.view import TreeView
from tests.helpers.local_copy import LocalCopy
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver, open_family
from tests.ui.tree.test_refreshing import news

SPOKEN = Qt.ItemDataRole.AccessibleTextRole


def says(driver: TreeDriver, text: str, words: str) -> None:
    """Wait until the row is spoken of like this."""
    driver.qtbot.waitUntil(
        lambda: str(driver.index(text).data(SPOKEN)) == words, timeout=PATIENCE_MS
    )


@pytest.fixture
def dotted(started: TreeDriver, copy: LocalCopy) -> TreeDriver:
    """A colleague changed Adam and Alma."""
    open_family(started)
    copy.hear(news(3, "Adam", 2, city="Vejle"), news(4, "Alma", 3, city="Aarhus"))
    says(started, "Adam", "Adam, Changed since you last looked, 1 changed below, 1 customer below")
    return started


def test_those_above_tell_how_many_changed_below(dotted: TreeDriver) -> None:
    says(dotted, "Abel", "Abel, 2 changed below, 2 customers below")
    says(dotted, "Abehus", "Abehus, 2 changed below, 1 customer below")
    says(dotted, "Bo", "Bo")
    tooltip = dotted.index("Adam").data(Qt.ItemDataRole.ToolTipRole)
    assert "Changed since you last looked" in tooltip


def test_who_is_looked_at_loses_the_dot(dotted: TreeDriver, copy: LocalCopy) -> None:
    copy.mark_seen([CustomerId(3)])
    says(dotted, "Adam", "Adam, 1 changed below, 1 customer below")
    says(dotted, "Abehus", "Abehus, 1 changed below, 1 customer below")


def test_a_branch_is_marked_as_seen_also_from_above(dotted: TreeDriver) -> None:
    dotted.choose("Abel", "seen")
    says(dotted, "Adam", "Adam, 1 customer below")
    says(dotted, "Abehus", "Abehus, 1 customer below")
    menu = dotted.view.menu_for(dotted.index("Abel"))
    allowed = {each.objectName(): each.isEnabled() for each in menu.actions()}
    menu.close()
    assert not allowed["seen"]
    assert not allowed["all_seen"]


def test_everything_is_marked_as_seen_from_anywhere(dotted: TreeDriver) -> None:
    dotted.choose("nobody", "all_seen")
    says(dotted, "Adam", "Adam, 1 customer below")


def test_dots_and_numbers_are_painted(dotted: TreeDriver, copy: LocalCopy) -> None:
    dotted.click("Bo")
    dotted.selects("Bo")
    marked = [_picture(dotted.view, dotted, name) for name in ("Adam", "Abehus", "Arne")]
    dotted.choose("Abehus", "seen")
    says(dotted, "Adam", "Adam, 1 customer below")
    plain = [_picture(dotted.view, dotted, name) for name in ("Adam", "Abehus", "Arne")]
    assert [one != two for one, two in zip(marked, plain, strict=True)] == [True, True, False]


def test_they_are_there_after_a_start(planted: LocalCopy, driver: TreeDriver) -> None:
    planted.hear(news(7, "Bo", city="Vejle"))
    driver.panel.start()
    driver.shows("Bo")
    says(driver, "Bo", "Bo, Changed since you last looked")


def _picture(view: TreeView, driver: TreeDriver, name: str) -> QImage:
    return view.viewport().grab(view.visualRect(driver.index(name))).toImage()
