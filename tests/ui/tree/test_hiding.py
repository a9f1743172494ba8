"""What the tree leaves out, and the chips that say so."""

from typing import Any

from tests.helpers.demo_server import DemoServer
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver, open_family


def says(count: int) -> str:
    return f"{count} closed hidden \N{EN DASH} show"


def kept_back(server: DemoServer) -> int:
    """How many closed customers have no open one anywhere below them."""
    everyone = server.call("GetCustomersByLastChange", changedate="1970-01-01", ignoreclosed=1)
    known = {int(each["id"]): each for each in everyone["customers"]}
    closed = {id_ for id_, each in known.items() if int(each["isdeleted"])}
    leading: set[int] = set()
    for each in known.keys() - closed:
        above = each
        while above in known and above not in leading:
            leading.add(above)
            above = int(known[above]["parentcust"])
    return len(closed - leading)


def test_all_closed_customers_are_counted_before_a_branch_is_opened(
    started: TreeDriver, server: DemoServer
) -> None:
    chip, count = started.chip("closed_chip"), kept_back(server)
    assert count > 1
    started.qtbot.waitUntil(lambda: chip.text() == says(count), timeout=PATIENCE_MS)
    assert chip.isVisible()


def test_one_that_is_shown_all_the_same_is_not_counted(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    chip, count = started.chip("closed_chip"), kept_back(server)
    started.qtbot.waitUntil(lambda: chip.text() == says(count), timeout=PATIENCE_MS)
    started.jump(f"#{planted['Ada']}")
    started.selects("Ada")
    started.qtbot.waitUntil(lambda: chip.text() == says(count - 1), timeout=PATIENCE_MS)


def test_closed_customers_are_behind_a_chip(started: TreeDriver) -> None:
    open_family(started)
    chip = started.chip("closed_chip")
    started.qtbot.waitUntil(chip.isVisible, timeout=PATIENCE_MS)
    assert chip.text() == chip.accessibleName()
    assert chip.text().endswith("closed hidden \N{EN DASH} show")
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
