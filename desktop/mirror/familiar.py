"""Customers lately used or pinned, matched in memory: they come first in every answer."""

from typing import Final

import apsw

from desktop.domain.hits import Scope
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


class Familiar:
    """What such customers are found by, kept from one search to the next.

    Asking the index whether just these match would look up the whole question for each of them.
    """

    def __init__(self) -> None:
        self._words: dict[CustomerId, tuple[int, Words]] = {}

    def matching(self, db: apsw.Connection, question: Question, scope: Scope) -> dict[int, Tier]:
        """Those that match within *scope*, by their row in the index, and how."""
        found: dict[int, Tier] = {}
        known = list(db.execute(_KNOWN, (_MOST, _MOST)))
        self._refresh(db, {CustomerId(id_): stamp for id_, stamp, _, _ in known})
        for id_, _, is_closed, maingroup in known:
            if (is_closed and not scope.with_closed) or scope.maingroup not in (0, maingroup):
                continue
            _, words = self._words.get(id_, (0, None))
            if words and (tier := tier_of(question, words)) is not None:
                found[rowid_of(id_, is_closed=is_closed)] = tier
        return found

    def _refresh(self, db: apsw.Connection, stamps: dict[CustomerId, int]) -> None:
        """Read those that came in, or came anew, since the last time."""
        kept = {id_: known for id_, known in self._words.items() if known[0] == stamps.get(id_)}
        missing = [id_ for id_ in stamps if id_ not in kept]
        if missing:
            kept.update((id_, (stamps[id_], words)) for id_, words in words_by_id(db, missing))
        self._words = kept
