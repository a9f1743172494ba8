"""What tests of a batch's review begin with: the strips over a server, and some photos."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.mirror.shelf import Shelf
from desktop.services.changes import ChangeFeed
from desktop.services.documents import Documents
from desktop.services.pictures import Pictures
from desktop.services.uploads.hands import Hands
from desktop.services.uploads.service import Uploads
from desktop.services.uploads.tags import Tags
from desktop.support.settings import Settings
from desktop.ui.messages import Messages
from desktop.ui.uploads.review.means import ReviewMeans
from tests.helpers.demo_server import DemoServer
from tests.helpers.finding import finding_in
from tests.helpers.local_copy import LocalCopy
from tests.helpers.pictures import jpeg
from tests.helpers.uploading import account_of
from tests.ui.uploads.review_desk import Desk

TAKEN = datetime(2024, 5, 1, 14, 5)  # noqa: DTZ001 - a camera's wall clock


class Desks(Protocol):
    """Begins the program at the desk, and ends it; the next one goes on where it ended."""

    def __call__(self) -> AbstractContextManager[Desk]: ...


@pytest.fixture
def desks(
    server: DemoServer,
    tmp_path: Path,
    messages: Messages,
    qtbot: QtBot,
    until: Callable[..., Any],
) -> Desks:
    customer = server.patch_customer(name="Søndergade 7", customernumber="20417")["id"]
    target = Target(id=CustomerId(customer), name="Søndergade 7", number="20417")

    @contextmanager
    def at_desk() -> Iterator[Desk]:
        folder = tmp_path / "account"
        account = account_of(server)
        changes = ChangeFeed()
        copy = LocalCopy(folder, changes)
        journal = until(Journal.open(folder / "journal.db"))
        client, pictures = Client(account), Pictures()
        hands, memory = Hands(account=account, folder=folder), Settings(folder / "memory.json")
        documents = Documents(client=client, shelf=Shelf(folder / "shelf.db"))
        uploads = Uploads(
            client=client, journal=journal, hands=hands, changes=changes, memory=memory
        )
        means = ReviewMeans(
            uploads=uploads,
            thumbnail=hands.thumbnail,
            changes=changes,
            documents=documents,
            pictures=pictures,
            tags=Tags(memory),
            finding=finding_in(copy, client),
            messages=messages,
        )
        until(uploads.load())
        uploads.start()
        desk = Desk(means=means, target=target, bot=qtbot, until=until)
        try:
            yield desk
        finally:
            desk.strips.stop()
            until(memory.save())
            for close in (uploads, documents, pictures, journal, copy):
                until(close.close())
            until(client.aclose())

    return at_desk


@pytest.fixture
def desk(desks: Desks) -> Iterator[Desk]:
    with desks() as desk:
        yield desk


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"foto {number}.jpg" for number in range(3)]
    for number, path in enumerate(made):
        path.write_bytes(jpeg((64, 48 + number), taken=TAKEN))
    return made
