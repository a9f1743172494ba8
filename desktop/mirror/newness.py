"""Which of two states of a record is the newer one."""

from datetime import datetime, timedelta
from typing import Final

from desktop.domain.records import Record

_SET_BACK: Final = timedelta(hours=2)
"""So far a server's clock may go back unremarked; Danish clocks repeat an hour every October."""


def changed_of(record: Record) -> str:
    """When the record was last changed by its own account, "" where it does not say."""
    day = record.day("changedate")
    if day is None:
        return ""
    time = record.clock("changetime")
    return f"{day.isoformat()}T{time.isoformat()}" if time else day.isoformat()


def is_earlier(changed: str, than: str) -> bool:
    """Both known; where one has no time of day, days are compared."""
    length = min(len(changed), len(than))
    return changed[:length] < than[:length]


def is_outdated(changed: str, than: str, *, is_surely_later: bool) -> bool:
    """Whether a record is older than what is here, although it was not asked for before that.

    *is_surely_later*: it was asked for after that had come. Then an earlier change time means
    that the clock was set back, unless it went further than clocks do: that is an old state.
    """
    if not is_earlier(changed, than):
        return False
    if not is_surely_later:
        return True
    return datetime.fromisoformat(than) - datetime.fromisoformat(changed) > _SET_BACK
