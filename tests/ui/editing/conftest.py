"""A user before the window of what is not sent: services of one account, and hands."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QMessageBox, QPlainTextEdit, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.services.writing import Means
from desktop.ui.editing.means import UnsentMeans
from desktop.ui.editing.unsent import UnsentSheet
from desktop.ui.faces import Face
from desktop.ui.messages import Messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy
from tests.helpers.reading import account_of

W = TypeVar("W", bound=QWidget)
Until = Callable[[Coroutine[Any, Any, Any]], Any]
_COMMANDS = ("go", "resolve", "adopt", "again", "drop")


class Hands:
    """What one user saves and keeps, and does in the window."""

    def __init__(
        self,
        server: DemoServer,
        *,
        messages: Messages,
        until: Until,
        folder: Path,
        qtbot: QtBot,
    ) -> None:
        self.server, self.until, self.qtbot, self.messages = server, until, qtbot, messages
        changes = ChangeFeed()
        connection = Connection(changes)
        self.client = Client(account_of(server), options=Options(retries=0), observer=connection)
        self.copy = FullCopy(folder, changes)
        self.journal = Journal(folder / "journal.db")
        reader = self.copy.reader
        self.browse = Browse(client=self.client, reader=reader, keeper=self.copy)
        self.edits = Edits(
            means=Means(client=self.client, journal=self.journal, keeper=self.copy),
            changes=changes,
            known_numbers=self.browse.number_count,
        )
        self.drafts = Drafts(journal=self.journal, changes=changes)
        self.queue = Queue(
            journal=self.journal, edits=self.edits, changes=changes, connection=connection
        )
        lists = Lists(client=self.client, reader=reader, keeper=self.copy, changes=changes)
        self.means = UnsentMeans(
            drafts=self.drafts, queue=self.queue, browse=self.browse, lists=lists, changes=changes
        )
        planted = server.patch_customer(name="Hansen A/S", phone="11111111", city="Vejle")
        self.id = CustomerId(int(planted["id"]))
        self.asked: list[object] = []

    # --- saving -------------------------------------------------------------------------------

    @property
    def base(self) -> Customer:
        return Customer(self.until(self.browse.customer(self.id)).raw)

    def go_offline(self) -> None:
        self.server.faults({"command": "*", "kind": "close_before", "times": -1})

    def come_back(self) -> None:
        self.server.clear_faults()
        self.notice_server()

    def notice_server(self) -> None:
        """Any answer tells that it is there."""
        self.until(self.client.echo("back"))

    def save_offline(self, **changed: Value) -> None:
        base = self.base
        self.go_offline()
        assert isinstance(self.until(self.queue.save(base, changed)), Draft)

    def keep_draft(self, **mine: Value) -> None:
        self.until(self.drafts.keep(self.id, self.base, mine))

    def stored(self, name: str) -> str:
        return str(self.until(self.client.get_customer_by_id(self.id)).records[0].text(name))

    # --- looking ------------------------------------------------------------------------------

    def open(self) -> None:
        self.sheet = UnsentSheet(means=self.means, messages=self.messages)
        self.qtbot.addWidget(self.sheet)
        QAbstractItemModelTester(self.table.model())
        self.sheet.customer_asked.connect(self.asked.append)
        self.sheet.draft_asked.connect(self.asked.append)
        self.sheet.show()
        self.qtbot.waitUntil(lambda: self.sheet.faces.face in {Face.CONTENT, Face.EMPTY})

    @property
    def table(self) -> QTableView:
        return self.find(QTableView, "unsent_table")

    @property
    def rows(self) -> list[list[str]]:
        """Customer, fields and state."""
        model = self.table.model()
        return [
            [str(model.index(row, column).data()) for column in range(3)]
            for row in range(model.rowCount())
        ]

    @property
    def advice(self) -> str:
        return self.find(QLabel, "unsent_advice").text()

    @property
    def typed(self) -> str:
        return self.find(QPlainTextEdit, "unsent_typed").toPlainText()

    @property
    def offered(self) -> set[str]:
        """The commands that are allowed now."""
        buttons = {key: self.find(QPushButton, f"unsent_{key}") for key in _COMMANDS}
        return {key for key, each in buttons.items() if each.isEnabled() and each.isVisible()}

    def shows(self, *rows: list[str]) -> None:
        self.qtbot.waitUntil(lambda: self.rows == list(rows))

    def find(self, kind: type[W], name: str) -> W:
        found = self.sheet.findChild(kind, name)
        assert isinstance(found, kind), name
        return found

    # --- doing --------------------------------------------------------------------------------

    def press(self, command: str) -> None:
        button = self.find(QPushButton, f"unsent_{command}")
        self.qtbot.waitUntil(button.isEnabled)
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def answer(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: bool(self.sheet.findChildren(QMessageBox)))
        (box,) = self.sheet.findChildren(QMessageBox)
        next(each for each in box.buttons() if each.text() == words).click()
        self.qtbot.waitUntil(lambda: not self.sheet.findChildren(QMessageBox))

    async def close(self) -> None:
        if hasattr(self, "sheet"):
            self.sheet.close()
        async with AsyncExitStack() as closing:
            for each in (self.copy.close, self.journal.close, self.client.aclose):
                closing.push_async_callback(each)
            for end in (self.means.lists.close, self.edits.close, self.queue.close):
                closing.push_async_callback(end)


@pytest.fixture
def hands(
    server: DemoServer,
    messages: Messages,
    until: Until,
    tmp_path: Path,
    qtbot: QtBot,
) -> Iterator[Hands]:
    hands = Hands(server, messages=messages, until=until, folder=tmp_path, qtbot=qtbot)
    yield hands
    server.clear_faults()
    until(hands.close())
