"""Whether a customer that is there may be the one that somebody is about to create."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from desktop.domain.folding import fold, runs
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow

_NO_DIGITS = re.compile(r"\D+")
_CVR_DIGITS = 8


class Likeness(Enum):
    """What is the same, the surest first."""

    NUMBER = "number"
    CVR = "cvr"
    NAME_AND_ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What has been typed so far of a new customer, each as text and maybe empty."""

    number: str = ""
    cvr: str = ""
    name: str = ""
    address: str = ""
    zip: str = ""

    def __bool__(self) -> bool:
        return any((self.number, _cvr_digits(self.cvr), folded(self.name)))

    @property
    def searches(self) -> tuple[str, ...]:
        """What to look for in turn; what is found is then compared."""
        wanted = (self.number.strip(), _cvr_digits(self.cvr), self.name.strip())
        return tuple(dict.fromkeys(filter(None, wanted)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A customer that may be the same one; `path` is the names of those above it."""

    row: CustomerRow
    path: tuple[str, ...]
    likeness: Likeness


def likeness_of(sought: Sought, customer: Customer) -> Likeness | None:
    """The surest thing the two have in common; None where they are two.

    A name alone is common to many (every estate has its "Cellar"), so where an address was typed
    it must be the same, or the postal code where the customer has no address.
    """
    number = sought.number.strip().casefold()
    if number and number == customer.number_text.strip().casefold():
        return Likeness.NUMBER
    cvr = _cvr_digits(sought.cvr)
    if cvr and cvr == _cvr_digits(customer.text("vat")):
        return Likeness.CVR
    if not folded(sought.name) or folded(sought.name) != folded(customer.name):
        return None
    return _likeness_of_namesakes(sought, customer)


def surest(likes: Collection[Like], most: int) -> tuple[Like, ...]:
    """The *most* surest of *likes*, open ones first where they are as sure."""
    order = list(Likeness)
    ranked = sorted(likes, key=lambda each: (order.index(each.likeness), each.row.is_closed))
    return tuple(ranked[:most])


def folded(text: str) -> str:
    """*text* without what people write in one way or another: case, spaces, points, accents."""
    return "".join(map(fold, runs(text)))


def _likeness_of_namesakes(sought: Sought, customer: Customer) -> Likeness | None:
    here, there = folded(sought.address), folded(customer.text("address"))
    if here and there:
        return Likeness.NAME_AND_ADDRESS if here == there else None
    zip_here, zip_there = sought.zip.strip(), customer.text("zip").strip()
    if zip_here and zip_there:
        return Likeness.NAME_AND_ADDRESS if zip_here == zip_there else None
    return Likeness.NAME


def _cvr_digits(text: str) -> str:
    """The eight digits of a company number, however they are grouped; "" for anything else."""
    digits = _NO_DIGITS.sub("", text)
    return digits if len(digits) == _CVR_DIGITS else ""
