"""A desk at which many customers are changed at once: a parent, its houses, a copy of all."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.bulk import BulkRow, Plan
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.services.editing.bulk import Bulk
from desktop.services.editing.cascade import Cascade
from desktop.services.editing.queue import Queue
from desktop.services.edits import Edits
from desktop.services.writing import Means
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy, known_from
from tests.helpers.reading import account_of

BY_ID = "CreateUpdateCustomerByID"
HOUSES = 4


@dataclass(frozen=True, kw_only=True)
class BulkDesk:
    """One user's saving of many, and the ids of the customers planted for it."""

    server: DemoServer
    client: Client
    changes: ChangeFeed
    copy: FullCopy
    edits: Edits
    queue: Queue
    bulk: Bulk
    cascade: Cascade
    parent: CustomerId
    houses: tuple[CustomerId, ...]

    async def plan(self, **changed: str | int | None) -> Plan:
        return await self.bulk.plan(self.houses, changed)

    def colleague(self, customer: int, **fields: object) -> None:
        """Someone changes a customer, and the copy has not heard of it."""
        self.server.patch_customer(customer, **fields)

    def phones(self) -> list[str]:
        known = self.server.customers()
        return [str(known[id_]["phone"]) for id_ in self.houses]


Story = Callable[[BulkDesk], Coroutine[Any, Any, None]]
TellMany = Callable[[Story], None]


def plant(server: DemoServer) -> tuple[CustomerId, tuple[CustomerId, ...]]:
    """A parent, and houses below it that share its phone."""
    shared = {"phone": "11111111", "address": "Vej 1", "zip": "7100", "city": "Vejle"}
    parent = server.patch_customer(name="Foreningen", email="f@f.dk", **shared)["id"]
    houses = server.plant(
        [
            {"name": f"Hus {number}", "customernumber": f"B-{number}", "parentcust": parent}
            | shared
            for number in range(HOUSES)
        ]
    )
    return CustomerId(parent), tuple(CustomerId(each["id"]) for each in houses)


async def at_a_desk(story: Story, *, server: DemoServer, folder: Path) -> None:
    parent, houses = plant(server)
    changes = ChangeFeed()
    connection, copy = Connection(changes), FullCopy(folder, changes)
    copy.fill(Customer(raw) for raw in server.customers().values())
    journal = Journal(folder / "journal.db")
    options = Options(sleep=_at_once)
    async with Client(account_of(server), options=options, observer=connection) as client:
        edits = Edits(
            means=Means(client=client, journal=journal, keeper=copy),
            changes=changes,
            known_numbers=known_from({}),
            who="mette",
        )
        queue = Queue(journal=journal, edits=edits, changes=changes, connection=connection)
        browse = Browse(client=client, reader=copy.reader, keeper=copy)
        bulk = Bulk(edits=edits, queue=queue, browse=browse, reader=copy.reader, changes=changes)
        desk = BulkDesk(
            server=server,
            client=client,
            changes=changes,
            copy=copy,
            edits=edits,
            queue=queue,
            bulk=bulk,
            cascade=Cascade(edits=edits, reader=copy.reader),
            parent=parent,
            houses=houses,
        )
        await story(desk)
        await bulk.close()
        await queue.close()
        await edits.close()
    await journal.close()
    await copy.close()


def states(rows: tuple[BulkRow, ...]) -> list[str]:
    return [row.state.value for row in rows]


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)
