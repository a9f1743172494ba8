"""What was typed into the search, read in every way it may be meant."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.folding import fold, runs
from desktop.domain.search_text import whole_number

_LONGEST = 200
"""Characters of a question that are read."""
_MOST_WORDS = 10
_TELLING_DIGITS = 5
"""From here on digits with spaces between them are rather one number than several."""

_COUNTRY = "45"
_DANISH_DIGITS = 8
_DIGITS = re.compile(r"(?<![^\W_])\+?\d(?:[ .()\u00a0-]*\d)*")
# Company numbers are written with the country, and stored with or without it.
_DK = re.compile(r"(?<![^\W_])dk(?=[ -]?\d)", re.IGNORECASE)


class Reading(NamedTuple):
    """One way to read a question: its words, and the whole of it without spaces, all folded."""

    words: tuple[str, ...]
    whole: str


Question = tuple[Reading, ...]


def read_question(text: str) -> Question:
    """All readings of *text*, the likeliest first; none where nothing is asked for.

    "86 12 34 56" is four numbers or one, and +45 may be left out where it is.
    """
    text = text[:_LONGEST]
    bare = _DK.sub("", text)
    readings = [_reading(text), _reading(_DIGITS.sub(_whole, bare))]
    if bare != text or any(map(_tells, _DIGITS.findall(bare))):
        readings.reverse()
    return tuple(dict.fromkeys(reading for reading in readings if reading.words))


def _reading(text: str) -> Reading:
    typed = runs(text)[:_MOST_WORDS]
    return Reading(_known(map(fold, typed)), fold("".join(typed)))


def _known(words: Iterable[str]) -> tuple[str, ...]:
    """Without empty ones and repetitions."""
    return tuple(dict.fromkeys(filter(None, words)))


def _tells(digits: str) -> bool:
    """Whether these are one number without doubt."""
    return "+" in digits or len(whole_number(digits)) >= _TELLING_DIGITS


def _whole(found: re.Match[str]) -> str:
    digits = whole_number(found.group())
    is_danish = len(digits) == len(_COUNTRY) + _DANISH_DIGITS and digits.startswith(_COUNTRY)
    return digits.removeprefix(_COUNTRY) if is_danish else digits
