"""Customers as the tree needs them: read once, in Danish order."""

from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.danish import sort_key
from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer

Order = tuple[str, str, int]

_NUMBER_DIGITS = 12


class Entry(NamedTuple):
    """One customer with what places it in the tree."""

    order: Order
    id: CustomerId
    parent: CustomerId
    maingroup: MaingroupId
    is_closed: bool
    customer: Customer


def read_entries(customers: Iterable[Customer]) -> list[Entry]:
    """The customers in order of name, then number, then id; may run on any thread."""
    entries = [_read(customer) for customer in customers]
    entries.sort(key=_order)
    return entries


def _read(customer: Customer) -> Entry:
    id_ = customer.id
    order = (sort_key(customer.name), customer.number_text.zfill(_NUMBER_DIGITS), id_)
    return Entry(
        order=order,
        id=id_,
        parent=customer.parent_id,
        maingroup=customer.maingroup_id,
        is_closed=customer.is_closed,
        customer=customer,
    )


def _order(entry: Entry) -> Order:
    return entry.order
