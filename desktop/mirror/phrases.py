"""What is asked for, in the language of the index's MATCH."""

from collections.abc import Iterable, Iterator
from itertools import islice

import apsw

from desktop.domain.question import Question, Reading
from desktop.domain.tiers import PART, Tier
from desktop.mirror.tokens import NAME, NAME_WORD, NUMBER, WORD, grams, is_short, whole

_MOST_WORDS = 24
"""Words with a common beginning that are looked up one by one. A range of words is gathered whole
before its first hit: 14 ms for "kobe" where a quarter of a million live in København, but for
many rare words it is the quicker way."""

_NEXT = "SELECT term FROM word_seen WHERE term >= ? LIMIT 1"

Phrase = str | None
"""None where nothing in the index can match."""

Staged = tuple[Tier, str]


class Phrases:
    """The phrases of one search, remembering which words there are."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._beginnings: dict[tuple[str, str], Phrase] = {}

    def stages(self, question: Question) -> Iterator[Staged]:
        """How to look for *question*, the best way first; parts of words are yet to be verified."""
        done: set[str] = set()
        for tier in Tier:
            for reading in question:
                phrase = self._phrase(tier, reading)
                if phrase is not None and phrase not in done:
                    done.add(phrase)
                    yield tier, phrase

    def everything(self, question: Question) -> Phrase:
        """All that match in any way, and a few that do not where parts are asked for."""
        ways = [
            self._phrase(tier, reading)
            for tier in (Tier.NUMBER, Tier.NAME_BEGINS, Tier.NUMBER_BEGINS, Tier.PARTS)
            for reading in question
        ]
        return any_of(ways)

    def beginning(self, mark: str, word: str) -> Phrase:
        """Whatever begins with *word*."""
        if is_short(word):
            return _quoted(mark + word)
        if (mark, word) not in self._beginnings:
            self._beginnings[mark, word] = self._range(mark + word)
        return self._beginnings[mark, word]

    def part(self, word: str) -> Phrase:
        """Whatever has *word* at its beginning or, from three letters on, within it."""
        begins = self.beginning(WORD, word)
        within = all_of(map(_quoted, grams(word))) if len(word) >= PART else None
        return any_of([begins, within])

    def _phrase(self, tier: Tier, reading: Reading) -> Phrase:
        words, everything = reading
        match tier:
            case Tier.NUMBER:
                return _quoted(whole(NUMBER, everything))
            case Tier.NAME:
                return _quoted(whole(NAME, everything))
            case Tier.NAME_BEGINS_WITH_WORDS:
                wholes = [self._whole_if_known(NAME_WORD, word) for word in words]
                # Ranges are dear, and few questions are made of whole words.
                return all_of([*wholes, self.beginning(NAME, everything)]) if all(wholes) else None
            case Tier.NAME_BEGINS:
                return self.beginning(NAME, everything)
            case Tier.NUMBER_BEGINS:
                return self._number_beginning(everything)
            case _:
                return self._of_words(tier, words)

    def _of_words(self, tier: Tier, words: tuple[str, ...]) -> Phrase:
        match tier:
            case Tier.NAME_WORDS:
                return all_of(_wholes(NAME_WORD, words))
            case Tier.NAME_SOME_WORDS:
                return self._some_whole(NAME_WORD, words)
            case Tier.NAME_BEGINNINGS:
                return all_of(self.beginning(NAME_WORD, word) for word in words)
            case Tier.WORDS:
                return all_of(_wholes(WORD, words))
            case Tier.SOME_WORDS:
                return self._some_whole(WORD, words)
            case Tier.BEGINNINGS:
                return all_of(self.beginning(WORD, word) for word in words)
            case _:
                return all_of(map(self.part, words))

    def _some_whole(self, mark: str, words: tuple[str, ...]) -> Phrase:
        if len(words) < 2:
            return None
        known = any_of(self._whole_if_known(mark, word) for word in words)
        return all_of([known, *(self.beginning(mark, word) for word in words)])

    def _number_beginning(self, number: str) -> Phrase:
        return self._range(NUMBER + number) if len(number) >= PART else None

    def _whole_if_known(self, mark: str, word: str) -> Phrase:
        token = whole(mark, word)
        return _quoted(token) if next(self._tokens(token), None) == token else None

    def marked(self, mark: str) -> list[str]:
        """Each token with *mark*; for such as are few."""
        return [_quoted(token) for token in self._tokens(mark)]

    def _range(self, beginning: str) -> Phrase:
        found = list(islice(self._tokens(beginning), _MOST_WORDS + 1))
        if len(found) > _MOST_WORDS:
            return f"{_quoted(beginning)} *"
        return any_of(map(_quoted, found))

    def _tokens(self, beginning: str) -> Iterator[str]:
        """Tokens in the index, in order; each is looked up, for a walk would pass all its rows."""
        least = beginning
        while True:
            token = self._db.execute(_NEXT, (least,)).get
            if token is None or not token.startswith(beginning):
                return
            yield token
            least = token + "\x01"


def all_of(phrases: Iterable[Phrase]) -> Phrase:
    """All of them; None where one cannot match."""
    found = list(phrases)
    known = [phrase for phrase in found if phrase is not None]
    if len(known) < len(found):
        return None
    return _joined(" AND ", known)


def any_of(phrases: Iterable[Phrase]) -> Phrase:
    return _joined(" OR ", [phrase for phrase in phrases if phrase is not None])


def _joined(between: str, phrases: list[str]) -> Phrase:
    distinct = list(dict.fromkeys(phrases))
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    return f"({between.join(distinct)})"


def _wholes(mark: str, words: Iterable[str]) -> list[Phrase]:
    return [_quoted(whole(mark, word)) for word in words]


def _quoted(token: str) -> str:
    # There are no quotes in a token: letters and digits, and the marks.
    return f'"{token}"'
