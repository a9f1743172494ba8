"""Answers that tell little, and a disk that fails when the server has done its part."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from desktop.domain.account import AccessToken, Account
from desktop.domain.errors import NotAnEnvelope, ReplyLost
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.services.changes import ChangeFeed
from desktop.services.edits import Edits
from desktop.services.writing import Means
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import known_from
from tests.unit.services.edits.desk import BY_ID, Desk, Keeper, Tell

READ = "GetCustomerByID"


def test_an_answer_without_the_customer_is_made_up_for_by_reading(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "wrong_types"})
        saved = await desk.edits.save(base, {"phone": "2"})
        assert saved.after.text("phone") == "2"

    tell(story)


def test_an_answer_without_the_customer_that_cannot_be_read_is_unsure(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults(
            {"command": BY_ID, "kind": "wrong_types"},
            {"command": READ, "kind": "close_before", "skip": 1, "times": -1},
        )
        with pytest.raises(ReplyLost):
            await desk.edits.save(base, {"phone": "2"})
        (receipt,) = await desk.receipts(hansen)
        assert receipt.outcome == "unknown"

    tell(story)


def test_a_create_without_the_customer_in_its_answer_is_looked_for(
    server: DemoServer, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        server.faults({"command": BY_ID, "kind": "wrong_types"})
        created = await desk.edits.create({"name": "Ny", "customernumber": "N-9"}, NO_CUSTOMER)
        assert created.name == "Ny"

    tell(story)
    assert len(server.ledger_of(BY_ID)) == 1


def test_a_disk_that_fails_after_the_write_does_not_unsay_it(
    server: DemoServer, hansen: int, tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    def make_read_only(db: sqlite3.Connection) -> None:
        db.execute("PRAGMA query_only = 1")

    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        server.faults({"command": BY_ID, "kind": "hold"})
        saving = await server.holding(desk.edits.save(base, {"phone": "2"}))
        await desk.journal.run(make_read_only)
        server.release()
        assert (await saving).after.text("phone") == "2"

    tell(story)
    assert "a receipt could not be written" in caplog.text


WHOLE: Mapping[str, Any] = {"id": 7, "name": "Hansen", "phone": "1", "city": "Vejle"}


class _TerseServer:
    """Answers a write with the fields it was sent; reads can be made to fail after the first."""

    def __init__(self, *, reads: int) -> None:
        self._reads = reads
        self._customer = dict(WHOLE)

    async def answer(self, request: web.Request) -> web.Response:
        commands = json.loads(str((await request.post())["json"]))["commands"]
        results = [self._result(command) for command in commands]
        return web.json_response({"status": 1, "msg": "OK", "results": results})

    def _result(self, command: Mapping[str, Any]) -> dict[str, object]:
        if command["command"] == "Echo":
            return {"status": 1, "answer": command["text"]}
        if command["command"] == BY_ID:
            self._customer |= command["customer"]
            return {"status": 1, "customer": {**command["customer"], "phone": "2"}}
        self._reads -= 1
        if self._reads < 0:
            return {"status": 0, "msg": "no more"}
        return {"status": 1, "customers": [self._customer]}


class _UnhaltingServer(_TerseServer):
    """Knows no Echo and goes on all the same; what it takes is not there yet when it is read."""

    def __init__(self) -> None:
        super().__init__(reads=9)
        self.writes = 0

    def _result(self, command: Mapping[str, Any]) -> dict[str, object]:
        if command["command"] == "Echo":
            return {"status": 0, "msg": "unknown command"}
        if command["command"] == BY_ID:
            self.writes += 1
            return {"status": 1, "customer": dict(WHOLE)}
        return super()._result(command)


def test_what_went_without_its_proof_is_not_sent_again(tmp_path: Path) -> None:
    server = _UnhaltingServer()

    async def story(edits: Edits) -> None:
        with pytest.raises(ReplyLost):
            await edits.save(Customer(WHOLE), {"phone": "2"})

    asyncio.run(_with_server(server, story, tmp_path / "journal.db"))
    assert server.writes == 1


@pytest.mark.parametrize("reads", [2, 1])
def test_an_answer_with_few_fields_loses_none(tmp_path: Path, reads: int) -> None:
    async def story(edits: Edits) -> None:
        saved = await edits.save(Customer(WHOLE), {"phone": "2"})
        assert (saved.not_stored, saved.disturbed) == ((), ())
        assert saved.after.raw == {**WHOLE, "phone": "2"}

    asyncio.run(_with_terse_server(story, tmp_path / "journal.db", reads))


def test_a_journal_without_a_stop_stops_nothing(tmp_path: Path) -> None:
    async def story(edits: Edits) -> None:
        await edits.load()
        assert edits.stopped is None
        assert not edits.is_busy

    asyncio.run(_with_terse_server(story, tmp_path / "journal.db", 0))


def test_an_answer_about_somebody_else_is_written_to_nobody(tmp_path: Path) -> None:
    async def story(edits: Edits) -> None:
        with pytest.raises(NotAnEnvelope):
            await edits.save(Customer({**WHOLE, "id": WHOLE["id"] + 1}), {"phone": "2"})
        # Nothing was written down either, which comes before anything is sent.
        assert await edits.receipts(CustomerId(WHOLE["id"])) == ()
        assert await edits.receipts(CustomerId(WHOLE["id"] + 1)) == ()

    asyncio.run(_with_terse_server(story, tmp_path / "journal.db", 9))


async def _with_terse_server(
    story: Callable[[Edits], Awaitable[None]], path: Path, reads: int
) -> None:
    await _with_server(_TerseServer(reads=reads), story, path)


async def _with_server(
    server: _TerseServer, story: Callable[[Edits], Awaitable[None]], path: Path
) -> None:
    app = web.Application()
    app.router.add_post("/", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    account = Account(contract="1", login=AccessToken(token="t"), endpoint=f"http://{host}:{port}/")
    journal = Journal(path)
    async with Client(account, options=Options(retries=0)) as client:
        edits = Edits(
            means=Means(client=client, journal=journal, keeper=Keeper()),
            changes=ChangeFeed(),
            known_numbers=known_from({}),
        )
        await story(edits)
        await edits.close()
    await journal.close()
    await runner.cleanup()
