"""New customers that the server refuses, and what is sent of one at all."""

import pytest

from desktop.domain.errors import CommandRefused, CreateUnsure
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell


def test_what_is_said_to_be_nothing_and_no_is_sent(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    said = {"vatpercentage": 0, "requestconsent": False}

    async def story(desk: Desk) -> None:
        server.patch_customer(hansen, requestconsent=True)
        await desk.edits.create({"name": "Ny", **said, "isblocked": None}, NO_CUSTOMER)
        preview = await desk.edits.preview_update("H-1", {"isdeleted": None, **said})
        assert [(each.name, each.after) for each in preview.changes] == list(said.items())
        assert (await desk.edits.update_by_number(preview)).not_stored == ()

    tell(story)
    (created,) = server.ledger_of(BY_ID)
    assert created["inputs"]["customer"] == {
        "id": 0,
        "name": "Ny",
        "vatpercentage": 0,
        "requestconsent": 0,
    }


async def _refused_and_made(desk: Desk, server: DemoServer, **fields: str) -> Customer:
    """The server says no, and yet has made it; gives what came of it."""
    server.faults({"command": BY_ID, "kind": "hold"}, {"command": BY_ID, "kind": "refuse"})
    creating = await server.holding(desk.edits.create(fields, NO_CUSTOMER))
    server.patch_customer(**fields)
    server.release()
    return await creating


def test_one_that_was_made_though_it_was_refused_is_not_made_again(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        made = await _refused_and_made(desk, server, name="Helt Ny ApS", customernumber="HN-1")
        assert made.number_text == "HN-1"
        (receipt,) = await desk.receipts(made.id)
        assert receipt.outcome == "stored"
        assert desk.edits.unclaimed == {}

        # A name alone proves nothing, so the user is asked.
        with pytest.raises(CreateUnsure) as caught:
            await _refused_and_made(desk, server, name="Uden Nummer ApS", phone="2")
        assert caught.value.candidate.name == "Uden Nummer ApS"
        assert caught.value.refused_by

    tell(story)


def test_who_is_only_called_so_was_not_made_by_what_was_refused(
    server: DemoServer, tell: Tell
) -> None:
    server.patch_customer(name="Ny", phone="1")
    old = server.patch_customer(name="Gammel")["id"]
    server.patch_customer(old, createdate="2020-01-01")

    async def story(desk: Desk) -> None:
        for fields in ({"name": "Ny", "phone": "2"}, {"name": "Gammel"}):
            server.faults({"command": BY_ID, "kind": "refuse"})
            with pytest.raises(CommandRefused):
                await desk.edits.create(fields, NO_CUSTOMER)

    tell(story)
