"""What an HTTP status says of a request that got no envelope."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from desktop.domain.errors import (
    AskedToWait,
    NotAccepted,
    NotAnEnvelope,
    ServerError,
    TooLargeForServer,
)

_BEFORE_PHP: Final = frozenset({407, 411, 414, 417, 431})
"""Said of the request's head, by a proxy or the web server before anything runs."""
_BUSY: Final = 503
_TOO_MANY: Final = 429
_TOO_LARGE: Final = 413


def turned_away(error: NotAnEnvelope, retry_after: float | None) -> ServerError | None:
    """The error that says more, where it is certain that nothing was carried out; else None.

    Any other status may be of a gateway that gave up on a server at work.
    """
    status = error.http_status
    if status == _TOO_LARGE:
        return TooLargeForServer()
    if status in _BEFORE_PHP:
        return NotAccepted(status)
    has_said_when = status == _BUSY and retry_after is not None and not error.may_have_run
    if status == _TOO_MANY or has_said_when:
        return AskedToWait(retry_after)
    return None


def retry_after_s(said: str) -> float | None:
    """Seconds from now of a Retry-After, which is a count of them or a date; None of neither."""
    if said.strip().isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
