"""A sheet over an embedded server and a whole local copy, and hands to use it with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.services.changes import ChangeFeed
from desktop.services.lists import Lists
from desktop.ui.messages import Messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy
from tests.helpers.reading import account_of

W = TypeVar("W", bound=QWidget)
Until = Callable[..., Any]


class SheetDesk:
    """What every sheet stands on, and what a user does in one.

    Attributes:
        area: The word that the names of the sheet's widgets begin with.
        sheet: The one that is open.
    """

    area: str
    sheet: QWidget

    def __init__(
        self, *, server: DemoServer, folder: Path, qtbot: QtBot, messages: Messages, until: Until
    ) -> None:
        self.server, self.folder, self.messages = server, folder, messages
        self.until, self._qtbot = until, qtbot
        self.changes = ChangeFeed()
        self.copy = FullCopy(folder, self.changes)
        self.copy.fill(Customer(raw) for raw in server.customers().values())
        self.client = Client(account_of(server))
        self.journal = Journal(folder / "journal.db")
        self.lists = Lists(
            client=self.client, reader=self.copy.reader, keeper=self.copy, changes=self.changes
        )
        until(self.lists.load())

    def shown(self, sheet: W) -> W:
        self._qtbot.addWidget(sheet)
        sheet.show()
        return sheet

    def child(self, kind: type[W], name: str) -> W:
        found = self.sheet.findChild(kind, name)
        assert isinstance(found, kind), name
        return found

    def wait(self, is_so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(is_so)

    def button(self, name: str) -> QPushButton:
        return self.child(QPushButton, f"{self.area}_{name}")

    def press(self, name: str) -> None:
        """A button, once it can be pressed."""
        pushed = self.button(name)
        self.wait(lambda: pushed.isVisible() and pushed.isEnabled())
        QTest.mouseClick(pushed, Qt.MouseButton.LeftButton)

    async def close(self) -> None:
        await self.lists.close()
        await self.journal.close()
        await self.copy.close()
        await self.client.aclose()
