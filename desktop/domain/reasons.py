"""Why a customer was found, where what is shown of it does not say so."""

from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.question import Question
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.domain.search_text import field_texts
from desktop.domain.tiers import PART, beginnings_of, is_part

Unseen = tuple[tuple[str, ...], ...]
"""The words of each reading of a question that are not to be seen."""

_ROW = frozenset({"name", "customernumber", "address", "zip", "city"})
"""What a hit shows of its customer."""


class Reason(NamedTuple):
    """A field that what was asked for is in: its wire name or a custom value's, and its text."""

    field: str
    text: str


def unseen(question: Question, row: CustomerRow) -> Unseen:
    """What of *question* is not to be seen in *row*; none where all of a reading is."""
    texts = [row.name, row.number, row.address, row.zip, row.city]
    if any(_says(" ".join(texts), reading.words) for reading in question):
        return ()
    shown = beginnings_of(texts)
    found = tuple(
        tuple(word for word in reading.words if not is_part(word, shown)) for reading in question
    )
    return found if all(found) else ()


def reason_of(words: Unseen, customer: Customer) -> Reason | None:
    """The field of *customer* that most of the unseen *words* of a reading are in."""
    reasons = [Reason(*each) for each in field_texts(customer) if each[0] not in _ROW]
    for reading in words:
        if said := next((each for each in reasons if _says(each.text, reading)), None):
            return said
    texts = [beginnings_of([each.text]) for each in reasons]
    for reading in words:
        counts = [sum(is_part(word, text) for word in reading) for text in texts]
        if most := max(counts, default=0):
            return reasons[counts.index(most)]
    return None


def _says(text: str, words: Iterable[str]) -> bool:
    """Whether all *words* stand in *text* as they were typed; quick, and mostly enough."""
    text = f" {text.lower()}"
    return all((word if len(word) >= PART else f" {word}") in text for word in words)
