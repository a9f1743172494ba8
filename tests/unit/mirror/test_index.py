"""What is indexed is what was last put there, at a price that stays small."""

import random

from desktop.domain.ids import CustomerId
from desktop.domain.rows import row_of
from desktop.mirror import index
from desktop.mirror.database import Writing
from desktop.mirror.typos import edits, swaps
from tests.helpers.mirrored import absorb, customer


def rowids(writing: Writing, token: str) -> list[int]:
    with writing.transaction() as db:
        found = db.execute("SELECT rowid FROM word WHERE word MATCH ?", (f'"{token}"',))
        return [rowid for (rowid,) in found]


def test_put_again_replaces(writing: Writing) -> None:
    first, second = customer(1, name="Nord"), customer(1, name="Syd", isdeleted=1)
    with writing.transaction() as db:
        index.put(db, [(row_of(first), first)])
        index.put(db, [(row_of(second), second)])
        index.put(db, [(row_of(second), second)])

    assert rowids(writing, "_nord!") == []
    assert rowids(writing, "_syd!") == [index.rowid_of(CustomerId(1), is_closed=True)]
    assert index.id_of(rowids(writing, "_syd!")[0]) == 1


def test_removing_what_is_not_there_is_no_error(writing: Writing) -> None:
    with writing.transaction() as db:
        index.remove(db, [CustomerId(1), CustomerId(2)])
        index.remove(db, [])
        index.put(db, [])

    assert rowids(writing, "_nord!") == []


def test_ids_of_any_size(writing: Writing) -> None:
    largest = (1 << 62) - 1
    absorb(writing, customer(largest, name="Nord", isdeleted=1), customer(1, name="Nord"))

    assert [index.id_of(each) for each in rowids(writing, "_nord!")] == [1, largest]


def test_a_page_in_no_order_is_written_in_one_go(writing: Writing) -> None:
    records = [customer(n, name=f"Nord {n}", isdeleted=n % 2) for n in range(1, 500)]
    random.Random(1).shuffle(records)
    absorb(writing, *records)
    with writing.transaction() as db:
        segments = db.execute("SELECT count(DISTINCT segid) FROM word_idx").get

    assert segments <= 2


def test_edits() -> None:
    assert {"bo", "bno", "nbo", "ebo", "bon", "b", "o", "ob", "aebo", "baeo"} <= edits("bo") | {
        "bo"
    }
    assert "bo" not in edits("bo")
    assert swaps("soen") == {"osen", "seon", "sone", "oesn", "snoe"}
    assert swaps("aa") == set()
