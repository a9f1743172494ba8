"""The server's clock: naive Danish local time, which tests may set."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def _danish() -> tzinfo | None:
    try:
        return ZoneInfo("Europe/Copenhagen")
    except ZoneInfoNotFoundError:  # Windows carries no zone table; its own zone is near enough
        return None


_ZONE = _danish()


def danish_now() -> datetime:
    """The Danish wall clock; the only place that asks the machine for the time."""
    return datetime.now(UTC).astimezone(_ZONE).replace(tzinfo=None, microsecond=0)


class Clock:
    """Runs with the machine until it is set; then it stands still unless told to tick."""

    def __init__(self, now: datetime | None = None) -> None:
        self._frozen = now
        self._shift = timedelta(0)

    def now(self) -> datetime:
        return self._frozen or danish_now() + self._shift

    def freeze(self, now: datetime | None) -> None:
        """Stand still at *now*; None runs with the machine again."""
        self._frozen = now
        self._shift = timedelta(0)

    def tick_from(self, now: datetime) -> None:
        self._frozen = None
        self._shift = now - danish_now()

    def advance(self, seconds: float) -> None:
        step = timedelta(seconds=seconds)
        if self._frozen:
            self._frozen += step
        else:
            self._shift += step
