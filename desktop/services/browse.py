"""The customer hierarchy: read from the local copy, and asked of the server where that is meant."""

import asyncio
import re
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow, row_of
from desktop.microbizz import Client
from desktop.mirror import tree, whole
from desktop.mirror.reader import Reader
from desktop.services.tree_reads import Teller, TreeReads

_ID_SIGN = re.compile(r"#(\d{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A customer and its parents, the root first; `others` counts who could be meant as well."""

    row: CustomerRow
    parents: tuple[CustomerRow, ...]
    others: int = 0


class Keeper(Teller, Protocol):
    """Who keeps the local copy: takes in what the server was seen to say, and asks for more."""

    def absorb(
        self, customers: Iterable[Customer], *, sent_ns: int, is_own: bool = False
    ) -> None: ...


class Browse:
    """The hierarchy; closed customers always come along, for hiding them is the window's.

    Attributes:
        tree: What a tree reads of it.
    """

    def __init__(self, *, client: Client, reader: Reader, keeper: Keeper) -> None:
        self._client = client
        self._reader = reader
        self._keeper = keeper
        self.tree = TreeReads(reader=reader, teller=keeper)

    @property
    def is_whole(self) -> bool:
        """Whether the copy was complete once: who is not in it is not there."""
        return self.tree.is_whole

    def look_into(self, parent: CustomerId) -> None:
        """Have the server asked for the children of *parent*, once; what comes is told as news."""
        self.tree.look_into(parent)

    # --- from the local copy; all raise StorageFailed ------------------------------------------

    async def children(self, parent: CustomerId) -> list[CustomerRow]:
        """The customers right below *parent* in order, 0 for the top."""
        return await self._reader.run(tree.children, parent)

    async def rows(self, ids: Collection[CustomerId]) -> list[CustomerRow]:
        """Those of *ids* that there are."""
        return await self._reader.run(tree.rows, ids)

    async def places(self, ids: Collection[CustomerId]) -> list[Place]:
        """Where those of *ids* are that there are."""
        found, paths = await self._reader.run(lambda db: (tree.rows(db, ids), tree.paths(db, ids)))
        return [Place(row=row, parents=tuple(paths[row.id])) for row in found]

    async def place(self, customer: CustomerId) -> Place | None:
        """Where *customer* is; None where the copy has it not."""
        found = await self.places([customer])
        return found[0] if found else None

    async def place_of(self, row: CustomerRow) -> Place:
        """Where *row* belongs, which may be newer than the copy."""
        above = await self.place(row.parent)
        return Place(row=row, parents=(*above.parents, above.row) if above else ())

    async def number_count(self, number: str) -> int:
        """How many customers with this number are known."""
        return await self._reader.run(tree.number_count, number)

    async def kept(self, customer: CustomerId) -> Customer | None:
        """The whole record as it is in the copy."""
        return await self._reader.run(whole.customer, customer)

    # --- from the server; all raise ServerError, and what comes goes into the copy --------------

    async def customer(self, customer: CustomerId) -> Customer:
        """Raises CustomerGone where the server knows no such customer."""
        found = await self._asked_by_id(customer)
        if not found:
            raise CustomerGone(customer)
        return found[0]

    async def parents(self, customer: CustomerId) -> tuple[Customer, ...]:
        """The parents, the root first; the server sends the nearest first (documented)."""
        sent_ns = time.monotonic_ns()
        answer = await self._client.get_parent_customers(customer)
        return self._absorbed(answer.records, sent_ns)[::-1]

    async def find(self, wanted: str) -> Place | None:
        """The customer with this id ("#12"), number or exact name, and its parents."""
        wanted = wanted.strip()
        found = await self._found(wanted)
        if not found:
            return None
        # An open one is meant rather than a closed one.
        customer = min(found, key=lambda each: each.is_closed)
        namesakes = len(found)
        if customer.number_text == wanted:
            # The server answers with one of them (documented); the copy may know the others.
            namesakes = max(namesakes, await self.number_count(wanted))
        parents = tuple(row_of(each) for each in await self.parents(customer.id))
        return Place(row=row_of(customer), parents=parents, others=namesakes - 1)

    async def _found(self, wanted: str) -> tuple[Customer, ...]:
        if sign := _ID_SIGN.fullmatch(wanted):
            return await self._asked_by_id(CustomerId(int(sign.group(1))))
        sent_ns = time.monotonic_ns()
        # Asked for together, they travel in one request.
        by_number, by_name = await asyncio.gather(
            self._client.get_customer_by_customer_number(wanted),
            self._client.get_customer_by_name(wanted),
        )
        self._absorbed((*by_number.records, *by_name.records), sent_ns)
        return by_number.records or by_name.records

    async def _asked_by_id(self, customer: CustomerId) -> tuple[Customer, ...]:
        sent_ns = time.monotonic_ns()
        answer = await self._client.get_customer_by_id(customer)
        return self._absorbed(answer.records, sent_ns)

    def _absorbed(self, customers: tuple[Customer, ...], sent_ns: int) -> tuple[Customer, ...]:
        if customers:
            self._keeper.absorb(customers, sent_ns=sent_ns)
        return customers
