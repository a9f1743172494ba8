"""Every command against the embedded server, over real HTTP."""

import asyncio
import hashlib
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desktop.domain.account import AccessToken, Password
from desktop.domain.answers import FeedPage, FileAdded, Listing, PhotoAdded
from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
)
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, Document, Record
from desktop.domain.sending import FileToAdd, PhotoToAdd
from desktop.microbizz import Client
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.unit.microbizz.parcels import at_once, content_of, send
from tests.unit.microbizz.stories import story_at

R = TypeVar("R", bound=Record)
BEGINNING = date(1970, 1, 1)
TAKEN = datetime(2024, 5, 1, 7, 8, 9)  # noqa: DTZ001 - a camera's wall clock


async def whole(pages: AsyncIterator[FeedPage[R]]) -> list[R]:
    return [record async for page in pages for record in page.records]


async def everyone(client: Client) -> dict[CustomerId, Customer]:
    customers = await whole(client.customers_by_last_change(BEGINNING))
    return {customer.id: customer for customer in customers}


# --- Signing in --------------------------------------------------------------------------------


def test_echo_proves_who_we_are(server: DemoServer) -> None:
    async def tell(client: Client) -> None:
        assert await client.echo("Blåbærgrød \N{BLUE HEART} 100% +/&=") == (
            "Blåbærgrød \N{BLUE HEART} 100% +/&="
        )

    story_at(server, tell)
    story_at(server, tell, login=AccessToken(token=server.account["accesstoken"]))


@pytest.mark.parametrize(
    "changes",
    [
        {"contract": "1"},
        {"login": AccessToken(token="wrong")},
        {"login": Password(username="demo", apikey="x", password="y")},
    ],
)
def test_a_wrong_account_is_refused_in_the_servers_words(
    server: DemoServer, changes: dict[str, Any]
) -> None:
    async def tell(client: Client) -> None:
        with pytest.raises(EnvelopeRefused) as refusal:
            await client.echo("hej")
        assert refusal.value.message
        assert not refusal.value.may_have_run

    story_at(server, tell, **changes)


# --- Customers ---------------------------------------------------------------------------------


def test_customers_are_found_in_every_way(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        known = await everyone(client)
        child = next(c for c in known.values() if c.parent_id and c.number_text)
        parent = known[child.parent_id]

        by_id = await client.get_customer_by_id(child.id)
        by_number = await client.get_customer_by_customer_number(child.number_text)
        by_name = await client.get_customer_by_name(child.name.upper())
        assert [c.id for c in by_id.records] == [child.id]
        assert [c.number_text for c in by_number.records] == [child.number_text]
        assert [c.name.lower() for c in by_name.records] == [child.name.lower()]
        assert by_id.clock is not None

        children = await client.get_customers_by_parent_id(parent.id)
        branch = await client.get_customers_by_parent_id(parent.id, include_all=True)
        assert child.id in {c.id for c in children.records}
        assert {c.parent_id for c in children.records} == {parent.id}
        assert {c.id for c in children.records} <= {c.id for c in branch.records}

        parents = await client.get_parent_customers(child.id)
        assert parents.records[0].id == parent.id
        assert parents.records[-1].parent_id == 0

    story_at(either, tell)


def test_what_is_not_there_is_an_empty_answer(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        nobody = CustomerId(2**40)
        for answer in await asyncio.gather(
            client.get_customer_by_id(nobody),
            client.get_customers_by_parent_id(nobody),
            client.get_customer_by_customer_number("no-such"),
            client.get_customer_by_name("no such"),
            client.get_parent_customers(nobody),
        ):
            assert answer.records == ()
            assert answer.set_aside == 0

    story_at(either, tell)


def test_closed_customers_come_unless_left_out(server: DemoServer) -> None:
    parent = server.patch_customer(name="A")["id"]
    closed = server.patch_customer(name="B", parentcust=parent, isdeleted=1)["id"]
    open_ = server.patch_customer(name="C", parentcust=parent)["id"]
    below = server.patch_customer(name="D", parentcust=closed)["id"]

    async def tell(client: Client) -> None:
        children = await client.get_customers_by_parent_id(parent)
        without = await client.get_customers_by_parent_id(parent, ignore_closed=True)
        assert {c.id: c.is_closed for c in children.records} == {closed: True, open_: False}
        assert [c.id for c in without.records] == [open_]
        above = await client.get_parent_customers(below, ignore_closed=True)
        assert [c.id for c in above.records] == [parent]

    story_at(server, tell)


def test_a_customer_is_created_and_changed(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        created = await client.create_update_customer_by_id({"id": 0, "name": "Ny æøå"})
        assert created.customer is not None
        id_ = created.customer.id
        changed = await client.create_update_customer_by_id({"id": id_, "phone": "+45 1"})
        assert changed.customer is not None
        assert (changed.customer.name, changed.customer.text("phone")) == ("Ny æøå", "+45 1")

    story_at(either, tell)
    first, second = either.ledger_of("CreateUpdateCustomerByID")
    assert first["inputs"]["customer"] == {"id": 0, "name": "Ny æøå"}
    assert second["inputs"]["customer"].keys() == {"id", "phone"}


def test_a_customer_is_changed_by_number(server: DemoServer) -> None:
    id_ = server.patch_customer(name="A", customernumber="N-1")["id"]

    async def tell(client: Client) -> None:
        write = {"customernumber": "N-1", "city": "Århus"}
        stored = await client.create_update_customer_by_customer_number(write)
        assert stored.customer is not None
        assert stored.customer.id == id_
        with pytest.raises(CommandRefused) as refusal:
            await client.create_update_customer_by_customer_number({"city": "x"})
        assert refusal.value.command == "CreateUpdateCustomerByCustomerNumber"
        assert refusal.value.message

    story_at(server, tell)


# --- What a customer has -----------------------------------------------------------------------


def thumbnails(listing: Listing) -> list[str]:
    return [text for document in listing.documents if (text := document.text("thumbnail"))]


def test_documents_come_with_what_was_asked_for(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        for id_ in await everyone(client):
            full = await client.get_documents_by_customer_id(
                id_, include_thumbs=True, include_folders=True
            )
            if full.folders and thumbnails(full):
                break
        else:
            raise AssertionError("the test world has no thumbnails in folders")
        plain = await client.get_documents_by_customer_id(id_)
        assert len(plain.documents) == len(full.documents)
        assert thumbnails(plain) == []
        assert plain.folders == ()

    story_at(either, tell)


def test_subscriptions_of_a_customer(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        page = await client.get_subscriptions_by_last_change_id(BEGINNING)
        wanted = page.records[0]
        mine = await client.get_subscriptions_by_customer_id(wanted.customer_id)
        assert wanted.id in {subscription.id for subscription in mine.records}

    story_at(either, tell)


def test_a_file_is_stored_byte_for_byte(server: DemoServer, tmp_path: Path) -> None:
    path = tmp_path / "brev.pdf"
    path.write_bytes(bytes(range(256)) * 5000)
    customer = CustomerId(server.patch_customer(name="A")["id"])
    file = FileToAdd(customer_id=customer, filename="brev.pdf", title="Brev", folder="A/B")

    async def tell(client: Client) -> None:
        reply = await send(client, path, file=file)
        assert reply.is_ours
        assert isinstance(reply.answer, FileAdded)
        assert reply.listing is not None
        (document,) = reply.listing.documents
        assert document.label == "Brev"
        assert server.stored_bytes(document.id) == path.read_bytes()

    story_at(server, tell)
    echo, added, listed = server.ledger()
    assert {echo["envelope"], added["envelope"], listed["envelope"]} == {echo["envelope"]}
    assert added["inputs"]["filedata"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_photo_is_stored_and_replaced(server: DemoServer, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(pictures.jpeg())
    customer = CustomerId(server.patch_customer(name="A")["id"])
    photo = PhotoToAdd(customer_id=customer, title="Før", on_xnet=True, taken=TAKEN, tags=(1,))

    async def added(client: Client, photo: PhotoToAdd) -> Document:
        reply = await client.send_photo(photo, content_of(path), nonce="n", before_commit=at_once)
        assert reply.is_ours
        assert reply.listing is None
        assert isinstance(reply.answer, PhotoAdded)
        assert reply.answer.document is not None
        return reply.answer.document

    async def tell(client: Client) -> None:
        document = await added(client, photo)
        assert document.flag("onxnet")
        assert document.day("createdate") == TAKEN.date()
        path.write_bytes(pictures.jpeg((32, 32)))
        again = await added(client, replace(photo, document_id=document.id))
        assert again.id == document.id
        assert server.stored_bytes(document.id) == path.read_bytes()

    story_at(server, tell)


def test_the_contracts_lists(either: DemoServer) -> None:
    async def tell(client: Client) -> None:
        before = either.requests()
        types, roles, maingroups = await asyncio.gather(
            client.get_customer_types(), client.get_customer_roles(), client.get_maingroups()
        )
        assert either.requests() == before + 1
        assert all(entry.text("letter") and entry.text("color") for entry in types.records)
        assert all(entry.text("title") for entry in roles.records)
        assert all(entry.text("title") for entry in maingroups.records)

    story_at(either, tell)


# --- The module ---


def test_importing_the_client_does_not_import_httpx() -> None:
    """Its import takes longer than the first paint may."""
    code = "import sys; from desktop.microbizz import Client; print('httpx' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_the_first_request_imports_nothing_on_the_loops_thread(server: DemoServer) -> None:
    """What httpx imports late was imported early, in the thread that built the transport."""

    async def tell(client: Client) -> None:
        await client._sender._transport()
        before = set(sys.modules)
        await client.echo("hej")
        late = {name for name in sys.modules if name not in before}
        assert not {
            name for name in late if name.partition(".")[0] in {"httpx", "httpcore", "anyio", "h11"}
        }

    story_at(server, tell)
