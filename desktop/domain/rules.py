"""What an account wants of its fields, guessed from what it refused: to warn of, never to stop."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.edits import customer_field, is_blank
from desktop.domain.values import Value

NUMBER = "customernumber"
"""The only field of which a pattern is learned: other texts have none."""
_SET_BY_US = frozenset({"parentcust"})
_ENOUGH = 20
"""Numbers from which it can be told how numbers look."""
_NEARLY_ALL = 0.98
_DIGIT, _LETTER = "digit", "letter"
_CLASSES = {_DIGIT: r"\d", _LETTER: r"[^\W\d_]"}
# A refusal for want of a right says nothing of the fields that were sent.
_OF_RIGHTS = re.compile(
    r"\b(rights?|permissions?|access|denied|unauthori[sz]ed|forbidden|customers(edit|create|view)"
    r"|allowreposition|rettighed(er)?|adgang|tilladelse)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A save that Microbizz refused in these `words`; `sent` is by the catalogue's names.

    With `is_new` a customer was to be created, so that what was not sent was empty.
    """

    sent: Mapping[str, Value]
    words: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How texts look: runs of (class or literal, fewest, most), with one of them to show."""

    runs: tuple[tuple[str, int, int], ...]
    example: str

    @property
    def pattern(self) -> str:
        """A regular expression for the whole text."""
        return "".join(
            f"{_CLASSES.get(kind) or re.escape(kind)}{_times(fewest, most)}"
            for kind, fewest, most in self.runs
        )

    @property
    def digits(self) -> tuple[int, int] | None:
        """How many digits, where it is digits alone."""
        if len(self.runs) == 1 and self.runs[0][0] == _DIGIT:
            return self.runs[0][1:]
        return None

    def fits(self, text: str) -> bool:
        return re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What was learned of one field: it is required, or with a `shape` it has to look so.

    `words` are those of the refusal it was learned from, `at` when that was, in UTC.
    """

    field: str
    at: datetime
    words: str
    shape: Shape | None = None

    def is_broken_by(self, value: Value) -> bool:
        text = "" if value is None else str(value)
        if self.shape is None:
            return is_blank(customer_field(self.field), value)
        return bool(text) and not self.shape.fits(text)


def blamed(refusal: Refusal, labels: Mapping[str, str]) -> str:
    """The one field that it can be blamed on; "" where there is none, or several might be.

    *labels* is what the fields are called in the user's language.
    """
    if _OF_RIGHTS.search(refusal.words):
        return ""
    sent = frozenset(refusal.sent) - _SET_BY_US
    candidates = sent | _left_out(refusal) if refusal.is_new else sent
    named = _named(refusal.words, candidates, labels)
    if named:
        return named[0] if len(named) == 1 else ""
    return next(iter(sent)) if len(sent) == 1 else ""


def shape_of(accepted: Iterable[str]) -> Shape | None:
    """How *accepted* look, where there are enough and nearly all look alike."""
    texts = sorted({text.strip() for text in accepted} - {""})
    by_kinds: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for text in texts:
        by_kinds[tuple(kind for kind, _ in _runs(text))].append(text)
    if len(texts) < _ENOUGH:
        return None
    kinds, alike = max(by_kinds.items(), key=lambda item: len(item[1]))
    if len(alike) < _NEARLY_ALL * len(texts):
        return None
    lengths = [[length for _, length in _runs(text)] for text in alike]
    runs = tuple(
        (kind, *_usual(column))
        for kind, column in zip(kinds, zip(*lengths, strict=True), strict=True)
    )
    shape = Shape(runs, "")
    return Shape(runs, next(text for text in alike if shape.fits(text)))


def _usual(lengths: Collection[int]) -> tuple[int, int]:
    """The fewest and the most, but for what hardly ever occurs."""
    counts = Counter(lengths)
    often = [each for each, count in counts.items() if count >= (1 - _NEARLY_ALL) * len(lengths)]
    return min(often), max(often)


def _runs(text: str) -> list[tuple[str, int]]:
    return [(kind, len(list(run))) for kind, run in groupby(text, _class_of)]


def _class_of(character: str) -> str:
    if character.isdecimal():
        return _DIGIT
    return _LETTER if character.isalpha() else character


def _times(fewest: int, most: int) -> str:
    return f"{{{fewest}}}" if fewest == most else f"{{{fewest},{most}}}"


def _left_out(refusal: Refusal) -> frozenset[str]:
    writable = frozenset(field.name for field in CUSTOMER if not field.read_only)
    return writable - refusal.sent.keys() - _SET_BY_US


def _named(words: str, candidates: Collection[str], labels: Mapping[str, str]) -> list[str]:
    """The fields that *words* name; "Contact name" names not "Name" as well."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for name in candidates:
        called = {*customer_field(name).names, labels.get(name, "")} - {""}
        either = "|".join(_loosely(each) for each in called)
        found = re.finditer(rf"(?<!\w)(?:{either})(?!\w)", words, re.IGNORECASE)
        spans[name] = [match.span() for match in found]
    every = [span for found in spans.values() for span in found]
    return [
        name
        for name, found in spans.items()
        if any(not any(_is_within(span, other) for other in every) for span in found)
    ]


def _loosely(name: str) -> str:
    """*name* as people may write it: "customernumber" as "customer number" or "customer_number"."""
    if name.isalpha() and name.isascii() and len(name) >= _LONG_NAME:
        return r"[ _-]?".join(name)
    return re.escape(name)


_LONG_NAME = 8
"""Letters from which gaps in a name leave no doubt that it is meant."""


def _is_within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]
