"""The window of a change of many over an embedded server, and hands to use it with."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.services.browse import Browse
from desktop.services.connection import Connection
from desktop.services.editing.bulk import Bulk
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.writing import Means
from desktop.support.settings import Settings
from desktop.ui.bulk.means import BulkMeans, Scope, those
from desktop.ui.bulk.sheet import BulkSheet
from desktop.ui.forms.unverified import Unverified
from desktop.ui.messages import Messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import known_from
from tests.helpers.sheet_desk import SheetDesk, Until

HOUSES = 4


class BulkDesk(SheetDesk):
    """The window and what stands behind it: some houses below one customer.

    Attributes:
        houses: Their ids.
    """

    area = "bulk"
    sheet: BulkSheet

    def __init__(self, *, server: DemoServer, **how: Any) -> None:
        self.houses = _plant(server)
        super().__init__(server=server, **how)
        self._make_services()
        self.unverified = Unverified(Settings(how["folder"] / "memory.json"))
        self.sheet = self.open([those("De valgte", self.houses)])

    def _make_services(self) -> None:
        connection = Connection(self.changes)
        self.edits = Edits(
            means=Means(client=self.client, journal=self.journal, keeper=self.copy),
            changes=self.changes,
            known_numbers=known_from({}),
        )
        self.queue = Queue(
            journal=self.journal, edits=self.edits, changes=self.changes, connection=connection
        )
        self.bulk = Bulk(
            edits=self.edits,
            queue=self.queue,
            browse=Browse(client=self.client, reader=self.copy.reader, keeper=self.copy),
            reader=self.copy.reader,
            changes=self.changes,
        )

    def open(self, scopes: Sequence[Scope]) -> BulkSheet:
        means = BulkMeans(bulk=self.bulk, lists=self.lists, unverified=self.unverified)
        return self.shown(BulkSheet(means=means, scopes=scopes, messages=self.messages))

    def type_into(self, field: str, text: str) -> None:
        QTest.keyClicks(self.child(QLineEdit, f"field_{field}"), text)

    @property
    def table(self) -> QTableView:
        return self.child(QTableView, "bulk_rows")

    def column(self, title: str) -> list[str]:
        """What stands in the column with this title."""
        model = self.table.model()
        titles = [
            str(model.headerData(each, Qt.Orientation.Horizontal))
            for each in range(model.columnCount())
        ]
        at = titles.index(title)
        return [str(model.index(row, at).data()) for row in range(model.rowCount())]

    def text(self, name: str) -> str:
        label = self.child(QLabel, f"bulk_{name}")
        return label.text() if label.isVisible() else ""

    def preview(self, **changed: str) -> None:
        for field, text in changed.items():
            self.type_into(field, text)
        self.press("preview")
        self.wait(self.table.isVisible)

    def run_words(self) -> str:
        return self.button("run").text().replace("&", "")

    def run(self) -> None:
        self.press("run")
        self.wait(lambda: self.sheet.batch is not None and not self.sheet.batch.is_running)
        self.wait(lambda: not self.button("pause").isVisible())

    def phones(self) -> list[str]:
        known = self.server.customers()
        return [str(known[id_]["phone"]) for id_ in self.houses]

    async def close(self) -> None:
        self.sheet.end()
        await self.bulk.close()
        await self.queue.close()
        await self.edits.close()
        await super().close()


def _plant(server: DemoServer) -> tuple[CustomerId, ...]:
    parent = server.patch_customer(name="Foreningen")["id"]
    houses = server.plant(
        [
            {"name": f"Hus {n}", "customernumber": f"B-{n}", "parentcust": parent}
            | {"phone": "11111111", "city": "Vejle", "isdeleted": n == HOUSES - 1}
            for n in range(HOUSES)
        ]
    )
    return tuple(CustomerId(each["id"]) for each in houses)


@pytest.fixture
def desk(
    server: DemoServer, tmp_path: Path, qtbot: QtBot, messages: Messages, until: Until
) -> Iterator[BulkDesk]:
    desk = BulkDesk(server=server, folder=tmp_path, qtbot=qtbot, messages=messages, until=until)
    yield desk
    server.clear_faults()
    until(desk.close())
