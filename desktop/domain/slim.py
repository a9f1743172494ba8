"""A customer as a tree keeps it by the hundred thousand: four values instead of fifteen."""

from functools import lru_cache
from typing import Any, NamedTuple

from desktop.domain.ids import CustomerId, CustomerTypeId, MaingroupId
from desktop.domain.rows import CustomerRow, Order, keys_of

_TRAITS = slice(CustomerRow._fields.index("type_id"), None)
_MOST_SHARED = 4096


class Traits(NamedTuple):
    """What many customers have in common: one value is shared by all who are alike in it."""

    type_id: CustomerTypeId
    maingroup: MaingroupId
    is_closed: int
    is_blocked: int
    children: int
    open_children: int


class SlimRow(NamedTuple):
    """A row without its keys; `text` is name, number, address, zip and city, a line each."""

    id: CustomerId
    parent: CustomerId
    text: str
    traits: Traits

    @property
    def order(self) -> Order:
        """By name, then number, then id; made anew each time."""
        name, number, _ = self.text.split("\n", 2)
        return (*keys_of(name, number), self.id)


@lru_cache(_MOST_SHARED)
def shared_traits(values: tuple[Any, ...]) -> Traits:
    """The one Traits of these *values*, in their order."""
    return Traits(*values)


def slim(row: CustomerRow) -> SlimRow:
    """Texts of a row have no line's end in them."""
    text = "\n".join((row.name, row.number, row.address, row.zip, row.city))
    return SlimRow(row.id, row.parent, text, shared_traits(row[_TRAITS]))


def full(row: SlimRow) -> CustomerRow:
    """The row that was made slim."""
    name, number, *rest = row.text.split("\n")
    texts = (*keys_of(name, number), name, number, *rest)
    return CustomerRow._make((row.id, row.parent, *texts, *row.traits))
