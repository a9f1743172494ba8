"""What the synchronising process tells, at a rate a window can follow."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from desktop.domain.errors import ServerError
from desktop.domain.sync import SyncState
from desktop.services.sync import messages, wire
from desktop.services.sync.messages import Message
from desktop.services.wire import places_of

Say = Callable[[Message], None]

STATE_S: Final = 0.2
CUSTOMERS_S: Final = 0.4
"""Between two tellings; while much changes the window has better things to do than read anew."""
MOST_NAMED: Final = 500
"""More changed customers are not worth naming: what is shown is read anew."""


class Teller:
    """Gathers what is to be told; a change of phase or a problem is told at once.

    Attributes:
        state: What was last made known, or is about to be.
    """

    def __init__(self, say: Say) -> None:
        self.state = SyncState()
        self._say = say
        self._told = SyncState()
        self._touched: set[int] = set()
        self._are_many = False
        self._are_marked = False
        self._telling_state = Paced(STATE_S, self._tell_state)
        self._telling_customers = Paced(CUSTOMERS_S, self._tell_customers)

    def note(self, **facts: object) -> None:
        """Change fields of the state; counts alone can wait a little."""
        self.state = replace(self.state, **facts)  # type: ignore[arg-type]  # its own fields
        if _without_counts(self.state) != _without_counts(self._told):
            self.flush()
        elif self.state != self._told:
            self._telling_state.soon()

    def touch(self, ids: Iterable[int], *, is_marked: bool = False) -> None:
        """These customers are to be shown anew; *is_marked* where marks changed as well."""
        self._are_marked |= is_marked
        if not self._are_many:
            self._touched.update(ids)
            self._are_many = len(self._touched) > MOST_NAMED
        if self._touched or self._are_marked:
            self._telling_customers.soon()

    def say(self, message: Message) -> None:
        self._say(message)

    def flush(self) -> None:
        """Tell now what is waiting: first what changed, then how things stand."""
        self._telling_customers.now()
        self._telling_state.now()

    def _tell_customers(self) -> None:
        if self._touched:
            ids = [] if self._are_many else sorted(self._touched)
            self._touched, self._are_many = set(), False
            self._say(messages.CustomersChanged(ids=ids))
        if self._are_marked:
            self._are_marked = False
            self._say(messages.MarksChanged())

    def _tell_state(self) -> None:
        if self.state != self._told:
            self._told = self.state
            self._say(messages.StateTold(state=wire.state_as_json(self.state)))


class Paced:
    """Does something at most so often: a while after it was first asked for."""

    def __init__(self, seconds: float, do: Callable[[], None]) -> None:
        self._seconds = seconds
        self._do = do
        self._timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self.now)

    def now(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._do()


class Road:
    """Watches the client's requests: tells when the server is reached, and each failure."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._is_reached = False

    def began(self) -> None:
        """A request began, which tells nothing."""

    def ended(self, error: BaseException | None) -> None:
        if isinstance(error, ServerError):
            self._is_reached = False
            self._say(messages.Reached(error=wire.error_as_json(error)))
        elif error is None and not self._is_reached:
            self._is_reached = True
            self._say(messages.Reached(error=None))


def _without_counts(state: SyncState) -> SyncState:
    return replace(state, known=0, passed=0, set_aside=0)


def bug(error: BaseException) -> messages.Bug:
    """What is told of a bug: where it was, and nothing that was in its hands."""
    return messages.Bug(error=type(error).__name__, places=places_of(error))
