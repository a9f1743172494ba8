"""The documents of a customer: asked of the server, and kept for when there is none."""

from base64 import b64decode
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from desktop.domain.ids import CustomerId, DocumentId
from desktop.microbizz import Client
from desktop.mirror.shelf import Shelf
from desktop.services.documents import Documents
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import with_client

T = TypeVar("T")
Story = Callable[[Documents], Awaitable[T]]
Tell = Callable[[Story[T]], T]

OWNER = CustomerId(1002)


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path) -> Tell[T]:
    """Run a story; a second one finds what the first has kept."""

    def run(story: Story[T]) -> T:
        async def told(client: Client) -> T:
            documents = Documents(client=client, shelf=Shelf(tmp_path / "shelf.db"))
            try:
                return await story(documents)
            finally:
                await documents.close()

        return with_client(server, told)

    return run


def test_a_listing_has_folders_and_no_thumbnails(server: DemoServer, tell: Tell[None]) -> None:
    folder = server.patch_record("folder", customerid=OWNER, title="Fotos", path="Fotos")
    document = server.patch_record("document", customerid=OWNER, title="Tag", folder="Fotos")

    async def story(documents: Documents) -> None:
        found = await documents.listing(OWNER)
        assert document["id"] in {each.id for each in found.documents}
        assert folder["id"] in {each.id for each in found.folders}
        assert not any(each.text("thumbnail") for each in found.documents)

    tell(story)
    asked = server.ledger_of("GetDocumentsByCustomerID")[-1]["inputs"]
    assert not int(asked.get("inclthumbs", 0))


def test_thumbnails_come_by_document(server: DemoServer, tell: Tell[None]) -> None:
    bare = server.patch_record("document", customerid=OWNER, title="Uden billede")

    async def story(documents: Documents) -> None:
        found = await documents.thumbnails(OWNER)
        ids = {each.id for each in (await documents.listing(OWNER)).documents}
        assert found
        assert found.keys() <= ids - {DocumentId(bare["id"])}
        assert all(b64decode(wire).startswith(b"\xff\xd8\xff") for wire in found.values())

    tell(story)


def test_what_came_is_there_the_next_time(server: DemoServer, tell: Tell[None]) -> None:
    began = datetime.now(UTC)

    async def first(documents: Documents) -> None:
        assert await documents.kept(OWNER) is None
        await documents.listing(OWNER)
        await documents.thumbnails(OWNER)

    async def second(documents: Documents) -> None:
        before = server.requests()
        kept = await documents.kept(OWNER)
        wires = await documents.kept_thumbnails(OWNER)
        assert server.requests() == before
        fresh = await documents.listing(OWNER)
        assert kept is not None
        assert (kept.listing.documents, kept.listing.folders) == (fresh.documents, fresh.folders)
        assert began <= kept.at <= datetime.now(UTC)
        assert wires.keys() == {each.id for each in fresh.documents}
        shown = {key: wire for key, wire in wires.items() if wire}
        assert shown == await documents.thumbnails(OWNER)

    tell(first)
    tell(second)
