"""Customers lately used or pinned, matched in memory: they come first in every answer."""

from typing import Final, NamedTuple

import apsw

from desktop.domain.hits import EVERY_MAINGROUP, Scope
from desktop.domain.ids import CustomerId
from desktop.domain.question import Question
from desktop.domain.tiers import Tier, Words, tier_of
from desktop.mirror.index import rowid_of
from desktop.mirror.verifying import words_by_id

_MOST: Final = 200

_KNOWN = (
    "SELECT id, stamp, is_closed, maingroup FROM customer WHERE id IN ("
    " SELECT id FROM (SELECT id FROM marks.recent ORDER BY at DESC LIMIT ?)"
    " UNION SELECT id FROM (SELECT id FROM marks.pin ORDER BY at DESC LIMIT ?))"
)


class _Row(NamedTuple):
    id: CustomerId
    stamp: int
    is_closed: int
    maingroup: int


class Familiar:
    """What such customers are found by, kept from one search to the next.

    Asking the index whether just these match would look up the whole question for each of them.
    """

    def __init__(self) -> None:
        self._state: tuple[object, ...] = ()
        self._rows: list[_Row] = []
        self._words: dict[CustomerId, tuple[int, Words]] = {}

    def matching(self, db: apsw.Connection, question: Question, scope: Scope) -> dict[int, Tier]:
        """Those that match within *scope*, by their row in the index, and how."""
        found: dict[int, Tier] = {}
        self._refresh(db)
        for row in self._rows:
            if row.is_closed and not scope.with_closed:
                continue
            if scope.maingroup not in (EVERY_MAINGROUP, row.maingroup):
                continue
            _, words = self._words.get(row.id, (0, None))
            if words and (tier := tier_of(question, words)) is not None:
                found[rowid_of(row.id, is_closed=bool(row.is_closed))] = tier
        return found

    def _refresh(self, db: apsw.Connection) -> None:
        """Read those that came in, or came anew, since the last time."""
        # The numbers mean something within one connection only.
        state = db, *(db.execute(f"PRAGMA {name}.data_version").get for name in ("copy", "marks"))
        if state == self._state:
            return
        self._rows = [_Row._make(row) for row in db.execute(_KNOWN, (_MOST, _MOST))]
        stamps = {row.id: row.stamp for row in self._rows}
        kept = {id_: known for id_, known in self._words.items() if known[0] == stamps.get(id_)}
        missing = [id_ for id_ in stamps if id_ not in kept]
        if missing:
            kept.update((id_, (stamps[id_], words)) for id_, words in words_by_id(db, missing))
        self._words = kept
        self._state = state
