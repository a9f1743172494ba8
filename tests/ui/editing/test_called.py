"""Customers that a change refers to are called by name and number wherever it is told of."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QPlainTextEdit, QTableWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.ui.forms.parents import ParentEditor
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk

Until = Callable[..., Any]


@pytest.fixture
def ids(server: DemoServer) -> list[CustomerId]:
    """A customer below the first of three others, which all have names and numbers."""
    first, second, third = (
        CustomerId(int(server.patch_customer(name=name, customernumber=number)["id"]))
        for name, number in (("Nord ApS", "N-1"), ("Syd ApS", "S-2"), ("Vest ApS", "V-3"))
    )
    moved = server.patch_customer(name="Hansen A/S", customernumber="H-4", parentcust=first)
    return [CustomerId(int(moved["id"])), first, second, third]


@pytest.fixture
def desk(
    qtbot: QtBot, until: Until, server: DemoServer, tmp_path: Path, ids: list[CustomerId]
) -> Iterator[Desk]:
    assert ids
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    yield desk
    server.clear_faults()
    until(desk.close())
    assert not desk.bugs, f"errors no sentence is for: {desk.bugs}"


def _asked(desk: Desk) -> list[str]:
    """What the question about a conflict shows: then, now and ours."""

    def table() -> QTableWidget | None:
        found = desk.window.findChildren(QTableWidget, "conflicts_table")
        return next((each for each in found if each.isVisible()), None)

    desk.wait(lambda: table() is not None)
    shown = table()
    assert shown is not None
    items = [shown.item(0, column) for column in (1, 2, 3)]
    return [item.text() for item in items if item is not None]


def test_parents_that_clash_are_called_by_name_and_number_in_the_form(
    desk: Desk, server: DemoServer, ids: list[CustomerId]
) -> None:
    customer, _, second, third = ids
    desk.workspace._following.go_to(customer)
    desk.wait(lambda: desk.shown_name == "Hansen A/S")
    editor = desk.workspace.details.findChild(ParentEditor)
    assert editor is not None
    editor.choose(third)
    server.patch_customer(customer, parentcust=second)
    desk.trigger("save")
    assert _asked(desk) == ["Nord ApS (N-1)", "Syd ApS (S-2)", "Vest ApS (V-3)"]


def test_parents_that_wait_or_clash_are_called_by_name_and_number_in_the_window_of_unsent(
    desk: Desk, server: DemoServer, until: Until, ids: list[CustomerId]
) -> None:
    customer, _, second, third = ids
    session = desk.session
    base = until(session.browse.customer(customer))
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    until(session.queue.save(base, {"parentcust": third}))
    desk.trigger("unsent")
    typed = desk.find(QPlainTextEdit, "unsent_typed")
    desk.wait(lambda: bool(typed.toPlainText()))
    assert typed.toPlainText() == "Belongs to: Nord ApS (N-1) → Vest ApS (V-3)"

    server.clear_faults()
    server.patch_customer(customer, parentcust=second)
    until(session.client.echo("back"))
    desk.click("unsent_resolve")
    assert _asked(desk) == ["Nord ApS (N-1)", "Syd ApS (S-2)", "Vest ApS (V-3)"]


def test_who_moved_a_customer_meanwhile_is_told_by_the_name_of_the_parent(
    desk: Desk, server: DemoServer, ids: list[CustomerId]
) -> None:
    customer, _, second, third = ids
    desk.workspace._following.go_to(customer)
    desk.wait(lambda: desk.shown_name == "Hansen A/S")
    details = desk.workspace.details
    editor = details.findChild(ParentEditor)
    assert editor is not None
    editor.choose(third)
    server.patch_customer(customer, parentcust=second)
    desk.workspace.card.reload()
    note = details._fields.rows["parentcust"].note
    desk.wait(lambda: "Syd ApS" in note.text())
