"""Why a customer was found, where what is shown of it does not say so."""

from typing import NamedTuple

from desktop.domain.question import Question
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.domain.search_text import field_texts
from desktop.domain.tiers import beginnings_of, is_part

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
    shown = beginnings_of([row.name, row.number, row.address, row.zip, row.city])
    found = tuple(
        tuple(word for word in reading.words if not is_part(word, shown)) for reading in question
    )
    return found if all(found) else ()


def reason_of(words: Unseen, customer: Customer) -> Reason | None:
    """The field of *customer* that most of the unseen *words* of a reading are in."""
    texts = [
        (Reason(name, text), beginnings_of([text]))
        for name, text in field_texts(customer)
        if name not in _ROW
    ]
    for reading in words:
        counts = [sum(is_part(word, text) for word in reading) for _, text in texts]
        if most := max(counts, default=0):
            return texts[counts.index(most)][0]
    return None


