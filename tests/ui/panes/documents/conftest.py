"""A documents pane, and a customer with documents to show in it."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import Desk
from tests.ui.panes.documents.papers import (
    Browser,
    plant,
)


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot, browser: Browser) -> Iterator[DocumentsPane]:
    pane = DocumentsPane(
        documents=desk.documents,
        pictures=desk.pictures,
        around=desk.around,
        open_url=browser.open,
    )
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show()
    yield pane
    pane.stop()


@pytest.fixture
def tenant(server: DemoServer) -> Selected:
    """A customer with three documents, two of them in a folder."""
    planted = server.patch_customer(name="Lejer")
    owner = Selected(id=CustomerId(planted["id"]), parent_id=CustomerId(0), name="Lejer")
    plant(server, owner, "Tag", folder="Fotos/Ude", createdate="2026-01-02", size=300)
    plant(server, owner, "Facade", folder="Fotos", createdate="2026-01-03", size=100)
    plant(server, owner, "Aftale", createdate="2026-01-01", size=200)
    return owner
