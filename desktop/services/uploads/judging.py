"""What an error means for the upload and for the road: the one table that decides retries."""

from enum import Enum

from desktop.domain.errors import (
    AskedToWait,
    CommandRefused,
    EnvelopeRefused,
    FileRefused,
    HandsLost,
    NotAccepted,
    ServerError,
    StorageFailed,
    TooLargeForServer,
)


class Meaning(Enum):
    """What becomes of an upload that was not answered well.

    UNKNOWN: it may be stored; listings are looked through.
    REFUSED: this one goes no further, the next may.
    ROAD: nothing was executed; all wait until the server answers.
    SIGN_IN: nothing was executed; a wrong sign-in, or a body that PHP emptied: Echo tells.
    DISK: nothing was executed; all wait until the disk works.
    HANDS: nothing was executed; it goes again, but not for ever.
    """

    UNKNOWN = "unknown"
    REFUSED = "refused"
    ROAD = "road"
    SIGN_IN = "sign_in"
    DISK = "disk"
    HANDS = "hands"


def meaning(error: Exception, *, is_committed: bool) -> Meaning:
    """What *error* means; *is_committed* where the last piece was allowed to leave."""
    if is_committed and _may_have_run(error):
        return Meaning.UNKNOWN
    match error:
        case FileRefused() | TooLargeForServer() | NotAccepted() | CommandRefused():
            return Meaning.REFUSED
        case EnvelopeRefused():
            return Meaning.SIGN_IN
        case AskedToWait() | ServerError():
            return Meaning.ROAD
        case StorageFailed():
            return Meaning.DISK
        case HandsLost():
            return Meaning.HANDS
        case _:
            # A mistake of ours with one file does not keep the others back.
            return Meaning.HANDS


def _may_have_run(error: Exception) -> bool:
    """Only what says so has certainly executed nothing."""
    return error.may_have_run if isinstance(error, ServerError | HandsLost) else True
