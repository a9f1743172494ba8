"""The window of a change of many over an embedded server, and hands to use it with."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.editing.bulk import Bulk
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.ui.bulk.means import BulkMeans, Scope, those
from desktop.ui.bulk.sheet import BulkSheet
from desktop.ui.messages import Messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy, known_from
from tests.helpers.reading import account_of

W = TypeVar("W", bound=QWidget)
Until = Callable[..., Any]
HOUSES = 4


class BulkDesk:
    """The window and what stands behind it: some houses below one customer.

    Attributes:
        houses: Their ids.
    """

    def __init__(
        self, *, server: DemoServer, folder: Path, qtbot: QtBot, messages: Messages, until: Until
    ) -> None:
        self.server, self.messages, self.until = server, messages, until
        self._qtbot = qtbot
        self.houses = _plant(server)
        self.changes = ChangeFeed()
        self.copy = FullCopy(folder, self.changes)
        self.copy.fill(Customer(raw) for raw in server.customers().values())
        self.client = Client(account_of(server))
        self.journal = Journal(folder / "journal.db")
        self.lists = Lists(
            client=self.client, reader=self.copy.reader, keeper=self.copy, changes=self.changes
        )
        until(self.lists.load())
        self._make_services()
        self.sheet = self.open([those("De valgte", self.houses)])

    def _make_services(self) -> None:
        connection = Connection(self.changes)
        self.edits = Edits(
            client=self.client,
            journal=self.journal,
            changes=self.changes,
            keeper=self.copy,
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
        means = BulkMeans(bulk=self.bulk, lists=self.lists)
        sheet = BulkSheet(means=means, scopes=scopes, messages=self.messages)
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
        return self.child(QPushButton, f"bulk_{name}")

    def press(self, name: str) -> None:
        """A button, once it can be pressed."""
        pushed = self.button(name)
        self.wait(lambda: pushed.isVisible() and pushed.isEnabled())
        QTest.mouseClick(pushed, Qt.MouseButton.LeftButton)

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
        await self.lists.close()
        await self.journal.close()
        await self.copy.close()
        await self.client.aclose()


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
