"""Going to a customer by number, id or name."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.records import Customer
from desktop.services.browse import Place
from tests.helpers.demo_server import DemoServer
from tests.ui.tree.driver import FAILED, PATIENCE_MS, TreeDriver, asked, let_go


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
