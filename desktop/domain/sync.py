"""How the local copy stands towards the server."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId


class Phase(Enum):
    """What is being done about the local copy."""

    STARTING = "starting"
    LOADING = "loading"
    IDLE = "idle"
    UPDATING = "updating"
    CHECKING = "checking"
    WAITING = "waiting"
    FAILED = "failed"


class Doubt(Enum):
    """What the server said that is not believed unasked."""

    VANISHED = "vanished"
    EMPTY = "empty"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """An answer that would take much away: nothing was removed, the user is asked.

    `customers` would go, of `of` there are. `hours` the server's clock is behind what it was.
    """

    doubt: Doubt
    customers: int = 0
    of: int = 0
    hours: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """What the window tells of the local copy.

    Attributes:
        known: Customers in the local copy.
        passed: Customers the pass under way has shown so far; 0 between passes.
        set_aside: Records that could not be read, of the last whole pass and since.
        is_whole: A first load came to its end, so what is not here is not there.
        updated_at: When the copy was last known to agree with the server, with its time zone.
        problem: Why the last attempt failed; None after one that did not.
        doubted: What waits for the user's answer.
        oddity: What went wrong without harm ("restarted", "endless", "overlap", "expired",
            "lost"; "vanished" for records of the other feeds), for the details; "" for nothing.
    """

    phase: Phase = Phase.STARTING
    known: int = 0
    passed: int = 0
    set_aside: int = 0
    is_whole: bool = False
    updated_at: datetime | None = None
    problem: AppError | None = None
    doubted: Doubted | None = None
    oddity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a customer that was seen to change.

    `at` is when we saw it, with its time zone; `field` is the wire name; texts as they came.
    """

    customer: CustomerId
    at: datetime
    field: str
    before: object
    after: object
    is_own: bool = False
