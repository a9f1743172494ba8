"""What is found of lost writes when their form or sheet has gone: told by name, and once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.errors import CreateLost, ReplyLost
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk

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
