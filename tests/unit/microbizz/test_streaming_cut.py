"""What is cut short on its way cannot be read by the server, and the error knows."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.domain.errors import (
    CommandRefused,
    Malformed,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client, Options
from tests.helpers.raw_server import (
    RawServer,
    Request,
    saying,
    silent,
)
from tests.unit.microbizz.stories import (
    failure,
    story,
)

WHO = CustomerId(7)
MEGABYTE = 1024 * 1024


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

    assert len(story(tell, hanging_up)[0].requests) == 1


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

    assert len(story(tell, saying("<p>"))[0].requests) == 1


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


def test_an_answer_that_never_comes_is_not_waited_for(file: Path) -> None:
    """The deadline grows with the file; the patience for the answer alone does not."""

    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(client.add_file_to_customer(WHO, filename="a", data=file))
        assert isinstance(error, TimedOut)
        assert error.seconds == 0.2
        assert error.may_have_run

    story(tell, silent, total_seconds=0.2)


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
