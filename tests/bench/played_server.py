"""A server that plays the same pages of the customer feed again and again, from memory."""

import asyncio
import json
import threading
import time
from collections.abc import Sequence
from typing import Self
from urllib.parse import parse_qs

from aiohttp import web

from desktop.domain.account import Account, Password
from tests.bench import copies

CLOCK = {"date": "2026-03-02", "time": "09:00:00"}


def pages(customers: int, size: int) -> list[bytes]:
    """Replies that hold so many customers in all, *size* to a page."""
    raws = [dict(each.raw) for each in copies.customers(customers)]
    parts = [raws[start : start + size] for start in range(0, len(raws), size)]
    last = len(parts) - 1
    return [_reply(part, "" if n == last else str(n + 1)) for n, part in enumerate(parts)]


class PlayedServer:
    """Answers every request for customers with the page of its resume key, and else with nothing.

    Attributes:
        first_asked: When the first page was asked for last, by `time.perf_counter`.
        url: Where it listens, on this computer.
    """

    def __init__(self, played: Sequence[bytes]) -> None:
        self._played = played
        self.first_asked = 0.0
        self.url = ""
        self._loop = asyncio.new_event_loop()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def account(self) -> Account:
        login = Password(username="bench", apikey="bench", password="bench")
        return Account(contract="1", login=login, endpoint=self.url)

    def __enter__(self) -> Self:
        self._thread.start()
        self._is_up.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._open())
        self._loop.run_forever()

    async def _open(self) -> None:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        self._is_up.set()

    async def _answer(self, request: web.Request) -> web.Response:
        form = parse_qs(await request.text())
        commands = json.loads(form["json"][0])["commands"]
        if commands[0]["command"] == "GetCustomersByLastChange":
            # Since the clock of the first page nothing has changed.
            is_first = commands[0]["changedate"] == "1970-01-01"
            key = int(commands[0].get("resumekey") or 0)
            if is_first and key == 0:
                self.first_asked = time.perf_counter()
            body = self._played[key] if is_first else _reply([], "")
            return web.Response(body=body, content_type="application/json")
        results = [{"status": 1, "customers": []} for _ in commands]
        return web.json_response({"status": 1, **CLOCK, "results": results})


def _reply(customers: Sequence[object], key: str) -> bytes:
    result = {"status": 1, "customers": customers, "qfoncheckout": 0}
    if key:
        result["resumekey"] = key
    return json.dumps({"status": 1, "msg": "", **CLOCK, "results": [result]}).encode()
