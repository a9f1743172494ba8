"""What the tests of panes share: the services of one account, and what the user was told."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.ids import CustomerId
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.mirror.shelf import Shelf
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.documents import Documents
from desktop.services.editing.choices import Choices
from desktop.services.edits import Edits
from desktop.services.feeds import FeedRecords
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.pictures import Pictures
from desktop.services.subscriptions import Subscriptions
from desktop.services.writing import Means
from desktop.ui.around import Around
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy
from tests.helpers.reading import account_of

SOCIETY = Selected(id=CustomerId(1002), parent_id=CustomerId(1001), name="Boligforeningen Fjorddal")
"""A customer with documents in folders, subscriptions, a parent, siblings and children."""
TOP = Selected(id=CustomerId(1001), parent_id=CustomerId(0), name="")
"""The one above it, at the top level."""

Until = Callable[[Coroutine[Any, Any, Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The services of one account, and what was told and recorded meanwhile."""

    client: Client
    copy: FullCopy
    connection: Connection
    browse: Browse
    lists: Lists
    feeds: FeedRecords
    marks: Marks
    shelf: Shelf
    documents: Documents
    subscriptions: Subscriptions
    pictures: Pictures
    journal: Journal
    edits: Edits
    choices: Choices
    around: Around
    until: Until
    notices: list[Notice] = field(default_factory=list)

    @property
    def changes(self) -> ChangeFeed:
        return self.around.changes

    def go_offline(self, server: DemoServer) -> None:
        server.faults({"command": "*", "kind": "close_before", "times": -1})

    def come_back(self, server: DemoServer) -> None:
        """The server can be reached again, and somebody has noticed it."""
        server.clear_faults()
        self.until(self.client.echo("back"))

    def take_in(self) -> None:
        """Bring the copy in step with the server: customers and feeds."""
        self.until(self.copy.take_in(self.client))

    def take_feeds(self) -> None:
        self.until(self.copy.take_feeds(self.client))


@pytest.fixture
def desk(
    server: DemoServer,
    loop: asyncio.AbstractEventLoop,
    messages: Messages,
    until: Until,
    tmp_path: Path,
) -> Iterator[Desk]:
    desk = _desk(server, messages, until, tmp_path)
    messages.noticed.connect(desk.notices.append)
    yield desk
    server.clear_faults()
    until(_closed(desk))


def _desk(server: DemoServer, messages: Messages, until: Until, folder: Path) -> Desk:
    changes = ChangeFeed()
    connection = Connection(changes)
    client = Client(account_of(server), options=Options(retries=0), observer=connection)
    copy = FullCopy(folder, changes)
    shelf = Shelf(folder / "shelf.db")
    feeds = FeedRecords(client=client, reader=copy.reader, changes=changes, keeper=copy)
    browse, journal = Browse(client=client, reader=copy.reader, keeper=copy), Journal(folder / "j")
    return Desk(
        client=client,
        copy=copy,
        connection=connection,
        browse=browse,
        lists=Lists(client=client, reader=copy.reader, keeper=copy, changes=changes),
        feeds=feeds,
        marks=Marks(reader=copy.reader, marker=copy),
        shelf=shelf,
        documents=Documents(client=client, shelf=shelf),
        subscriptions=Subscriptions(client=client, feeds=feeds),
        pictures=Pictures(),
        journal=journal,
        edits=Edits(
            means=Means(client=client, journal=journal, keeper=copy),
            changes=changes,
            known_numbers=browse.number_count,
            who="mette",
        ),
        choices=Choices(reader=copy.reader, changes=changes, is_whole=lambda: copy.state.is_whole),
        around=Around(
            changes=changes, connection=connection, messages=messages, copy=lambda: copy.state
        ),
        until=until,
    )


async def _closed(desk: Desk) -> None:
    await desk.lists.close()
    await desk.edits.close()
    await desk.journal.close()
    await desk.pictures.close()
    await desk.documents.close()
    await desk.client.aclose()
    await desk.copy.close()
