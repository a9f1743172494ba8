"""Whether the server answers, and how much is under way."""

from enum import Enum

from desktop.domain.errors import ServerError, TimedOut, Unreachable
from desktop.services.changes import Change, ChangeFeed, Subject


class Reach(Enum):
    """What the last request told about the road to the server."""

    UNKNOWN = "unknown"
    CONNECTED = "connected"
    CUT_OFF = "cut_off"


class Connection:
    """What the status bar shows; the client tells it of every request.

    Attributes:
        reach: Whether the last request was answered.
        last_error: The newest failure, until something succeeds.
        under_way: Requests that have begun and not ended.
    """

    def __init__(self, changes: ChangeFeed) -> None:
        self._changes = changes
        self.reach = Reach.UNKNOWN
        self.last_error: BaseException | None = None
        self.under_way = 0

    def began(self) -> None:
        self.under_way += 1
        self._tell()

    def ended(self, error: BaseException | None) -> None:
        self.under_way -= 1
        if isinstance(error, Unreachable | TimedOut):
            self.reach, self.last_error = Reach.CUT_OFF, error
        elif isinstance(error, ServerError):
            self.reach, self.last_error = Reach.CONNECTED, error
        elif error is None:
            self.reach, self.last_error = Reach.CONNECTED, None
        self._tell()

    def _tell(self) -> None:
        self._changes.publish(Change(subject=Subject.CONNECTION))
