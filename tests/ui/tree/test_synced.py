"""The tree over the whole machinery: the embedded server, and the process that keeps the copy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.sync import Phase
from desktop.services.session import Session, open_session
from desktop.support.paths import Profile
from desktop.ui.messages import Messages
from desktop.ui.tree.panel import TreePanel
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of
from tests.ui.tree.driver import PATIENCE_MS, TreeDriver
from tests.ui.tree.test_marks import says

BRANCH = "GetCustomersByParentID"


@pytest.fixture
def session(server: DemoServer, tmp_path: Path, until: Callable[..., Any]) -> Iterator[Session]:
    """Signed in to a server that has A Abel > Adam > Alma."""
    ids = {"": 0}
    for name, above in (("A Abel", ""), ("Adam", "A Abel"), ("Alma", "Adam")):
        ids[name] = server.patch_customer(name=name, parentcust=ids[above])["id"]
    session: Session = until(open_session(account_of(server), profile=Profile(tmp_path)))
    session.sync.start()
    yield session
    until(session.close())


@pytest.fixture
def driver(session: Session, qtbot: QtBot) -> Iterator[TreeDriver]:
    messages = Messages(record_bug=lambda error: pytest.fail(repr(error)))
    panel = TreePanel(
        browse=session.browse,
        lists=session.lists,
        marks=session.marks,
        changes=session.changes,
        messages=messages,
    )
    qtbot.addWidget(panel)
    panel.resize(420, 520)
    panel.show()
    panel.start()
    driver = TreeDriver(panel, qtbot, lists=session.lists, messages=messages)
    driver.shows("A Abel")
    qtbot.waitUntil(lambda: session.sync.state.phase is Phase.IDLE, timeout=PATIENCE_MS)
    yield driver
    panel.stop()


def test_an_opened_branch_is_asked_for_once_and_shows_a_colleagues_change(
    driver: TreeDriver, session: Session, server: DemoServer
) -> None:
    before = server.requests()
    driver.expand("A Abel")
    driver.shows("Adam")
    driver.qtbot.waitUntil(lambda: len(server.ledger_of(BRANCH)) == 1, timeout=PATIENCE_MS)
    driver.everyone.collapse(driver.index("A Abel"))
    driver.expand("A Abel")
    driver.expand("Adam")
    driver.shows("Alma")
    driver.qtbot.waitUntil(lambda: len(server.ledger_of(BRANCH)) == 2, timeout=PATIENCE_MS)
    assert server.requests() == before + 2
    alma = server.ledger_of(BRANCH)[-1]["inputs"]["customerid"] + 1
    server.patch_customer(alma, city="Vejle")
    session.sync.update()
    says(driver, "Alma", "Alma, Changed since you last looked")
    says(driver, "A Abel", "A Abel, 1 changed below, 1 customer below")
    driver.choose("A Abel", "seen")
    says(driver, "Alma", "Alma")


def test_without_a_server_branches_open_all_the_same(
    driver: TreeDriver, server: DemoServer
) -> None:
    server.faults({"kind": "close_before", "times": -1})
    driver.expand("A Abel")
    driver.shows("Adam")
    driver.expand("Adam")
    driver.shows("Alma")
    assert driver.notices == []
