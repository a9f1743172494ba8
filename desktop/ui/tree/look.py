"""How a row looks, beside its words."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.drafts import DraftState
from desktop.domain.ids import CustomerId

_BADGE_LETTERS = 2


class Kind(Enum):
    """What a row stands for; CUT is a customer met again among its own descendants.

    NEW is one that is yet to be created.
    """

    CUSTOMER = "customer"
    CUT = "cut"
    NEW = "new"
    LOADING = "loading"
    FAILURE = "failure"
    ORPHANS = "orphans"
    ROOT = "root"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCustomer:
    """One that is yet to be created; `text` is as a row of the tree has it, five lines.

    Until it is `looked_for`, a lost create may have made it; None where none is looked for.
    """

    local: CustomerId
    parent: CustomerId
    text: str
    state: DraftState
    looked_for: datetime | None = None

    @property
    def name(self) -> str:
        return self.text.partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Look:
    """What the delegate paints; `colour` is as the server names it, perhaps nonsense.

    Attributes:
        count: Customers right below that are shown, or would be; 0 where that is not known.
        is_unseen: It changed and was not looked at since.
        unseen_below: How many below it changed so.
        is_match: It is one of those that were looked for, among others that only lead to them.
        mark: What of it is unsaved or unsent.
        mark_below: The same of somebody below it.
    """

    kind: Kind
    letter: str = ""
    colour: str = ""
    is_closed: bool = False
    is_blocked: bool = False
    is_customer: bool = False
    count: int = 0
    is_unseen: bool = False
    unseen_below: int = 0
    is_match: bool = False
    mark: DraftState | None = None
    mark_below: DraftState | None = None

    @property
    def is_quiet(self) -> bool:
        return self.is_closed or not self.is_customer


def short_letter(letter: str) -> str:
    """As much of a type's letter as a badge has room for."""
    return letter[:_BADGE_LETTERS]
