"""What the tests of forms share: saving for one account, and what the user was told."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.likely import Likely
from desktop.services.editing.looks import Looks
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.services.writing import Means
from desktop.support.settings import Settings
from desktop.ui.around import Around
from desktop.ui.dialogs.new_customer import NewCustomerSheet
from desktop.ui.dialogs.new_means import NewMeans, Site
from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.unverified import Unverified
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.selection import Selected
from tests.helpers.clocks import MovedClock
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy, known_from
from tests.helpers.reading import account_of
from tests.ui.forms.driver import FormDriver

Until = Callable[[Coroutine[Any, Any, Any]], Any]
BY_ID = "CreateUpdateCustomerByID"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One user's saving, with what was told meanwhile."""

    server: DemoServer
    client: Client
    journal: Journal
    copy: FullCopy
    connection: Connection
    changes: ChangeFeed
    lists: Lists
    edits: Edits
    drafts: Drafts
    queue: Queue
    messages: Messages
    until: Until
    clock: MovedClock
    unverified: Unverified
    numbers: dict[str, int] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    @property
    def means(self) -> FormMeans:
        return FormMeans(
            edits=self.edits,
            queue=self.queue,
            drafts=self.drafts,
            lists=self.lists,
            unverified=self.unverified,
        )

    @property
    def around(self) -> Around:
        return Around(
            changes=self.changes,
            connection=self.connection,
            messages=self.messages,
            copy=lambda: self.copy.state,
        )

    def read(self, customer: int) -> Customer:
        records = self.until(self.client.get_customer_by_id(CustomerId(customer))).records
        assert isinstance(records[0], Customer)
        return records[0]

    def hansen(self, **fields: object) -> Customer:
        """A customer of the test's own."""
        given = {
            "name": "Hansen A/S",
            "customernumber": "H-1",
            "phone": "11111111",
            "city": "Vejle",
            "email": "post@hansen.dk",
            "description": "Nøgle\r\nhos vicevært",
            "vatpercentage": 25,
            "ourreference": 4,
        }
        return self.read(self.server.patch_customer(**(given | fields))["id"])

    def hold(self, form: FormDriver, button: str = "save") -> None:
        """Press what writes; the server then holds it back."""
        self.server.faults({"command": BY_ID, "kind": "hold"})
        form.press(button)
        self.until(asyncio.to_thread(self.server.wait_until_held))


@pytest.fixture
def desk(
    server: DemoServer,
    loop: asyncio.AbstractEventLoop,
    messages: Messages,
    until: Until,
    tmp_path: Path,
) -> Iterator[Desk]:
    changes = ChangeFeed()
    connection, copy = Connection(changes), FullCopy(tmp_path, changes)
    client = Client(account_of(server), observer=connection)
    journal = Journal(tmp_path / "journal.db")
    numbers: dict[str, int] = {}
    clock = MovedClock()
    edits = Edits(
        means=Means(client=client, journal=journal, keeper=copy, looks=Looks(clock)),
        changes=changes,
        known_numbers=known_from(numbers),
    )
    desk = Desk(
        server=server,
        client=client,
        journal=journal,
        copy=copy,
        connection=connection,
        changes=changes,
        lists=Lists(client=client, reader=copy.reader, keeper=copy, changes=changes),
        edits=edits,
        drafts=Drafts(journal=journal, changes=changes),
        queue=Queue(journal=journal, edits=edits, changes=changes, connection=connection),
        messages=messages,
        until=until,
        numbers=numbers,
        clock=clock,
        unverified=Unverified(Settings(tmp_path / "memory.json")),
    )
    messages.noticed.connect(desk.notices.append)
    yield desk
    server.clear_faults()
    until(desk.drafts.close())
    until(desk.queue.close())
    until(desk.edits.close())
    until(desk.lists.close())
    until(client.aclose())
    until(journal.close())
    until(copy.close())


FullDisk = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def full_disk(desk: Desk) -> FullDisk:
    """Within it no draft is written: the journal's disk is full."""

    def run(statement: str) -> None:
        desk.until(desk.journal.run(lambda db: db.execute(statement)))

    @contextmanager
    def filled() -> Iterator[None]:
        for way in ("INSERT", "UPDATE"):
            run(
                f"CREATE TEMP TRIGGER full_{way} BEFORE {way} ON draft "
                "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
            )
        yield
        for way in ("INSERT", "UPDATE"):
            run(f"DROP TRIGGER full_{way}")

    return filled


def look_to_the_end(clock: MovedClock, qtbot: QtBot) -> None:
    """Let the time of every look pass at which what was lost could have been found."""
    for due in (5, 15, 40, 120):
        qtbot.waitUntil(lambda: clock.sleeping == 1)
        clock.advance(due)


def refresh_on_change(desk: Desk, show: Callable[[Customer], None]) -> None:
    """Do as the card does: show what the server sent of a customer."""

    def changed(change: Change) -> None:
        if change.subject is Subject.CUSTOMERS:
            for record in change.records:
                assert isinstance(record, Customer)
                show(record)

    desk.changes.subscribe(changed)


@pytest.fixture
def pane(desk: Desk, qtbot: QtBot) -> Iterator[DetailsPane]:
    pane = DetailsPane(means=desk.means, around=desk.around)
    qtbot.addWidget(pane)
    refresh_on_change(desk, pane.show_record)
    pane.resize(900, 700)
    pane.show()
    qtbot.waitExposed(pane)
    yield pane
    pane.stop()


@pytest.fixture
def form(pane: DetailsPane) -> FormDriver:
    return FormDriver(pane)


Open = Callable[..., FormDriver]


@pytest.fixture
def stored() -> list[Customer]:
    return []


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot, stored: list[Customer]) -> Iterator[Open]:
    """Open the sheet under a customer, or at the top."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 700)
    window.show()

    def open_(under: Selected | None = None, site: Site | None = None) -> FormDriver:
        if site is not None:
            return show(site)
        return show(Site(parent=under))

    def show(site: Site) -> FormDriver:
        means = NewMeans(
            edits=desk.edits,
            queue=desk.queue,
            drafts=desk.drafts,
            likely=Likely(desk.copy.reader),
            lists=desk.lists,
        )
        sheet = NewCustomerSheet(means=means, messages=desk.messages, site=site, parent=window)
        sheet.customer_stored.connect(stored.append)
        sheet.open()
        qtbot.waitExposed(sheet)
        return FormDriver(sheet)

    yield open_
    for sheet in window.findChildren(NewCustomerSheet):
        sheet.done(0)
