"""What a new customer usually has in common with the one above it, or with one beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.edits import customer_field, is_blank
from desktop.domain.ids import CustomerTypeId
from desktop.domain.records import Customer
from desktop.domain.values import Value

SHARED = (
    "maingroupid",
    "zip",
    "city",
    "country",
    "invoiceaddress",
    "invoiceaddress2",
    "invoicezip",
    "invoicecity",
    "invoicecountry",
    "ourreference",
    "sellerid",
    "team",
)
"""What is copied from the parent or the sibling as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Values to propose by their names; `words` are what the server calls the ids among them."""

    source: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def proposed(
    source: Customer, types_there: Sequence[CustomerTypeId] = (), *, is_beside: bool = False
) -> dict[str, Value]:
    """What to propose for a new customer by *source*, without what that leaves empty.

    *types_there* are the types of those that will be beside the new one: where all have the same,
    it is proposed; one that is to be like *source*, `is_beside`, gets the type of that.
    """
    values = {name: source.value(name) for name in SHARED}
    if is_beside:
        values["typeid"] = source.type_id
    elif (common := _common(types_there)) is not None:
        values["typeid"] = common
    return {name: value for name, value in values.items() if _says_something(name, value)}


def companions(source: Customer, names: Collection[str]) -> Mapping[str, str]:
    """The words that *source* has for the ids among *names*."""
    found = {name: customer_field(name).text_field for name in names}
    return {name: source.text(text) for name, text in found.items() if text and source.text(text)}


def _common(types: Sequence[CustomerTypeId]) -> CustomerTypeId | None:
    return types[0] if len(set(types)) == 1 and types[0] else None


def _says_something(name: str, value: Value) -> bool:
    return value not in (0, False) and not is_blank(customer_field(name), value)
