"""Requests are retried, watched and given up as they should be; errors tell what may have run."""

import asyncio
import gzip
import json
import logging

import pytest

from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client, commands
from tests.helpers.raw_server import (
    RawServer,
    Reply,
    Request,
    answering,
    hanging_up,
    raw_server,
    saying,
)
from tests.unit.microbizz.stories import HELLO, WRITE, failure, story

# --- What is sent ------------------------------------------------------------------------------


def test_one_read_is_one_plain_request() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        assert await client.echo("hej") == "hej"

    server, watcher = story(tell)

    (request,) = server.requests
    assert request.head.startswith("POST /api HTTP/1.1")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded; charset=UTF-8"
    assert request.headers["user-agent"].startswith("Bizztree/")
    assert request.envelope["remoteagent"] == request.headers["user-agent"]
    assert "transfer-encoding" not in request.headers
    assert watcher.told == ["began", "answered"]


def test_nothing_asked_is_nothing_sent() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        assert await client.send() == ()

    assert story(tell)[0].requests == []


def test_several_in_one_envelope_have_their_own_answers() -> None:
    async def mixed(_request: Request, writer: asyncio.StreamWriter) -> None:
        results = [{"status": 1, "answer": "a"}, {"status": 0, "msg": "no"}]
        await saying(json.dumps({"status": 1, "results": results}))(_request, writer)

    async def tell(_server: RawServer, client: Client) -> None:
        asked = (commands.echo("a"), commands.echo("b"), commands.echo("c"))
        a, b, c = await client.send(*asked, halt_on_error=True)
        assert a == "a"
        assert isinstance(b, CommandRefused)
        assert isinstance(c, NotAnEnvelope)
        assert c.why is Malformed.TOO_FEW_RESULTS

    server, _ = story(tell, mixed)
    assert server.requests[0].envelope["haltonerror"] == 1


def test_cookies_are_neither_kept_nor_sent() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.echo("a")
        await client.echo("b")

    body = '{"status":1,"results":[{"status":1,"answer":"x"}]}'
    server, _ = story(tell, saying(body, Set_Cookie="PHPSESSID=1; Path=/"))
    assert ["cookie" in request.headers for request in server.requests] == [False, False]


def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def tell(_server: RawServer, client: Client) -> None:
        assert await client.echo("hej") == "hej"

    story(tell)


def test_the_account_names_the_proxy() -> None:
    async def run() -> None:
        async with raw_server(HELLO) as proxy:
            account = proxy.account(
                endpoint="http://localhost:9/api", proxy=f"http://u:geheim@127.0.0.1:{proxy.port}"
            )
            async with Client(account) as client:
                assert await client.echo("hej") == "hej"
            assert proxy.requests[0].head.startswith("POST http://localhost:9/api ")
            assert "proxy-authorization" in proxy.requests[0].headers

    asyncio.run(run())


def test_reads_keep_a_connection_and_each_write_has_its_own() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.echo("a")
        await client.create_update_customer_by_id(WRITE)
        await client.echo("b")
        await client.create_update_customer_by_customer_number(WRITE)

    server, _ = story(tell)
    assert [request.connection for request in server.requests] == [1, 2, 1, 3]


# --- What comes back ---------------------------------------------------------------------------


def test_a_long_reply_is_read_whole() -> None:
    customers = [{"id": number, "name": "x" * 100} for number in range(1, 5001)]

    async def tell(_server: RawServer, client: Client) -> None:
        answer = await client.get_customers_by_parent_id(CustomerId(1))
        assert len(answer.records) == 5000

    story(tell, answering(customers=customers))


def test_a_compressed_reply_is_read() -> None:
    body = gzip.compress(b'{"status":1,"results":[{"status":1,"answer":"hej"}]}')

    async def tell(_server: RawServer, client: Client) -> None:
        assert await client.echo("hej") == "hej"

    story(tell, saying(body, Content_Encoding="gzip"))


@pytest.mark.parametrize(
    ("reply", "why", "status"),
    [
        (saying("<html>hello"), Malformed.HTML, 200),
        (saying(""), Malformed.EMPTY, 200),
        (saying('{"status":1,"results":['), Malformed.NOT_JSON, 200),
        (saying("no gzip", Content_Encoding="gzip"), Malformed.NOT_JSON, 200),
        (saying("[" * 10_000 + "]" * 10_000), Malformed.TOO_DEEP, 200),
        (saying("[" * 200_000 + "]" * 200_000), Malformed.TOO_DEEP, 200),
        (saying("[]"), Malformed.SHAPE, 200),
        (saying("no", "404 Not Found"), Malformed.HTTP_STATUS, 404),
        (saying("no", "302 Found", Location="/elsewhere"), Malformed.REDIRECT, 302),
        (saying("{}" * 600_000), Malformed.TOO_LARGE, 200),
    ],
)
@pytest.mark.parametrize("is_write", [False, True])
def test_what_is_no_envelope(reply: Reply, why: Malformed, status: int, is_write: bool) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        work = client.create_update_customer_by_id(WRITE) if is_write else client.echo("a")
        error = await failure(work)
        assert isinstance(error, NotAnEnvelope)
        assert error.why is why
        assert error.http_status == status
        assert error.may_have_run

    server, watcher = story(tell, reply, most_bytes=1_000_000)
    assert len(server.requests) == 1
    assert watcher.told == ["began", "NotAnEnvelope"]


def test_an_envelope_counts_whatever_the_status_says() -> None:
    body = '{"status":0,"msg":"Ukendt kontrakt"}'

    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.echo("a"))
        assert isinstance(error, EnvelopeRefused)
        assert error.message == "Ukendt kontrakt"

    _, watcher = story(tell, saying(body, "500 Internal Server Error"))
    assert watcher.pauses == []


def test_a_refused_write_has_not_run() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.create_update_customer_by_id(WRITE))
        assert isinstance(error, CommandRefused)
        assert not error.may_have_run

    story(tell, saying('{"status":1,"results":[{"status":0,"msg":"no"}]}'))


# --- Retries -----------------------------------------------------------------------------------


@pytest.mark.parametrize("trouble", [hanging_up, saying("busy", "503 Service Unavailable")])
def test_a_read_is_asked_again(trouble: Reply) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        assert await client.echo("hej") == "hej"

    server, watcher = story(tell, trouble, trouble, HELLO)
    assert len(server.requests) == 3
    assert watcher.told == ["began", "answered"]
    first, second = watcher.pauses
    assert 0.4 <= first <= 0.8 <= second <= 1.6


@pytest.mark.parametrize("trouble", [hanging_up, saying("busy", "503 Service Unavailable")])
def test_but_not_for_ever(trouble: Reply) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await failure(client.echo("hej"))

    server, watcher = story(tell, trouble)
    assert len(server.requests) == 3
    assert len(watcher.pauses) == 2


def test_nor_beyond_the_deadline() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        assert isinstance(await failure(client.echo("hej")), Unreachable)

    server, watcher = story(tell, hanging_up, total_seconds=0.39)
    assert len(server.requests) == 1
    assert watcher.pauses == []


def test_several_in_trouble_are_asked_for_singly_and_once() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        answers = await asyncio.gather(
            client.echo("a"), client.get_customer_types(), return_exceptions=True
        )
        assert [type(answer) for answer in answers] == [str, NotAnEnvelope]

    trouble = saying("no", "500 Internal Server Error")
    server, watcher = story(tell, trouble, HELLO, trouble)
    assert server.names == [["Echo", "GetCustomerTypes"], ["Echo"], ["GetCustomerTypes"]]
    assert watcher.pauses == []


def test_several_without_a_connection_are_asked_again_together() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await asyncio.gather(client.echo("a"), client.get_customer_types())

    server, _ = story(tell, hanging_up, HELLO)
    assert server.names == [["Echo", "GetCustomerTypes"]] * 2


def test_reads_sent_together_on_purpose_are_asked_again_too() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        assert await client.send(commands.echo("a"), commands.echo("b")) == ("hej", "hej")

    assert len(story(tell, hanging_up, HELLO)[0].requests) == 2


@pytest.mark.parametrize("trouble", [hanging_up, saying("busy", "503 Service Unavailable")])
def test_a_write_is_never_sent_again(trouble: Reply) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.create_update_customer_by_id(WRITE))
        assert error.may_have_run
        write = commands.create_update_customer_by_id(WRITE)
        error = await failure(client.send(commands.echo("a"), write))
        assert error.may_have_run

    server, watcher = story(tell, trouble)
    assert len(server.requests) == 2
    assert watcher.pauses == []


# --- What is written down ----------------------------------------------------------------------


def test_the_log_names_commands_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def tell(_server: RawServer, client: Client) -> None:
        await client.get_customer_by_name("Hansen")
        await failure(client.create_update_customer_by_id({"id": 1, "name": "Hansen"}))

    server, _ = story(tell, hanging_up, HELLO, hanging_up)

    ours = [record for record in caplog.records if record.name.startswith("desktop")]
    assert any("GetCustomerByName" in record.getMessage() for record in ours)
    assert {record.levelno for record in ours} == {logging.INFO}
    for word in ("Hansen", "4242", "1111-2222", "hemmelig", f"127.0.0.1:{server.port}"):
        assert word not in "".join(record.getMessage() for record in caplog.records)


def test_nothing_secret_is_in_a_repr() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        shown = repr(client) + repr(vars(client))
        error = await failure(client.echo("a"))
        shown += repr(error) + str(error) + repr(vars(error))
        assert "hemmelig" not in shown
        assert "1111-2222" not in shown

    story(tell, hanging_up)
