"""How well a customer answers a question."""

from collections.abc import Callable, Collection, Iterable
from enum import IntEnum
from typing import NamedTuple

from desktop.domain.folding import respelled, spellings
from desktop.domain.question import Question, Reading
from desktop.domain.search_text import Searched, words_in

PART = 3
"""Letters that are looked for within words as well; fewer only begin them."""


class Tier(IntEnum):
    """Ways to match, the best first; of SOME_WORDS one at least is whole, and the others begin."""

    NUMBER = 0
    NAME = 1
    NAME_BEGINS_WITH_WORDS = 2
    NAME_BEGINS = 3
    NUMBER_BEGINS = 4
    NAME_WORDS = 5
    NAME_SOME_WORDS = 6
    NAME_BEGINNINGS = 7
    WORDS = 8
    SOME_WORDS = 9
    BEGINNINGS = 10
    PARTS = 11


class Words(NamedTuple):
    """What a customer is found by, in every spelling; `text` has each word behind a line break."""

    names: frozenset[str]
    whole_names: tuple[str, ...]
    numbers: tuple[str, ...]
    every: frozenset[str]
    text: str


def words_of(searched: Searched) -> Words:
    names = _spelled(searched.name)
    every = names | _spelled(searched.number) | _spelled(searched.others)
    return Words(
        names=names,
        whole_names=respelled("".join(searched.name)),
        numbers=respelled("".join(searched.number)),
        every=every,
        text=_lines(every),
    )


def tier_of(question: Question, words: Words) -> Tier | None:
    """The best way in which *words* match; None where they do not."""
    tiers = [tier for reading in question if (tier := _tier(reading, words)) is not None]
    return min(tiers, default=None)


def _tier(reading: Reading, words: Words) -> Tier | None:
    # Most do not match at all, which is seen at once.
    if not any(matches(reading, words) for matches in _WIDEST):
        return None
    return next(tier for tier, matches in _WAYS if matches(reading, words))


def _spelled(words: list[str]) -> frozenset[str]:
    return frozenset(spelling for word in words for spelling in spellings(word))


def _name_begins(reading: Reading, words: Words) -> bool:
    return any(name.startswith(reading.whole) for name in words.whole_names)


def _number_begins(reading: Reading, words: Words) -> bool:
    return len(reading.whole) >= PART and any(
        number.startswith(reading.whole) for number in words.numbers
    )


def _are_in(asked: Collection[str], words: frozenset[str]) -> bool:
    return words.issuperset(asked)


def _is_one_in(asked: Collection[str], words: frozenset[str]) -> bool:
    return not words.isdisjoint(asked)


def _begin(asked: Collection[str], words: frozenset[str]) -> bool:
    return all(any(word.startswith(each) for word in words) for each in asked)


def _are_beginnings(asked: Collection[str], text: str) -> bool:
    return all(f"\n{each}" in text for each in asked)


def _are_parts(asked: Collection[str], text: str) -> bool:
    return all(is_part(each, text) for each in asked)


def is_part(word: str, text: str) -> bool:
    """Whether a folded *word* begins or is within one of *text*, as `beginnings_of` gives it."""
    return (word if len(word) >= PART else f"\n{word}") in text


def beginnings_of(texts: Iterable[str]) -> str:
    """The words of *texts* in every spelling, each behind a line break."""
    return _lines(_spelled([word for text in texts for word in words_in(text)]))


def _lines(words: Iterable[str]) -> str:
    return "".join(f"\n{word}" for word in words)


_Matches = Callable[[Reading, Words], bool]

_WAYS: tuple[tuple[Tier, _Matches], ...] = (
    (Tier.NUMBER, lambda asked, words: asked.whole in words.numbers),
    (Tier.NAME, lambda asked, words: asked.whole in words.whole_names),
    (
        Tier.NAME_BEGINS_WITH_WORDS,
        lambda asked, words: _name_begins(asked, words) and _are_in(asked.words, words.names),
    ),
    (Tier.NAME_BEGINS, _name_begins),
    (Tier.NUMBER_BEGINS, _number_begins),
    (Tier.NAME_WORDS, lambda asked, words: _are_in(asked.words, words.names)),
    (
        Tier.NAME_SOME_WORDS,
        lambda asked, words: (
            _is_one_in(asked.words, words.names) and _begin(asked.words, words.names)
        ),
    ),
    (Tier.NAME_BEGINNINGS, lambda asked, words: _begin(asked.words, words.names)),
    (Tier.WORDS, lambda asked, words: _are_in(asked.words, words.every)),
    (
        Tier.SOME_WORDS,
        lambda asked, words: (
            _is_one_in(asked.words, words.every) and _are_beginnings(asked.words, words.text)
        ),
    ),
    (Tier.BEGINNINGS, lambda asked, words: _are_beginnings(asked.words, words.text)),
    (Tier.PARTS, lambda asked, words: _are_parts(asked.words, words.text)),
)
_WIDEST = tuple(
    matches
    for tier, matches in _WAYS
    if tier in {Tier.NUMBER, Tier.NAME_BEGINS, Tier.NUMBER_BEGINS, Tier.PARTS}
)
"""The other ways are narrower ones of these."""
