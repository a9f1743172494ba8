"""Faults of the whole exchange: waiting, closing, and answers that are none."""

import asyncio
import json
from collections.abc import Sequence

from aiohttp import web

from desktop.demo import coercion, envelope
from desktop.demo.faults import CLOSING, REPLACING, WAITING, Fault

_HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


class Holds:
    """Exchanges that wait until a test lets them go on."""

    def __init__(self) -> None:
        self._gate = asyncio.Event()
        self.waiting = 0
        self._arrived = asyncio.Condition()

    async def wait(self) -> None:
        gate = self._gate
        self.waiting += 1
        async with self._arrived:
            self._arrived.notify_all()
        try:
            await gate.wait()
        finally:
            self.waiting -= 1

    async def until(self, count: int) -> None:
        """Return once *count* exchanges are held."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: self.waiting >= count)

    def release(self) -> None:
        self._gate.set()
        self._gate = asyncio.Event()


async def wait(struck: Sequence[Fault], holds: Holds, *, executed: bool) -> None:
    """Sleep or be held, before or after the commands are executed."""
    for fault in struck:
        if fault.kind in WAITING and fault.executed == executed:
            if fault.kind == "hold":
                await holds.wait()
            else:
                await asyncio.sleep(fault.seconds)


def instead_of_answer(struck: Sequence[Fault]) -> Fault | None:
    for fault in struck:
        if fault.kind in CLOSING | REPLACING or fault.http_status:
            return fault
    return None


async def send(request: web.Request, fault: Fault, body: bytes) -> web.StreamResponse:
    """Do what *fault* asks in place of answering *body*."""
    match fault.kind:
        case "redirect":
            raise web.HTTPTemporaryRedirect(fault.message or "/elsewhere")
        case "half_reply":
            return await _half(request, body)
        case "huge":
            return await _huge(request, fault.size)
        case "close_before" | "close_after":
            return _abort(request)
        case _:
            return _wrong_answer(fault, body)


def _wrong_answer(fault: Fault, body: bytes) -> web.Response:
    match fault.kind:
        case "auth":
            return web.json_response(envelope.refused(_sign_in_refused(fault)))
        case "no_envelope_status":
            bare = {n: v for n, v in json.loads(body).items() if n not in ("status", "msg")}
            return web.json_response(bare)
        case "not_json":
            return web.Response(text=fault.message or '{"status":1,', content_type="text/html")
        case _:  # "html" with status 200, "http_500" and its like with theirs
            page = fault.message or _HTML
            return web.Response(
                text=page, content_type="text/html", status=fault.http_status or 200
            )


def _sign_in_refused(fault: Fault) -> coercion.RequestRefused:
    return coercion.RequestRefused(
        fault.message or "Forkert brugernavn eller adgangskode (wrong user name or password)"
    )


async def close_while_reading(request: web.Request, fault: Fault) -> web.StreamResponse:
    """Take *size* bytes of the body and hang up."""
    taken = 0
    while taken < fault.size:
        chunk = await request.content.readany()
        if not chunk:
            break
        taken += len(chunk)
    return _abort(request)


def _abort(request: web.Request) -> web.Response:
    """Drop the connection without a word."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _half(request: web.Request, body: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(body))})
    response.content_type = "application/json"
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()  # unlike abort, sends what is buffered
    return response


async def _huge(request: web.Request, size: int) -> web.StreamResponse:
    """A valid answer with *size* bytes of padding, never held whole in memory."""
    response = web.StreamResponse()
    response.content_type = "application/json"
    await response.prepare(request)
    await response.write(b'{"status":1,"msg":"OK","results":[],"padding":"')
    piece = b"x" * min(size, 65536)
    for _ in range(size // max(len(piece), 1)):
        await response.write(piece)
    await response.write(b'"}')
    await response.write_eof()
    return response
