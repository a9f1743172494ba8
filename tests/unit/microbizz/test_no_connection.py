"""Where no answer can come, the error says so in time and tells what may have run."""

import asyncio
import socket
import ssl
import sys
from typing import Any

import pytest

from desktop.domain.errors import (
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.microbizz import Client, Options, transport, trust
from tests.helpers.raw_server import (
    RawServer,
    silent,
)
from tests.unit.microbizz.stories import WRITE, Watcher, failure, story


@pytest.fixture
def nobody() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def refused_by(client: Client) -> list[ServerError]:
    """What a read and a write say; then every request counts as not sent."""
    errors = [
        await failure(client.echo("a")),
        await failure(client.create_update_customer_by_id(WRITE)),
    ]
    assert not any(error.may_have_run for error in errors)
    return errors


def refused_where(**account: Any) -> list[ServerError]:
    async def run() -> list[ServerError]:
        watcher = Watcher()
        options = Options(sleep=watcher.sleep)
        async with Client(RawServer(9, []).account(**account), options=options) as client:
            return await refused_by(client)

    return asyncio.run(run())


def test_nobody_there(nobody: int) -> None:
    errors = refused_where(endpoint=f"http://127.0.0.1:{nobody}/")

    assert [type(error) for error in errors] == [Unreachable, Unreachable]


def test_no_such_proxy(nobody: int) -> None:
    errors = refused_where(proxy=f"http://u:p:proxy-secret@127.0.0.1:{nobody}")

    assert [type(error) for error in errors] == [Unreachable, Unreachable]


@pytest.mark.parametrize(
    "proxy", ["nonsense", "ftp://u:p:proxy-secret@x", "socks5://x:1", "http://x:y"]
)
def test_a_proxy_nobody_can_use(proxy: str) -> None:
    for error in refused_where(proxy=proxy):
        assert isinstance(error, Unreachable)
        assert "proxy-secret" not in error.reason


def test_a_name_that_is_none() -> None:
    for error in refused_where(endpoint="https://a..b/api"):
        assert isinstance(error, Unreachable)


def test_tls_with_someone_who_speaks_none() -> None:
    async def speak_first(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    async def run() -> list[ServerError]:
        server = await asyncio.start_server(speak_first, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            account = RawServer(port, []).account(endpoint=f"https://127.0.0.1:{port}/")
            async with Client(account, options=Options(retries=0)) as client:
                return await refused_by(client)

    assert [type(error) for error in asyncio.run(run())] == [Unreachable, Unreachable]


@pytest.mark.parametrize(
    "endpoint", ["http://example.org/api", "ftp://127.0.0.1/", "", "https://", "https://u:p@x/"]
)
def test_an_endpoint_that_must_not_be_used(endpoint: str) -> None:
    with pytest.raises(ValueError, match=r"insecure|scheme|host"):
        Client(RawServer(9, []).account(endpoint=endpoint))


# --- Time --------------------------------------------------------------------------------------


def test_no_answer_in_time() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        read = await failure(client.echo("a"))
        write = await failure(client.create_update_customer_by_id(WRITE))
        assert isinstance(read, TimedOut)
        assert isinstance(write, TimedOut)
        # What was left of the bound when it was sent.
        assert 0.25 < write.seconds <= 0.5
        assert write.may_have_run

    server, watcher = story(tell, silent, total_seconds=0.5)
    assert len(server.requests) == 2
    assert watcher.pauses == []


@pytest.mark.skipif(sys.platform != "linux", reason="a full queue answers differently elsewhere")
def test_no_connection_in_time() -> None:
    """A listener whose queue is full takes no further connection."""

    async def run() -> None:
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            deaf.listen(0)
            address = deaf.getsockname()
            with socket.create_connection(address), socket.socket() as second:
                second.settimeout(0)
                second.connect_ex(address)
                account = RawServer(address[1], []).account()
                options = Options(connect_seconds=0.1)
                async with Client(account, options=options) as client:
                    error = await failure(client.create_update_customer_by_id(WRITE))
        assert isinstance(error, TimedOut)
        assert error.seconds == 0.1
        assert not error.may_have_run

    asyncio.run(run())


# --- The end -----------------------------------------------------------------------------------


def test_a_cancelled_read_ends_its_request() -> None:
    async def tell(server: RawServer, client: Client) -> None:
        read = asyncio.create_task(client.echo("a"))
        while not server.requests:  # noqa: ASYNC110 - the server runs in this loop
            await asyncio.sleep(0)
        read.cancel()
        await asyncio.wait([read])

    _, watcher = story(tell, silent)
    assert watcher.told == ["began", "CancelledError"]


def test_a_closed_client_sends_nothing() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.echo("a")
        await client.aclose()
        for error in await refused_by(client):
            assert isinstance(error, Unreachable)

    server, watcher = story(tell)
    assert len(server.requests) == 1
    assert watcher.pauses == []


def test_a_client_that_was_never_used_is_closed_as_easily() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.aclose()

    assert story(tell)[0].requests == []


def test_closing_where_no_connection_could_be_built() -> None:
    refused_where(proxy="nonsense")


# --- What stood in the way may be gone ---------------------------------------------------------


def test_certificates_that_cannot_be_loaded_are_tried_again(
    nobody: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, tried = trust.system_trust, list[bool]()

    def broken_once() -> ssl.SSLContext:
        tried.append(True)
        if len(tried) == 1:
            raise ssl.SSLError
        return whole()

    monkeypatch.setattr(transport, "system_trust", broken_once)

    unloaded, unreached = refused_where(endpoint=f"https://127.0.0.1:{nobody}/")

    assert isinstance(unloaded, Unreachable)
    assert isinstance(unreached, Unreachable)
    assert "certificates" in unloaded.reason
    assert "certificates" not in unreached.reason
    assert len(tried) == 2
