"""What the user is told: one sentence and how loud it is."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How loud a notice is."""

    INFO = "info"
    DONE = "done"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One sentence for the user; `details` is technical and one click away.

    Attributes:
        is_until_connected: It is no longer true once the server answers again.
    """

    text: str
    details: str = ""
    severity: Severity = Severity.INFO
    is_until_connected: bool = False
