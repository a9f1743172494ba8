"""A window of an import over an embedded server, and hands to use it with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.mirror import tree
from desktop.services.editing.importing.service import Imports
from desktop.services.editing.numbers import Numbers
from desktop.services.edits import Edits
from desktop.services.writing import Means
from desktop.support.settings import Settings
from desktop.ui.importing.sheet import ImportSheet
from desktop.ui.messages import Messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.finding import finding_in
from tests.helpers.sheet_desk import SheetDesk, Until


class ImportDesk(SheetDesk):
    """The window and what stands behind it."""

    area = "import"
    sheet: ImportSheet

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.memory = Settings(self.folder / "memory.json")
        self.edits, self.imports = self._services()
        self.sheet = self.open()

    def _services(self) -> tuple[Edits, Imports]:
        async def known(number: str) -> int:
            return await self.copy.reader.run(tree.number_count, number)

        edits = Edits(
            means=Means(client=self.client, journal=self.journal, keeper=self.copy),
            changes=self.changes,
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
            finding=finding_in(self.copy, self.client, self.lists),
            memory=self.memory,
            messages=self.messages,
        )
        return self.shown(sheet)

    def file(self, name: str, *lines: str) -> Path:
        path = self.folder / name
        path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
        return path

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
        await super().close()


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
