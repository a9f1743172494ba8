"""Counting who matches and is left out by the scope of a search."""

from itertools import islice
from typing import Final

import apsw

from desktop.domain.hits import MOST_HIDDEN, Hidden, Scope
from desktop.domain.question import Question, read_question
from desktop.mirror.index import BEYOND, CLOSED
from desktop.mirror.phrases import Phrase, Phrases, all_of, any_of
from desktop.mirror.tokens import GROUP, whole
from desktop.mirror.verifying import needs_verifying, verified

_VERIFIED: Final = 100
"""So few are read to see whether they do match; a large number may be a little too large."""


def hidden(db: apsw.Connection, text: str, *, scope: Scope) -> Hidden:
    """Closed ones of the scope's main group, and those of others that its other half lets in."""
    question = read_question(text)
    phrases = Phrases(db)
    matching = phrases.everything(question)
    if matching is None:
        return Hidden()
    own = f'"{whole(GROUP, str(scope.maingroup))}"' if scope.maingroup else None
    closed = groups = 0
    if not scope.with_closed:
        phrase = all_of([matching, own]) if own else matching
        closed = _count(db, question, phrase, CLOSED, BEYOND)
    if own:
        # Naming the others is far quicker than excluding one.
        phrase = all_of(
            [matching, any_of(group for group in phrases.marked(GROUP) if group != own)]
        )
        groups = _count(db, question, phrase, 0, BEYOND if scope.with_closed else CLOSED)
    return Hidden(closed=closed, groups=groups)


def _count(db: apsw.Connection, question: Question, phrase: Phrase, first: int, end: int) -> int:
    if phrase is None:
        return 0
    found = db.execute(
        "SELECT rowid FROM word WHERE word MATCH ? AND rowid >= ? AND rowid < ?",
        (phrase, first, end),
    )
    rowids = [rowid for (rowid,) in islice(found, MOST_HIDDEN)]
    if len(rowids) > _VERIFIED or not needs_verifying(question):
        return len(rowids)
    return sum(1 for _ in verified(db, question, rowids))
