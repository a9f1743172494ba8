"""The paths under /control/ by which a test steers the server and looks behind it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiohttp import web

from desktop.demo import ledger, planting, store, thumbnails
from desktop.demo.call import Call
from desktop.demo.endpoint import Desk
from desktop.demo.faults import BadPlan, read_fault


class Control:
    """Answers /control/; exists only with --control."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/control/faults", self._add_faults),
            web.delete("/control/faults", self._clear_faults),
            web.post("/control/release", self._release),
            web.get("/control/held", self._held),
            web.get("/control/idle", self._idle),
            web.get("/control/ledger", self._ledger),
            web.get("/control/requests", self._requests),
            web.get("/control/documents/{id}", self._document),
            web.get("/control/documents", self._documents),
            web.get("/control/customers", self._all_customers),
            web.post("/control/customers", self._customers),
            web.delete("/control/customers", self._drop_customers),
            web.get("/control/records/{kind}", self._all_records),
            web.post("/control/records/{kind}", self._records),
            web.delete("/control/records/{kind}", self._drop_records),
            web.post("/control/clock", self._clock),
            web.post("/control/reset", self._reset),
        ]

    async def _add_faults(self, request: web.Request) -> web.Response:
        try:
            self._desk.plan.add([read_fault(raw) for raw in await request.json()])
        except BadPlan as mistake:
            return web.json_response({"error": str(mistake)}, status=400)
        return web.json_response({})

    async def _clear_faults(self, _request: web.Request) -> web.Response:
        self._desk.plan.clear()
        self._desk.holds.release()
        return web.json_response({})

    async def _release(self, _request: web.Request) -> web.Response:
        self._desk.holds.release()
        return web.json_response({})

    async def _held(self, request: web.Request) -> web.Response:
        """Answers once ?count= exchanges are held, so that no test has to guess."""
        await self._desk.holds.until(int(request.query.get("count", "0")))
        return web.json_response({"held": self._desk.holds.waiting})

    async def _idle(self, _request: web.Request) -> web.Response:
        """Answers once nothing is under way any more, late executions included."""
        while self._desk.busy:
            await asyncio.wait(self._desk.busy)
        return web.json_response({})

    async def _ledger(self, request: web.Request) -> web.Response:
        since = int(request.query.get("since", "0"))
        return web.json_response({"entries": await self._desk.office.run(ledger.read, since)})

    async def _requests(self, _request: web.Request) -> web.Response:
        return web.json_response({"requests": self._desk.requests})

    async def _document(self, request: web.Request) -> web.Response:
        id_ = int(request.match_info["id"])

        def read(call: Call) -> bytes | None:
            return thumbnails.stored_bytes(call, id_)

        content = await self._desk.office.with_call(read)
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    async def _documents(self, request: web.Request) -> web.Response:
        """Those of ?customer=, as sent and with "sha256" and "hidden" besides."""
        show = planting.stored_documents(int(request.query["customer"]))
        return web.json_response({"documents": await self._desk.office.with_call(show)})

    async def _customers(self, request: web.Request) -> web.Response:
        """Change or, without an id, create one customer or several, unchecked."""
        sent = await request.json()
        patches = sent if isinstance(sent, list) else [sent]
        plant = planting.customers(patches)
        return web.json_response({"customers": await self._desk.office.with_call(plant)})

    async def _records(self, request: web.Request) -> web.Response:
        sent = await request.json()
        patches = sent if isinstance(sent, list) else [sent]
        plant = planting.records(request.match_info["kind"], patches)
        return web.json_response({"records": await self._desk.office.with_call(plant)})

    async def _all_customers(self, _request: web.Request) -> web.Response:
        """Everyone the user may see, as sent."""
        shown = await self._desk.office.with_call(planting.shown_customers)
        return web.json_response({"customers": shown})

    async def _drop_customers(self, request: web.Request) -> web.Response:
        """Take customers out without a trace."""
        await self._desk.office.run(store.drop_customers, await request.json())
        return web.json_response({})

    async def _all_records(self, request: web.Request) -> web.Response:
        """All subscriptions, procedures or depot lines, as sent."""
        show = planting.shown_records(request.match_info["kind"])
        return web.json_response({"records": await self._desk.office.with_call(show)})

    async def _drop_records(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        await self._desk.office.run(store.drop_records, kind, await request.json())
        return web.json_response({})

    async def _clock(self, request: web.Request) -> web.Response:
        set_clock(self._desk, await request.json())
        return web.json_response({"now": self._desk.clock.now().isoformat()})

    async def _reset(self, _request: web.Request) -> web.Response:
        """Back to the first moment: world, faults, clock and counts."""
        for task in self._desk.busy:
            task.cancel()
        self._desk.plan.clear()
        self._desk.holds.release()
        self._desk.clock.freeze(None)
        if not await self._desk.office.restore():
            return web.json_response({"error": "the world is too large to reset"}, status=409)
        self._desk.requests = 0
        return web.json_response({})


def set_clock(desk: Desk, sent: Mapping[str, Any]) -> None:
    """{"now": ISO or null, "ticking": bool} sets, {"advance": seconds} moves."""
    if "now" in sent:
        now = datetime.fromisoformat(sent["now"]) if sent["now"] else None
        if now and sent.get("ticking"):
            desk.clock.tick_from(now)
        else:
            desk.clock.freeze(now)
    desk.clock.advance(float(sent.get("advance", 0)))
