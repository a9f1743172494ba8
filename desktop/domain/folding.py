"""Folding of words for searching: lower case, plain letters, and every way a word is typed."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 64
"""Characters of a word that count."""

_WORD = re.compile(r"[^\W_]+")
# How each letter is typed where it is wanting: in two letters first, then without its mark.
_WAYS = (
    ("å", ("aa", "a")),
    ("ø", ("oe", "o")),
    ("ä", ("ae", "a")),
    ("ü", ("ue", "u")),
)
_ALIKE = str.maketrans({"ö": "ø", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "đ": "d", "ł": "l"})


def runs(text: str) -> list[str]:
    """The runs of letters and digits in *text*, as they stand."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _WORD.findall(text)


def respelled(word: str) -> tuple[str, ...]:
    """The ways *word* is typed, the longest first: "Sønderå" is soenderaa, soendera, sonderaa ...

    Nothing but letters and digits is in them; none for a word without any.
    """
    word = word[:LONGEST].casefold()
    if word.isascii() and "aa" not in word:
        return (word,) if word else ()
    word = word.replace("aa", "å").translate(_ALIKE)
    found = [word]
    for letter, ways in _WAYS:
        if letter in word:
            found = [one.replace(letter, way) for one in found for way in ways]
    return tuple(dict.fromkeys(filter(None, map(_without_marks, found))))


spellings = lru_cache(maxsize=1 << 16)(respelled)
"""Likewise, remembering: most words come again."""


def fold(word: str) -> str:
    """The one spelling a typed *word* is looked for in; "" where nothing of it counts."""
    return next(iter(spellings(word)), "")


def _without_marks(word: str) -> str:
    if word.isascii():
        return word
    taken_apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in taken_apart if letter.isalnum())
