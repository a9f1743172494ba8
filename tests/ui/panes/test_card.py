"""The card of one customer: from the copy at once, then as the server has it; and without one."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QTabWidget, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.services.changes import Change, Subject
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.writing import Means
from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.means import FormMeans
from desktop.ui.panes.card import CustomerCard
from desktop.ui.panes.changes import ChangesPane
from desktop.ui.panes.roles import RolesPane
from desktop.ui.panes.tabs import CHANGES, Tab
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.ui.panes.conftest import SOCIETY, TOP, Desk

LONG_AGO = datetime(2020, 11, 21, 9, 41).astimezone()


@dataclass(frozen=True, kw_only=True)
class Face:
    """The card, and what can be read on it."""

    card: CustomerCard
    details: DetailsPane

    def text(self, name: str) -> str:
        found = self.card.findChild(QLabel, name)
        assert found is not None
        return found.text() if found.isVisible() else ""

    def age(self) -> str:
        ages = self.details.findChildren(QLabel, "age")
        return ages[0].text()

    def is_answered(self) -> bool:
        """Whether the server's record is shown."""
        return bool(self.age()) and "2020" not in self.age()

    @property
    def phone(self) -> QLineEdit:
        found = self.card.findChild(QLineEdit, "field_phone")
        assert found is not None
        return found

    def path(self) -> list[str]:
        crumbs = self.card.findChild(QWidget, "breadcrumb")
        assert crumbs is not None
        return [b.text() for b in crumbs.findChildren(QToolButton) if b.isVisible()]

    @property
    def is_said_to_be_at_the_top(self) -> bool:
        label = self.card.findChild(QLabel, "at_the_top")
        return label is not None and label.isVisible() and label.text() == "At the top level"

    def tabs(self) -> QTabWidget:
        found = self.card.findChild(QTabWidget, "tabs")
        assert found is not None
        return found

    def titles(self) -> list[str]:
        return [self.tabs().tabText(index) for index in range(self.tabs().count())]


@pytest.fixture
def face(desk: Desk, qtbot: QtBot, tmp_path: Path) -> Iterator[Face]:
    journal = Journal(tmp_path / "journal.db")
    edits = Edits(
        means=Means(client=desk.client, journal=journal, keeper=desk.copy),
        changes=desk.changes,
        known_numbers=desk.browse.number_count,
    )
    means = FormMeans(
        edits=edits,
        queue=Queue(journal=journal, edits=edits, changes=desk.changes, connection=desk.connection),
        drafts=Drafts(journal=journal, changes=desk.changes),
        lists=desk.lists,
    )
    details = DetailsPane(means=means, around=desk.around)
    roles = RolesPane(browse=desk.browse, lists=desk.lists, around=desk.around)
    changes = ChangesPane(
        marks=desk.marks,
        browse=desk.browse,
        lists=desk.lists,
        choices=desk.choices,
        edits=edits,
        around=desk.around,
    )
    card = CustomerCard(
        browse=desk.browse,
        lists=desk.lists,
        feeds=desk.feeds,
        marks=desk.marks,
        around=desk.around,
        details=details,
        tabs=(Tab(key="roles", pane=roles), Tab(key=CHANGES, pane=changes)),
    )
    qtbot.addWidget(card)
    card.resize(1000, 700)
    card.show()
    desk.take_in()
    desk.copy.as_of(LONG_AGO)
    yield Face(card=card, details=details)
    card.stop()
    desk.until(means.drafts.close())
    desk.until(means.queue.close())
    desk.until(edits.close())
    desk.until(journal.close())


def society(server: DemoServer) -> Customer:
    return Customer(server.call("GetCustomerByID", customerid=SOCIETY.id)["customers"][0])


def test_of_a_root_it_is_said_that_nobody_is_above(face: Face, qtbot: QtBot) -> None:
    face.card.show_selected(TOP)
    qtbot.waitUntil(lambda: face.is_said_to_be_at_the_top)
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(lambda: bool(face.path()))
    assert not face.is_said_to_be_at_the_top


def test_one_whose_parent_nobody_knows_is_not_said_to_be_at_the_top(
    face: Face, qtbot: QtBot, server: DemoServer
) -> None:
    lost = server.patch_customer(name="Uden forælder", parentcust=987_654)
    nobody = CustomerId(987_654)
    face.card.show_selected(Selected(id=CustomerId(lost["id"]), parent_id=nobody, name=""))
    qtbot.waitUntil(face.is_answered)
    assert face.path() == []
    assert not face.is_said_to_be_at_the_top


def test_the_copys_record_and_path_are_there_until_the_server_answers(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.patch_customer(SOCIETY.id, phone="99 99 99 99")
    server.faults({"command": "*", "kind": "hold"})
    before = server.requests()

    face.card.show_selected(SOCIETY)

    qtbot.waitUntil(lambda: bool(face.phone.text()))
    assert face.text("header_name") == SOCIETY.name
    qtbot.waitUntil(lambda: len(face.path()) == 1)
    assert face.age() == "As of 21 November 2020 09:41"
    assert face.phone.text() != "99 99 99 99"
    desk.until(asyncio.to_thread(server.wait_until_held))
    server.release()
    qtbot.waitUntil(lambda: face.phone.text() == "99 99 99 99")
    assert "2020" not in face.age()
    assert server.requests() == before + 1


def test_offline_everything_of_the_copy_is_there(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    desk.go_offline(server)

    face.card.show_selected(SOCIETY)

    qtbot.waitUntil(lambda: "09:41 · offline" in face.age())
    assert face.text("header_name") == SOCIETY.name
    assert len(face.path()) == 1
    assert face.text("header_problem") == ""
    assert not desk.notices

    server.clear_faults()
    server.patch_customer(SOCIETY.id, phone="99 99 99 99")
    desk.come_back(server)

    qtbot.waitUntil(lambda: face.phone.text() == "99 99 99 99")
    assert "offline" not in face.age()


def test_offline_what_was_saved_waits_in_the_form_and_goes_by_itself(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    desk.go_offline(server)
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(lambda: "offline" in face.age())
    face.phone.selectAll()
    QTest.keyClicks(face.phone, "12345678")

    face.details.save()

    qtbot.waitUntil(lambda: "Not sent yet" in face.text("save_bar_words"))
    assert face.phone.text() == "12345678"
    assert "Not sent yet. Microbizz has:" in face.text("note_phone")
    assert not face.details.is_dirty

    desk.come_back(server)
    qtbot.waitUntil(lambda: "offline" not in face.age())
    qtbot.waitUntil(lambda: "card" not in face.card._tasks._running)
    qtbot.waitUntil(lambda: face.text("note_phone") == "")
    assert face.phone.text() == "12345678"
    assert society(server).text("phone") == "12345678"
    kept = desk.until(desk.browse.kept(SOCIETY.id))
    assert kept.text("phone") == "12345678"


def test_offline_one_the_copy_does_not_have_is_said_in_place(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    new = server.patch_customer(name="Ny")
    desk.go_offline(server)
    selected = Selected(id=CustomerId(new["id"]), parent_id=CustomerId(0), name="Ny")
    face.card.show_selected(selected)
    qtbot.waitUntil(lambda: "cannot be reached" in face.text("header_problem"))
    assert face.age() == ""
    desk.come_back(server)
    qtbot.waitUntil(lambda: face.text("header_problem") == "")
    assert face.card.record is not None


def test_what_the_copy_hears_is_shown_without_asking(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(face.is_answered)
    record = society(server).raw
    before = server.requests()

    named = Customer({**record, "phone": "99 99 99 99"})
    desk.copy.hear(named)
    qtbot.waitUntil(lambda: face.phone.text() == "99 99 99 99")

    unnamed = Customer({**record, "phone": "88 88 88 88"})
    desk.copy.hear(unnamed, named=False)
    qtbot.waitUntil(lambda: face.phone.text() == "88 88 88 88")
    assert server.requests() == before


def test_a_change_never_touches_what_was_typed(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(face.is_answered)
    face.phone.selectAll()
    QTest.keyClicks(face.phone, "12345678")
    email = face.card.findChild(QLineEdit, "field_email")
    assert email is not None

    theirs = {"phone": "99 99 99 99", "email": "ny@example.com"}
    desk.copy.hear(Customer({**society(server).raw, **theirs}))

    qtbot.waitUntil(lambda: email.text() == "ny@example.com")
    assert face.phone.text() == "12345678"


def test_a_copy_behind_the_server_does_not_take_its_answer_back(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    server.set_clock("2031-03-01T12:00:00")
    old = Customer(server.patch_customer(SOCIETY.id, phone="11111111"))
    server.set_clock("2031-03-01T12:05:00")
    server.patch_customer(SOCIETY.id, phone="22222222")
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(lambda: face.phone.text() == "22222222")
    desk.copy.lose(SOCIETY.id)
    desk.copy.hear(old)
    qtbot.waitUntil(lambda: "copy" not in face.card._tasks._running)
    assert face.phone.text() == "22222222"


def test_what_is_read_late_of_the_one_before_is_not_shown(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    """Commands mean who is shown, so nothing of the one before may come back."""
    face.card.show_selected(TOP)
    qtbot.waitUntil(face.is_answered)
    moved = Customer(server.patch_customer(TOP.id, parentcust=987_654))
    shown: list[int] = []
    face.card.record_shown.connect(lambda record: shown.append(record.id))

    # Its record is read from the copy, and its path asked of the server, when another is chosen.
    desk.changes.publish(Change(subject=Subject.CUSTOMERS, ids=frozenset({TOP.id})))
    desk.copy.hear(moved)
    shown.clear()
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(face.is_answered)
    qtbot.waitUntil(lambda: not face.card._tasks._running)

    assert set(shown) == {SOCIETY.id}
    assert face.card.selected is not None
    assert face.card.selected.id == SOCIETY.id


def test_another_name_above_is_another_path(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    face.card.show_selected(SOCIETY)
    qtbot.waitUntil(lambda: len(face.path()) == 1)
    desk.copy.hear(Customer(server.patch_customer(TOP.id, name="Nyt navn")))
    qtbot.waitUntil(lambda: face.path() == ["Nyt navn"])


def test_unseen_changes_are_a_dot_on_their_tab_until_they_are_looked_at(
    face: Face, qtbot: QtBot, server: DemoServer, desk: Desk
) -> None:
    desk.copy.hear(Customer(server.patch_customer(SOCIETY.id, phone="99 99 99 99")))
    desk.until(desk.marks.read())

    face.card.show_selected(SOCIETY)
    assert "Changes •" in face.titles()

    # Looked at, the customer's own mark goes; what changed is still to be looked at.
    desk.marks.mark_seen(SOCIETY.id)
    qtbot.waitUntil(lambda: not desk.marks.snapshot.unseen)
    assert "Changes •" in face.titles()

    face.card.show_tab(CHANGES)
    assert "Changes" in face.titles()
    desk.copy.hear(Customer(server.patch_customer(SOCIETY.id, phone="77 77 77 77")))
    qtbot.waitUntil(lambda: "marks" not in face.card._tasks._running)
    qtbot.waitUntil(lambda: not desk.until(desk.marks.read()).unseen)
    assert "Changes" in face.titles()

    face.card.show_tab("roles")
    desk.copy.hear(Customer(server.patch_customer(SOCIETY.id, phone="88 88 88 88")))
    qtbot.waitUntil(lambda: "Changes •" in face.titles())
    face.card.show_selected(TOP)
    assert "Changes" in face.titles()
