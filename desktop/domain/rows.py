"""A customer as the tree and the search show it: a few columns, read without the whole object."""

from typing import NamedTuple

from desktop.domain.danish import sort_key
from desktop.domain.ids import CustomerId, CustomerTypeId, MaingroupId
from desktop.domain.records import Customer

Order = tuple[str, str, int]

_LONGEST = 300
"""Characters of a text that a row shows at most."""
_NUMBER_DIGITS = 12


class CustomerRow(NamedTuple):
    """One row; texts are one line, keys sort in Danish order, flags are 0 or 1.

    `children` and `open_children` count the customers right below, as far as they are known here.
    """

    id: CustomerId
    parent: CustomerId
    name_key: str
    number_key: str
    name: str
    number: str
    address: str
    zip: str
    city: str
    type_id: CustomerTypeId
    maingroup: MaingroupId
    is_closed: int
    is_blocked: int
    children: int = 0
    open_children: int = 0

    @property
    def order(self) -> Order:
        """By name, then number, then id."""
        return self.name_key, self.number_key, self.id


def row_of(customer: Customer) -> CustomerRow:
    """The row of a whole record; what lies below it is unknown."""
    name, number = one_line(customer.name), one_line(customer.number_text)
    name_key, number_key = keys_of(name, number)
    return CustomerRow(
        id=customer.id,
        parent=customer.parent_id,
        name_key=name_key,
        number_key=number_key,
        name=name,
        number=number,
        address=one_line(customer.text("address")),
        zip=one_line(customer.text("zip")),
        city=one_line(customer.text("city")),
        type_id=customer.type_id,
        maingroup=customer.maingroup_id,
        is_closed=int(customer.is_closed),
        is_blocked=int(customer.flag("isblocked")),
    )


def keys_of(name: str, number: str) -> tuple[str, str]:
    """What a row with this name and number is sorted by."""
    return sort_key(name), number.zfill(_NUMBER_DIGITS)


def one_line(text: str) -> str:
    return " ".join(text[:_LONGEST].split())
