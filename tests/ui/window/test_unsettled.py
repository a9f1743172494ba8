"""A customer was being created when the program ended: it is named, led to, and settled."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal, saves
from desktop.support.paths import Profile
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, account_of, open_desk

NEW = {"name": "Zz Nyt", "customernumber": "ZZ-9"}
SAVED = "did not learn whether these customers had been saved"
TOLD = "did not learn whether Zz Nyt (ZZ-9) had been created"


async def _begin(path: Path, before: dict[str, Any]) -> None:
    journal = Journal(path)
    create = saves.NewSave(
        customer_id=NO_CUSTOMER, way="create", sent={"id": 0, **NEW}, before=None
    )
    await journal.run(saves.begin, create)
    sent = {"phone": "22222222"}
    save = saves.NewSave(customer_id=CustomerId(before["id"]), way="id", sent=sent, before=before)
    await journal.run(saves.begin, save)
    await journal.close()


@pytest.fixture
def desk(
    qtbot: QtBot, until: Callable[..., Any], server: DemoServer, tmp_path: Path
) -> Iterator[Desk]:
    """The window after a program that ended while it created a customer."""
    folder = tmp_path / "profile"
    path = Path(Profile(folder).account_folder(account_of(server).key) / "journal.db")
    until(_begin(path, server.patch_customer(name="Zz Gammel", phone="11111111")))
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=folder)
    yield desk
    until(desk.close())
    assert not desk.bugs


def test_it_is_named_with_a_button_that_searches_for_it(desk: Desk) -> None:
    area = desk.furniture.notices
    desk.wait(lambda: TOLD in area.text)
    act = desk.find(QToolButton, "notice_act")
    assert act.text() == "Search for it"
    QTest.mouseClick(act, Qt.MouseButton.LeftButton)
    assert desk.find(QLineEdit, "search").text() == "Zz Nyt"


def test_the_notice_goes_when_it_is_settled(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    area = desk.furniture.notices
    desk.wait(lambda: TOLD in area.text)
    server.patch_customer(**NEW, parentcust=0)
    until(desk.session.edits.create(NEW, NO_CUSTOMER))
    desk.wait(lambda: TOLD not in area.text)


def test_the_notice_of_saves_goes_when_they_are_settled(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    area = desk.furniture.notices
    desk.wait(lambda: TOLD in area.text)
    area.dismiss()
    assert SAVED in area.text
    (old,) = (id_ for id_, each in server.customers().items() if each["name"] == "Zz Gammel")
    # It was carried out after all; who saves again reads first.
    base = Customer(server.patch_customer(old, phone="22222222"))
    until(desk.session.edits.save(base, {"city": "Vejle"}))
    desk.wait(lambda: SAVED not in area.text)
