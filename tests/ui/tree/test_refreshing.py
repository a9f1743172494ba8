"""Changes that come, a refresh, and what the next start brings back."""

from collections.abc import Callable
from typing import Any

import pytest

from desktop.domain.records import Customer
from desktop.services.changes import Change, Subject
from tests.helpers.demo_server import DemoServer
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver, let_go, open_family

UNSEEN_GROUP = 9
"""The main group whose customers the demo account may not see."""


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
