"""Asks the services what the search field wants to know; the newest answer alone counts."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.domain.hits import EVERY_MAINGROUP, Found, Hit, Matching, Scope
from desktop.domain.ids import CustomerId
from desktop.services.browse import Place
from desktop.ui.search.line import Line, Result, Title
from desktop.ui.search.means import Means
from desktop.ui.tasks import Tasks

_COUNTED_AFTER_S = 0.1
_MOST_NARROWED = 500
"""More would stop the window for longer than a key may take, and nobody reads a tree of so many."""
_MOST_USED = 30
"""Pinned and recently used customers that an empty field offers, of each."""


Barred = Callable[[Collection[CustomerId]], Awaitable[Collection[CustomerId]]]
"""Those of some customers who cannot be chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found for a text, as a list, or all of it as what the tree is to be narrowed to.

    `is_barred` says that some were left out because they cannot be chosen.
    """

    text: str
    found: Found | Matching
    is_barred: bool = False


class Seeker(QObject):
    """Searches the local copy, within a scope that the user may widen for one search.

    Signals:
        answered: The newest search has an answer (Answer).
        counted: How many of its customers are hidden is known, too (Hidden).
        used_read: Pinned and recently used customers were read (tuple[Line, ...]).
        pins_read: What is pinned is known anew.
        failed: The newest search did not work (AppError).

    Attributes:
        scope: What the tree shows, and what a search begins with.
        shows_closed: The user wants closed ones in this search; likewise `shows_others`, those of
            other main groups.
        barred: Who is left out of lists; None for nobody.
    """

    answered = Signal(object)
    counted = Signal(object)
    used_read = Signal(object)
    pins_read = Signal()
    failed = Signal(object)

    def __init__(self, *, means: Means, tasks: Tasks) -> None:
        super().__init__()
        self._means = means
        self._tasks = tasks
        self._pinned: frozenset[CustomerId] = frozenset()
        self.scope = Scope(with_closed=False)
        self.shows_closed = False
        self.shows_others = False
        self.barred: Barred | None = None

    def find(self, text: str, *, narrowing: bool) -> None:
        """Look for the best that match *text*, or *narrowing*, for all."""
        self._tasks.start("find", self._find(text, narrowing=narrowing))

    def read_used(self) -> None:
        """Read what is pinned and what was used of late."""
        self._tasks.start("find", self._read_used())

    def read_pins(self) -> None:
        """Learn anew what is pinned, for the next answers."""
        self._tasks.start("pins", self._read_pins())

    def stop(self) -> None:
        """No answer is wanted any more."""
        self._tasks.cancel("find")

    def forget(self) -> None:
        """No answer is wanted any more, and the next search begins with the tree's scope."""
        self.stop()
        self.shows_closed = self.shows_others = False

    def lines(self, found: Found) -> tuple[Line, ...]:
        """What was found as lines of the list, guesses below a title of their own."""
        sure = [self._result(hit) for hit in found.hits if not hit.is_guess]
        guesses = [self._result(hit) for hit in found.hits if hit.is_guess]
        return (*sure, Title.GUESSES, *guesses) if guesses else tuple(sure)

    # --- how ----------------------------------------------------------------------------------

    @property
    def _widened(self) -> Scope:
        scope = self.scope
        if self.shows_closed:
            scope = replace(scope, with_closed=True)
        return replace(scope, maingroup=EVERY_MAINGROUP) if self.shows_others else scope

    async def _find(self, text: str, *, narrowing: bool) -> None:
        search, scope = self._means.search, self._widened
        try:
            found = await (
                search.matching(text, scope, _MOST_NARROWED)
                if narrowing
                else search.find(text, scope)
            )
            open_ = await self._without_barred(found) if isinstance(found, Found) else found
            self.answered.emit(Answer(text=text, found=open_, is_barred=open_ != found))
            # It can wait until the answer has been painted, and nobody has typed on.
            await asyncio.sleep(_COUNTED_AFTER_S)
            self.counted.emit(await search.hidden_counts(text, scope))
        except AppError as error:
            self.failed.emit(error)

    async def _barred_of(self, ids: Collection[CustomerId]) -> Collection[CustomerId]:
        return await self.barred(ids) if self.barred is not None else ()

    async def _without_barred(self, found: Found) -> Found:
        barred = await self._barred_of([hit.row.id for hit in found.hits])
        return replace(found, hits=tuple(hit for hit in found.hits if hit.row.id not in barred))

    async def _read_pins(self) -> None:
        self._pinned = frozenset(await self._means.marks.pins())
        self.pins_read.emit()

    async def _read_used(self) -> None:
        try:
            pins, recents = await asyncio.gather(
                self._means.marks.pins(), self._means.marks.recents()
            )
            self._pinned = frozenset(pins)
            others = [id_ for id_ in recents if id_ not in self._pinned]
            barred = await self._barred_of([*pins, *others])
            pins, others = ([id_ for id_ in ids if id_ not in barred] for ids in (pins, others))
            lines = await self._used(pins[:_MOST_USED], others[:_MOST_USED])
        except AppError as error:
            self.failed.emit(error)
            return
        self.used_read.emit(lines)

    async def _used(self, pins: list[CustomerId], recents: list[CustomerId]) -> tuple[Line, ...]:
        """Those that are in the copy, each kind below its title, in the order given."""
        places = await self._means.browse.places([*pins, *recents])
        there = {place.row.id: place for place in places}
        pinned = [_used(there[id_], is_pinned=True) for id_ in pins if id_ in there]
        recent = [_used(there[id_], is_pinned=False) for id_ in recents if id_ in there]
        lines: list[Line] = [Title.PINNED, *pinned] if pinned else []
        return (*lines, Title.RECENT, *recent) if recent else tuple(lines)

    def _result(self, hit: Hit) -> Result:
        return Result(
            row=hit.row,
            path=hit.path,
            is_recent=hit.is_recent,
            is_pinned=hit.row.id in self._pinned,
            reason=hit.reason,
        )


def _used(place: Place, *, is_pinned: bool) -> Result:
    path = tuple(parent.name for parent in place.parents)
    return Result(row=place.row, path=path, is_pinned=is_pinned)
