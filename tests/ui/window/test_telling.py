"""What the window says by itself is taken back once it is true no more."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from desktop.domain.errors import EnvelopeRefused
from desktop.domain.ids import CustomerId
from desktop.domain.importing import ImportRow, Phase, RowState, Verdict
from desktop.journal import Journal, imports
from desktop.support.paths import Profile
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, account_of, open_desk

Until = Callable[..., Any]
LEFT = "import of kunder.csv was not finished"


async def _leave_an_import(path: Path) -> None:
    journal = Journal(path)
    id_ = await journal.run(imports.begin, "kunder.csv", 1)
    row = ImportRow(
        line=2,
        number="ZZ-1",
        name="Zz Ny",
        verdict=Verdict.NEW,
        state=RowState.WAITING,
        wanted={"name": "Zz Ny"},
    )
    await journal.run(imports.put, id_, [row])
    await journal.run(imports.set_state, id_, "running")
    await journal.close()


@pytest.fixture
def left(qtbot: QtBot, until: Until, server: DemoServer, tmp_path: Path) -> Iterator[Desk]:
    """The window after a program that ended in the middle of an import."""
    folder = tmp_path / "profile"
    path = Path(Profile(folder).account_folder(account_of(server).key) / "journal.db")
    until(_leave_an_import(path))
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=folder)
    yield desk
    until(desk.close())
    assert not desk.bugs


def test_what_is_said_of_an_import_goes_when_it_goes_on(left: Desk, until: Until) -> None:
    left.wait(lambda: LEFT in left.furniture.notices.text)
    until(left.session.imports.run())
    left.wait(lambda: LEFT not in left.furniture.notices.text)


def test_quitting_asks_while_an_import_is_under_way(
    left: Desk, server: DemoServer, until: Until
) -> None:
    session = left.session
    server.faults({"command": "*", "kind": "hold"})
    until(session.imports.run())
    for words, may_leave in (("Stay", False), ("Leave", True)):
        asked = asyncio.ensure_future(left.workspace.may_leave())
        left.wait(lambda: bool(left.window.findChildren(QMessageBox)))
        (box,) = left.window.findChildren(QMessageBox)
        assert "kunder.csv" in box.informativeText()
        next(each for each in box.buttons() if each.text() == words).click()
        left.wait(asked.done)
        assert asked.result() is may_leave
        left.wait(lambda: not left.window.findChildren(QMessageBox))
    server.release()
    state = session.imports.state
    assert state is not None
    done = replace(state, phase=Phase.DONE)
    left.wait(lambda: session.imports.state == done)


def test_a_refused_sign_in_is_not_told_any_more_once_it_works(
    desk: Desk, server: DemoServer, until: Until
) -> None:
    said = desk.find(QLabel, "status_error")
    server.faults({"command": "GetCustomerByID", "kind": "auth"})
    society = CustomerId(1002)
    with pytest.raises(EnvelopeRefused) as refused:
        until(desk.session.browse.customer(society))
    desk.workspace._messages.report(refused.value)
    assert "refused the sign-in" in desk.furniture.notices.text
    assert "refused the sign-in" in said.text()
    until(desk.session.browse.customer(society))
    desk.wait(lambda: "refused the sign-in" not in desk.furniture.notices.text)
    assert not said.text()
