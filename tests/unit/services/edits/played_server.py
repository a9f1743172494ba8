"""A server in the test's own loop that several users save on; its ledger is the oracle's."""

import asyncio
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

FIELDS = ("name", "phone", "city", "vatpercentage", "isblocked")
Raw = dict[str, Any]
_EMPTY = 0.1
_LATEST = 400
"""Requests until what was put off is carried out, at most."""
_TURNS_ON_THE_WAY = 10
"""Of the loop, from one end of a connection to the other; a few are enough."""


@dataclass(kw_only=True)
class Written:
    """One update that was carried out.

    Attributes:
        read: What its user's last reading outside an envelope showed of what was sent.
        earlier: What those before it since their last write showed, where looks for what was lost
            may have come between the save's own and the write.
        before: What was there when it was carried out.
        reading: Which of its user's readings of the customer that was, counted from 1.
        is_answered: Whether the answer was let go.
    """

    user: str
    customer: int
    sent: Raw
    read: Raw
    earlier: tuple[Raw, ...]
    before: Raw
    reading: int
    is_answered: bool = True


@dataclass(kw_only=True)
class PlayedServer:
    """Customers in memory, chance delays, strangers who change things, and lost answers.

    Attributes:
        offline: The users whose requests come to nothing.
        trouble: How likely an envelope with a write loses its answer, or is not carried out.
        late: How likely its connection ends first, and it is carried out when others have been.
        handled: How many requests were taken.
        readings: How often a user has read a customer outside an envelope with a write.
    """

    chance: random.Random
    customers: dict[int, Raw] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    offline: set[str] = field(default_factory=set)
    trouble: float = 0.0
    late: float = 0.0
    strangers: float = 0.0
    handled: int = 0
    url: str = ""
    readings: Counter[tuple[str, int]] = field(default_factory=Counter)
    _read: defaultdict[tuple[str, int], list[Raw]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _under_way: set[asyncio.Future[None]] = field(default_factory=set)
    _put_off: list[tuple[int, Written]] = field(default_factory=list)
    _count: int = 0

    def fresh_value(self, name: str) -> Any:
        """A value nobody has used, or at times none at all; a flag is what it is."""
        self._count += 1
        if name == "isblocked":
            return self.chance.choice([0, 1])
        if self.chance.random() < _EMPTY:
            return self.chance.choice([None, 0] if name == "vatpercentage" else [None, ""])
        return self._count if name == "vatpercentage" else f"v{self._count}"

    def last_read(self, user: str, customer: int) -> Raw:
        """The customer as that user has read it last outside an envelope with a write."""
        return self._read[user, customer][-1]

    async def settled(self) -> None:
        """Wait until what was sent by now has been carried out."""
        for _ in range(_TURNS_ON_THE_WAY):
            await asyncio.sleep(0)
        if self._under_way:
            await asyncio.wait(set(self._under_way))

    def catch_up(self, until: float = math.inf) -> None:
        """Carry out what was put off, all of it or what is due by so many requests."""
        due = [each for each in self._put_off if each[0] <= until]
        self._put_off = [each for each in self._put_off if each[0] > until]
        for _, entry in due:
            self.customers[entry.customer].update(entry.sent)

    async def answer(self, request: web.Request) -> web.Response:
        done = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        try:
            return await self._answer(request)
        finally:
            self._under_way.discard(done)
            done.set_result(None)

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            envelope = json.loads(str((await request.post())["json"]))
        except ConnectionResetError:
            # The program ended before it had sent it all.
            return web.Response()
        user = str(envelope["accesstoken"])
        await self._dawdle()
        if user in self.offline:
            return _hang_up(request)
        is_write = any(each["command"].startswith("Create") for each in envelope["commands"])
        fate = self.chance.random() if is_write else 1.0
        if fate < self.trouble / 2:
            return _hang_up(request)
        self.catch_up(self.handled)
        self._let_a_stranger_in()
        if self.trouble <= fate < self.trouble + self.late:
            self._put_it_off(user, envelope["commands"])
            return _hang_up(request)
        results, written = self._carry_out(user, envelope["commands"], is_write=is_write)
        self.handled += 1
        if fate < self.trouble:
            for each in written:
                each.is_answered = False
            return _hang_up(request)
        await self._dawdle()
        return web.json_response({"status": 1, "msg": "OK", "results": results})

    def _put_it_off(self, user: str, commands: list[Raw]) -> None:
        """What it rests on has been read by now, and whoever comes between cannot be told."""
        for command in commands:
            if command["command"].startswith("Create"):
                entry = self._entry(user, command["customer"])
                entry.before, entry.is_answered = dict(entry.read), False
                self._put_off.append((self.handled + self.chance.randrange(1, _LATEST), entry))
                self.written.append(entry)

    async def _dawdle(self) -> None:
        for _ in range(self.chance.randrange(4)):
            await asyncio.sleep(0)

    def _let_a_stranger_in(self) -> None:
        if self.chance.random() < self.strangers:
            name = self.chance.choice(FIELDS)
            self.chance.choice(list(self.customers.values()))[name] = self.fresh_value(name)

    def _carry_out(
        self, user: str, commands: list[Raw], *, is_write: bool
    ) -> tuple[list[Raw], list[Written]]:
        results: list[Raw] = []
        written: list[Written] = []
        for command in commands:
            match command["command"]:
                case "Echo":
                    results.append({"status": 1, "answer": command["text"]})
                case "GetCustomerByID":
                    found = self.customers[int(command["customerid"])]
                    if not is_write:
                        self._read[user, found["id"]].append(dict(found))
                        self.readings[user, found["id"]] += 1
                    results.append({"status": 1, "customers": [dict(found)]})
                case "CreateUpdateCustomerByID":
                    written.append(self._update(user, command["customer"]))
                    results.append({"status": 1, "customer": dict(self._of(command))})
                case other:
                    raise AssertionError(other)
        return results, written

    def _of(self, command: Mapping[str, Any]) -> Raw:
        return self.customers[int(command["customer"]["id"])]

    def _update(self, user: str, customer: Raw) -> Written:
        entry = self._entry(user, customer)
        self.customers[entry.customer].update(entry.sent)
        self.written.append(entry)
        return entry

    def _entry(self, user: str, customer: Raw) -> Written:
        now = self.customers[int(customer["id"])]
        sent = {name: value for name, value in customer.items() if name != "id"}
        readings = self._read[user, now["id"]]
        *earlier, read = readings
        del readings[:-1]
        lost = [each for each in self.written if not each.is_answered]
        lost += [each for _, each in self._put_off]
        may_be_looked_for = any((each.user, each.customer) == (user, now["id"]) for each in lost)
        return Written(
            user=user,
            customer=now["id"],
            sent=sent,
            read={name: read[name] for name in sent},
            earlier=tuple(earlier) if may_be_looked_for else (),
            before={name: now[name] for name in sent},
            reading=self.readings[user, now["id"]],
        )


@asynccontextmanager
async def played(server: PlayedServer) -> AsyncIterator[PlayedServer]:
    app = web.Application()
    app.router.add_post("/", server.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.url = f"http://{host}:{port}/"
    try:
        yield server
    finally:
        await runner.cleanup()


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
