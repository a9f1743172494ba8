"""Which customers folders are meant for, by their numbers and names."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum

from desktop.domain.folding import runs, spellings
from desktop.domain.ids import CustomerId
from desktop.domain.slim import SlimRow

ENOUGH = 0.65
"""From this likeness on (of 1) a name counts as a match."""
CLEAR = 0.08
"""So much more like must the best one be than the next."""
SURE = 0.999
"""From here on two names are the same one."""

_NAME_AGAINST_NUMBER = 0.85
"""A name so like another customer's outweighs the number in front of it."""
_ALIKE = 0.82
"""Words of letters that are so like each other are one, mistyped."""
_LEAST_LETTERS = 5
_UNKNOWN = 0.5
"""What a word counts that no customer has, like "billeder"."""
_ANOTHER_HOUSE = 3.0
_MOST_CANDIDATES = 200
_COMPANY = re.compile(r"\b(?:[aikp][/-]s|aps|ivs|amba)\b\.?", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[#]\s*([^\s)\]]+)\s*[)\]]?\s*$")
_LEADING = re.compile(r"#?\s*([^\s_,;:]+)(?=[\s_,;:]|$)")


class By(Enum):
    """How a folder was matched, or why it was not."""

    NUMBER = "number"
    NAME = "name"
    SEVERAL = "several"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What was found for one folder: a customer, or none and those it may be, the best first.

    `score` is the likeness of the names, from 0 to 1; 1 where the number says it.
    """

    folder: str
    by: By
    customer: CustomerId | None = None
    score: float = 0.0
    candidates: tuple[CustomerId, ...] = ()


def match(folders: Sequence[str], rows: Iterable[SlimRow]) -> tuple[Match, ...]:
    """A match for each of *folders*, by its name, among *rows*.

    The number decides, alone or in front ("1234 - Søndergade 7"); then the name, whichever way
    its æ, ø and å are written. Two that are as like match none; of an open and a closed customer
    the open one is meant.
    """
    names = Names()
    for row in rows:
        names.add(row)
    return tuple(names.match(folder) for folder in folders)


def is_worth_asking(matches: Iterable[Match]) -> bool:
    """Whether this looks like a folder of customers: two that match, or one by its number."""
    found = [each.by for each in matches if each.customer is not None]
    return len(found) > 1 or By.NUMBER in found


_Words = tuple[tuple[str, ...], ...]
"""Of each word its spellings, the longest first."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A customer and the words of its name."""

    id: CustomerId
    is_closed: bool
    words: _Words


class Names:
    """The names and numbers of a branch, to be looked through many times.

    Adding and matching take microseconds each, so that thousands can be done between two paints.
    """

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._by_number: defaultdict[str, list[_Known]] = defaultdict(list)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        self._words_like: defaultdict[tuple[str, int], list[str]] = defaultdict(list)

    def add(self, row: SlimRow) -> None:
        name, number, _ = row.text.split("\n", 2)
        known = _Known(row.id, bool(row.traits.is_closed), _words(name))
        if number:
            self._by_number[number.casefold()].append(known)
        place = len(self._known)
        self._known.append(known)
        for spelling in {spelling for word in known.words for spelling in word}:
            if spelling not in self._by_word:
                self._words_like[spelling[0], len(spelling)].append(spelling)
            self._by_word[spelling].append(place)

    def match(self, folder: str) -> Match:
        """What the folder's name says."""
        whole = self._by_number.get(folder.strip().casefold(), [])
        if whole:
            return _settled(folder, _open_ones(whole))
        numbered, rest = self._number_in(folder)
        if not numbered:
            return self._match_name(folder, folder)
        by_name = self._match_name(folder, rest)
        ids = tuple(each.id for each in numbered)
        if by_name.customer in ids:
            return replace(by_name, by=By.NUMBER, score=1.0, candidates=ids)
        if by_name.customer is not None and by_name.score >= _NAME_AGAINST_NUMBER:
            # "12 Vestergade" may be number 12 as well as the street.
            return Match(folder=folder, by=By.SEVERAL, candidates=(*ids, *by_name.candidates))
        return _settled(folder, numbered)

    # --- How --------------------------------------------------------------------------------

    def _number_in(self, folder: str) -> tuple[list[_Known], str]:
        """Whose number stands in front or at the end in brackets, and what else there is."""
        said = folder.strip()
        for found in (_LEADING.match(said), _BRACKETED.search(said)):
            number = found.group(1).rstrip(".-\u2013").casefold() if found else ""
            if found and (whose := self._by_number.get(number)):
                return _open_ones(whose), f"{said[: found.start()]} {said[found.end() :]}"
        return [], folder

    def _match_name(self, folder: str, name: str) -> Match:
        words = _words(name)
        scored = sorted(
            ((self._likeness(words, each), each) for each in self._candidates(words)),
            key=lambda one: (-one[0], one[1].is_closed, one[1].id),
        )
        likely = [(score, each) for score, each in scored if score >= ENOUGH]
        if not likely:
            ids = tuple(each.id for score, each in scored[:3] if score > ENOUGH / 2)
            return Match(folder=folder, by=By.NOTHING, candidates=ids)
        best, first = likely[0]
        rivals = [each for score, each in likely[1:] if _is_rival(best, score, first, each)]
        ids = tuple(each.id for _, each in likely[:5])
        if rivals:
            return Match(folder=folder, by=By.SEVERAL, score=best, candidates=ids)
        return Match(folder=folder, by=By.NAME, customer=first.id, score=best, candidates=ids)

    def _candidates(self, words: _Words) -> list[_Known]:
        """Who shares a word, or nearly; those who share a rare one before the others."""
        shared: defaultdict[int, float] = defaultdict(float)
        for word in words:
            for spelling in self._nearby(word):
                weight = self._weight(spelling)
                # A word that hundreds have finds nobody by itself.
                for place in self._by_word[spelling][: _MOST_CANDIDATES * 10]:
                    shared[place] += weight
        best = sorted(shared, key=lambda place: -shared[place])[:_MOST_CANDIDATES]
        return [self._known[place] for place in best]

    def _nearby(self, word: tuple[str, ...]) -> set[str]:
        """The spellings here of *word*; where there is none, those one could mistype it as."""
        exact = {spelling for spelling in word if spelling in self._by_word}
        if exact or word[0].isdigit():
            return exact
        return {near for spelling in word for near in self._mistyped(spelling)}

    def _mistyped(self, spelling: str) -> Iterator[str]:
        if len(spelling) < _LEAST_LETTERS:
            return
        for length in range(len(spelling) - 2, len(spelling) + 3):
            for near in self._words_like.get((spelling[0], length), ()):
                if _letters_alike(spelling, near) >= _ALIKE:
                    yield near

    def _weight(self, spelling: str) -> float:
        """How telling a word is: 1 where one customer has it, little where all have it."""
        count, among = len(self._by_word.get(spelling, ())), len(self._known)
        if not count:
            return _UNKNOWN
        return math.log(1 + among / count) / math.log(1 + among)

    def _likeness(self, words: _Words, other: _Known) -> float:
        """What the two names have in common, of all that they have; 1 where they are the same."""
        if _bare(words) == _bare(other.words):
            return 1.0
        ours, theirs = list(words), list(other.words)
        common = apart = 0.0
        for word in words:
            best = max(theirs, key=lambda one: _word_alike(word, one), default=None)
            if best and (alike := _word_alike(word, best)):
                weight = 2 * max(self._weight(each) for each in (*word, *best))
                common += weight * alike
                apart += weight * (1 - alike)
                ours.remove(word)
                theirs.remove(best)
        apart += sum(self._weight(word[0]) * _penalty(word) for word in (*ours, *theirs))
        if any(map(_is_of_a_house, ours)) and any(map(_is_of_a_house, theirs)):
            # "4A" and "4B", or two numbers: it is another house, whatever else is the same.
            apart *= _ANOTHER_HOUSE
        return min(common / (common + apart), SURE - 0.009) if common else 0.0


def _settled(folder: str, whose: Sequence[_Known]) -> Match:
    ids = tuple(each.id for each in whose)
    if len(ids) > 1:
        return Match(folder=folder, by=By.SEVERAL, score=1.0, candidates=ids)
    return Match(folder=folder, by=By.NUMBER, customer=ids[0], score=1.0, candidates=ids)


def _is_rival(best: float, score: float, first: _Known, other: _Known) -> bool:
    """Whether the other one may be meant as well."""
    if best >= SURE > score:
        return False
    if other.is_closed and not first.is_closed and score <= best:
        return False
    return best - score < CLEAR


def _open_ones(known: Sequence[_Known]) -> list[_Known]:
    """The open ones, or all where none is."""
    return [each for each in known if not each.is_closed] or list(known)


def _words(name: str) -> _Words:
    return tuple(found for run in _split(name) if (found := spellings(run)))


def _split(name: str) -> Iterator[str]:
    """The runs of letters and of digits: "7B" and "7 b" are the same.

    The form of a company tells nobody apart, and is left out of most folders' names.
    """
    for run in runs(_COMPANY.sub(" ", name)) or runs(name):
        yield from re.findall(r"\d+|\D+", run)


def _bare(words: _Words) -> list[str]:
    return [word[0] for word in words]


def _penalty(word: tuple[str, ...]) -> float:
    """How much a word that only one of the names has tells them apart."""
    return 2.0 if word[0].isdigit() else 1.0


def _is_of_a_house(word: tuple[str, ...]) -> bool:
    return word[0].isdigit() or len(word[0]) == 1


def _word_alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """1 for one word, however it is typed; less for one that is mistyped; 0 for two."""
    if not set(one).isdisjoint(other):
        return 1.0
    if min(len(one[0]), len(other[0])) < _LEAST_LETTERS or one[0].isdigit():
        return 0.0
    alike = max(_letters_alike(one[0], each) for each in other)
    return alike if alike >= _ALIKE else 0.0


def _letters_alike(one: str, other: str) -> float:
    if one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
