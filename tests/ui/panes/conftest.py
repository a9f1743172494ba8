"""What the tests of panes share: the services of one account, and what the user was told."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.documents import Documents
from desktop.services.feeds import Feeds
from desktop.services.lists import Lists
from desktop.services.pictures import Pictures
from desktop.services.subscriptions import Subscriptions
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice
from desktop.ui.selection import Selected
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of

SOCIETY = Selected(id=CustomerId(1002), parent_id=CustomerId(1001), name="Boligforeningen Fjorddal")
"""A customer with documents in folders, subscriptions, a parent, siblings and children."""
TOP = Selected(id=CustomerId(1001), parent_id=CustomerId(0), name="")
"""The one above it, at the top level."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The services of one account, and what was told and recorded meanwhile."""

    client: Client
    changes: ChangeFeed
    browse: Browse
    lists: Lists
    feeds: Feeds
    documents: Documents
    subscriptions: Subscriptions
    pictures: Pictures
    messages: Messages
    notices: list[Notice] = field(default_factory=list)


@pytest.fixture
def messages(qapp: QApplication) -> Iterator[Messages]:
    """The door to the user; a bug that comes through it fails the test."""
    bugs: list[BaseException] = []
    yield Messages(record_bug=bugs.append)
    assert not bugs


@pytest.fixture
def desk(
    server: DemoServer,
    loop: asyncio.AbstractEventLoop,
    messages: Messages,
    until: Callable[[Coroutine[Any, Any, Any]], Any],
) -> Iterator[Desk]:
    client, changes = Client(account_of(server)), ChangeFeed()
    desk = Desk(
        client=client,
        changes=changes,
        browse=Browse(client),
        lists=Lists(client=client, changes=changes),
        feeds=Feeds(client=client, changes=changes),
        documents=Documents(client),
        subscriptions=Subscriptions(client),
        pictures=Pictures(),
        messages=messages,
    )
    messages.noticed.connect(desk.notices.append)
    yield desk
    server.clear_faults()
    until(desk.feeds.close())
    until(desk.pictures.close())
    until(client.aclose())
