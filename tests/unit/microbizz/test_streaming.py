"""Files go up as they are, in flat memory; what is cut short or changed cannot be read there."""

import asyncio
import base64
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import (
    CommandRefused,
    FileProblem,
    FileRefused,
    Malformed,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client, Options
from desktop.microbizz.streaming import FileBody
from tests.helpers.raw_server import RawServer, Reply, Request, answering, raw_server, saying

WHO = CustomerId(7)
DONE = answering(document={"id": 5})
MEGABYTE = 1024 * 1024


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Some 2 MB in which every byte, and so every letter of base64, occurs."""
    path = tmp_path / "Køkken & bad.pdf"
    path.write_bytes(bytes(range(256)) * 8000 + b"\xfb\xff")
    return path


def story(
    tell: Callable[[RawServer, Client], Awaitable[None]], *replies: Reply, **options: Any
) -> RawServer:
    async def run() -> RawServer:
        async with (
            raw_server(*replies or [DONE]) as server,
            Client(server.account(), options=Options(**options)) as client,
        ):
            await tell(server, client)
        return server

    return asyncio.run(run())


def sent(server: RawServer) -> tuple[bytes, dict[str, Any]]:
    """The file that came in the only request, and the other inputs."""
    (request,) = server.requests
    (command,) = request.envelope["commands"]
    content = command.pop("filedata", None) or command.pop("imagedata")
    return base64.b64decode(content, validate=True), command


# --- What arrives ------------------------------------------------------------------------------


def test_a_file_arrives_as_it_is(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.add_file_to_customer(
            WHO, filename=file.name, data=file, title='"ø" \\ 100%', folder="A/B"
        )

    server = story(tell)

    content, inputs = sent(server)
    assert content == file.read_bytes()
    assert inputs == {
        "command": "AddFileToCustomer",
        "customerid": 7,
        "filename": file.name,
        "title": '"ø" \\ 100%',
        "folder": "A/B",
    }
    headers = server.requests[0].headers
    assert int(headers["content-length"]) == len(server.requests[0].body)
    assert "transfer-encoding" not in headers


def test_a_photo_arrives_and_its_document_comes_back(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        added = await client.add_photo_to_customer(WHO, image=file, title="t", tags=[3])
        assert added.document is not None
        assert added.document.id == 5

    content, inputs = sent(story(tell))

    assert content == file.read_bytes()
    assert inputs["tags"] == [3]


def test_who_asks_comes_after_the_file(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.add_file_to_customer(WHO, filename="a", data=file)

    body = story(tell).requests[0].body

    assert body.index(b"filedata") < len(body) - 1000
    assert body.index(b"apikey") > len(body) - 1000
    assert body.endswith(b"%7D")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=300), st.integers(0, 9))
def test_any_content_is_encoded_right(tmp_path: Path, content: bytes, more: int) -> None:
    """Sizes around those of slices and of what a thread reads at once."""
    content = content * (1 if more < 5 else 49152 * 16 // len(content) + more - 7)
    path = tmp_path / "any"
    path.write_bytes(content)

    async def run() -> bytes:
        body = FileBody(head='{"a":"', path=path, tail='"}')
        assert await body.measure() == len(content)
        whole = b"".join([chunk async for chunk in body.chunks()])
        assert len(whole) == body.length
        return whole

    whole = asyncio.run(run())

    encoded = whole.removeprefix(b"json=%7B%22a%22%3A%22").removesuffix(b"%22%7D")
    plain = encoded.replace(b"%2B", b"+").replace(b"%2F", b"/").replace(b"%3D", b"=")
    assert base64.b64decode(plain, validate=True) == content


def test_progress_is_told_now_and_then_and_at_the_end(file: Path) -> None:
    told: list[int] = []

    async def tell(_server: RawServer, client: Client) -> None:
        await client.add_file_to_customer(WHO, filename="a", data=file, on_progress=told.append)

    story(tell)

    assert told == sorted(told)
    assert told[-1] == file.stat().st_size
    assert len(told) < 40


# --- What cannot go up -------------------------------------------------------------------------


def refused(path: Path) -> FileRefused:
    caught: list[FileRefused] = []

    async def tell(_server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused) as refusal:
            await client.add_file_to_customer(WHO, filename="a", data=path)
        caught.append(refusal.value)

    assert story(tell).requests == []
    assert caught[0].name == path.name
    return caught[0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone").problem is FileProblem.MISSING


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).problem is FileProblem.DIRECTORY


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    assert refused(tmp_path / "empty").problem is FileProblem.EMPTY


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    # A link to itself is unreadable for everybody, root included.
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    assert refused(tmp_path / "loop").problem is FileProblem.UNREADABLE


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 5)


def _swap(path: Path) -> None:
    """The same length in the file and on the wire."""
    with path.open("r+b") as file:
        file.seek(-300, os.SEEK_END)
        file.write(b"abc")


def _swell(path: Path) -> None:
    """The same length in the file, but much longer on the wire."""
    path.write_bytes(b"\xff" * path.stat().st_size)


async def _drain(body: FileBody) -> None:
    async for _chunk in body.chunks():
        assert not body.may_be_whole


@pytest.mark.parametrize("change", [_grow, _shrink, _swap, _swell])
def test_a_file_that_changes_under_us_is_never_sent_whole(
    file: Path, change: Callable[[Path], None]
) -> None:
    async def run() -> None:
        body = FileBody(head="{", path=file, tail="}")
        await body.measure()
        change(file)
        with pytest.raises(FileRefused) as refusal:
            await _drain(body)
        assert refusal.value.problem is FileProblem.CHANGED
        assert not body.may_be_whole

    asyncio.run(run())


def test_what_changes_on_the_way_ends_the_request(file: Path) -> None:
    def change(_sent: int) -> None:
        _grow(file)

    async def tell(server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused):
            await client.add_file_to_customer(WHO, filename="a", data=file, on_progress=change)
        assert server.requests[-1:] == []

    story(tell)


# --- What breaks on the way --------------------------------------------------------------------


async def failure(work: Awaitable[object]) -> ServerError:
    with pytest.raises(ServerError) as caught:
        await work
    assert caught.value.__context__ is None
    return caught.value


async def cut_after(size: int, reply: bytes = b"") -> asyncio.Server:
    """A server that hangs up, or answers and hangs up, after so many bytes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(size)
        writer.write(reply)
        # Lets the answer out before the unread rest resets the connection.
        await writer.drain()
        if reply:
            writer.write_eof()
            while await reader.read(MEGABYTE):
                pass
        writer.transport.abort()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


def upload_to(file: Path, server: Callable[[], Awaitable[asyncio.Server]]) -> ServerError:
    async def run() -> ServerError:
        async with await server() as listening:
            account = RawServer(listening.sockets[0].getsockname()[1], []).account()
            async with Client(account) as client:
                return await failure(client.add_file_to_customer(WHO, filename="a", data=file))

    return asyncio.run(run())


def test_a_connection_cut_before_the_end_has_done_nothing(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(20 * MEGABYTE))

    error = upload_to(large, lambda: cut_after(MEGABYTE))

    assert isinstance(error, Unreachable)
    assert not error.may_have_run


def test_a_connection_cut_after_the_end_may_have_done_it(file: Path) -> None:
    async def hanging_up(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.add_file_to_customer(WHO, filename="a", data=file))
        assert isinstance(error, Unreachable)
        assert error.may_have_run

    assert len(story(tell, hanging_up).requests) == 1


def test_a_server_that_answers_too_soon_has_done_nothing(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(20 * MEGABYTE))
    reply = b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"

    async def impatient() -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readexactly(MEGABYTE)
            writer.write(reply)
            await writer.drain()
            writer.close()

        return await asyncio.start_server(serve, "127.0.0.1", 0)

    error = upload_to(large, impatient)

    # Whether the answer survives the reset is the systems' affair.
    assert isinstance(error, NotAnEnvelope | Unreachable)
    assert not error.may_have_run


def test_what_was_refused_has_not_been_stored(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.add_file_to_customer(WHO, filename="a", data=file))
        assert isinstance(error, CommandRefused)
        assert error.message == "fuld"

    story(tell, saying('{"status":1,"results":[{"status":0,"msg":"fuld"}]}'))


def test_a_garbled_answer_leaves_it_open(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.add_file_to_customer(WHO, filename="a", data=file))
        assert isinstance(error, NotAnEnvelope)
        assert error.why is Malformed.HTML
        assert error.may_have_run

    assert len(story(tell, saying("<p>")).requests) == 1


def test_a_stalled_upload_ends(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(20 * MEGABYTE))

    async def run() -> ServerError:
        stuck = asyncio.Event()

        async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await stuck.wait()
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            account = RawServer(server.sockets[0].getsockname()[1], []).account()
            async with Client(account, options=Options(stall_seconds=0.2)) as client:
                error = await failure(client.add_file_to_customer(WHO, filename="a", data=large))
            stuck.set()
        return error

    error = asyncio.run(run())
    assert isinstance(error, TimedOut)
    assert error.seconds == 0.2
    assert not error.may_have_run


def test_an_upload_given_up_ends(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(20 * MEGABYTE))

    async def run() -> None:
        under_way, cut = asyncio.Event(), asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(MEGABYTE)
            under_way.set()
            try:
                while await reader.read(MEGABYTE):
                    pass
            finally:
                cut.set()
                writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0, limit=4096) as server:
            account = RawServer(server.sockets[0].getsockname()[1], []).account()
            async with Client(account) as client:
                adding = client.add_file_to_customer(WHO, filename="a", data=large)
                upload = asyncio.create_task(adding)
                await under_way.wait()
                upload.cancel()
                await asyncio.wait([upload])
                assert upload.cancelled()
                await cut.wait()

    asyncio.run(run())


# --- Memory ------------------------------------------------------------------------------------

CHILD = """
import asyncio, resource, sys
from pathlib import Path
from desktop.microbizz.streaming import FileBody

async def run(path):
    body = FileBody(head="{", path=path, tail="}")
    await body.measure()
    size = 0
    async for chunk in body.chunks():
        size += len(chunk)
    assert size == body.length
    return size

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
size = asyncio.run(run(Path(sys.argv[1])))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(size, (after - before) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="how memory is counted differs elsewhere")
def test_memory_stays_flat(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.touch()
    os.truncate(large, 120 * MEGABYTE)

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(large)], capture_output=True, text=True, check=True
    )

    size, more = (int(word) for word in done.stdout.split())
    assert size > 160 * MEGABYTE
    assert more < 16 * MEGABYTE
