"""The search over a real local copy, beside a real tree."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.services.search import Search
from desktop.ui.search.finder import Finder
from desktop.ui.search.means import Means
from tests.helpers.local_copy import LocalCopy
from tests.helpers.treed import client_of_nobody, treed
from tests.ui.search.driver import SearchDriver

PEOPLE: tuple[tuple[int, str, int, dict[str, Any]], ...] = (
    (1, "Boligforeningen Solhøj", 0, {"customernumber": "100", "city": "Aarhus C"}),
    (2, "Afdeling 3", 1, {}),
    (3, "Søndergade 7, 1. th", 2, {"customernumber": "20417", "phone": "86 12 34 56"}),
    (4, "Søndergade 7, 2. th", 2, {"isdeleted": 1}),
    (5, "Søndergade 9", 2, {"maingroupid": 2}),
    (6, "Nordgade 1", 0, {"customernumber": "300"}),
    (7, "Nordgade 2", 0, {"isdeleted": 1}),
    (8, "Vestergade", 6, {}),
)


@pytest.fixture
def copy(tmp_path: Path, until: Callable[..., Any]) -> Iterator[LocalCopy]:
    """Solhøj > Afdeling 3 > Søndergade 7 (one closed) and 9; Nordgade, one closed, and below."""
    copy = LocalCopy(tmp_path / "account")
    copy.fill(
        Customer({"id": id_, "name": name, "parentcust": above, "maingroupid": 1, **fields})
        for id_, name, above, fields in PEOPLE
    )
    yield copy
    until(copy.close())


@pytest.fixture
def client(until: Callable[..., Any]) -> Iterator[Client]:
    """One that reaches nobody."""
    client = client_of_nobody()
    yield client
    until(client.aclose())


@pytest.fixture
def driver(copy: LocalCopy, client: Client, qtbot: QtBot) -> Iterator[SearchDriver]:
    """The search of one account, whose tree has read its roots."""
    there = treed(copy, client)
    tree = there.panel
    means = Means(
        search=Search(copy.reader),
        browse=there.browse,
        marks=there.marks,
        lists=there.lists,
        changes=copy.changes,
        state=lambda: copy.state,
    )
    finder = Finder(tree=tree, means=means, messages=there.messages)
    window = QWidget()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window)
    layout.addWidget(finder, 1)
    elsewhere = QLineEdit()
    elsewhere.setObjectName("elsewhere")
    layout.addWidget(elsewhere)
    window.resize(640, 560)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    driver = SearchDriver(finder, tree, qtbot, there.messages)
    finder.start()
    tree.start()
    qtbot.waitUntil(lambda: len(driver.tree_rows()) == 2)
    driver.tree.setFocus()
    yield driver
    finder.stop()
    tree.stop()
