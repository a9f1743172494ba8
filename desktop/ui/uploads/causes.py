"""Uploads that failed for the same cause."""

from collections.abc import Iterable

from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    FileRefused,
    TimedOut,
    TooLargeForServer,
    Unreachable,
)
from desktop.domain.uploads import Upload, UploadState
from desktop.ui.texts import has_text, tr

Cause = tuple[str, str]
"""What kind of failure it is, and what tells it from others of the kind."""


def cause_of(row: Upload) -> Cause | None:
    """Why *row* was not sent; None where it was, or where nobody says why."""
    if row.state is not UploadState.REFUSED or row.problem is None:
        return None
    match row.problem:
        case Unreachable() | TimedOut():
            return "cut_off", ""
        case TooLargeForServer():
            return "too_large", ""
        case FileRefused(problem=problem):
            return "file", problem.value
        case EnvelopeRefused(message=message) | CommandRefused(message=message):
            return "said_no", message
        case problem:
            return "other", type(problem).__name__


def alike(row: Upload, rows: Iterable[Upload]) -> tuple[Upload, ...]:
    """Those of *rows* that failed for the cause *row* did, it among them."""
    cause = cause_of(row)
    return () if cause is None else tuple(each for each in rows if cause_of(each) == cause)


def named(cause: Cause) -> str:
    """What all of a cause have in common, as "that were cut off"."""
    kind, which = cause
    key = f"uploads.cause.{kind}.{which}"
    return tr(key) if has_text(key) else tr(f"uploads.cause.{kind}")
