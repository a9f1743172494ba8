"""A connection that hears the server's answer while it is still being sent to.

A server that will not take a body says so, and closes. Who only sends until all is sent finds a
broken connection, and with it the answer is gone. httpcore breaks off sending and reads the answer
when a write fails; so a write fails here as soon as the server has spoken.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

import httpcore


class Hearing(httpcore.AsyncNetworkBackend):
    """Opens such connections by another backend."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend) -> None:
        self._backend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(
            host, port, timeout, local_address, socket_options
        )
        return _HearingStream(stream)


class _HearingStream(httpcore.AsyncNetworkStream):
    """Reads ahead from the second write on; the first one may be a proxy's, or a handshake's."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._writes = 0
        self._ahead: asyncio.Task[bytes] | None = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._writes = 0
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return await self._stream.read(max_bytes, timeout)
        try:
            async with asyncio.timeout(timeout):
                return await ahead
        except TimeoutError:
            raise httpcore.ReadTimeout from None

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self._writes += 1
        if self._writes > 1:
            await self._write_unless_told(buffer, timeout)
        else:
            await self._stream.write(buffer, timeout)

    async def _write_unless_told(self, buffer: bytes, timeout: float | None) -> None:
        if self._ahead is None:
            self._ahead = asyncio.create_task(self._stream.read(_READ_AHEAD))
            await asyncio.sleep(0)
