"""Walking the customer hierarchy: roots, children, branches and paths."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, Container, Iterable
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import NO_CUSTOMER, CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.services.outline import Outline

BEGINNING = date(1970, 1, 1)
"""Far enough back for the feed to hold every customer (inferred that it is accepted)."""

_ID_SIGN = re.compile(r"#(\d{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A customer and its parents, the root first; `others` counts who could be meant as well."""

    customer: Customer
    parents: tuple[Customer, ...]
    others: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RootsPage:
    """What one page of the pass over all customers showed.

    The last page has every root of the pass, and the `orphans`: customers without a way to a root.
    """

    roots: tuple[Customer, ...]
    orphans: tuple[Customer, ...] = ()
    seen: int = 0
    set_aside: int = 0
    is_last: bool = False


class Browse:
    """The hierarchy as the server tells it; closed customers are always asked for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._outline: Outline | None = None
        # Of the last whole pass, and of the one under way.
        self._numbers: Counter[str] = Counter()
        self._numbers_so_far: Counter[str] = Counter()

    def child_count(self, customer: CustomerId) -> int | None:
        """Children seen by the last whole pass; None until there was one."""
        return None if self._outline is None else self._outline.child_count(customer)

    def leading_to(
        self, *, with_closed: bool, maingroup: MaingroupId
    ) -> frozenset[CustomerId] | None:
        """Customers with one below that passes, by the last whole pass; None until there was one.

        May run on any thread: it goes through all customers.
        """
        if self._outline is None:
            return None
        return self._outline.leading_to(with_closed=with_closed, maingroup=maingroup)

    def closed_besides(self, others: Container[CustomerId]) -> int:
        """Closed customers that are not among *others*, by the last whole pass.

        May run on any thread: it goes through all customers.
        """
        return 0 if self._outline is None else self._outline.closed_besides(others)

    def number_count(self, number: str) -> int:
        """How many customers with this number the passes have shown."""
        return max(self._numbers[number], self._numbers_so_far[number])

    async def roots(self) -> AsyncGenerator[RootsPage, None]:
        """Pass over all customers, page by page: no command lists the roots.

        Closed ones come along: hiding them is the window's. `ignore_closed` means something else
        in the feed, namely customers this user may not see (documented).
        """
        outline = Outline()
        self._numbers_so_far = numbers = Counter[str]()
        async for page in self._client.customers_by_last_change(BEGINNING, ignore_closed=True):
            fresh = {customer.id: customer for customer in page.records}
            numbers.update(c.number_text for c in fresh.values() if c.id not in outline)
            outline.add(page.records)
            is_last = not page.resume_key
            if is_last:
                self._outline, self._numbers = outline, numbers
            yield RootsPage(
                roots=outline.roots if is_last else _roots(fresh.values()),
                orphans=tuple(outline.strays()) if is_last else (),
                seen=len(outline),
                set_aside=page.set_aside,
                is_last=is_last,
            )

    async def children(self, parent: CustomerId) -> tuple[Customer, ...]:
        """The direct children, closed ones too."""
        answer = await self._client.get_customers_by_parent_id(parent)
        return answer.records

    async def branch(self, parent: CustomerId) -> tuple[Customer, ...]:
        """All descendants, in one request."""
        answer = await self._client.get_customers_by_parent_id(parent, include_all=True)
        return answer.records

    async def customer(self, customer: CustomerId) -> Customer:
        """Raises CustomerGone where the server knows no such customer."""
        answer = await self._client.get_customer_by_id(customer)
        if not answer.records:
            raise CustomerGone(customer)
        return answer.records[0]

    async def parents(self, customer: CustomerId) -> tuple[Customer, ...]:
        """The parents, the root first; the server sends the nearest first (documented)."""
        answer = await self._client.get_parent_customers(customer)
        return tuple(reversed(answer.records))

    async def find(self, wanted: str) -> Place | None:
        """The customer with this id ("#12"), number or exact name, and its parents."""
        found = await self._found(wanted.strip())
        if not found:
            return None
        # An open one is meant rather than a closed one.
        customer = min(found, key=lambda each: each.is_closed)
        namesakes = len(found)
        if customer.number_text == wanted.strip():
            # The server answers with one of them (documented); a pass may have shown the others.
            namesakes = max(namesakes, self.number_count(customer.number_text))
        parents = await self.parents(customer.id)
        return Place(customer=customer, parents=parents, others=namesakes - 1)

    async def _found(self, wanted: str) -> tuple[Customer, ...]:
        if sign := _ID_SIGN.fullmatch(wanted):
            answer = await self._client.get_customer_by_id(CustomerId(int(sign.group(1))))
            return answer.records
        # Asked for together, they travel in one request.
        by_number, by_name = await asyncio.gather(
            self._client.get_customer_by_customer_number(wanted),
            self._client.get_customer_by_name(wanted),
        )
        return by_number.records or by_name.records


def _roots(customers: Iterable[Customer]) -> tuple[Customer, ...]:
    return tuple(c for c in customers if c.parent_id == NO_CUSTOMER)
