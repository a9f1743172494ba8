"""Reading customers to see whether they match: the index knows letters in a row, not which."""

import json
from collections.abc import Iterable, Iterator

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.question import Question
from desktop.domain.records import Customer
from desktop.domain.search_text import searched
from desktop.domain.tiers import PART, Tier, Words, tier_of, words_of
from desktop.mirror.index import id_of


def needs_verifying(question: Question) -> bool:
    """Three letters are in the index as they are; of more there are but all groups of three."""
    return any(len(word) > PART for reading in question for word in reading.words)


def verified(
    db: apsw.Connection, question: Question, rowids: Iterable[int]
) -> Iterator[tuple[int, Tier]]:
    """Those of *rowids* that do match, and how."""
    by_id = {id_of(rowid): rowid for rowid in rowids}
    for id_, words in words_by_id(db, by_id):
        if (tier := tier_of(question, words)) is not None:
            yield by_id[id_], tier


def words_by_id(
    db: apsw.Connection, ids: Iterable[CustomerId]
) -> Iterator[tuple[CustomerId, Words]]:
    """The words of those of *ids* that are in the copy."""
    wanted = json.dumps(list(ids))
    found = db.execute(
        "SELECT id, raw FROM customer_raw WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    for id_, raw in found:
        yield CustomerId(id_), words_of(searched(Customer(json.loads(raw))))
