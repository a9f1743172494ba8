"""Faults of the whole exchange: waiting, closing, and answers that are none."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from desktop.demo import coercion, envelope, form
from desktop.demo.envelope import Envelope
from desktop.demo.faults import CLOSING, REPLACING, WAITING, Fault

_HTML = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_GAVE_UP = _HTML.replace("502 Bad Gateway", "504 Gateway Time-out")
_TOO_LARGE = _HTML.replace("502 Bad Gateway", "413 Request Entity Too Large")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What came in one request, the request's number, and what strikes each command."""

    sent: Envelope
    number: int
    faults: Sequence[Sequence[Fault]]


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
            return web.json_response(envelope.refused(sign_in_refused(fault)))
        case "no_envelope_status":
            bare = {n: v for n, v in json.loads(body).items() if n not in ("status", "msg")}
            return web.json_response(bare)
        case "not_json":
            return web.Response(text=fault.message or '{"status":1,', content_type="text/html")
        case _:  # "html" with status 200, "http_500" and its like with theirs
            return web.Response(
                text=fault.message or _HTML,
                content_type="text/html",
                status=fault.http_status or 200,
                headers={"Retry-After": f"{fault.seconds:.0f}"} if fault.seconds else None,
            )


def sign_in_refused(fault: Fault) -> coercion.RequestRefused:
    return coercion.RequestRefused(
        fault.message or "Forkert brugernavn eller adgangskode (wrong user name or password)"
    )


async def end_while_reading(request: web.Request, fault: Fault) -> web.StreamResponse:
    """Take *size* bytes of the body and hang up or answer 413; a limit answers it at once."""
    if fault.kind != "limit_413":
        await _take(request, fault.size)
    if fault.kind == "close_reading":
        return _abort(request)
    response = web.Response(text=_TOO_LARGE, content_type="text/html", status=413)
    response.force_close()
    return response


async def _take(request: web.Request, size: int) -> None:
    taken = 0
    while taken < size and (chunk := await request.content.readany()):
        taken += len(chunk)


def pace(early: Fault | None) -> form.Pace | None:
    """How slowly a body is read; None is as quickly as it comes."""
    if early is None or early.kind != "slow_reading":
        return None
    per_second = early.size

    async def rest(size: int) -> None:
        await asyncio.sleep(size / per_second)

    return rest


def give_up_waiting(request: web.Request, late: Fault) -> web.Response:
    """What a client sees of a worker that goes on after its gateway gave up."""
    if late.kind == "late":
        return _abort(request)
    return web.Response(text=_GAVE_UP, content_type="text/html", status=504)


def spoilt(answer: dict[str, object], exchange: Exchange) -> dict[str, object]:
    """The answer without what the faults of the envelope take from it."""
    for fault in (fault for each in exchange.faults for fault in each):
        if fault.kind == "no_clock":
            del answer["date"], answer["time"]
        elif fault.kind == "lost_echo":
            _lose_echo(answer["results"], exchange.sent, fault.message)
    return answer


def _lose_echo(results: object, sent: Envelope, said: str) -> None:
    if not isinstance(results, list):
        return
    for order, result in zip(sent.orders, results, strict=False):
        if order.name == "Echo":
            result.pop("answer", None)
            if said:
                result["answer"] = said


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
