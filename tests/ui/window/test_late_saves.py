"""What is found of lost writes when their form or sheet has gone: told by name, and once."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import CreateLost, ReplyLost
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk
from tests.ui.forms.driver import FormDriver

BY_ID = "CreateUpdateCustomerByID"
NEW = {"name": "Zz Nyt", "customernumber": "ZZ-9"}


@pytest.fixture
def desk(
    qtbot: QtBot, until: Callable[..., Any], server: DemoServer, tmp_path: Path
) -> Iterator[Desk]:
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    yield desk
    until(desk.close())
    assert not desk.bugs


def test_what_nobody_waits_for_is_told_in_one_notice(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    edits = desk.session.edits
    base = Customer(server.patch_customer(name="Zz Gammel", phone="11111111"))
    server.faults({"command": BY_ID, "kind": "close_before", "times": 2})
    with pytest.raises(ReplyLost):
        until(edits.save(base, {"phone": "2"}))
    with pytest.raises(CreateLost):
        until(edits.create(NEW, NO_CUSTOMER))
    # They are carried out after all.
    server.patch_customer(base.id, phone="2")
    server.patch_customer(**NEW, parentcust=0)
    for search in tuple(edits.looks._searches.values()):
        search.task.cancel()
    for lost in edits._creator._lost:
        until(edits._creator._look(lost))
    until(edits.save(base, {"city": "Ribe"}))
    desk.wait(lambda: "The answer was lost" in desk.furniture.notices.text)
    (told,) = [each.text for each in desk.notices if "answer was lost" in each.text]
    assert "it is stored: Zz Gammel." in told
    assert "created: Zz Nyt." in told


def test_what_went_under_a_late_save_is_told_so(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    edits = desk.session.edits
    base = Customer(server.patch_customer(name="Zz Gammel", phone="11111111"))
    server.faults({"command": BY_ID, "kind": "close_before"})
    with pytest.raises(ReplyLost):
        until(edits.save(base, {"phone": "2"}))
    until(edits.save(base, {"phone": "3"}))
    # It is carried out after all.
    server.patch_customer(base.id, phone="2")
    until(edits.save(base, {"city": "Ribe"}))
    desk.wait(lambda: "earlier save" in desk.furniture.notices.text)
    (told,) = [each.text for each in desk.notices if "earlier save" in each.text]
    assert "since: Zz Gammel." in told


def test_what_the_form_says_is_not_told_a_second_time(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    edits = desk.session.edits
    base = Customer(server.patch_customer(name="Zz Gammel", phone="11111111"))
    desk.workspace._following.go_to(base.id)
    desk.wait(lambda: desk.shown_name == "Zz Gammel")
    server.faults({"command": BY_ID, "kind": "close_before"})
    form = FormDriver(desk.find(QWidget, "details"))
    form.type_into("phone", "2")
    form.press("save")
    desk.wait(lambda: "cannot be told yet" in form.said())
    # It is carried out after all.
    server.patch_customer(base.id, phone="2")
    lost = edits._writer._lost
    (receipt,) = lost._lost
    until(lost._look(receipt))
    desk.wait(lambda: form.said().startswith("Saved"))
    late = desk.workspace._telling._late
    assert late._late.isActive()
    desk.wait(lambda: not late._late.isActive() and not late._tasks._running)
    assert [each.text for each in desk.notices if "answer was lost" in each.text] == []


def test_a_draft_that_was_created_after_all_is_told_and_is_the_customer(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    session = desk.session
    local = until(session.drafts.keep_new(NO_CUSTOMER, {"name": "Zz Nyt"}))
    desk.workspace._following.go_to(local)
    state = desk.find(QLabel, "new_page_state")
    desk.wait(lambda: state.isVisible() and "never sent by itself" in state.text())
    server.faults({"command": BY_ID, "kind": "close_before"})
    with pytest.raises(CreateLost):
        until(session.edits.create({"name": "Zz Nyt"}, NO_CUSTOMER))
    desk.wait(lambda: "It is looked for there until" in state.text())
    assert not desk.find(QLabel, "new_page_files").isVisible()
    # It is carried out after all.
    server.patch_customer(name="Zz Nyt", parentcust=0)
    (lost,) = session.edits._creator._lost
    until(session.edits._creator._look(lost))
    desk.wait(lambda: desk.shown_name == "Zz Nyt")
    assert session.drafts.ids() == frozenset()
    desk.wait(lambda: "created: Zz Nyt." in desk.furniture.notices.text)


def test_a_draft_that_was_not_created_is_told_once(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    session = desk.session
    until(session.drafts.keep_new(NO_CUSTOMER, {"name": "Zz Nyt"}))
    server.faults({"command": BY_ID, "kind": "close_before"})
    with pytest.raises(CreateLost):
        until(session.edits.create({"name": "Zz Nyt"}, NO_CUSTOMER))
    creator = session.edits._creator
    (lost,) = creator._lost
    session.edits.looks.end(lost.receipt)
    creator._give_up(lost)
    desk.wait(lambda: "was not created: Zz Nyt." in desk.furniture.notices.text)
    creator._give_up(lost)
    late = desk.workspace._telling._late
    desk.wait(lambda: not late._late.isActive() and not late._tasks._running)
    assert len([each for each in desk.notices if "not created" in each.text]) == 1


def test_where_the_sheet_says_it_or_nothing_is_kept_no_notice_says_that_it_was_not_created(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    edits = desk.session.edits
    server.faults({"command": BY_ID, "kind": "close_before", "times": 2})
    for name in ("Zz Nyt", "Zz Andet"):
        with pytest.raises(CreateLost):
            until(edits.create({"name": name}, NO_CUSTOMER))
    until(desk.session.drafts.keep_new(NO_CUSTOMER, {"name": "Zz Nyt"}))
    waiting = asyncio.ensure_future(edits.outcome_of_create({"name": "Zz Nyt"}, NO_CUSTOMER))
    creator = edits._creator
    desk.wait(lambda: any(each.is_asked_for for each in creator._lost))
    for lost in creator._lost:
        edits.looks.end(lost.receipt)
        creator._give_up(lost)
    late = desk.workspace._telling._late
    assert late._late.isActive()
    desk.wait(waiting.done)
    assert waiting.result() is None
    desk.wait(lambda: not late._late.isActive() and not late._tasks._running)
    assert [each.text for each in desk.notices if "not created" in each.text] == []
