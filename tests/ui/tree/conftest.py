"""A view over customers made by hand, and the panel over the embedded server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.lists import Lists
from desktop.ui.messages import Messages
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.panel import TreePanel
from desktop.ui.tree.view import TreeView
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of
from tests.ui.tree.driver import TreeDriver
from tests.ui.tree.forests import customer, entries


@pytest.fixture
def tree(qapp: QApplication) -> CustomerTree:
    """Two roots; the first with two children, one of which has one."""
    model = CustomerTree(child_count={2: 5}.get)
    model.put_children(
        ROOT, entries(customer(1, "Andel", customernumber="100"), customer(2, "Bolig"))
    )
    model.put_children(CustomerId(1), entries(customer(11, "Nord", 1), customer(12, "Syd", 1)))
    model.put_children(CustomerId(11), entries(customer(111, "Opgang 1", 11)))
    for leaf in (12, 111):
        model.put_children(CustomerId(leaf), [])
    return model


@pytest.fixture
def view(tree: CustomerTree, qtbot: QtBot) -> TreeView:
    view = TreeView(tree)
    qtbot.addWidget(view)
    view.resize(420, 320)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def client(server: DemoServer, until: Callable[..., Any]) -> Iterator[Client]:
    """A client that does not try twice."""
    client = Client(account_of(server), options=Options(retries=0))
    yield client
    until(client.aclose())


@pytest.fixture
def another(client: Client, qtbot: QtBot) -> Iterator[Callable[[], TreeDriver]]:
    """Makes panels, as a user has them."""
    made: list[TreeDriver] = []

    def make() -> TreeDriver:
        changes = ChangeFeed()
        lists = Lists(client=client, changes=changes)
        messages = Messages(record_bug=lambda error: pytest.fail(repr(error)))
        panel = TreePanel(browse=Browse(client), lists=lists, changes=changes, messages=messages)
        qtbot.addWidget(panel)
        panel.resize(420, 520)
        panel.show()
        qtbot.waitExposed(panel)
        driver = TreeDriver(panel, qtbot, changes=changes, lists=lists, messages=messages)
        made.append(driver)
        return driver

    yield make
    for driver in made:
        driver.panel.stop()


@pytest.fixture
def driver(another: Callable[[], TreeDriver]) -> TreeDriver:
    return another()


@pytest.fixture
def planted(server: DemoServer) -> dict[str, int]:
    """Abehus > Abel > (Adam > Alma, Ada who is closed, Arne of another main group)."""
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
