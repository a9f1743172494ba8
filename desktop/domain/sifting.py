"""What is left of all customers where some do not pass."""

from typing import NamedTuple

from desktop.domain.ids import CustomerId


class Sifted(NamedTuple):
    """What a tree must know of customers that it did not load.

    Attributes:
        leads: Customers that do not pass themselves and have one somewhere below that does.
        openers: Customers with one right below that is shown, as far as counts do not tell.
        closed: Closed customers that are not among the leads.
    """

    leads: frozenset[CustomerId]
    openers: frozenset[CustomerId]
    closed: int
