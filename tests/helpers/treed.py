"""The customer tree over a local copy and nobody beyond it."""

from dataclasses import dataclass

import pytest

from desktop.domain.account import Account, Password
from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.ui.messages import Messages
from desktop.ui.tree.panel import TreePanel
from tests.helpers.local_copy import LocalCopy


@dataclass(frozen=True, kw_only=True)
class Treed:
    """A panel, and what it is made of; a bug that is told fails the test."""

    panel: TreePanel
    browse: Browse
    lists: Lists
    marks: Marks
    messages: Messages


def treed(copy: LocalCopy, client: Client) -> Treed:
    messages = Messages(record_bug=lambda error: pytest.fail(repr(error)))
    browse = Browse(client=client, reader=copy.reader, keeper=copy)
    lists = Lists(client=client, reader=copy.reader, keeper=copy, changes=copy.changes)
    marks = Marks(reader=copy.reader, marker=copy)
    panel = TreePanel(
        browse=browse, lists=lists, marks=marks, changes=copy.changes, messages=messages
    )
    return Treed(panel=panel, browse=browse, lists=lists, marks=marks, messages=messages)


def client_of_nobody() -> Client:
    """One that reaches no server."""
    login = Password(username="x", apikey="x", password="x")
    return Client(Account(contract="1", login=login, endpoint="http://127.0.0.1:1/"))
