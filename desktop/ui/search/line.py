"""The lines of the result list, as values."""

from dataclasses import dataclass
from enum import Enum

from desktop.domain.reasons import Reason
from desktop.domain.rows import CustomerRow


class Title(Enum):
    """A line that stands above others; its words are `search.title.<value>`."""

    PINNED = "pinned"
    RECENT = "recent"
    GUESSES = "guesses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One customer; `path` has the names of its parents, the root first.

    `reason` is the field that has what was typed, where nothing else that is shown has it.
    """

    row: CustomerRow
    path: tuple[str, ...] = ()
    is_recent: bool = False
    is_pinned: bool = False
    reason: Reason | None = None


Line = Title | Result
LineKey = Title | int


def key_of(line: Line) -> LineKey:
    """What stays the same when the line changes; a customer is in a list once."""
    return line if isinstance(line, Title) else line.row.id
