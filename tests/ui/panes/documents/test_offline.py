"""Documents that were looked at before: there at once, and there without a network."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.ui.faces import Face
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk
from tests.ui.panes.documents.papers import LIST, plant, show, titles

New = Callable[[], DocumentsPane]


@pytest.fixture
def new_pane(desk: Desk, qtbot: QtBot) -> Iterator[New]:
    """Panes as of one start of the program after the other: only the shelf remembers."""
    made: list[DocumentsPane] = []

    def make() -> DocumentsPane:
        pane = DocumentsPane(documents=desk.documents, pictures=desk.pictures, around=desk.around)
        qtbot.addWidget(pane)
        pane.resize(900, 600)
        pane.show()
        made.append(pane)
        return pane

    yield make
    for pane in made:
        pane.stop()


def is_drawn(pane: DocumentsPane) -> bool:
    return any(pane._thumbnails._pixmaps.values())


def leave(pane: DocumentsPane) -> None:
    pane.hide()
    pane.show_customer(None)


def looked_at(new_pane: New, qtbot: QtBot, selected: Selected) -> None:
    pane = new_pane()
    show(pane, qtbot, selected)
    qtbot.waitUntil(lambda: is_drawn(pane))
    leave(pane)


def test_the_second_time_they_are_there_at_once_and_no_thumbnails_are_asked_for(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    looked_at(new_pane, qtbot, SOCIETY)
    server.faults({"command": LIST, "kind": "hold"})
    pane = new_pane()
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)
    qtbot.waitUntil(lambda: is_drawn(pane))
    desk.until(asyncio.to_thread(server.wait_until_held))
    server.release()
    qtbot.waitUntil(lambda: pane._is_known)
    qtbot.waitUntil(lambda: not pane._tasks._running)
    asked = [int(each["inputs"].get("inclthumbs", 0)) for each in server.ledger_of(LIST)]
    assert sorted(asked) == [0, 0, 1]


def test_offline_listing_and_thumbnails_stay_and_their_age_is_told(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    looked_at(new_pane, qtbot, SOCIETY)
    desk.go_offline(server)
    pane = new_pane()
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: "offline, refreshed when the connection is back" in pane.age.text())
    assert pane.age.text().startswith("As of ")
    qtbot.waitUntil(lambda: is_drawn(pane))
    assert not desk.notices

    server.clear_faults()
    plant(server, SOCIETY, "Nyt foto", createdate="2090-01-01")
    desk.come_back(server)

    qtbot.waitUntil(lambda: "Nyt foto" in titles(pane))
    assert "offline" not in pane.age.text()


def test_thumbnails_of_what_changed_since_are_asked_for(
    new_pane: New, qtbot: QtBot, server: DemoServer, tenant: Selected
) -> None:
    first = new_pane()
    show(first, qtbot, tenant)
    qtbot.waitUntil(lambda: len(server.ledger_of(LIST)) == 2)
    qtbot.waitUntil(lambda: not first._tasks._running)
    leave(first)
    plant(server, tenant, "Nyt foto", createdate="2090-01-01")
    pane = new_pane()
    show(pane, qtbot, tenant)
    qtbot.waitUntil(lambda: len(server.ledger_of(LIST)) == 4)
    assert int(server.ledger_of(LIST)[-1]["inputs"]["inclthumbs"]) == 1


def test_no_documents_are_known_to_be_none(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    empty = server.patch_customer(name="Tom")
    owner = Selected(id=empty["id"], parent_id=SOCIETY.id, name="Tom")
    first = new_pane()
    first.show_customer(owner)
    qtbot.waitUntil(lambda: first.faces.face is Face.EMPTY)
    leave(first)
    desk.go_offline(server)
    pane = new_pane()
    pane.show_customer(owner)
    qtbot.waitUntil(lambda: "offline" in pane.age.text())
    assert "No documents on this customer yet" in pane.faces.message


def test_offline_what_was_never_looked_at_is_said_in_place(
    new_pane: New, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    desk.go_offline(server)
    pane = new_pane()
    pane.show_customer(SOCIETY)
    qtbot.waitUntil(lambda: pane.faces.face is Face.PROBLEM)
    assert "cannot be reached" in pane.faces.message
