"""A network that delays, breaks, swallows and cuts short what passes between two programs."""

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Self

from desktop.services.clock import SystemClock

_PIECE = 16 * 1024
_AT_ONCE_AND_HARD = struct.pack("ii", 1, 0)


class Trouble(Enum):
    """What can happen to a connection.

    NONE: it works.
    DEAF: accepted, and nothing is ever read or answered: half open.
    MUTE: from a byte on nothing passes any more, and neither end hears of it.
    DELAY: a byte, and all after it, comes later, even where its sender has gone by then.
    RESET: from a byte on it is reset at both ends.
    CUT: after a byte it ends in order, as if that had been all.
    """

    NONE = "none"
    DEAF = "deaf"
    MUTE = "mute"
    DELAY = "delay"
    RESET = "reset"
    CUT = "cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """The trouble of one connection: from byte `at` on, of what is sent or of what is answered."""

    trouble: Trouble = Trouble.NONE
    at: int = 0
    is_of_answer: bool = False
    seconds: float = 0.0


class Proxy:
    """Passes on what comes to `port`, as `weather` says of each connection; runs on a thread.

    Attributes:
        seen: How often each trouble came.
    """

    def __init__(self, target: int, weather: Callable[[], Weather]) -> None:
        self._target, self._weather = target, weather
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        # Nothing else holds those that wait for ever.
        self._serving: set[asyncio.Task[object]] = set()
        self.port = 0
        self.seen: Counter[str] = Counter()

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        self._server.close()
        serving = tuple(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        weather = self._weather()
        self.seen[weather.trouble.value] += 1
        with suppress(OSError, asyncio.CancelledError):
            if weather.trouble is Trouble.DEAF:
                await _for_ever()
            behind, before = await asyncio.open_connection("127.0.0.1", self._target)
            link = _Link(weather, writer, before)
            try:
                await asyncio.gather(
                    link.carry(reader, before, is_answer=False),
                    link.carry(behind, writer, is_answer=True),
                )
            finally:
                before.close()
        writer.close()


class _Link:
    """One connection, from both sides."""

    def __init__(self, weather: Weather, *ends: asyncio.StreamWriter) -> None:
        self._weather, self._ends = weather, ends

    async def carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        """Pass on what comes one way until it ends."""
        passed, at = 0, self._weather.at
        is_struck = self._weather.is_of_answer is not is_answer
        while data := await source.read(_PIECE):
            if not is_struck and passed + len(data) > at:
                is_struck = True
                target.write(data[: at - passed])
                await target.drain()
                await self._strike()
                data, passed = data[at - passed :], at
            target.write(data)
            await target.drain()
            passed += len(data)
        with suppress(OSError):
            target.write_eof()

    async def _strike(self) -> None:
        match self._weather.trouble:
            case Trouble.MUTE:
                await _for_ever()
            case Trouble.DELAY:
                await SystemClock().sleep(self._weather.seconds)
            case Trouble.RESET:
                for end in self._ends:
                    _reset(end)
                raise ConnectionResetError
            case Trouble.CUT:
                for end in self._ends:
                    end.close()
                raise ConnectionAbortedError


def _reset(end: asyncio.StreamWriter) -> None:
    """Have the other end hear of it as of a crash."""
    raw: socket.socket = end.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE_AND_HARD)
    end.transport.abort()


async def _for_ever() -> None:
    await asyncio.get_running_loop().create_future()
