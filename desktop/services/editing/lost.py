"""What a create may have made whose answer was lost, and where that would be seen."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from desktop.domain import edits
from desktop.domain.errors import CommandRefused, CreateUnsure
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.microbizz import Client

_EARLIER = timedelta(days=1)
"""A day of the server's clock began at most this long before the same one of ours."""
_MOST_PAGES = 20
"""Of what changed since; more is an import by somebody, and reading it all would take minutes."""


@dataclass(slots=True, kw_only=True, eq=False)
class Lost:
    """A create whose answer was lost; it may have been executed, or may be yet.

    Attributes:
        sent: Its fields, as they went out.
        there: Who was like it at the first look after it was lost; None before that.
        shown: The customers that were named to the user as the one it may have made.
        is_passed_over: The user wanted another one like it all the same.
        made: Who it is known by now to have made.
        waiting: Those who want to know what it comes to: the customer, None for nobody, or
            CreateUnsure.
    """

    receipt: int
    at: datetime
    sent: Mapping[str, Value]
    number: str
    name: str
    parent: CustomerId
    there: frozenset[CustomerId] | None = None
    shown: set[CustomerId] = field(default_factory=set)
    is_passed_over: bool = False
    made: Customer | None = None
    waiting: list["asyncio.Future[Customer | None]"] = field(default_factory=list)

    @classmethod
    def of(cls, receipt: int, sent: Mapping[str, Value], at: datetime | None = None) -> "Lost":
        parent = sent.get("parentcust")
        return cls(
            receipt=receipt,
            at=at or datetime.now(UTC),
            sent=sent,
            number=str(sent.get("customernumber") or ""),
            name=str(sent.get("name") or ""),
            parent=CustomerId(parent) if isinstance(parent, int) else NO_CUSTOMER,
        )

    @classmethod
    def like(cls, customer: Customer) -> "Lost":
        """One that would have made *customer*."""
        return cls.of(0, edits.writable_values(customer))

    def is_like(self, other: "Lost") -> bool:
        has_number = bool(self.number) and self.number == other.number
        return has_number or (bool(self.name) and self.name == other.name)

    def holds_back(self, other: "Lost") -> bool:
        """Whether *other* may be this one once more: of its number, or called so in its place."""
        if self.is_passed_over:
            return False
        if self.number and other.number:
            return self.number == other.number
        return self.is_like(other) and self.parent == other.parent

    def is_surely(self, customer: Customer, wanted: Mapping[str, Value]) -> bool:
        """Whether it made *customer*, who has just what is *wanted*.

        A name alone proves little, for there may have been one before: but not one who was not
        there yet when it was looked for first.
        """
        is_new = self.there is not None and customer.id not in self.there
        return (bool(self.number) or is_new) and self.is_just_this(customer, wanted)

    def is_just_this(self, made: Customer, wanted: Mapping[str, Value]) -> bool:
        """Whether *made* by it has all that is *wanted*, and nothing else was sent for it.

        What was, its place above all, makes it another one than is wanted.
        """
        return self.sent.keys() <= wanted.keys() and not edits.not_stored_of(wanted, made)

    @property
    def is_asked_for(self) -> bool:
        return any(not each.done() for each in self.waiting)

    def tell(self, made: Customer | CreateUnsure | None) -> None:
        """Tell those who wait what it came to."""
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            if each.done():
                continue
            if isinstance(made, CreateUnsure):
                each.set_exception(made)
            else:
                each.set_result(made)

    def may_have_made(self, customer: Customer) -> bool:
        """By its name, and its number unless that was left out: both are shared by many.

        Where we sent no number, the server or a colleague may have given it one since.
        """
        is_called_so = _folded(customer.name) == _folded(self.name)
        return is_called_so and (not self.number or customer.number_text in {self.number, ""})


async def candidates(client: Client, lost: Lost, sent: Mapping[str, Value]) -> tuple[Customer, ...]:
    """Whoever *lost* may have made, the likest first; raises ServerError.

    By number and by name the server answers with one customer, though several may have them. So
    where it would be listed is read as well: among the children of its parent, or at the top among
    all that changed since.
    """
    named, listed = await asyncio.gather(_named(client, lost), _listed(client, lost))
    found = {each.id: each for each in (*named, *listed) if lost.may_have_made(each)}
    return tuple(sorted(found.values(), key=lambda each: (_misses(sent, each), -each.id)))


async def made_though_refused(client: Client, lost: Lost) -> Customer | None:
    """Who has all of *lost*, which the server says it has refused; raises ServerError.

    Asked where one question tells: a refusal is as good as always true.
    """
    found = [*await _named(client, lost)]
    if lost.parent != NO_CUSTOMER:
        with suppress(CommandRefused):
            found += (await client.get_customers_by_parent_id(lost.parent)).records
    return next((each for each in found if _is_just_made(lost, each)), None)


def _is_just_made(lost: Lost, customer: Customer) -> bool:
    created = customer.value("createdate")
    is_old = isinstance(created, date) and abs(lost.at.date() - created) > _EARLIER
    return not is_old and lost.may_have_made(customer) and not _misses(lost.sent, customer)


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
