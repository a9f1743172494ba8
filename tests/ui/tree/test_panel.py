"""The panel over the embedded server, as a user walks through it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.browse import Place
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer, copy_of
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver

UNSEEN_GROUP = 9
"""The main group whose customers the demo account may not see."""

FAILED = "Could not load \N{EN DASH} click to try again"


@pytest.fixture
def planted(server: DemoServer) -> dict[str, int]:
    """A family of our own: Aab > Abel > (Adam > Alma, Ada closed, Arne of another main group)."""
    ids: dict[str, int] = {"": 0}
    family: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("Abehus", "", {"customernumber": "ABE-1"}),
        ("Abel", "Abehus", {"customernumber": "ABE-2"}),
        ("Adam", "Abel", {}),
        ("Alma", "Adam", {"customernumber": "ABE-4", "city": "Vejle"}),
        ("Ada", "Abel", {"isdeleted": 1}),
        ("Arne", "Abel", {"maingroupid": 2}),
    )
    for name, above, fields in family:
        given = {"maingroupid": 1, "parentcust": ids[above], **fields}
        ids[name] = server.patch_customer(name=name, **given)["id"]
    return ids


@pytest.fixture
def started(planted: dict[str, int], driver: TreeDriver) -> TreeDriver:
    """All roots are read."""
    driver.panel.start()
    driver.shows("Abehus", "Without a visible parent (3)")
    return driver


def asked(server: DemoServer, command: str, **inputs: Any) -> int:
    return sum(
        all(entry["inputs"].get(name) == value for name, value in inputs.items())
        for entry in server.ledger_of(command)
    )


def let_go(driver: TreeDriver, server: DemoServer, *, requests: int) -> None:
    """Release what a "hold" fault stops, once the last of so many requests is there."""
    driver.qtbot.waitUntil(lambda: server.requests() >= requests, timeout=PATIENCE_MS)
    server.wait_until_held()
    server.release()


def test_the_roots_come_from_a_pass_over_all(started: TreeDriver, server: DemoServer) -> None:
    names = [line for line in started.seen() if not line.startswith(" ")]
    assert names[0] == "Abehus"
    assert names[-1] == "Without a visible parent (3)"
    assert len(server.ledger_of("GetCustomersByLastChange")) == 1
    assert started.words("tree_status") == ""


def test_opening_a_branch_asks_once(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    started.expand("Abehus")
    started.shows("Abel")
    started.view.collapse(started.index("Abehus"))
    started.expand("Abehus")
    started.shows("Abel")
    assert asked(server, "GetCustomersByParentID", customerid=planted["Abehus"]) == 1


def test_only_branches_with_something_to_show_can_be_opened(started: TreeDriver) -> None:
    started.expand("Abehus")
    started.shows("Abel")
    started.expand("Abel")
    started.shows("Adam", "Arne")
    assert started.tree.hasChildren(started.index("Adam"))
    assert not started.tree.hasChildren(started.index("Arne"))


def test_selecting_tells_who(started: TreeDriver, planted: dict[str, int]) -> None:
    started.click("Abehus")
    started.selects("Abehus")
    told = started.selected[-1]
    assert told is not None
    assert (told.id, told.parent_id) == (planted["Abehus"], 0)


def test_going_back_tells_nobody(started: TreeDriver, planted: dict[str, int]) -> None:
    started.expand("Abehus")
    started.shows("Abel")
    started.click("Abel")
    started.selects("Abel")
    started.panel.select(CustomerId(planted["Abehus"]))
    assert [each.name for each in started.selected if each] == ["Abel"]
    started.click("Abel")
    assert [each.name for each in started.selected if each] == ["Abel", "Abel"]


# --- Failures ----------------------------------------------------------------------------------


def test_a_branch_that_failed_can_be_tried_again(started: TreeDriver, server: DemoServer) -> None:
    server.faults({"command": "GetCustomersByParentID", "kind": "refuse", "message": "Not now"})
    started.expand("Abehus")
    started.shows(FAILED)
    failure = started.index(FAILED)
    assert "Not now" in failure.data(Qt.ItemDataRole.ToolTipRole)
    started.click(FAILED)
    started.shows("Abel")
    started.hides(FAILED)
    assert started.notices == []


def test_a_slow_branch_says_that_it_loads(started: TreeDriver, server: DemoServer) -> None:
    server.faults({"command": "GetCustomersByParentID", "kind": "hold"})
    before = server.requests()
    started.expand("Abehus")
    started.shows("Loading…")
    let_go(started, server, requests=before + 1)
    started.shows("Abel")
    started.hides("Loading…")


def test_roots_that_fail_can_be_tried_again(
    driver: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    server.faults({"command": "GetCustomersByLastChange", "kind": "http_500"})
    driver.panel.start()
    driver.shows(FAILED)
    driver.view.setCurrentIndex(driver.index(FAILED))
    QTest.keyClick(driver.view, Qt.Key.Key_Return)
    driver.shows("Abehus")
    driver.hides(FAILED)


def test_a_refresh_that_fails_keeps_what_is_there(started: TreeDriver, server: DemoServer) -> None:
    started.expand("Abehus")
    started.shows("Abel")
    before = started.seen()
    server.faults(
        {"command": "GetCustomersByLastChange", "kind": "refuse"},
        {"command": "GetCustomersByParentID", "kind": "refuse", "times": -1},
    )
    started.panel.reload()
    started.qtbot.waitUntil(lambda: len(started.notices) == 2, timeout=PATIENCE_MS)
    assert started.seen() == before


# --- Pages -------------------------------------------------------------------------------------


@pytest.fixture
def paged(demo_data: Path, tmp_path: Path) -> Iterator[DemoServer]:
    """A server that gives forty customers at a time."""
    with DemoServer(copy_of(demo_data, tmp_path / "paged"), "--page-size", "40") as server:
        yield server


class TestPages:
    """Roots on a server of many pages."""

    @pytest.fixture
    def server(self, paged: DemoServer) -> DemoServer:
        return paged

    def test_roots_appear_as_pages_come(self, driver: TreeDriver, server: DemoServer) -> None:
        server.faults({"command": "GetCustomersByLastChange", "kind": "hold", "skip": 5})
        driver.panel.start()
        driver.qtbot.waitUntil(
            lambda: driver.words("tree_status") == "200 customers read…", timeout=PATIENCE_MS
        )
        first = driver.seen()
        assert first
        assert "Loading…" not in first
        let_go(driver, server, requests=6)
        driver.shows("Without a visible parent (3)")
        assert set(first) <= set(driver.seen())
        assert driver.words("tree_status") == ""

    def test_what_came_before_a_failure_stays(self, driver: TreeDriver, server: DemoServer) -> None:
        server.faults({"command": "GetCustomersByLastChange", "kind": "refuse", "skip": 5})
        driver.panel.start()
        driver.shows(FAILED)
        assert driver.seen()[0] == FAILED
        assert len(driver.seen()) > 1
        driver.click(FAILED)
        driver.shows("Without a visible parent (3)")
        driver.hides(FAILED)


# --- Jumping -----------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["ABE-4", "Alma", "#{Alma}"])
def test_jumping_reveals_the_path(
    started: TreeDriver, server: DemoServer, planted: dict[str, int], wanted: str
) -> None:
    before = server.requests()
    started.jump(wanted.format(**planted))
    started.selects("Alma")
    assert [line.strip() for line in started.seen()][:4] == ["Abehus", "Abel", "Adam", "Alma"]
    # The customer, the parents, and all branches on the way together.
    assert server.requests() - before == 3
    assert asked(server, "GetParentCustomers", customerid=planted["Alma"]) == 1
    assert started.words("jump_words") == ""


def test_jumping_before_the_roots_are_there(
    driver: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    server.faults({"command": "GetCustomersByLastChange", "kind": "hold"})
    before = server.requests()
    driver.panel.start()
    # Else both would travel in one request, and both be held.
    driver.qtbot.waitUntil(lambda: server.requests() == before + 1, timeout=PATIENCE_MS)
    driver.jump("Alma")
    driver.selects("Alma")
    let_go(driver, server, requests=before + 1)
    driver.shows("Without a visible parent (3)")
    assert [line.strip() for line in driver.seen()][:4] == ["Abehus", "Abel", "Adam", "Alma"]
    assert driver.view.customer is not None


def test_jumping_to_nobody(started: TreeDriver) -> None:
    started.jump("Nobody at all")
    started.qtbot.waitUntil(
        lambda: started.words("jump_words") == "No customer with that number or name",
        timeout=PATIENCE_MS,
    )
    assert started.selected == []
    QTest.keyClick(started.panel.focusWidget(), Qt.Key.Key_Escape)
    assert started.words("jump_words") == ""


def test_jumping_without_an_answer(started: TreeDriver, server: DemoServer) -> None:
    server.faults({"command": "GetCustomerByName", "kind": "refuse", "message": "Closed today"})
    started.jump("Alma")
    started.qtbot.waitUntil(
        lambda: "Closed today" in started.words("jump_words"), timeout=PATIENCE_MS
    )
    assert started.notices == []


def test_a_number_that_several_have_says_so(started: TreeDriver, server: DemoServer) -> None:
    server.patch_customer(name="Tvilling", customernumber="ABE-4")
    started.panel.reload()
    started.shows("Tvilling")
    started.jump("ABE-4")
    started.qtbot.waitUntil(
        lambda: started.words("jump_words") == "One of 2 customers with that number or name",
        timeout=PATIENCE_MS,
    )


def test_jumping_to_a_closed_customer_shows_it(started: TreeDriver) -> None:
    started.jump("Ada")
    started.selects("Ada")
    started.shows("Ada")


def test_jumping_through_a_branch_that_fails_arrives(
    started: TreeDriver, server: DemoServer
) -> None:
    server.faults({"command": "GetCustomersByParentID", "kind": "refuse", "times": -1})
    started.jump("Alma")
    started.selects("Alma")
    started.shows(FAILED, "Alma")


def test_revealing_a_place_that_is_known(
    started: TreeDriver, planted: dict[str, int], until: Any
) -> None:
    abehus = Customer({"id": planted["Abehus"], "name": "Abehus", "parentcust": 0})
    abel = Customer({"id": planted["Abel"], "name": "Abel", "parentcust": planted["Abehus"]})
    until(started.panel.reveal(Place(customer=abel, parents=(abehus,))))
    assert [each.name for each in started.selected if each] == ["Abel"]


# --- Hiding ------------------------------------------------------------------------------------


def open_family(driver: TreeDriver) -> None:
    driver.expand("Abehus")
    driver.shows("Abel")
    driver.expand("Abel")
    driver.shows("Adam")


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


# --- Whole branches ----------------------------------------------------------------------------


def test_a_whole_branch_in_one_request(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    started.click("Abehus")
    QTest.keyClick(started.view, Qt.Key.Key_Asterisk)
    started.shows("Abel", "Adam", "Alma", "Arne")
    entries = server.ledger_of("GetCustomersByParentID")
    assert [(e["inputs"]["customerid"], e["inputs"]["includeall"]) for e in entries] == [
        (planted["Abehus"], 1)
    ]


def test_a_whole_branch_that_fails(started: TreeDriver, server: DemoServer) -> None:
    server.faults({"command": "GetCustomersByParentID", "kind": "refuse"})
    started.click("Abehus")
    started.panel.expand_branch()
    started.shows(FAILED)
    started.click(FAILED)
    started.shows("Abel")


# --- Changes and refresh -----------------------------------------------------------------------


def change(driver: TreeDriver, record: dict[str, Any]) -> None:
    ids = frozenset({int(record["id"])})
    driver.changes.publish(Change(subject=Subject.CUSTOMERS, ids=ids, records=(Customer(record),)))


def test_a_saved_customer_shows_at_once(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    before = server.requests()
    change(started, server.patch_customer(planted["Abehus"], name="Ærø"))
    started.shows("Ærø")
    started.hides("Abehus")
    assert server.requests() == before


def test_a_customer_moved_away_is_followed(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    started.jump("Alma")
    started.selects("Alma")
    elsewhere = server.patch_customer(name="Zoo")
    change(started, elsewhere)
    moved = server.patch_customer(planted["Alma"], parentcust=elsewhere["id"])
    change(started, moved)
    started.qtbot.waitUntil(lambda: started.view.customer is not None, timeout=PATIENCE_MS)
    assert started.view.customer is not None
    assert started.view.customer.id == planted["Alma"]
    assert started.index("Alma").parent().data() == "Zoo"
    assert [each.name for each in started.selected if each] == ["Alma"]


def test_a_refresh_shows_what_a_colleague_did(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    open_family(started)
    started.expand("Adam")
    started.shows("Alma")
    started.click("Alma")
    server.patch_customer(planted["Adam"], name="Adam af i dag")
    server.patch_customer(name="Ny under Abel", parentcust=planted["Abel"])
    server.patch_customer(name="Ny rod")
    before = server.requests()
    started.panel.reload()
    started.shows("Adam af i dag", "Ny under Abel", "Ny rod", "Alma")
    # The pass, and all open branches together.
    assert server.requests() - before <= 2
    assert started.view.customer is not None
    assert started.view.customer.name == "Alma"
    assert [each.name for each in started.selected if each] == ["Alma"]


def test_a_refresh_that_finds_a_move_keeps_the_selection(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    started.jump("Alma")
    started.selects("Alma")
    server.patch_customer(planted["Alma"], parentcust=planted["Abehus"])
    server.patch_customer(planted["Adam"], parentcust=0)
    started.panel.reload()
    started.qtbot.waitUntil(
        lambda: started.index("Alma").parent().data() == "Abehus", timeout=PATIENCE_MS
    )
    assert started.view.customer is not None
    assert started.view.customer.id == planted["Alma"]


def test_a_selected_customer_that_is_gone_is_let_go(
    started: TreeDriver, server: DemoServer, planted: dict[str, int]
) -> None:
    started.jump("Alma")
    started.selects("Alma")
    server.patch_customer(planted["Alma"], maingroupid=UNSEEN_GROUP)
    started.panel.reload()
    started.hides("Alma")
    assert started.view.customer is None
    assert started.selected[-1] is None


# --- Remembering -------------------------------------------------------------------------------


def test_what_was_open_and_selected_comes_back(
    started: TreeDriver, planted: dict[str, int], another: Callable[[], TreeDriver]
) -> None:
    started.jump("Alma")
    started.selects("Alma")
    started.chip("closed_chip").click()
    started.shows("Ada")
    state = started.panel.state()
    assert state["open"] == [planted[name] for name in ("Abehus", "Abel", "Adam")]
    again = another()
    again.panel.restore(state)
    again.panel.start()
    again.selects("Alma")
    again.shows("Ada")
    assert again.view.header().sectionSize(1) == started.view.header().sectionSize(1)


def test_another_choice_meanwhile_is_kept(
    driver: TreeDriver, planted: dict[str, int], server: DemoServer
) -> None:
    server.faults({"command": "GetCustomersByParentID", "kind": "hold"})
    before = server.requests()
    driver.panel.restore({"open": [planted["Abehus"]], "selected": planted["Abel"]})
    driver.panel.start()
    driver.shows("Abehus", "Loading…")
    driver.click("Abehus")
    let_go(driver, server, requests=before + 2)
    driver.shows("Abel")
    assert [each.name for each in driver.selected if each] == ["Abehus"]


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"open": "x", "selected": "y", "columns": 7, "maingroup": None},
        {"open": [None, 3.5, 10**30], "selected": -5, "columns": "æø", "with_closed": "no"},
    ],
)
def test_nonsense_is_not_remembered(driver: TreeDriver, server: DemoServer, state: Any) -> None:
    driver.panel.restore(state)
    driver.panel.start()
    driver.shows("Without a visible parent (3)")
    assert driver.selected == []
