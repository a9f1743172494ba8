"""Documents that come while others are looked at."""

from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from desktop.ui.faces import Face
from desktop.ui.panes.columns import Mark, Tone
from desktop.ui.panes.documents import DocumentsPane
from desktop.ui.panes.model import MARK_ROLE
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, Desk
from tests.ui.panes.documents.papers import (
    grid,
    plant,
    select,
    show,
    summary,
    titles,
)


def told(desk: Desk, customer: int) -> None:
    desk.changes.publish(Change(subject=Subject.DOCUMENTS, ids=frozenset({customer})))


def is_reading(pane: DocumentsPane) -> bool:
    return "load" in pane._tasks._running


def test_a_new_document_appears_marked_and_the_selection_stays(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    select(pane, "Tag")
    plant(server, tenant, "Nyt foto", createdate="2026-02-01")

    told(desk, tenant.id)

    qtbot.waitUntil(lambda: titles(pane) == ["Nyt foto", "Facade", "Tag", "Aftale"])
    model = grid(pane).model()
    assert model.index(0, 0).data(MARK_ROLE) == Mark(tone=Tone.FRESH)
    assert model.index(1, 0).data(MARK_ROLE) == Mark()
    assert "new: 1" in summary(pane)
    assert grid(pane).currentIndex().data() == "Tag"

    pane._fresh_for.timeout.emit()

    assert model.index(0, 0).data(MARK_ROLE) == Mark()
    assert "new" not in summary(pane)


def test_the_first_document_of_all_appears(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    empty = server.patch_customer(name="Tom")
    owner = Selected(id=empty["id"], parent_id=CustomerId(0), name="Tom")
    pane.show_customer(owner)
    qtbot.waitUntil(lambda: pane.faces.face is Face.EMPTY)
    plant(server, owner, "Det første")
    told(desk, owner.id)
    qtbot.waitUntil(lambda: titles(pane) == ["Det første"])
    qtbot.waitUntil(lambda: pane.faces.face is Face.CONTENT)


def test_another_customers_documents_ask_nothing(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    pane.restore({"look": "details"})
    show(pane, qtbot, tenant)
    qtbot.waitUntil(lambda: not is_reading(pane))
    before = server.requests()
    told(desk, SOCIETY.id)
    assert not is_reading(pane)
    assert server.requests() == before


def test_a_hidden_pane_reads_when_it_is_looked_at(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    qtbot.waitUntil(lambda: not is_reading(pane))
    pane.hide()
    plant(server, tenant, "Nyt foto", createdate="2026-02-01")
    told(desk, tenant.id)
    assert not is_reading(pane)
    pane.show()
    pane.show_customer(tenant)
    qtbot.waitUntil(lambda: "Nyt foto" in titles(pane))
