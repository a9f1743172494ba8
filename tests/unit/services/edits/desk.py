"""A desk at which one user saves, for the tests of editing."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop.domain.drafts import Draft
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, saves
from desktop.microbizz import Client, Options
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.looks import Looks
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.writing import Means
from tests.helpers.clocks import MovedClock
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import known_from
from tests.helpers.reading import account_of
from tests.helpers.receipts import receipts_of

PAUSES_S = (1000.0,)
"""Until what waits goes by itself though nothing tells that the server is back: never."""
BY_ID = "CreateUpdateCustomerByID"
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"


@dataclass(frozen=True, kw_only=True)
class Absorbed:
    """What the local copy was told of one customer."""

    customer: Customer
    sent_ns: int
    is_own: bool


class Keeper:
    """Stands in for the local copy, and remembers what it was told."""

    def __init__(self) -> None:
        self.seen: list[Absorbed] = []

    def absorb(self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False) -> None:
        for each in customers:
            self.seen.append(Absorbed(customer=each, sent_ns=sent_ns, is_own=is_own))


class DeskClock(MovedClock):
    """Stands still like the other, at the time of day at which the journal writes."""

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.now())


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One user's saving, with what it told the rest of the program."""

    client: Client
    journal: Journal
    edits: Edits
    drafts: Drafts
    queue: Queue
    told: list[Change]
    absorbed: list[Absorbed]
    clock: DeskClock

    async def pass_time(self, seconds: float) -> None:
        """Move the clock from look to look, and wait for each to have seen something."""
        until = self.clock.now() + seconds
        while (due := self.clock.next_due) is not None and self.clock.now() + due <= until:
            self.clock.advance(due)
            await self._until_all_sleep()
        self.clock.advance(until - self.clock.now())

    async def _until_all_sleep(self) -> None:
        looks = self.edits.looks
        await until(lambda: len(looks._searches) <= self.clock.sleeping)

    async def read(self, customer: int) -> Customer:
        return (await self.client.get_customer_by_id(CustomerId(customer))).records[0]

    async def waits(self) -> Draft:
        """The only save that waits."""
        (row,) = await self.queue.rows()
        return row

    async def put_new(self, **fields: Value) -> Draft:
        """A new customer that waits."""
        return await self.queue._put_new(fields, NO_CUSTOMER, may_share_number=False)

    async def receipts(self, customer: int) -> list[saves.SaveRow]:
        return await self.journal.run(receipts_of, customer)


Story = Callable[[Desk], Coroutine[Any, Any, None]]
Tell = Callable[[Story], None]


async def at_a_desk(
    story: Story, *, server: DemoServer, journal_path: Path, numbers: dict[str, int]
) -> None:
    """Run *story*; *numbers* is how many customers are known to have a number.

    What is told of the connection is left out of what is told.
    """
    changes = ChangeFeed()
    told: list[Change] = []
    changes.subscribe(
        lambda change: told.append(change) if change.subject is not Subject.CONNECTION else None
    )
    connection = Connection(changes)
    journal, absorbed, clock = Journal(journal_path), Keeper(), DeskClock()
    options = Options(sleep=_at_once)
    async with Client(account_of(server), options=options, observer=connection) as client:
        edits = Edits(
            means=Means(client=client, journal=journal, keeper=absorbed, looks=Looks(clock)),
            changes=changes,
            known_numbers=known_from(numbers),
            who="mette",
        )
        queue = Queue(
            journal=journal,
            edits=edits,
            changes=changes,
            connection=connection,
            pauses=PAUSES_S,
        )
        desk = Desk(
            client=client,
            journal=journal,
            edits=edits,
            drafts=Drafts(journal=journal, changes=changes),
            queue=queue,
            told=told,
            absorbed=absorbed.seen,
            clock=clock,
        )
        await story(desk)
        await queue.close()
        await edits.close()
    await journal.close()


@contextmanager
def offline(server: DemoServer) -> Iterator[None]:
    """Within it no request comes to anything."""
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    yield
    server.clear_faults()


async def until(is_so: Callable[[], bool]) -> None:
    for _ in range(1_000_000):
        if is_so():
            return
        await asyncio.sleep(0)
    raise AssertionError("never")


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)


def plant_hansen(server: DemoServer) -> int:
    """A customer of the tests' own."""
    planted = server.patch_customer(
        name="Hansen A/S",
        customernumber="H-1",
        phone="11111111",
        city="Vejle",
        email="post@hansen.dk",
        vatpercentage=25,
    )
    return int(planted["id"])
