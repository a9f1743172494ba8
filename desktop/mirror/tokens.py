"""The tokens a customer is indexed under: a character says what each one tells of it.

`_` a word, and what it begins with; `.` three letters in a row within a word, but for its first;
`=` and `^` like `_`, of the name's words and of the whole name without spaces; `#` the whole
number; `~` the main group. All are in one table, so that any mixture of them is one walk in the
order of ids. One to three letters begin so many words that they are tokens of their own; longer
beginnings are found as ranges of whole words. A whole word of up to three letters ends in `!`.
"""

from functools import lru_cache

from desktop.domain.folding import spellings
from desktop.domain.search_text import Searched
from desktop.domain.tiers import PART

WORD, IN_WORD, NAME_WORD, NAME, NUMBER, GROUP = "_", ".", "=", "^", "#", "~"
SHORT = 3
"""Letters of the longest beginning that is a token."""


def entry(searched: Searched, maingroup: int) -> str:
    """All tokens of a customer, a space between them."""
    names = dict.fromkeys(searched.name)
    tokens = [*map(_of_name_word, names), whole(GROUP, str(maingroup))]
    others = dict.fromkeys(searched.number + searched.others)
    tokens += [_of_word(word) for word in others if word not in names]
    for name in spellings("".join(searched.name)):
        tokens += _with_beginnings(NAME, name)
    tokens += [whole(NUMBER, number) for number in spellings("".join(searched.number))]
    return " ".join(tokens)


def whole(mark: str, word: str) -> str:
    """The token of a whole word."""
    return f"{mark}{word}!" if len(word) <= SHORT else mark + word


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


def _with_beginnings(mark: str, word: str) -> list[str]:
    shortest = min(SHORT, len(word))
    return [*(mark + word[:length] for length in range(1, shortest + 1)), whole(mark, word)]
