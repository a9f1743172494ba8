"""What the tree leaves out, and the chips that say so."""

from collections.abc import Callable
from typing import Any

from desktop.domain.ids import MaingroupId
from desktop.domain.records import Maingroup
from desktop.services.changes import Change, Subject
from tests.helpers.local_copy import LocalCopy
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver, open_family
from tests.ui.tree.forests import customer
from tests.ui.tree.test_panel import place


def says(count: int) -> str:
    return f"{count} closed hidden \N{EN DASH} show"


def waits(driver: TreeDriver, words: str) -> None:
    chip = driver.chip("closed_chip")
    driver.qtbot.waitUntil(lambda: chip.text() == words, timeout=PATIENCE_MS)


def test_all_closed_customers_are_counted_before_a_branch_is_opened(started: TreeDriver) -> None:
    waits(started, says(2))
    chip = started.chip("closed_chip")
    assert chip.isVisible()
    assert chip.accessibleName() == chip.text()


def test_one_that_is_shown_all_the_same_is_not_counted(
    started: TreeDriver, until: Callable[..., Any]
) -> None:
    until(started.panel.reveal(place((1, "Abehus"), (2, "Abel"), (5, "Ada"))))
    waits(started, says(1))


def test_closed_customers_are_behind_a_chip(started: TreeDriver) -> None:
    open_family(started)
    assert "Ada" not in started.names()
    started.chip("closed_chip").click()
    started.shows("Ada")
    waits(started, "Closed are shown \N{EN DASH} hide")
    assert started.tree.hasChildren(started.index("Bo"))
    started.chip("closed_chip").click()
    started.hides("Ada")
    assert not started.tree.hasChildren(started.index("Bo"))


def test_a_closed_customer_with_an_open_one_below_is_shown(
    started: TreeDriver, copy: LocalCopy
) -> None:
    copy.hear(customer(81, "Bodil", 8, maingroupid=1, changedate="2031-01-01"))
    started.qtbot.waitUntil(lambda: started.tree.hasChildren(started.index("Bo")))
    started.expand("Bo")
    started.shows("Bent")
    started.expand("Bent")
    started.shows("Bodil")
    waits(started, says(1))


def test_a_closed_customer_that_is_looked_at_stays(started: TreeDriver) -> None:
    open_family(started)
    started.chip("closed_chip").click()
    started.shows("Ada")
    started.click("Ada")
    started.chip("closed_chip").click()
    started.qtbot.waitUntil(lambda: not started.panel.state()["with_closed"], timeout=PATIENCE_MS)
    waits(started, says(1))
    assert "Ada" in started.names()
    assert [each.name for each in started.selected if each] == ["Ada"]


def test_one_main_group_at_a_time(started: TreeDriver, copy: LocalCopy) -> None:
    titles = {1: "Drift", 2: "Salg"}
    started.lists.maingroups = {
        MaingroupId(id_): Maingroup({"id": id_, "title": title}) for id_, title in titles.items()
    }
    copy.changes.publish(Change(subject=Subject.LISTS))
    open_family(started)
    choice = started.maingroups
    assert choice.itemText(0) == "All main groups"
    assert choice.accessibleName() == "Main group"
    choice.setCurrentIndex(choice.findData(2))
    choice.activated.emit(choice.currentIndex())
    started.wait("Abehus", "Abel", "Arne")
    chip = started.chip("maingroup_chip")
    started.qtbot.waitUntil(
        lambda: chip.isVisible() and not chip.text().startswith("0 "), timeout=PATIENCE_MS
    )
    chip.click()
    started.shows("Adam", "Arne")
    assert choice.currentIndex() == 0
