"""What a misbehaving server does to one command harms no other, and no write is done twice."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.errors import (
    CommandRefused,
    NotAnEnvelope,
    ServerError,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client
from tests.helpers.demo_server import DemoServer
from tests.unit.microbizz.parcels import send
from tests.unit.microbizz.stories import story_at

BEGINNING = date(1970, 1, 1)
READS = {"command": "GetCustomerByID"}


@pytest.mark.parametrize("kind", ["close_before", "close_after", "half_reply", "http_503"])
def test_a_read_survives_what_passes(server: DemoServer, kind: str) -> None:
    server.faults({**READS, "kind": kind, "times": 2})

    async def tell(client: Client) -> None:
        assert (await client.get_customer_by_id(CustomerId(1))).set_aside == 0

    story_at(server, tell)


@pytest.mark.parametrize("kind", ["html", "not_json", "http_500", "no_envelope_status"])
def test_one_command_that_spoils_an_envelope_spoils_no_other(server: DemoServer, kind: str) -> None:
    server.faults({**READS, "kind": kind, "times": -1})

    async def tell(client: Client) -> None:
        spoilt, types = await asyncio.gather(
            client.get_customer_by_id(CustomerId(1)),
            client.get_customer_types(),
            return_exceptions=True,
        )
        assert not isinstance(types, BaseException)
        # A missing status is let pass where there are results.
        assert isinstance(spoilt, NotAnEnvelope) or kind == "no_envelope_status"

    story_at(server, tell)


@pytest.mark.parametrize("kind", ["wrong_types", "bad_record", "empty_list", "refuse"])
def test_bad_records_harm_nobody_else(server: DemoServer, kind: str) -> None:
    server.faults({"command": "GetCustomersByLastChange", "kind": kind, "times": 1})

    async def tell(client: Client) -> None:
        page, types = await asyncio.gather(
            client.get_customers_by_last_change(BEGINNING),
            client.get_customer_types(),
            return_exceptions=True,
        )
        assert not isinstance(types, BaseException)
        assert types.records
        if kind == "refuse":
            assert isinstance(page, CommandRefused)
        else:
            assert not isinstance(page, BaseException)
            assert page.set_aside > 0 or kind != "bad_record"

    story_at(server, tell)


@pytest.mark.parametrize(
    ("kind", "may_have_run", "ran"),
    [
        ("close_before", True, False),
        ("close_after", True, True),
        ("half_reply", True, True),
        ("http_502", True, False),
        ("refuse", False, False),
        ("auth", False, False),
    ],
)
def test_a_write_tells_whether_it_may_have_run(
    server: DemoServer, kind: str, may_have_run: bool, ran: bool
) -> None:
    server.faults({"command": "CreateUpdateCustomerByID", "kind": kind, "times": 1})

    async def tell(client: Client) -> None:
        with pytest.raises(ServerError) as failure:
            await client.create_update_customer_by_id({"id": 0, "name": "Once"})
        assert failure.value.may_have_run is may_have_run

    story_at(server, tell)
    done = [e for e in server.ledger_of("CreateUpdateCustomerByID") if e["status"] == 1]
    assert len(done) == ran


def test_an_upload_cut_while_it_is_read_is_nowhere(server: DemoServer, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(bytes(20_000_000))
    server.faults({"kind": "close_reading", "size": 1_000_000})

    async def tell(client: Client) -> None:
        with pytest.raises(Unreachable) as failure:
            await send(client, file)
        assert not failure.value.may_have_run

    story_at(server, tell)
    assert server.ledger_of("AddFileToCustomer") == []
