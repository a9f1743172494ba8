"""The panel over a local copy: roots, branches, and what goes wrong with them."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.ids import CustomerId
from desktop.domain.rows import row_of
from desktop.services.browse import Place
from tests.helpers.local_copy import LocalCopy
from tests.ui.tree.conftest import ORPHANS
from tests.ui.tree.driver import FAILED, PATIENCE_MS, TreeDriver, open_family
from tests.ui.tree.forests import customer


def test_the_roots_and_those_that_no_root_leads_to(started: TreeDriver) -> None:
    assert started.seen() == ["Abehus", "Bo", ORPHANS]
    assert started.words("tree_status") == ""
    started.expand(ORPHANS)
    assert started.seen() == ["Abehus", "Bo", ORPHANS, "  Carla"]


def test_opening_a_branch_looks_into_it(started: TreeDriver, copy: LocalCopy) -> None:
    started.expand("Abehus")
    started.shows("Abel")
    assert copy.looked_into == [1]


def test_only_branches_with_something_to_show_can_be_opened(started: TreeDriver) -> None:
    open_family(started)
    assert started.tree.hasChildren(started.index("Adam"))
    assert not started.tree.hasChildren(started.index("Arne"))
    assert not started.tree.hasChildren(started.index("Bo"))


def test_selecting_tells_who(started: TreeDriver) -> None:
    started.click("Abehus")
    started.selects("Abehus")
    told = started.selected[-1]
    assert told is not None
    assert (told.id, told.parent_id) == (1, 0)


def test_going_back_tells_nobody(started: TreeDriver) -> None:
    started.expand("Abehus")
    started.shows("Abel")
    started.click("Abel")
    started.selects("Abel")
    started.panel.select(CustomerId(1))
    assert [each.name for each in started.selected if each] == ["Abel"]
    started.click("Abel")
    assert [each.name for each in started.selected if each] == ["Abel", "Abel"]


def test_a_whole_branch_is_looked_into_once(started: TreeDriver, copy: LocalCopy) -> None:
    started.click("Abehus")
    started.press(Qt.Key.Key_Asterisk)
    started.wait("Abehus", "Abel", "Adam", "Alma", "Arne", "Bo", ORPHANS)
    assert copy.looked_into == [1]


def test_all_that_no_root_leads_to_at_once(started: TreeDriver, copy: LocalCopy) -> None:
    copy.fill([customer(91, "Cilla", 9), customer(92, "Clara", 91)])
    started.choose(ORPHANS, "expand")
    started.wait("Abehus", "Bo", ORPHANS, "Carla", "Cilla", "Clara")


def test_a_branch_that_failed_can_be_tried_again(
    started: TreeDriver, copy: LocalCopy, until: Callable[..., Any]
) -> None:
    broken = copy.broken()
    until(broken.__aenter__())
    started.expand("Abehus")
    started.shows(FAILED)
    assert started.index(FAILED).data(Qt.ItemDataRole.ToolTipRole)
    until(broken.__aexit__(None, None, None))
    started.click(FAILED)
    started.shows("Abel")
    started.hides(FAILED)
    assert started.notices == []


def test_roots_that_fail_can_be_tried_again(
    driver: TreeDriver, planted: LocalCopy, until: Callable[..., Any]
) -> None:
    broken = planted.broken()
    until(broken.__aenter__())
    driver.panel.start()
    driver.shows(FAILED)
    until(broken.__aexit__(None, None, None))
    driver.view.setCurrentIndex(driver.index(FAILED))
    driver.press(Qt.Key.Key_Return)
    driver.shows("Abehus", ORPHANS)
    driver.hides(FAILED)


def test_a_copy_that_is_not_there_yet_is_waited_for(
    driver: TreeDriver, planted: LocalCopy, until: Callable[..., Any]
) -> None:
    until(planted.reader.release())
    driver.panel.start()
    driver.shows("Loading…")
    # There is nothing to be selected on such a row.
    driver.click("Loading…")
    assert driver.selected == []
    planted.reader.allow()
    driver.shows("Abehus", ORPHANS)
    driver.hides("Loading…")


def test_an_empty_copy_says_so(driver: TreeDriver, copy: LocalCopy) -> None:
    copy.become(is_whole=False)
    driver.panel.start()
    words = "No customers have arrived yet"
    driver.qtbot.waitUntil(lambda: driver.words("tree_status") == words, timeout=PATIENCE_MS)
    copy.become(is_whole=True)
    copy.tell()
    words = "There are no customers"
    driver.qtbot.waitUntil(lambda: driver.words("tree_status") == words, timeout=PATIENCE_MS)


def place(*path: tuple[int, str]) -> Place:
    """Each below the one before."""
    parents = [0, *(id_ for id_, _ in path)]
    rows = [row_of(customer(id_, name, parents[at])) for at, (id_, name) in enumerate(path)]
    return Place(row=rows[-1], parents=tuple(rows[:-1]))


ALMA = place((1, "Abehus"), (2, "Abel"), (3, "Adam"), (4, "Alma"))


def test_revealing_opens_the_path(
    started: TreeDriver, copy: LocalCopy, until: Callable[..., Any]
) -> None:
    until(started.panel.reveal(ALMA))
    started.wait("Abehus", "Abel", "Adam", "Alma", "Arne", "Bo", ORPHANS)
    started.selects("Alma")
    # The user asked for one customer, not for all beside the path.
    assert copy.looked_into == []


def test_revealing_before_the_roots_are_there(
    driver: TreeDriver, planted: LocalCopy, until: Callable[..., Any]
) -> None:
    driver.panel.start()
    until(driver.panel.reveal(ALMA))
    driver.selects("Alma")
    driver.wait("Abehus", "Abel", "Adam", "Alma", "Arne", "Bo", ORPHANS)
    assert driver.view.customer is not None


def test_revealing_one_that_the_copy_has_not_got_yet(
    started: TreeDriver, until: Callable[..., Any]
) -> None:
    until(started.panel.reveal(place((1, "Abehus"), (2, "Abel"), (77, "Ny"))))
    started.selects("Ny")
    started.wait("Abehus", "Abel", "Adam", "Arne", "Ny", "Bo", ORPHANS)


def test_revealing_a_closed_customer_shows_it(
    started: TreeDriver, until: Callable[..., Any]
) -> None:
    until(started.panel.reveal(place((1, "Abehus"), (2, "Abel"), (5, "Ada"))))
    started.selects("Ada")
    started.shows("Ada")


def test_one_that_is_there_is_shown_at_once(started: TreeDriver) -> None:
    open_family(started)
    assert started.panel.show_customer(CustomerId(3))
    started.selects("Adam")
    assert not started.panel.show_customer(CustomerId(4))


def test_the_panel_hands_the_focus_to_its_tree(started: TreeDriver) -> None:
    started.panel.activateWindow()
    started.panel.setFocus()
    started.qtbot.waitUntil(started.everyone.hasFocus)


def test_a_panel_that_is_stopped_leaves_nothing_behind(started: TreeDriver) -> None:
    started.expand("Abehus")
    started.panel.expand_branch()
    started.panel.reload()
    started.panel.show_only([CustomerId(4)])
    # It is stopped now, and the loop tells what is left.


def test_until_the_copy_is_whole_anyone_may_have_children(
    driver: TreeDriver, planted: LocalCopy
) -> None:
    planted.become(is_whole=False)
    driver.panel.start()
    driver.shows("Abehus", "Bo")
    assert ORPHANS not in driver.names()
    open_family(driver)
    assert driver.tree.hasChildren(driver.index("Arne"))
    driver.expand("Arne")
    driver.qtbot.waitUntil(lambda: not driver.tree.hasChildren(driver.index("Arne")))
    assert planted.looked_into == [1, 2, 6]
    planted.fill([customer(61, "Anna", 6)])
    planted.tell([61])
    driver.shows("Anna")
    planted.become(is_whole=True)
    driver.shows("Anna", ORPHANS)


def test_a_key_that_opens_by_typing(started: TreeDriver) -> None:
    started.view.setCurrentIndex(started.index("Abehus"))
    QTest.keyClicks(started.view, "bo")
    started.selects("Bo")
