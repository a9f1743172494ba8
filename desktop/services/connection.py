"""Whether the server answers, and how much is under way."""

from datetime import UTC, datetime
from enum import Enum

from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.services.changes import Change, ChangeFeed, Subject

_SAVES = "CreateUpdateCustomer"
"""How the commands that save begin."""


class Reach(Enum):
    """What the last request told about the road to the server."""

    UNKNOWN = "unknown"
    CONNECTED = "connected"
    CUT_OFF = "cut_off"


class Connection:
    """What the status bar shows; the client tells it of every request.

    Attributes:
        reach: Whether the last request was answered.
        is_refused: The last request that was judged was refused as a whole, say for its sign-in.
        last_error: The newest failure; it stays until there is a newer one, that of a save until
            another one goes through.
        failed_at: When that was, with its time zone.
        under_way: Requests that have begun and not ended.
        answers: How many were answered as they should be.
    """

    def __init__(self, changes: ChangeFeed) -> None:
        self._changes = changes
        self.reach = Reach.UNKNOWN
        self.is_refused = False
        self.last_error: BaseException | None = None
        self.failed_at: datetime | None = None
        self.under_way = self.answers = 0

    def began(self) -> None:
        self.under_way += 1
        self._tell()

    def ended(self, error: BaseException | None) -> None:
        """One request is over; *error* may also be one command's refusal in an answer."""
        self.under_way -= 1
        self.answers += error is None
        if isinstance(error, Unreachable | TimedOut):
            self.reach = Reach.CUT_OFF
        elif error is None or isinstance(error, ServerError):
            self.reach = Reach.CONNECTED
        if error is None or isinstance(error, EnvelopeRefused | CommandRefused):
            self.is_refused = isinstance(error, EnvelopeRefused)
        if isinstance(error, ServerError):
            self.last_error, self.failed_at = error, datetime.now(UTC)
        self._tell()

    def saved(self) -> None:
        """Something was stored: that something was refused before is over."""
        error = self.last_error
        if isinstance(error, CommandRefused) and error.command.startswith(_SAVES):
            self.last_error = self.failed_at = None
            self._tell()

    def _tell(self) -> None:
        self._changes.publish(Change(subject=Subject.CONNECTION))
