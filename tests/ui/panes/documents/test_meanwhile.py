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
    LIST,
    grid,
    plant,
    select,
    show,
    summary,
    titles,
)


def told(desk: Desk, customer: int, cause: str = "") -> None:
    change = Change(subject=Subject.DOCUMENTS, ids=frozenset({customer}), cause=cause)
    desk.changes.publish(change)


def readings(server: DemoServer) -> tuple[int, int]:
    """How often the listing was read, and how often all thumbnails."""
    asked = [int(each["inputs"].get("inclthumbs", 0)) for each in server.ledger_of(LIST)]
    return asked.count(0), asked.count(1)


def wait_for_new(pane: DocumentsPane, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: f"new: {count}" in summary(pane))


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


def test_what_came_a_moment_ago_stays_new_beside_what_comes_now(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    plant(server, tenant, "Køkken")
    told(desk, tenant.id)
    qtbot.waitUntil(lambda: "new: 1" in summary(pane))
    plant(server, tenant, "Bad")
    told(desk, tenant.id)
    qtbot.waitUntil(lambda: "new: 2" in summary(pane))


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


def test_twenty_uploads_cost_a_handful_of_readings(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    qtbot.waitUntil(lambda: readings(server) == (1, 1))
    pane._pace.set_rest(150)
    for number in range(20):
        plant(server, tenant, f"Foto {number}", createdate="2026-02-01")
        told(desk, tenant.id, "upload")
    qtbot.waitUntil(lambda: "new: 20" in summary(pane))
    qtbot.waitUntil(lambda: readings(server)[1] == 2)
    assert pane._pace.is_settled
    assert readings(server)[0] <= 5
    model = grid(pane).model()
    marks = [model.index(row, 0).data(MARK_ROLE) for row in range(model.rowCount())]
    assert marks.count(Mark(tone=Tone.FRESH)) == 20


def test_the_first_upload_after_a_while_is_seen_at_once(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    pane._pace._rest.timeout.emit()
    pane._pace._rest.stop()
    plant(server, tenant, "Nyt foto", createdate="2026-02-01")
    told(desk, tenant.id, "upload")
    assert is_reading(pane)
    qtbot.waitUntil(lambda: "Nyt foto" in titles(pane))


def test_all_that_came_since_is_marked_until_no_more_come(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    for number in (1, 2):
        plant(server, tenant, f"Foto {number}", createdate="2026-02-01")
        told(desk, tenant.id)
        wait_for_new(pane, qtbot, number)
    pane._fresh_for.timeout.emit()
    assert "new" not in summary(pane)
    plant(server, tenant, "Foto 3", createdate="2026-02-02")
    told(desk, tenant.id)
    qtbot.waitUntil(lambda: "new: 1" in summary(pane))


def test_reading_again_does_not_keep_marks_alive(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    plant(server, tenant, "Nyt foto", createdate="2026-02-01")
    told(desk, tenant.id)
    qtbot.waitUntil(lambda: "new: 1" in summary(pane))
    left = pane._fresh_for.remainingTime()
    pane.reload()
    qtbot.waitUntil(lambda: not is_reading(pane))
    assert pane._fresh_for.remainingTime() <= left
    assert "new: 1" in summary(pane)


def test_uploads_seen_to_by_another_customer_are_not_read_later(
    pane: DocumentsPane, qtbot: QtBot, server: DemoServer, tenant: Selected, desk: Desk
) -> None:
    show(pane, qtbot, tenant)
    told(desk, tenant.id, "upload")
    show(pane, qtbot, SOCIETY)
    qtbot.waitUntil(lambda: not is_reading(pane))
    assert pane._pace.is_settled
