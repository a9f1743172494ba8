"""Putting a customer below another one: where it would be then, and why it cannot be."""

from dataclasses import dataclass
from enum import Enum

from desktop.domain.rows import CustomerRow


class MoveProblem(Enum):
    """Why a customer cannot be put below another one."""

    SAME = "same"
    ITSELF = "itself"
    BELOW = "below"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a move would do.

    Attributes:
        problem: Why it cannot be; None where it can.
        path: Who it would be below, the root first and the new parent last; empty at the top.
        below: How many customers would move along with it.
    """

    problem: MoveProblem | None = None
    path: tuple[CustomerRow, ...] = ()
    below: int = 0
