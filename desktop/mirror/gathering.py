"""Gathering who matches, in ever weaker ways, until there are enough."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

import apsw

from desktop.domain.hits import Scope
from desktop.domain.question import Question
from desktop.domain.tiers import Tier
from desktop.mirror.index import BEYOND, CLOSED
from desktop.mirror.phrases import Phrase, Phrases, all_of
from desktop.mirror.tokens import GROUP, whole
from desktop.mirror.verifying import needs_verifying, verified

_RANKED: Final = 100
"""Matches of one kind that are compared with each other; of more, those with the lowest ids."""
_PORTION: Final = 50


class Gathering:
    """Rows of the index that match, each with the best way it does.

    Attributes:
        tiers: How each row matches.
        is_cut: There are or may be others.
    """

    def __init__(self, db: apsw.Connection, scope: Scope, *, wanted: int) -> None:
        self._db = db
        self._wanted = wanted
        self._group = f'"{whole(GROUP, str(scope.maingroup))}"' if scope.maingroup else ""
        self._end = BEYOND if scope.with_closed else CLOSED
        self._open = 0
        self.phrases = Phrases(db)
        self.tiers: dict[int, Tier] = {}
        self.is_cut = False

    def add(self, rowid: int, tier: Tier) -> None:
        if rowid not in self.tiers:
            self.tiers[rowid] = tier
            self._open += rowid < CLOSED

    def gather(self, question: Question, *, verifying: int) -> None:
        """Look in each way in turn until *wanted* open ones are there.

        At most about *verifying* customers are read to see whether they match.
        """
        for tier, phrase in self.phrases.stages(question):
            if tier is Tier.PARTS and needs_verifying(question):
                self._verify(question, phrase, verifying)
            else:
                self._take(tier, phrase)
            if self._open >= self._wanted:
                self.is_cut = True
                return

    def rows(self, phrase: Phrase) -> Iterator[int]:
        """The rows that match *phrase* in this scope, open ones first."""
        within = all_of([phrase, self._group]) if self._group else phrase
        if within is not None:
            found = self._db.execute(
                "SELECT rowid FROM word WHERE word MATCH ? AND rowid < ?", (within, self._end)
            )
            for (rowid,) in found:
                yield rowid

    def _take(self, tier: Tier, phrase: str) -> None:
        most = max(_RANKED, self._wanted)
        for count, rowid in enumerate(islice(self.rows(phrase), most), start=1):
            self.add(rowid, tier)
            self.is_cut |= count == most

    def _verify(self, question: Question, phrase: str, most: int) -> None:
        unknown = (rowid for rowid in self.rows(phrase) if rowid not in self.tiers)
        read = 0
        while self._open < self._wanted and (portion := list(islice(unknown, _PORTION))):
            if read >= most:
                self.is_cut = True
                return
            read += len(portion)
            for rowid, tier in verified(self._db, question, portion):
                self.add(rowid, tier)
