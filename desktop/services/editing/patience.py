"""How often what waits may fail for what may lie in itself, before the user is asked."""

from dataclasses import dataclass

from desktop.domain.errors import (
    AskedToWait,
    EnvelopeRefused,
    SavingStopped,
    StorageFailed,
    Unreachable,
)
from desktop.services.connection import Connection

_TRIES = 4
_EVERYBODYS = (AskedToWait, EnvelopeRefused, SavingStopped, StorageFailed, Unreachable)


def is_everybodys(error: BaseException | None) -> bool:
    """Whether all that waits would fail the same."""
    return isinstance(error, _EVERYBODYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    """`times` in all; `tries` are those before which the server had answered somebody."""

    times: int = 0
    tries: int = 0
    answers: int = -1


class Patience:
    """Counts for each that waits, by its id, since the program began."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._failed: dict[int, _Failed] = {}

    def is_over(self, id_: int, error: BaseException) -> bool:
        """Note that it has failed with *error*; whether that was once too often.

        While the server answers nobody, it is not this one's fault.
        """
        if is_everybodys(error):
            return False
        was, answers = self._failed.get(id_, _Failed()), self._connection.answers
        tries = was.tries + (answers != was.answers)
        self._failed[id_] = _Failed(times=was.times + 1, tries=tries, answers=answers)
        return tries >= _TRIES

    def place(self, id_: int) -> int:
        """Who has failed more often comes later."""
        return self._failed.get(id_, _Failed()).times

    def forget(self, id_: int) -> None:
        """It waits no longer, or for the user."""
        self._failed.pop(id_, None)
