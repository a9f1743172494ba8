"""What the user is told: one sentence and how loud it is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How loud a notice is."""

    INFO = "info"
    DONE = "done"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What can be done about it at once: the words on a button, and what it does."""

    words: str
    act: Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One sentence for the user; `details` is technical and one click away.

    Attributes:
        is_until_connected: It is no longer true once the server answers again.
        about: What it is about, for taking it away once that is settled; empty for nothing.
    """

    text: str
    details: str = ""
    severity: Severity = Severity.INFO
    is_until_connected: bool = False
    offered: Offered | None = None
    about: str = ""
