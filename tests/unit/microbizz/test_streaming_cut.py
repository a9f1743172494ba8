"""What is cut short on its way cannot be read by the server, and the error knows."""

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import (
    Malformed,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    TooLargeForServer,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.domain.sending import FileToAdd
from desktop.microbizz import Client, Options, trust
from tests.helpers.demo_server import DemoServer
from tests.helpers.raw_server import RawServer, hanging_up, saying, silent
from tests.unit.microbizz.parcels import MEGABYTE, send
from tests.unit.microbizz.stories import account_of, failure, story

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TOO_LARGE = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large"
    path.write_bytes(bytes(20 * MEGABYTE))
    return path


def upload_to(
    serve: Serve, path: Path, *, tls: ssl.SSLContext | None = None, **options: Any
) -> ServerError:
    """Why an upload to this server failed."""
    serving = set[asyncio.Task[None] | None]()

    async def serve_and_close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The loop itself remembers no task that waits for ever.
        serving.add(asyncio.current_task())
        try:
            await serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        except asyncio.CancelledError:
            writer.transport.abort()
            raise
        writer.close()

    async def run() -> ServerError:
        async with await asyncio.start_server(serve_and_close, "127.0.0.1", 0, ssl=tls) as server:
            account = RawServer(server.sockets[0].getsockname()[1], []).account()
            if tls is not None:
                account = replace(account, endpoint=account.endpoint.replace("http:", "https:"))
            async with Client(account, options=Options(**options)) as client:
                return await failure(send(client, path))

    return asyncio.run(run())


# --- At every byte -------------------------------------------------------------------------------


class Shears:
    """Between a client and the server: lets the head and `after` bytes of a body through."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self.after = 0
        self.body = b""
        self.is_over = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.body = await reader.readexactly(self.after)
        answers, server = await asyncio.open_connection("127.0.0.1", self._upstream)
        server.write(head + self.body)
        server.write_eof()
        # It has taken all there is when it closes.
        await answers.read()
        server.close()
        await server.wait_closed()
        # Once in an orderly way and once without a word.
        if self.after % 2:
            writer.close()
        else:
            writer.transport.abort()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
        self.is_over.set()


async def _cut_everywhere(
    server: DemoServer, path: Path
) -> tuple[dict[str, bool], set[str], bytes]:
    """Whether it may have been carried out, by the title; which were committed; the last body."""
    account = account_of(server)
    shears = Shears(int(account.endpoint.split(":")[2].split("/")[0]))
    customer = CustomerId(server.patch_customer(name="A")["id"])
    told: dict[str, bool] = {}
    committed = set[str]()
    async with await asyncio.start_server(shears.serve, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        account = replace(account, endpoint=f"http://127.0.0.1:{port}/api/endpoint.php")
        async with Client(account) as client:
            while not shears.body.endswith(b"--\r\n"):
                title = f"{shears.after:05}"
                file = FileToAdd(customer_id=customer, filename="a", title=title)

                async def commit(title: str = title) -> None:
                    committed.add(title)

                sending = send(client, path, file=file, before_commit=commit)
                told[title] = (await failure(sending)).may_have_run
                await shears.is_over.wait()
                shears.is_over.clear()
                shears.after += 1
    return told, committed, shears.body


def test_a_body_cut_at_any_byte_is_stored_only_where_it_may_have_been(
    server: DemoServer, tmp_path: Path
) -> None:
    """The server takes a field whose boundary never comes for a whole one, as PHP does."""
    path = tmp_path / "small"
    path.write_bytes(b"\xfb\xff\xfe\x00")

    told, committed, whole = asyncio.run(_cut_everywhere(server, path))

    server.wait_until_idle()
    stored = {
        entry["inputs"]["title"]
        for entry in server.ledger_of("AddFileToCustomer")
        if entry["status"] == 1
    }
    assert len(told) == len(whole) + 1
    readable_from = whole.rindex(b"}") + 1
    assert stored == {f"{after:05}" for after in range(readable_from, len(whole) + 1)}
    assert stored <= committed
    assert {title for title, may_have_run in told.items() if may_have_run} == committed


# --- Before and after the end ----------------------------------------------------------------


@pytest.mark.parametrize("after", [0, 1, 48 * 1024, MEGABYTE, 12 * MEGABYTE + 1])
def test_a_connection_cut_before_the_end_has_done_nothing(large: Path, after: int) -> None:
    """Wherever that is before the last piece may leave; what lies on the way is not all of it."""

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(after)
        writer.transport.abort()

    error = upload_to(cut, large)

    assert isinstance(error, Unreachable)
    assert not error.may_have_run


def test_a_connection_cut_after_the_end_may_have_done_it(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(send(client, file))
        assert isinstance(error, Unreachable)
        assert error.may_have_run

    assert len(story(tell, hanging_up)[0].requests) == 1


def test_a_garbled_answer_leaves_it_open(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(send(client, file))
        assert isinstance(error, NotAnEnvelope)
        assert error.why is Malformed.HTML
        assert error.may_have_run

    assert len(story(tell, saying("<p>"))[0].requests) == 1


def test_a_stalled_upload_ends(large: Path) -> None:
    async def stuck(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    error = upload_to(stuck, large, stall_seconds=0.2)

    assert isinstance(error, TimedOut)
    assert error.seconds == 0.2
    assert not error.may_have_run


def test_an_answer_that_never_comes_is_not_waited_for(file: Path) -> None:
    """The deadline grows with the file; the patience for the answer alone does not."""

    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(send(client, file))
        assert isinstance(error, TimedOut)
        assert error.seconds == 0.2
        assert error.may_have_run

    story(tell, silent, total_seconds=0.2)


# --- Answers that come too soon ------------------------------------------------------------------


async def answer_and_hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readexactly(MEGABYTE)
    writer.write(TOO_LARGE)
    await writer.drain()


async def answer_and_take_the_rest(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """As nginx does: the answer comes with the head, and the rest is thrown away for a while."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(TOO_LARGE)
    writer.write_eof()
    while await reader.read(MEGABYTE):
        pass


async def answer_and_take_nothing(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await reader.readexactly(MEGABYTE)
    writer.write(TOO_LARGE)
    await reader.readexactly(1)
    await asyncio.Event().wait()


async def promise_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """An interim answer is none, though nobody asked for it."""
    writer.write(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n")
    await reader.readexactly(2 * MEGABYTE)
    writer.write(b"\r\n")
    await reader.readexactly(4 * MEGABYTE)
    writer.write(TOO_LARGE)
    await writer.drain()


@pytest.mark.parametrize(
    "serve",
    [answer_and_hang_up, answer_and_take_the_rest, answer_and_take_nothing, promise_first],
)
def test_an_answer_in_the_middle_is_heard(serve: Serve, large: Path) -> None:
    error = upload_to(serve, large, total_seconds=20)

    assert isinstance(error, TooLargeForServer)
    assert not error.may_have_run


@pytest.mark.parametrize("serve", [answer_and_take_the_rest, answer_and_take_nothing])
def test_an_answer_in_the_middle_is_heard_over_tls(
    serve: Serve, large: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def patient(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        monkeypatch.setattr(writer, "write_eof", lambda: None)  # TLS has none
        await serve(reader, writer)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setattr(trust, "_BUNDLES", (str(certificate),))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    error = upload_to(patient, large, tls=context, total_seconds=20)

    assert isinstance(error, TooLargeForServer)
    assert not error.may_have_run


def test_a_limit_is_told_whatever_is_still_on_its_way(server: DemoServer, large: Path) -> None:
    server.faults({"kind": "limit_413", "size": MEGABYTE, "times": -1})

    async def run() -> None:
        async with Client(account_of(server)) as client:
            assert isinstance(await failure(send(client, large)), TooLargeForServer)
            await client.echo("small enough")

    asyncio.run(run())
    assert server.ledger_of("AddFileToCustomer") == []
