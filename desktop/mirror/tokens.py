"""The tokens a customer is indexed under: a character says what each one tells of it.

`_` a word, and what it begins with; `.` three letters in a row within a word, but for its first;
`=` and `^` like `_`, of the name's words and of the whole name without spaces; `#` the whole
number; `~` the main group. All are in one table, so that any mixture of them is one walk in the
order of ids. A few letters begin so many words that they are tokens of their own; longer
beginnings are found as ranges of whole words. A whole word that is as short ends in `!`.
"""

from functools import lru_cache

from desktop.domain.folding import respelled, spellings
from desktop.domain.search_text import Searched
from desktop.domain.tiers import PART

WORD, IN_WORD, NAME_WORD, NAME, NUMBER, GROUP = "_", ".", "=", "^", "#", "~"
# Ten thousand beginnings of numbers part them well; words have favourites.
_LETTERS, _DIGITS = 5, 3
_COMMON_DIGITS = 4
"""Digits of a number that many have, as a postcode; longer ones are not worth remembering."""


def entry(searched: Searched, maingroup: int) -> str:
    """All tokens of a customer, a space between them."""
    names = dict.fromkeys(searched.name)
    tokens = [*map(_of_name_word, names), whole(GROUP, str(maingroup))]
    for word in {*searched.number, *searched.others}.difference(names):
        is_rare = len(word) > _COMMON_DIGITS and word.isdecimal() and word.isascii()
        tokens.append(_of_digits(word) if is_rare else _of_word(word))
    for name in respelled("".join(searched.name)):
        tokens += _with_beginnings(NAME, name)
    tokens += [whole(NUMBER, number) for number in respelled("".join(searched.number))]
    return " ".join(tokens)


def whole(mark: str, word: str) -> str:
    """The token of a whole word."""
    return f"{mark}{word}!" if is_short(word) else mark + word


def is_short(word: str) -> bool:
    """Whether the beginning *word* is a token of its own: so many words have it."""
    return len(word) <= _shortness(word)


def grams(word: str) -> list[str]:
    """The tokens of what is within *word*."""
    return [IN_WORD + word[start : start + PART] for start in range(len(word) - PART + 1)]


@lru_cache(maxsize=1 << 16)
def _of_word(word: str) -> str:
    tokens: list[str] = []
    for spelling in spellings(word):
        tokens += _with_beginnings(WORD, spelling)
        tokens += grams(spelling[1:])
    return " ".join(dict.fromkeys(tokens))


@lru_cache(maxsize=1 << 16)
def _of_name_word(word: str) -> str:
    beginnings = [
        token for spelling in spellings(word) for token in _with_beginnings(NAME_WORD, spelling)
    ]
    return " ".join([_of_word(word), *dict.fromkeys(beginnings)])


def _of_digits(word: str) -> str:
    """What `_of_word` would say, sooner."""
    word = respelled(word)[0]
    within = " .".join([word[start : start + PART] for start in range(1, len(word) - PART + 1)])
    return f"_{word[0]} _{word[:2]} _{word[:3]} _{word} .{within}"


def _with_beginnings(mark: str, word: str) -> list[str]:
    longest = min(_shortness(word), len(word))
    return [*(mark + word[:length] for length in range(1, longest + 1)), whole(mark, word)]


def _shortness(word: str) -> int:
    return _DIGITS if word[0].isdigit() else _LETTERS
