"""Listing the documents and the subscriptions of a customer."""

from base64 import b64decode

from desktop.domain.answers import Listing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.records import Subscription
from desktop.microbizz import Client
from desktop.services.documents import Documents
from desktop.services.subscriptions import Subscriptions
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import with_client

OWNER = CustomerId(1002)


def listing(server: DemoServer) -> Listing:
    async def story(client: Client) -> Listing:
        return await Documents(client).listing(OWNER)

    return with_client(server, story)


def thumbnails(server: DemoServer) -> dict[DocumentId, str]:
    async def story(client: Client) -> dict[DocumentId, str]:
        return await Documents(client).thumbnails(OWNER)

    return with_client(server, story)


def test_a_listing_has_folders_and_no_thumbnails(server: DemoServer) -> None:
    folder = server.patch_record("folder", customerid=OWNER, title="Fotos", path="Fotos")
    document = server.patch_record("document", customerid=OWNER, title="Tag", folder="Fotos")

    found = listing(server)

    assert document["id"] in {each.id for each in found.documents}
    assert folder["id"] in {each.id for each in found.folders}
    assert not any(each.text("thumbnail") for each in found.documents)
    asked = server.ledger_of("GetDocumentsByCustomerID")[-1]["inputs"]
    assert not int(asked.get("inclthumbs", 0))


def test_thumbnails_come_by_document(server: DemoServer) -> None:
    found = thumbnails(server)
    assert found.keys() <= {each.id for each in listing(server).documents}
    assert all(b64decode(wire).startswith(b"\xff\xd8\xff") for wire in found.values())
    assert found


def test_a_document_without_a_thumbnail_is_not_among_them(server: DemoServer) -> None:
    bare = server.patch_record("document", customerid=OWNER, title="Uden billede")
    assert DocumentId(bare["id"]) not in thumbnails(server)


def test_the_subscriptions_of_a_customer(server: DemoServer) -> None:
    mine = server.patch_record("subscription", customerid=OWNER, title="Rengøring")
    server.patch_record("subscription", customerid=OWNER + 1, title="En andens")

    async def story(client: Client) -> tuple[Subscription, ...]:
        return await Subscriptions(client).of(OWNER)

    found = with_client(server, story)
    assert mine["id"] in {each.id for each in found}
    assert {each.customer_id for each in found} == {OWNER}
