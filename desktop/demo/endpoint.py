"""The HTTP side: `/api/endpoint.php` and the address of each document."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from desktop.demo import dialect, envelope, form, misbehaviour, records, store, thumbnails
from desktop.demo.call import Call
from desktop.demo.clock import Clock
from desktop.demo.coercion import RequestRefused
from desktop.demo.envelope import Envelope
from desktop.demo.faults import ENDING_EARLY, LATE, Fault, FaultPlan
from desktop.demo.misbehaviour import Exchange
from desktop.demo.office import Office
from desktop.demo.store import Doc

_LARGE = 64 * 1024


@dataclass(slots=True, kw_only=True)
class Desk:
    """What the endpoint works with, and what the control paths may turn."""

    office: Office
    clock: Clock
    dialect: str
    plan: FaultPlan = field(default_factory=FaultPlan)
    holds: misbehaviour.Holds = field(default_factory=misbehaviour.Holds)
    requests: int = 0
    busy: set[asyncio.Task[object]] = field(default_factory=set)


class Endpoint:
    """Answers the requests of the API."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, request: web.Request) -> web.StreamResponse:
        busy = self._desk.busy
        mine = {task} if (task := asyncio.current_task()) else set()
        busy |= mine
        try:
            return await self._answer(request)
        finally:
            busy -= mine

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        desk = self._desk
        desk.requests += 1
        number = desk.requests
        early = desk.plan.take_reading(request.content_length or 0)
        if early and early.kind in ENDING_EARLY:
            return await misbehaviour.end_while_reading(request, early)
        if early and early.kind == "hold_reading":
            await desk.holds.wait()
        try:
            sent = await self._read(request, early)
        except RequestRefused as refusal:
            return _as_reply(self._written(envelope.refused(refusal)), desk.dialect)
        faults = desk.plan.take_all(sent.orders)
        return await self._exchange(request, Exchange(sent, number, faults))

    async def _exchange(self, request: web.Request, exchange: Exchange) -> web.StreamResponse:
        desk = self._desk
        struck = [fault for each in exchange.faults for fault in each]
        await misbehaviour.wait(struck, desk.holds, executed=False)
        if late := next((fault for fault in struck if fault.kind in LATE), None):
            self._go_on(exchange, late)
            return misbehaviour.give_up_waiting(request, late)
        instead = misbehaviour.instead_of_answer(struck)
        if instead and not instead.executed:
            return await misbehaviour.send(request, instead, b"")
        results = await desk.office.execute(exchange.sent, exchange.number, exchange.faults)
        await misbehaviour.wait(struck, desk.holds, executed=True)
        answer = misbehaviour.spoilt(envelope.accepted(results, desk.clock.now()), exchange)
        body = await asyncio.to_thread(self._written, answer)
        if instead:
            return await misbehaviour.send(request, instead, body)
        return _as_reply(body, desk.dialect)

    def _go_on(self, exchange: Exchange, late: Fault) -> None:
        """Execute the commands when nobody waits for them any more."""
        desk = self._desk

        async def execute() -> None:
            if late.seconds:
                await asyncio.sleep(late.seconds)
            else:
                await desk.holds.wait()
            await desk.office.execute(exchange.sent, exchange.number, exchange.faults)

        task = asyncio.create_task(execute())
        desk.busy.add(task)
        task.add_done_callback(desk.busy.discard)

    async def _read(self, request: web.Request, early: Fault | None) -> Envelope:
        pace = misbehaviour.pace(early)
        raw = await _json_parameter(request, pace)
        if early and early.kind == "empty_post":
            raise misbehaviour.sign_in_refused(early)
        if raw is None or len(raw) < _LARGE:
            return envelope.read(raw)
        return await asyncio.to_thread(envelope.read, raw)

    def _written(self, answer: Doc) -> bytes:
        if self._desk.dialect != "documented":
            answer = dialect.untidy(answer)
        # ASCII only, as PHP writes it (inferred).
        return json.dumps(answer, separators=(",", ":")).encode()

    async def document(self, request: web.Request) -> web.Response:
        """The bytes behind a document's address (inferred; no download command is known)."""
        id_ = request.query.get("id", "")
        found = await self._desk.office.with_call(_document_reader(id_))
        if found is None or request.query.get("key") != records.document_key(found[0]):
            raise web.HTTPNotFound
        doc, content = found
        return web.Response(body=content, content_type=str(doc.get("mimetype")))


def _document_reader(id_: str) -> Callable[[Call], tuple[Doc, bytes] | None]:
    def read(call: Call) -> tuple[Doc, bytes] | None:
        doc = store.record(call.db, "document", int(id_)) if id_.isdigit() else None
        return (doc, thumbnails.whole_document(call, doc)) if doc else None

    return read


async def _json_parameter(request: web.Request, pace: form.Pace | None) -> bytes | None:
    """The parameter from body or query, read like PHP's $_REQUEST (inferred)."""
    found: bytes | None = None
    if request.method == "POST" and (read := _reader_of(request)):
        body = await form.body_of(request, pace)
        if len(body) >= _LARGE:  # a photo takes long enough to keep others waiting
            found = await asyncio.to_thread(read, body, "json")
        else:
            found = read(body, "json")
    return form.field_of_query(request, "json") if found is None else found


def _reader_of(request: web.Request) -> Callable[[bytes, str], bytes | None] | None:
    """What finds a field in a body of this content type; None where PHP would not look."""
    match request.content_type:
        case "multipart/form-data":
            return form.multipart_reader(request.headers["Content-Type"])
        case "application/x-www-form-urlencoded":
            return form.field_of_form
        case _:
            return None


def _as_reply(body: bytes, spelling: str) -> web.Response:
    """The header of a real answer is undocumented; PHP's own default serves the untidy one."""
    kind = "application/json" if spelling == "documented" else "text/html"
    return web.Response(body=body, content_type=kind, charset="utf-8")
