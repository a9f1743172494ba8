"""What a search is limited to, and what it finds."""

from dataclasses import dataclass

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.reasons import Reason
from desktop.domain.rows import CustomerRow

EVERY_MAINGROUP = MaingroupId(0)
MOST_HIDDEN = 1_000
"""What is hidden is counted so far; this many says: so many and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which customers are looked through; main group 0 is every one."""

    with_closed: bool = True
    maingroup: MaingroupId = EVERY_MAINGROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A customer that was found; `path` is the names of those above it, the topmost first.

    Attributes:
        row: What is shown of it; what lies below it is not counted.
        is_guess: It does not match as typed, but after one small correction a word.
        is_recent: It was lately used or has a pin.
        reason: Where it has what was asked for, if that is not in the row.
    """

    row: CustomerRow
    path: tuple[str, ...]
    is_guess: bool = False
    is_recent: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best hits in order; `is_more` says that there are others."""

    hits: tuple[Hit, ...] = ()
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Who matches, guesses apart; `is_more` says that not all are named."""

    ids: frozenset[CustomerId] = frozenset()
    is_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """How many match and are left out by the scope, each as far as MOST_HIDDEN.

    `closed` are closed ones in the scope's main group; `groups` are those of other main groups,
    closed ones among them where the scope has those.
    """

    closed: int = 0
    groups: int = 0
