"""A window of an import over an embedded server, and hands to use it with."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.mirror import tree
from desktop.services.changes import ChangeFeed
from desktop.services.editing.importing.service import Imports
from desktop.services.editing.numbers import Numbers
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.support.settings import Settings
from desktop.ui.importing.sheet import ImportSheet
from desktop.ui.messages import Messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy
from tests.helpers.reading import account_of

W = TypeVar("W", bound=QWidget)
Until = Callable[..., Any]


class ImportDesk:
    """The window and what stands behind it."""

    def __init__(
        self,
        *,
        server: DemoServer,
        folder: Path,
        qtbot: QtBot,
        messages: Messages,
        until: Until,
    ) -> None:
        self.server, self.folder, self.messages = server, folder, messages
        self._qtbot, self.until = qtbot, until
        self.changes = ChangeFeed()
        self.copy = FullCopy(folder, self.changes)
        self.copy.fill(Customer(raw) for raw in server.customers().values())
        self.client = Client(account_of(server))
        self.journal = Journal(folder / "journal.db")
        self.memory = Settings(folder / "memory.json")
        self.lists = Lists(
            client=self.client, reader=self.copy.reader, keeper=self.copy, changes=self.changes
        )
        self.edits, self.imports = self._services()
        until(self.lists.load())
        self.sheet = self.open()

    def _services(self) -> tuple[Edits, Imports]:
        async def known(number: str) -> int:
            return await self.copy.reader.run(tree.number_count, number)

        edits = Edits(
            client=self.client,
            journal=self.journal,
            changes=self.changes,
            keeper=self.copy,
            known_numbers=known,
        )
        imports = Imports(
            edits=edits,
            numbers=Numbers(client=self.client, keeper=self.copy, known_numbers=known),
            journal=self.journal,
            reader=self.copy.reader,
            changes=self.changes,
            copy_is_whole=lambda: self.copy.state.is_whole,
        )
        return edits, imports

    def open(self) -> ImportSheet:
        sheet = ImportSheet(
            imports=self.imports,
            lists=self.lists,
            memory=self.memory,
            changes=self.changes,
            messages=self.messages,
        )
        self._qtbot.addWidget(sheet)
        sheet.show()
        return sheet

    def file(self, name: str, *lines: str) -> Path:
        path = self.folder / name
        path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
        return path

    def child(self, kind: type[W], name: str) -> W:
        found = self.sheet.findChild(kind, name)
        assert isinstance(found, kind), name
        return found

    def wait(self, is_so: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(is_so)

    def press(self, name: str) -> None:
        """A button, once it can be pressed."""
        pushed = self.child(QPushButton, f"import_{name}")
        self.wait(lambda: pushed.isVisible() and pushed.isEnabled())
        QTest.mouseClick(pushed, Qt.MouseButton.LeftButton)

    def shows(self, name: str) -> bool:
        return self.child(QWidget, f"import_{name}").isVisible()

    def rows(self, column: int) -> list[str]:
        model = self.child(QTableView, "import_rows").model()
        return [str(model.index(row, column).data()) for row in range(model.rowCount())]

    def read(self, path: Path) -> None:
        """As if it had been chosen; then its columns are shown."""
        self.sheet.read(path)
        self.wait(lambda: self.shows("check"))

    def compare(self) -> None:
        self.press("check")
        self.wait(lambda: self.shows("run") and bool(self.rows(0)))

    def text(self, name: str) -> str:
        return self.child(QLabel, f"import_{name}").text()

    def box(self, name: str) -> QComboBox:
        return self.child(QComboBox, f"import_{name}")

    async def close(self) -> None:
        self.sheet.close()
        await self.imports.close()
        await self.edits.close()
        await self.lists.close()
        await self.journal.close()
        await self.copy.close()
        await self.client.aclose()


@pytest.fixture
def desk(
    server: DemoServer,
    tmp_path: Path,
    qtbot: QtBot,
    messages: Messages,
    until: Until,
) -> Iterator[ImportDesk]:
    planted = [
        {"name": "Et A/S", "customernumber": "I-1", "phone": "11111111", "city": "Vejle"},
        {"name": "To A/S", "customernumber": "I-2", "phone": "22222222", "city": "Vejle"},
        {"name": "Tre A/S", "customernumber": "I-3", "phone": "33333333"},
        {"name": "Tre igen", "customernumber": "I-3"},
    ]
    server.plant(planted)
    desk = ImportDesk(server=server, folder=tmp_path, qtbot=qtbot, messages=messages, until=until)
    yield desk
    until(desk.close())
