"""Words that may have been meant where one letter is wrong, missing, too many or swapped."""

import json
import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

import apsw

from desktop.domain.question import Question
from desktop.mirror.phrases import Phrase, Phrases, all_of, any_of
from desktop.mirror.tokens import NAME_WORD, WORD

_SHORTEST: Final = 4
_LONGEST: Final = 24
_MOST_WORDS: Final = 4
"""Words of a question that are thought to be mistyped."""
_MOST_MEANT: Final = 16
"""Words that one of them is taken for."""

_LETTERS: Final = (*ascii_lowercase, "ae")
"""What may be missing: å and ø are in the index as one letter as well, æ is not."""
_UNITS: Final = re.compile("aa|ae|oe|ue|.")

_EXISTING: Final = (
    "SELECT value FROM json_each(?2) WHERE EXISTS"
    " (SELECT 1 FROM word_seen WHERE term >= ?1 || value AND term < ?1 || value || '~')"
)


def guesses(db: apsw.Connection, phrases: Phrases, question: Question) -> Iterator[str]:
    """Phrases for what may have been meant by *question*, names first."""
    words = question[0].words
    meant = {word: _meant(db, word) for word in words[:_MOST_WORDS]}
    if not any(meant.values()):
        return
    for mark in (NAME_WORD, WORD):
        ways = [_ways(phrases, mark, word, meant.get(word, [])) for word in words]
        if (phrase := all_of(ways)) is not None:
            yield phrase


def edits(word: str) -> set[str]:
    """What *word* becomes by one edit, a swap of neighbours among them."""
    halves = [(word[:cut], word[cut:]) for cut in range(len(word) + 1)]
    shorter = {left + right[1:] for left, right in halves}
    others = {
        left + letter + right[skipped:]
        for left, right in halves
        for letter in _LETTERS
        for skipped in (0, 1)
    }
    return (shorter | others | swaps(word)) - {word}


def swaps(word: str) -> set[str]:
    """What *word* becomes by a swap of neighbours; two letters may stand for one."""
    swapped = {
        "".join((*units[:at], units[at + 1], units[at], *units[at + 2 :]))
        for units in (list(word), _UNITS.findall(word))
        for at in range(len(units) - 1)
    }
    return swapped - {word}


def _ways(phrases: Phrases, mark: str, word: str, meant: list[str]) -> Phrase:
    """As typed, or as it may have been meant."""
    typed = phrases.part(word) if mark == WORD else phrases.beginning(mark, word)
    return any_of([typed, *(phrases.beginning(mark, other) for other in meant)])


def _meant(db: apsw.Connection, word: str) -> list[str]:
    """Beginnings of words in the index that *word* is one edit away from, the likeliest first."""
    if not word.isalpha() or not _SHORTEST <= len(word) <= _LONGEST:
        return []
    candidates = json.dumps([edit for edit in edits(word) if len(edit) >= _SHORTEST])
    found = [edit for (edit,) in db.execute(_EXISTING, (WORD, candidates))]
    swapped = swaps(word)
    # Few err in the first letter.
    found.sort(key=lambda edit: (edit[0] != word[0], edit not in swapped, edit))
    return found[:_MOST_MEANT]
