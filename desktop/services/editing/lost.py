"""What a create may have made whose answer was lost, and where that would be seen."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from desktop.domain import edits
from desktop.domain.errors import CommandRefused
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.microbizz import Client

_EARLIER = timedelta(days=1)
"""A day of the server's clock began at most this long before the same one of ours."""
_MOST_PAGES = 20
"""Of what changed since; more is an import by somebody, and reading it all would take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A create whose answer was lost; it may have been executed, or may be yet.

    `shown` are the customers that were named to the user as the one it may have made.
    """

    receipt: int
    at: datetime
    number: str
    name: str
    parent: CustomerId
    shown: set[CustomerId] = field(default_factory=set)

    @classmethod
    def of(cls, receipt: int, sent: Mapping[str, Value], at: datetime | None = None) -> "Lost":
        parent = sent.get("parentcust")
        return cls(
            receipt=receipt,
            at=at or datetime.now(UTC),
            number=str(sent.get("customernumber") or ""),
            name=str(sent.get("name") or ""),
            parent=CustomerId(parent) if isinstance(parent, int) else NO_CUSTOMER,
        )

    def is_like(self, other: "Lost") -> bool:
        has_number = bool(self.number) and self.number == other.number
        return has_number or (bool(self.name) and self.name == other.name)

    def may_have_made(self, customer: Customer) -> bool:
        """By its name, and its number unless that was left out: both are shared by many."""
        is_called_so = _folded(customer.name) == _folded(self.name)
        return is_called_so and customer.number_text in {self.number, ""}


async def candidates(client: Client, lost: Lost, sent: Mapping[str, Value]) -> tuple[Customer, ...]:
    """Whoever *lost* may have made, the likest first; raises ServerError.

    By number and by name the server answers with one customer, though several may have them. So
    where it would be listed is read as well: among the children of its parent, or at the top among
    all that changed since.
    """
    named, listed = await asyncio.gather(_named(client, lost), _listed(client, lost))
    found = {each.id: each for each in (*named, *listed) if lost.may_have_made(each)}
    return tuple(sorted(found.values(), key=lambda each: (_misses(sent, each), -each.id)))


async def _named(client: Client, lost: Lost) -> tuple[Customer, ...]:
    asked = [client.get_customer_by_name(lost.name)] if lost.name else []
    if lost.number:
        asked.append(client.get_customer_by_customer_number(lost.number))
    return tuple(each for answer in await asyncio.gather(*asked) for each in answer.records)


async def _listed(client: Client, lost: Lost) -> tuple[Customer, ...]:
    """Nothing where this user may not ask for the list."""
    with suppress(CommandRefused):
        if lost.parent != NO_CUSTOMER:
            return (await client.get_customers_by_parent_id(lost.parent)).records
        return await _changed_since(client, lost)
    return ()


async def _changed_since(client: Client, lost: Lost) -> tuple[Customer, ...]:
    found: list[Customer] = []
    pages = 0
    async for page in client.customers_by_last_change((lost.at - _EARLIER).date()):
        found += (each for each in page.records if lost.may_have_made(each))
        pages += 1
        if pages == _MOST_PAGES:
            break
    return tuple(found)


def _misses(sent: Mapping[str, Value], customer: Customer) -> int:
    return len(edits.not_stored_of(sent, customer))


def _folded(name: str) -> str:
    return str(edits.canonical(edits.customer_field("name"), name)).strip().casefold()
