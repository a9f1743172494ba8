"""Which parts of a text are what was typed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from desktop.domain.folding import fold, runs
from desktop.domain.search_text import whole_number

Span = tuple[int, int]
"""First letter and the one after the last."""

# How a letter may be typed; the folding of words takes a double a for å as well.
_WAYS = {
    "å": ("aa", "a"),
    "aa": ("aa", "a"),
    "ø": ("oe", "o"),
    "ö": ("oe", "o"),
    "ä": ("ae", "a"),
    "ü": ("ue", "u"),
    "æ": ("ae",),
    "œ": ("oe",),
    "þ": ("th",),
    "ð": ("d",),
    "đ": ("d",),
    "ł": ("l",),
}
_GROUPED = re.compile(r"\+?\d(?:[ .()\u00a0-]{0,3}\d){4,}")
_BETWEEN = r"[\s.\-]?"
_SHORTEST_PART = 3


def needles_of(typed: str) -> tuple[str, ...]:
    """The words of what was typed, folded; digits in groups also as one number."""
    numbers = map(whole_number, _GROUPED.findall(typed))
    return tuple(dict.fromkeys(filter(None, (*map(fold, runs(typed)), *numbers))))


def spans(text: str, needles: Iterable[str]) -> tuple[Span, ...]:
    """The parts of *text* that match, in order and apart."""
    if not text:
        return ()
    letters = _letters(text)
    found = [span for needle in needles for span in _find(text, letters, needle)]
    return tuple(_joined(sorted(found))) if found else ()


_Letter = tuple[int, int, tuple[str, ...], str]
"""First place and the one after, the ways it may be typed, and how these begin."""


def _find(text: str, letters: Sequence[_Letter] | None, needle: str) -> list[Span]:
    """Where *needle* begins words, else where it first stands within one."""
    found = _found_plainly(text, needle) if letters is None else _found(letters, needle)
    beginnings = [span for span in found if span[0] == 0 or not text[span[0] - 1].isalnum()]
    if not beginnings and len(needle) >= _SHORTEST_PART:
        return found[:1] or _find_grouped(text, needle)
    return beginnings


def _found_plainly(text: str, needle: str) -> list[Span]:
    lowered = text.lower()
    found, place = [], lowered.find(needle)
    while place >= 0:
        found.append((place, place + len(needle)))
        place = lowered.find(needle, place + 1)
    return found


def _found(letters: Sequence[_Letter], needle: str) -> list[Span]:
    initial = needle[0]
    found = []
    for number, (first, _, _, initials) in enumerate(letters):
        if initial in initials:
            end = _end(letters, number, needle)
            if end is not None:
                found.append((first, end))
    return found


def _end(letters: Sequence[_Letter], number: int, rest: str) -> int | None:
    """The place behind *rest*, should it begin at that letter."""
    if number == len(letters):
        return None
    _, behind, ways, _ = letters[number]
    for way in ways:
        if way.startswith(rest):
            return behind
        if rest.startswith(way):
            end = _end(letters, number + 1, rest[len(way) :])
            if end is not None:
                return end
    return None


def _find_grouped(text: str, needle: str) -> list[Span]:
    """Digits that stand in groups: "86123456" in "86 12 34 56"."""
    match = re.search(_BETWEEN.join(needle), text) if needle.isdecimal() else None
    return [match.span()] if match else []


def _joined(found: Iterable[Span]) -> Iterator[Span]:
    """What overlaps as one."""
    begin = end = -1
    for first, last in found:
        if first > end:
            if end > begin:
                yield begin, end
            begin, end = first, last
        else:
            end = max(end, last)
    if end > begin:
        yield begin, end


@lru_cache(maxsize=512)
def _letters(text: str) -> tuple[_Letter, ...] | None:
    """None for a text of letters that are typed in one way alone."""
    if text.isascii() and "aa" not in text.lower():
        return None
    return tuple(_read(text))


def _read(text: str) -> Iterator[_Letter]:
    place = 0
    while place < len(text):
        length = 2 if text[place : place + 2].casefold() == "aa" else 1
        letter = text[place : place + length].casefold()
        ways = _WAYS.get(letter) or (_plain(letter),)
        yield place, place + length, ways, "".join(way[0] for way in ways)
        place += length


def _plain(letter: str) -> str:
    """A letter without its accents; one that is an accent alone stays, and matches nothing."""
    return letter if letter.isascii() else unicodedata.normalize("NFD", letter)[0]
