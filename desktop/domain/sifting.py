"""What is left of all customers where some do not pass."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What a tree must know of customers that it did not load.

    Attributes:
        leads: Customers that do not pass themselves and have one somewhere below that does.
        below: How many are shown right below a customer: in one main group all of them, else
            those that only lead on, for the open ones are counted in the customer's row.
        closed: Closed customers that are not among the leads.
    """

    leads: frozenset[CustomerId]
    below: Mapping[CustomerId, int]
    closed: int
