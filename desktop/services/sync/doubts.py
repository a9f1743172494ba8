"""What the server said that is not believed unasked, and what the user answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from desktop.domain.ids import CustomerId
from desktop.domain.sync import Doubt, Doubted
from desktop.mirror import state
from desktop.mirror.database import Db
from desktop.services.sync.paging import Doubtful

_VANISHED: Final = "vanished"


class Doubts:
    """The question that waits for the user, and the answers not acted on yet.

    Attributes:
        asked: The question; None for none.
        clock: What the server's clock said when it was last doubted, naive.
        is_empty: An empty answer was doubted: it is not asked for again unasked.
        believed: What the user believes, until it has been acted on.
        denied: What the user does not believe, likewise.
    """

    def __init__(self) -> None:
        self.asked: Doubted | None = None
        self.clock: datetime | None = None
        self.is_empty = False
        self.believed: set[Doubt] = set()
        self.denied: set[Doubt] = set()

    def ask(self, doubtful: Doubtful) -> None:
        """Ask the user, unless the same was answered with no."""
        self.clock = doubtful.clock
        self.is_empty |= doubtful.doubted.doubt is Doubt.EMPTY
        # One question at a time: whom a pass misses is asked about before a clock.
        is_free = self.asked is None or self.asked.doubt is not Doubt.VANISHED
        if doubtful.doubted.doubt not in self.denied and is_free:
            self.asked = doubtful.doubted

    def ask_of_vanished(self, customers: int, of: int) -> None:
        self.asked = Doubted(doubt=Doubt.VANISHED, customers=customers, of=of)

    def settle(self, *, believe: bool) -> None:
        """Take the user's answer."""
        if self.asked is not None:
            answers = self.believed if believe else self.denied
            answers.add(self.asked.doubt)
            self.asked = None

    def put_aside(self, *doubts: Doubt) -> None:
        """These are over: an answer has come that leaves no doubt."""
        self.believed.difference_update(doubts)
        self.denied.difference_update(doubts)
        if self.asked and self.asked.doubt in doubts:
            self.asked = None
        if Doubt.EMPTY in doubts:
            self.is_empty = False

    def ask_anew(self) -> None:
        """The user wants to know how things are: what was answered with no is asked again."""
        self.denied.difference_update((Doubt.CLOCK, Doubt.EMPTY))
        self.is_empty = False


def vanished(db: Db) -> list[CustomerId]:
    """Whom a whole pass did not show and the server did not know, but too many to believe it."""
    kept: list[int] = state.read(db, _VANISHED, [])
    return [CustomerId(id_) for id_ in kept]


def keep_vanished(db: Db, ids: Sequence[CustomerId]) -> None:
    """Keep them until the user answers, also when the program is closed meanwhile."""
    state.write(db, _VANISHED, list(ids))
