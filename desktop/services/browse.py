"""Walking the customer hierarchy: roots, children, branches and paths."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.microbizz import Client

BEGINNING = date(1970, 1, 1)
"""Far enough back for the feed to hold every customer (inferred that it is accepted)."""

_ID_SIGN = re.compile(r"#(\d{1,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A customer and its parents, the root first."""

    customer: Customer
    parents: tuple[Customer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RootsPage:
    """What one page of the pass over all customers showed.

    `orphans` come with the last page: customers whose parent the pass did not show.
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
        self._child_counts: Counter[int] | None = None
        # Of the last whole pass, and of the one under way.
        self._numbers: Counter[str] = Counter()
        self._numbers_so_far: Counter[str] = Counter()

    def child_count(self, customer: CustomerId) -> int | None:
        """Children seen by the last whole pass; None until there was one."""
        return None if self._child_counts is None else self._child_counts[customer]

    def number_count(self, number: str) -> int:
        """How many customers with this number the passes have shown."""
        return max(self._numbers[number], self._numbers_so_far[number])

    async def roots(self) -> AsyncIterator[RootsPage]:
        """Pass over all customers, page by page: no command lists the roots.

        Closed ones come along: hiding them is the window's. `ignore_closed` means something else
        in the feed, namely customers this user may not see (documented).
        """
        seen: dict[CustomerId, CustomerId] = {}
        with_parent: dict[CustomerId, Customer] = {}
        self._numbers_so_far = numbers = Counter[str]()
        async for page in self._client.customers_by_last_change(BEGINNING, ignore_closed=True):
            fresh = [customer for customer in page.records if customer.id not in seen]
            seen.update((customer.id, customer.parent_id) for customer in fresh)
            numbers.update(customer.number_text for customer in fresh)
            for customer in fresh:
                if customer.parent_id != NO_CUSTOMER and customer.parent_id not in seen:
                    with_parent[customer.id] = customer
            is_last = not page.resume_key
            yield RootsPage(
                roots=tuple(c for c in fresh if c.parent_id == NO_CUSTOMER),
                orphans=_orphans(with_parent, seen) if is_last else (),
                seen=len(seen),
                set_aside=page.set_aside,
                is_last=is_last,
            )
        self._child_counts = Counter(seen.values())
        self._numbers = numbers

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
        customer = await self._found(wanted.strip())
        if customer is None:
            return None
        return Place(customer=customer, parents=await self.parents(customer.id))

    async def _found(self, wanted: str) -> Customer | None:
        if sign := _ID_SIGN.fullmatch(wanted):
            answer = await self._client.get_customer_by_id(CustomerId(int(sign.group(1))))
        else:
            answer = await self._client.get_customer_by_customer_number(wanted)
            if not answer.records:
                answer = await self._client.get_customer_by_name(wanted)
        return answer.records[0] if answer.records else None


def _orphans(
    with_parent: dict[CustomerId, Customer], seen: dict[CustomerId, CustomerId]
) -> tuple[Customer, ...]:
    return tuple(c for c in with_parent.values() if c.parent_id not in seen)
