"""The tree of those who were looked for, in front of the tree of everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.domain.ids import CustomerId
from tests.helpers.local_copy import LocalCopy
from tests.ui.tree.conftest import ORPHANS
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver, open_family
from tests.ui.tree.forests import customer
from tests.ui.tree.test_panel import ALMA
from tests.ui.tree.test_refreshing import news

LOOK = Qt.ItemDataRole.UserRole + 1


def only(driver: TreeDriver, *ids: int) -> None:
    driver.panel.show_only([CustomerId(id_) for id_ in ids])
    driver.qtbot.waitUntil(driver.few.isVisible, timeout=PATIENCE_MS)


def everyone(driver: TreeDriver) -> None:
    driver.panel.show_only(None)
    assert driver.everyone.isVisible()


@pytest.fixture
def narrowed(started: TreeDriver) -> TreeDriver:
    """Alma, Ada, who is closed, and Carla, whose parent nobody knows, were looked for."""
    open_family(started)
    only(started, 4, 5, 9)
    started.wait("Abehus", "Abel", "Ada", "Adam", "Alma", ORPHANS, "Carla")
    return started


def test_they_are_shown_with_those_above_and_nobody_else(narrowed: TreeDriver) -> None:
    found = [
        narrowed.index(name).data()
        for name in narrowed.names()
        if narrowed.index(name).data(LOOK).is_match
    ]
    assert found == ["Ada", "Alma", "Carla"]
    assert narrowed.view.accessibleName() == "Customers that were looked for"


def test_everybody_comes_back_as_they_were(
    started: TreeDriver, copy: LocalCopy, until: Callable[..., Any]
) -> None:
    copy.hear(*(customer(100 + n, f"Ambo {n}", 1, maingroupid=1) for n in range(60)))
    started.shows("Bo")
    open_family(started)
    started.shows("Ambo 59")
    started.click("Arne")
    bar = started.everyone.verticalScrollBar()
    bar.setValue(300)
    before, there = started.seen(), bar.value()
    assert there > 0
    only(started, 4)
    started.wait("Abehus", "Abel", "Adam", "Alma")
    everyone(started)
    assert started.seen() == before
    assert bar.value() == there
    assert started.chosen == "Arne"
    assert [each.name for each in started.selected if each] == ["Arne"]


def test_the_one_looked_at_is_selected_among_them(started: TreeDriver) -> None:
    open_family(started)
    started.click("Adam")
    only(started, 3, 6)
    started.wait("Abehus", "Abel", "Adam", "Arne")
    assert started.chosen == "Adam"
    only(started, 6)
    started.wait("Abehus", "Abel", "Arne")
    assert started.chosen == ""
    assert [each and each.name for each in started.selected] == ["Adam"]


def test_who_was_chosen_among_them_is_led_to(narrowed: TreeDriver) -> None:
    narrowed.click("Alma")
    narrowed.selects("Alma")
    everyone(narrowed)
    narrowed.wait("Abehus", "Abel", "Adam", "Alma", "Arne", "Bo", ORPHANS)
    narrowed.qtbot.waitUntil(lambda: narrowed.everyone.customer is not None, timeout=PATIENCE_MS)
    assert [each.name for each in narrowed.selected if each] == ["Alma"]


def test_looking_for_others_replaces_them(narrowed: TreeDriver) -> None:
    only(narrowed, 7)
    narrowed.wait("Bo")
    narrowed.panel.show_only([])
    narrowed.wait()
    everyone(narrowed)
    assert "Abehus" in narrowed.names()


def test_changes_show_in_both(narrowed: TreeDriver, copy: LocalCopy) -> None:
    copy.hear(news(4, "Alma af i dag", 7), news(1, "Abehuset"))
    narrowed.wait("Abehuset", "Abel", "Ada", "Bo", "Alma af i dag", ORPHANS, "Carla")
    everyone(narrowed)
    narrowed.shows("Abehuset")


def test_revealing_one_of_them_stays_with_them(
    narrowed: TreeDriver, until: Callable[..., Any]
) -> None:
    until(narrowed.panel.reveal(ALMA))
    assert narrowed.few.isVisible()
    narrowed.selects("Alma")
    assert narrowed.panel.show_customer(CustomerId(5))
    narrowed.selects("Ada")


def test_going_to_another_shows_everybody_and_says_so(narrowed: TreeDriver) -> None:
    with narrowed.qtbot.waitSignal(narrowed.panel.all_shown):
        assert narrowed.panel.show_customer(CustomerId(6))
    assert narrowed.everyone.isVisible()
    narrowed.selects("Arne")


def test_a_circle_is_cut(started: TreeDriver, copy: LocalCopy) -> None:
    copy.hear(news(1, "Abehus", 3))
    started.shows("Without a visible parent (2)")
    only(started, 3)
    started.wait(ORPHANS, "Abehus", "Abel", "Adam")


def test_they_can_be_handled_like_everybody(narrowed: TreeDriver, copy: LocalCopy) -> None:
    narrowed.view.collapse(narrowed.index("Abehus"))
    narrowed.click("Abehus")
    narrowed.press(Qt.Key.Key_Asterisk)
    narrowed.shows("Alma")
    with narrowed.qtbot.waitSignal(narrowed.panel.new_customer_asked) as asked:
        narrowed.choose("Alma", "new_child")
    assert asked.args is not None
    assert asked.args[0].name == "Alma"
    # Nothing is asked of the server for those who are not shown.
    assert copy.looked_into == [1, 2]


def test_two_thousand_are_shown(started: TreeDriver, copy: LocalCopy) -> None:
    copy.fill(customer(10_000 + n, f"Mange {n}", 1 + n % 9) for n in range(2000))
    only(started, *range(10_000, 12_000))
    started.qtbot.waitUntil(lambda: len(started.names()) > 2000, timeout=PATIENCE_MS)
