"""The keyboard stays where it was when a button goes by its own click."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPushButton

from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk


def at_work_in(desk: Desk, name: str) -> QLineEdit:
    """The user types into a field of the first customer's form."""
    desk.select(str(desk.tree.model().index(0, 0).data()))
    field = desk.find(QLineEdit, name)
    desk.window.activateWindow()
    field.setFocus()
    QTest.keyClicks(field, "7")
    assert QApplication.focusWidget() is field
    return field


def press(desk: Desk, name: str) -> None:
    """By the mouse, which gives it the keyboard first."""
    button = desk.find(QPushButton, name)
    desk.wait(lambda: button.isVisible() and button.isEnabled())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def is_searching(desk: Desk) -> bool:
    return desk.find(QAbstractItemView, "results").isVisible()


@pytest.mark.parametrize("name", ["save", "revert"])
def test_saving_and_reverting_leave_it_in_the_field(desk: Desk, name: str) -> None:
    field = at_work_in(desk, "field_phone")
    press(desk, name)
    desk.wait(lambda: not desk.find(QPushButton, name).isVisible())
    assert QApplication.focusWidget() is field
    assert not is_searching(desk)


def test_giving_theirs_back_leaves_it_in_the_field(
    desk: Desk, server: DemoServer, until: Callable[..., Any]
) -> None:
    field = at_work_in(desk, "field_phone")
    record = desk.workspace.card.record
    assert record is not None
    server.faults({"command": "CreateUpdateCustomerByID", "kind": "hold"})
    press(desk, "save")
    until(asyncio.to_thread(server.wait_until_held))
    server.patch_customer(record.id, phone="theirs")
    server.release()
    press(desk, "put_theirs_back")
    desk.wait(lambda: not desk.find(QPushButton, "put_theirs_back").isVisible())
    assert QApplication.focusWidget() is field
    assert not is_searching(desk)
