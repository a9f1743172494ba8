"""Connections that hear the server's answer while it is still being sent to.

A server that will not take a body says so and closes. Who only sends until all is sent then finds
the connection broken, or stuck, and the answer gone with it. httpcore leaves off sending and reads
the answer where a write fails, so here a write fails as soon as the server has spoken.
"""

import asyncio
from collections.abc import Iterable
from ssl import SSLContext
from typing import Any, Final

import httpcore

_READ_AHEAD: Final = 64 * 1024
"""As many bytes as httpcore asks for."""

_INTERIM: Final = b"HTTP/1.1 1"

SocketOption = (
    tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]
)


def hear(pool: httpcore.AsyncConnectionPool) -> None:
    """Have the connections that *pool* will open hear."""
    pool._network_backend = _Hearing(pool._network_backend)  # noqa: SLF001 - httpx gives no other


class _Hearing(httpcore.AsyncNetworkBackend):
    """Opens the connections of another backend so that they hear."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _HearingStream(
            await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        )

    async def sleep(self, seconds: float) -> None:
        await self._backend.sleep(seconds)


class _HearingStream(httpcore.AsyncNetworkStream):
    """Listens from the second write in a row on: a handshake's alternate with reads."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._writes = 0
        self._listening: asyncio.Task[bytes] | None = None
        self._writing: asyncio.Timeout | None = None

    async def read(
        self,
        max_bytes: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own
    ) -> bytes:
        self._writes = 0
        listening, self._listening = self._listening, None
        if listening is None:
            return await self._stream.read(max_bytes, timeout)
        try:
            async with asyncio.timeout(timeout):
                return await listening
        except TimeoutError:
            raise httpcore.ReadTimeout from None

    async def write(
        self,
        buffer: bytes,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own
    ) -> None:
        if not buffer:
            return
        self._writes += 1
        if self._writes == 1:
            await self._stream.write(buffer, timeout)
            return
        if self._listening is None:
            self._listening = asyncio.create_task(self._listen(), name="hear the server")
            self._listening.add_done_callback(self._stop_writing)
        if self._stream.get_extra_info("is_readable"):
            # Heard before a write meets a closed connection, which would take the answer along.
            await asyncio.sleep(0)
        try:
            async with asyncio.timeout(None) as self._writing:
                if not self._listening.done():
                    await self._stream.write(buffer, timeout)
                    return
        except TimeoutError:
            pass
        finally:
            self._writing = None
        raise httpcore.WriteError("the server has answered")

    async def aclose(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's own
    ) -> httpcore.AsyncNetworkStream:
        return _HearingStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's own
        return self._stream.get_extra_info(info)

    async def _listen(self) -> bytes:
        """The beginning of the answer, or what there was of it when the connection ended."""
        heard = b""
        while data := await self._stream.read(_READ_AHEAD):
            heard = _without_interim(heard + data)
            if len(heard) >= len(_INTERIM) and not heard.startswith(_INTERIM):
                break
        return heard

    def _stop_writing(self, listening: "asyncio.Task[bytes]") -> None:
        if self._writing is not None:
            self._writing.reschedule(0)
        # Whoever reads next is told; nobody may.
        if not listening.cancelled():
            listening.exception()


def _without_interim(heard: bytes) -> bytes:
    """Without whole answers like "100 Continue", after which the body is still wanted."""
    while heard.startswith(_INTERIM) and b"\r\n\r\n" in heard:
        heard = heard.partition(b"\r\n\r\n")[2]
    return heard
