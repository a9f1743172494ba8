"""How a row looks, beside its words."""

from dataclasses import dataclass
from enum import Enum

from desktop.domain.records import Customer, CustomerType

_BADGE_LETTERS = 2


class Kind(Enum):
    """What a row stands for; CUT is a customer met again among its own descendants."""

    CUSTOMER = "customer"
    CUT = "cut"
    LOADING = "loading"
    FAILURE = "failure"
    ORPHANS = "orphans"
    ROOT = "root"


@dataclass(frozen=True, slots=True)
class Look:
    """What the delegate paints; `colour` is as the server names it, perhaps nonsense."""

    kind: Kind
    letter: str = ""
    colour: str = ""
    is_closed: bool = False
    is_blocked: bool = False
    is_customer: bool = False

    @property
    def is_quiet(self) -> bool:
        return self.is_closed or not self.is_customer


def look_of(kind: Kind, customer: Customer | None, type_: CustomerType | None) -> Look:
    if customer is None:
        return Look(kind)
    return Look(
        kind,
        letter=type_.text("letter")[:_BADGE_LETTERS] if type_ else "",
        colour=type_.text("color") if type_ else "",
        is_closed=customer.is_closed,
        is_blocked=customer.flag("isblocked"),
        is_customer=True,
    )
