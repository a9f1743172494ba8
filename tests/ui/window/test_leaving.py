"""What is not sent is told before the session ends, with what becomes of it."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtWidgets import QLineEdit, QMessageBox

from desktop.domain.importing import ImportState, Phase
from desktop.ui.editing.leaving import question
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk

PAUSED = ImportState(id=1, file="kunder.csv", total=9, phase=Phase.PAUSED)


def test_an_edit_that_waits_is_told_before_the_session_ends(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    name = str(desk.tree.model().index(0, 0).data())
    desk.select(name)
    assert until(desk.workspace.may_leave()), "nothing waits"
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    field = desk.workspace.details.findChild(QLineEdit, "field_phone")
    assert field is not None
    field.setText("75112233")
    desk.trigger("save")
    desk.wait(lambda: bool(desk.session.queue.ids()))
    for words, may_leave in (("Stay", False), ("Leave", True)):
        asked = asyncio.ensure_future(desk.workspace.may_leave())
        desk.wait(lambda: bool(desk.window.findChildren(QMessageBox)))
        (box,) = desk.window.findChildren(QMessageBox)
        assert "1 customer, new or edited, is not sent yet" in box.informativeText()
        assert f"when {desk.session.account.user} is signed in" in box.informativeText()
        next(each for each in box.buttons() if each.text() == words).click()
        desk.wait(asked.done)
        assert asked.result() is may_leave
        desk.wait(lambda: not desk.window.findChildren(QMessageBox))
    server.clear_faults()


def test_of_a_demo_nothing_is_promised(desk: Desk, until: Callable[..., Any]) -> None:
    assert until(desk.workspace.may_leave(is_demo=True)), "nothing is unsaved"
    desk.select(str(desk.tree.model().index(0, 0).data()))
    field = desk.workspace.details.findChild(QLineEdit, "field_phone")
    assert field is not None
    field.setText("75112233")
    asked = asyncio.ensure_future(desk.workspace.may_leave(is_demo=True))
    desk.wait(lambda: bool(desk.window.findChildren(QMessageBox)))
    (box,) = desk.window.findChildren(QMessageBox)
    assert box.text() == "Leave the demo?"
    assert "Nothing of the demo is kept" in box.informativeText()
    next(each for each in box.buttons() if each.text() == "Leave").click()
    desk.wait(asked.done)
    assert asked.result()


def test_an_import_that_is_half_done_is_told_too() -> None:
    asked = question(2, PAUSED, "mette")
    assert asked is not None
    edits, rest = asked.text.split("\n\n")
    assert edits.startswith("2 customers, new or edited, are not sent yet.")
    assert rest.startswith("kunder.csv is imported in part.")
    assert asked.default == "stay"
    assert question(0, None, "mette") is None
    assert question(0, ImportState(id=1, file="", total=1, phase=Phase.DONE), "mette") is None


@pytest.mark.usefixtures("danish")
def test_in_danish_too() -> None:
    asked = question(1, PAUSED, "mette")
    assert asked is not None
    assert asked.text.startswith("1 kunde, ny eller ændret, er endnu ikke sendt.")
    assert "når mette er logget på her igen" in asked.text
