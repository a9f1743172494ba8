"""A view over customers made by hand, and the panel over a real local copy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.view import TreeView
from tests.helpers.local_copy import LocalCopy
from tests.helpers.treed import client_of_nobody, treed
from tests.ui.tree.driver import TreeDriver
from tests.ui.tree.forests import customer, ordered, row, with_below

CHILDREN = 5


@pytest.fixture
def tree(qapp: QApplication) -> CustomerTree:
    """Two roots; the first with two children, one of which has one; the other not opened."""
    model = CustomerTree()
    model.put_children(
        ROOT, ordered(row(1, "Andel", customernumber="100"), with_below(row(2, "Bolig"), CHILDREN))
    )
    model.put_children(CustomerId(1), ordered(row(11, "Nord", 1), row(12, "Syd", 1)))
    model.put_children(CustomerId(11), ordered(row(111, "Opgang 1", 11)))
    for leaf in (12, 111):
        model.put_children(CustomerId(leaf), [])
    return model


@pytest.fixture
def checked(qapp: QApplication) -> Iterator[CustomerTree]:
    """A model whose every change is checked by Qt's own tester."""
    model = CustomerTree()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    yield model
    tester.deleteLater()


@pytest.fixture
def family(checked: CustomerTree) -> CustomerTree:
    """Two roots; the first with two children, one of which has one."""
    checked.put_children(ROOT, ordered(row(1, "Andel"), row(2, "Bolig")))
    checked.put_children(CustomerId(1), ordered(row(11, "Nord", 1), row(12, "Syd", 1)))
    checked.put_children(CustomerId(11), ordered(row(111, "Opgang 1", 11)))
    return checked


@pytest.fixture
def view(tree: CustomerTree, qtbot: QtBot) -> TreeView:
    view = TreeView(tree)
    qtbot.addWidget(view)
    view.resize(420, 320)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def copy(tmp_path: Path, until: Callable[..., Any]) -> Iterator[LocalCopy]:
    copy = LocalCopy(tmp_path / "account")
    yield copy
    until(copy.close())


@pytest.fixture
def nowhere(until: Callable[..., Any]) -> Iterator[Client]:
    """A client that is asked nothing in these tests."""
    client = client_of_nobody()
    yield client
    until(client.aclose())


@pytest.fixture
def another(copy: LocalCopy, nowhere: Client, qtbot: QtBot) -> Iterator[Callable[[], TreeDriver]]:
    """Makes panels, as a user has them."""
    made: list[TreeDriver] = []

    def make() -> TreeDriver:
        there = treed(copy, nowhere)
        panel = there.panel
        qtbot.addWidget(panel)
        panel.resize(420, 520)
        panel.show()
        qtbot.waitExposed(panel)
        driver = TreeDriver(panel, qtbot, lists=there.lists, messages=there.messages)
        made.append(driver)
        return driver

    yield make
    for driver in made:
        driver.panel.stop()


@pytest.fixture
def driver(another: Callable[[], TreeDriver]) -> TreeDriver:
    return another()


FAMILY: tuple[tuple[int, str, int, dict[str, Any]], ...] = (
    (1, "Abehus", 0, {"customernumber": "ABE-1"}),
    (2, "Abel", 1, {"customernumber": "ABE-2"}),
    (3, "Adam", 2, {}),
    (4, "Alma", 3, {"customernumber": "ABE-4", "city": "Vejle"}),
    (5, "Ada", 2, {"isdeleted": 1}),
    (6, "Arne", 2, {"maingroupid": 2}),
    (7, "Bo", 0, {}),
    (8, "Bent", 7, {"isdeleted": 1}),
    (9, "Carla", 99, {}),
)


@pytest.fixture
def planted(copy: LocalCopy) -> LocalCopy:
    """Abehus > Abel > (Adam > Alma, Ada who is closed, Arne of another main group).

    Beside it Bo > Bent, who is closed, and Carla, whose parent nobody knows.
    """
    copy.fill(
        customer(id_, name, above, **{"maingroupid": 1, **fields})
        for id_, name, above, fields in FAMILY
    )
    return copy


@pytest.fixture
def started(planted: LocalCopy, driver: TreeDriver) -> TreeDriver:
    """All roots are read."""
    driver.panel.start()
    driver.shows("Abehus", ORPHANS)
    return driver


ORPHANS = "Without a visible parent (1)"
