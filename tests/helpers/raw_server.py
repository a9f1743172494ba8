"""A server that answers byte for byte what a test says, and tells what it was sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qs

from desktop.domain.account import Account, Password

SECRETS = ("1111-2222-apikey", "hemmelig-æ+/&=%", "p:proxy-secret")


@dataclass(frozen=True)
class Request:
    """One request as it came; *connection* counts from 1."""

    head: str
    body: bytes
    connection: int

    @property
    def headers(self) -> Mapping[str, str]:
        lines = (line.partition(":") for line in self.head.splitlines()[1:])
        return {name.lower(): value.strip() for name, _, value in lines}

    @property
    def envelope(self) -> dict[str, Any]:
        envelope: dict[str, Any] = json.loads(self._json)
        return envelope

    @property
    def _json(self) -> str:
        kind = self.headers["content-type"]
        if kind.startswith("multipart/form-data"):
            head = f"Content-Type: {kind}\r\n\r\n".encode()
            _, part = message_from_bytes(head + self.body).walk()
            assert part.get_param("name", header="content-disposition") == "json"
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            return content.decode()
        (text,) = parse_qs(self.body.decode(), strict_parsing=True)["json"]
        return text

    @property
    def names(self) -> list[str]:
        return [command["command"] for command in self.envelope["commands"]]


Reply = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawServer:
    """What a running server has seen; `replies` are used in order, the last for ever."""

    port: int
    replies: list[Reply]
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    # Nothing else holds those that are silent for ever.
    _serving: set[asyncio.Task[object]] = field(default_factory=set)

    def account(self, **changes: Any) -> Account:
        login = Password(username="ane", apikey=SECRETS[0], password=SECRETS[1])
        known = {
            "contract": "4242",
            "endpoint": f"http://127.0.0.1:{self.port}/api",
            "login": login,
        }
        return Account(**{**known, **changes})

    @property
    def names(self) -> list[list[str]]:
        return [request.names for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        self.connections += 1
        gone = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with suppress(*gone):
            while request := await _request(reader, self.connections):
                self.requests.append(request)
                place = min(len(self.requests), len(self.replies)) - 1
                await self.replies[place](request, writer)
                await writer.drain()
        writer.close()


async def _request(reader: asyncio.StreamReader, connection: int) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    request = Request(head, b"", connection)
    body = await reader.readexactly(int(request.headers["content-length"]))
    return Request(head, body, connection)


@asynccontextmanager
async def raw_server(*replies: Reply) -> AsyncIterator[RawServer]:
    seen = RawServer(0, list(replies))
    server = await asyncio.start_server(seen._serve, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()


def saying(content: bytes | str, status: str = "200 OK", **headers: str) -> Reply:
    """Answer *content* as a whole HTTP response."""
    body = content.encode() if isinstance(content, str) else content
    fields = {"Content-Length": str(len(body)), "Content-Type": "text/html"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())

    async def reply(_request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body)

    return reply


def answering(**outputs: Any) -> Reply:
    """Answer every command with status 1 and the same outputs."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        results = [{"status": 1, **outputs} for _ in request.names]
        text = json.dumps({"status": 1, "msg": "OK", "results": results})
        await saying(text)(request, writer)

    return reply


def echoing(**outputs: Any) -> Reply:
    """Answer every Echo with its text, and every other command with status 1 and these outputs."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        results = [
            {"status": 1, "answer": each["text"]}
            if each["command"] == "Echo"
            else {"status": 1, **outputs}
            for each in request.envelope["commands"]
        ]
        text = json.dumps({"status": 1, "msg": "OK", "results": results})
        await saying(text)(request, writer)

    return reply


async def hanging_up(_request: Request, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    writer.close()


async def silent(_request: Request, _writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()
