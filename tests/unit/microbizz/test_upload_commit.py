"""Nothing makes an upload whole before its caller says so."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import TimedOut
from desktop.microbizz import Client, Options
from tests.helpers.raw_server import RawServer
from tests.unit.microbizz.parcels import MEGABYTE, send


class Listener:
    """Takes what comes and answers nothing; `heard` are all bytes of the one connection."""

    def __init__(self) -> None:
        self.heard = b""
        self.ended = asyncio.Event()
        self._news = asyncio.Event()

    async def until(self, what: Callable[[bytes], bool]) -> None:
        while not what(self.heard):
            self._news.clear()
            await self._news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(MEGABYTE):
                self.heard += piece
                self._news.set()
        except ConnectionError:
            pass
        self.ended.set()
        writer.close()


def listen(tell: Callable[[Client, Listener], Awaitable[None]], **options: Any) -> bytes:
    """Tell the story, and what the server had heard when the connection ended."""

    async def run() -> bytes:
        listener = Listener()
        async with await asyncio.start_server(listener.serve, "127.0.0.1", 0) as server:
            account = RawServer(server.sockets[0].getsockname()[1], []).account()
            async with Client(account, options=Options(**options)) as client:
                await tell(client, listener)
            await listener.ended.wait()
        return listener.heard

    return asyncio.run(run())


def is_half(heard: bytes) -> bool:
    """Whether what came is an upload without what makes it one."""
    return b"filedata" in heard and b"apikey" not in heard and b"}" not in heard[-200:]


def test_the_closing_bytes_leave_after_the_commit_and_not_before(file: Path) -> None:
    seen: list[str] = []
    size = file.stat().st_size

    async def tell(client: Client, listener: Listener) -> None:
        async def commit() -> None:
            seen.append("commit begins")
            # As long as it takes to bring all that was sent to the server.
            await listener.until(lambda heard: len(heard) > size * 4 // 3)
            assert is_half(listener.heard)
            seen.append("commit ends")

        def progress(done: int) -> None:
            if done == size:
                seen.append("all sent")

        sending = asyncio.create_task(
            send(client, file, before_commit=commit, on_progress=progress)
        )
        await listener.until(lambda heard: heard.endswith(b"--\r\n"))
        assert seen[-3:] == ["all sent", "commit begins", "commit ends"]
        sending.cancel()
        await asyncio.wait([sending])

    assert b"apikey" in listen(tell)


@pytest.mark.parametrize("kind", [ZeroDivisionError, OSError, TimeoutError, UnicodeError])
def test_what_the_commit_raises_is_raised_and_nothing_sent_whole(
    file: Path, kind: type[Exception]
) -> None:
    mistake = kind("full")

    async def tell(client: Client, _listener: Listener) -> None:
        async def commit() -> None:
            raise mistake

        with pytest.raises(kind) as caught:
            await send(client, file, before_commit=commit)
        assert caught.value is mistake
        assert caught.value.__context__ is None

    assert is_half(listen(tell))


def test_who_cancels_in_the_commit_sends_nothing_whole(file: Path) -> None:
    async def tell(client: Client, _listener: Listener) -> None:
        begun = asyncio.Event()

        async def commit() -> None:
            begun.set()
            await asyncio.Event().wait()

        sending = asyncio.create_task(send(client, file, before_commit=commit))
        await begun.wait()
        sending.cancel()
        await asyncio.wait([sending])
        assert sending.cancelled()

    assert is_half(listen(tell))


def test_a_deadline_in_the_commit_sends_nothing_whole(file: Path) -> None:
    async def tell(client: Client, _listener: Listener) -> None:
        with pytest.raises(TimedOut) as late:
            await send(client, file, before_commit=asyncio.Event().wait)  # type: ignore[arg-type]  # what it answers is let lie
        assert not late.value.may_have_run

    assert is_half(listen(tell, total_seconds=0.5, bytes_per_second=1e9))


def test_an_upload_given_up_on_its_way_ends(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(20 * MEGABYTE))

    async def tell(client: Client, listener: Listener) -> None:
        sending = asyncio.create_task(send(client, large))
        await listener.until(bool)
        sending.cancel()
        await asyncio.wait([sending])
        assert sending.cancelled()

    heard = listen(tell)
    assert b"apikey" not in heard
