"""The panel over the embedded server: roots, branches, and what goes wrong with them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.ids import CustomerId
from tests.helpers.demo_server import DemoServer, copy_of
from tests.ui.tree.driver import FAILED, PATIENCE_MS, TreeDriver, asked, let_go


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
