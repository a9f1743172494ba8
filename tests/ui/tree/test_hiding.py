"""What the tree leaves out, and the chips that say so."""

from typing import Any

from tests.ui.tree.driver import PATIENCE_MS, TreeDriver, open_family


def test_closed_customers_are_behind_a_chip(started: TreeDriver) -> None:
    open_family(started)
    chip = started.chip("closed_chip")
    started.qtbot.waitUntil(chip.isVisible, timeout=PATIENCE_MS)
    assert chip.text() == chip.accessibleName() == "1 closed hidden \N{EN DASH} show"
    assert "Ada" not in [line.strip() for line in started.seen()]
    chip.click()
    started.shows("Ada")
    started.qtbot.waitUntil(
        lambda: chip.text() == "Closed are shown \N{EN DASH} hide", timeout=PATIENCE_MS
    )
    chip.click()
    started.hides("Ada")


def test_a_closed_customer_that_is_looked_at_stays(started: TreeDriver) -> None:
    open_family(started)
    started.chip("closed_chip").click()
    started.shows("Ada")
    started.click("Ada")
    started.chip("closed_chip").click()
    started.qtbot.waitUntil(lambda: not started.panel.state()["with_closed"], timeout=PATIENCE_MS)
    started.shows("Ada")
    assert [each.name for each in started.selected if each] == ["Ada"]


def test_one_main_group_at_a_time(started: TreeDriver, until: Any) -> None:
    until(started.lists.load())
    open_family(started)
    choice = started.maingroups
    assert choice.itemText(0) == "All main groups"
    assert choice.accessibleName() == "Main group"
    choice.setCurrentIndex(choice.findData(2))
    choice.activated.emit(choice.currentIndex())
    started.hides("Adam")
    started.shows("Abehus", "Abel", "Arne")
    chip = started.chip("maingroup_chip")
    started.qtbot.waitUntil(
        lambda: chip.isVisible() and not chip.text().startswith("0 "), timeout=PATIENCE_MS
    )
    chip.click()
    started.shows("Adam", "Arne")
    assert choice.currentIndex() == 0
