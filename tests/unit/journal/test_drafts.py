"""Drafts and waiting saves in the journal's file."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.journal import Journal, drafts, schema

SEVEN = CustomerId(7)


@pytest.fixture
def db() -> sqlite3.Connection:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    schema.bring_up_to_date(opened)
    return opened


def _draft(customer: int, **mine: object) -> drafts.NewDraft:
    return drafts.NewDraft(customer_id=CustomerId(customer), base={"id": customer}, mine=mine)


def test_a_draft_takes_the_place_of_the_one_before_it(db: sqlite3.Connection) -> None:
    drafts.put(db, _draft(7, phone="1"))
    drafts.put(db, _draft(7, phone="2"))
    (row,) = drafts.rows(db)
    assert (row.customer_id, row.state, row.mine) == (7, "draft", {"phone": "2"})


def test_local_ids_are_never_used_twice(db: sqlite3.Connection) -> None:
    one = drafts.put(db, _draft(0))
    assert drafts.drop(db, one, is_draft=True)
    assert not drafts.drop(db, one, is_draft=True)
    assert drafts.put(db, _draft(0)) < one < 0


def test_a_save_that_waits_keeps_its_place_and_its_base(db: sqlite3.Connection) -> None:
    drafts.add(db, SEVEN, {"id": 7, "phone": "1", "city": "a"}, {"phone": "2"})
    drafts.add(db, CustomerId(8), {"id": 8}, {"phone": "2"})
    drafts.add(db, SEVEN, {"id": 7, "phone": "9", "city": "b"}, {"city": "c"})
    first, _ = drafts.rows(db)
    assert (first.customer_id, first.mine) == (7, {"phone": "2", "city": "c"})
    assert first.base == {"id": 7, "phone": "1", "city": "b"}


def test_what_was_added_while_it_was_sent_stays(db: sqlite3.Connection) -> None:
    row = drafts.add(db, SEVEN, {"id": 7, "phone": "1", "city": "a"}, {"phone": "2"})
    drafts.add(db, SEVEN, {"id": 7, "phone": "1", "city": "b"}, {"phone": "3", "city": "c"})
    assert not drafts.finish(db, row, {"id": 7, "phone": "2", "city": "a"})
    left = drafts.row_of(db, SEVEN, is_draft=False)
    assert left is not None
    assert left.mine == {"phone": "3", "city": "c"}
    # What was sent began anew from what was stored, the other from where the user saw it.
    assert left.base == {"id": 7, "phone": "2", "city": "b"}
    assert drafts.finish(db, left, {})
    assert drafts.rows(db) == []
    assert drafts.finish(db, left, {})


def test_a_made_customer_is_known_wherever_its_local_id_was(db: sqlite3.Connection) -> None:
    new = drafts.NewDraft(
        customer_id=NO_CUSTOMER, base={}, mine={"name": "a"}, state="queued", parent_id=SEVEN
    )
    local = drafts.put(db, new)
    below = drafts.NewDraft(
        customer_id=NO_CUSTOMER, base={}, mine={}, state="queued", parent_id=local
    )
    child = drafts.put(db, below)
    drafts.put(db, drafts.NewDraft(customer_id=local, base={}, mine={"name": "b"}))
    row = drafts.row_of(db, local, is_draft=False)
    assert row is not None

    drafts.made(db, row, CustomerId(99), {"id": 99, "name": "a"})

    assert drafts.all_made(db) == {local: 99}
    assert drafts.row_of(db, local, is_draft=False) is None
    # That one may have a draft of its own.
    draft = drafts.row_of(db, local, is_draft=True)
    assert draft is not None
    assert (draft.mine, draft.base) == ({"name": "b"}, {"id": 99, "name": "a"})
    waiting = drafts.row_of(db, child, is_draft=False)
    assert waiting is not None
    assert waiting.parent_id == 99


def test_what_comes_for_a_new_customer_that_was_just_made_makes_no_second_one(
    db: sqlite3.Connection,
) -> None:
    new = drafts.NewDraft(
        customer_id=NO_CUSTOMER, base={}, mine={"name": "a"}, state="queued", parent_id=SEVEN
    )
    local = drafts.put(db, new)
    row = drafts.row_of(db, local, is_draft=False)
    assert row is not None
    drafts.made(db, row, CustomerId(99), {"id": 99, "name": "a"})
    # Whoever sends this has not heard of it yet.
    added = drafts.add(db, local, {"name": "a"}, {"name": "a", "phone": "2"})
    assert (added.customer_id, added.mine) == (99, {"name": "a", "phone": "2"})
    assert drafts.row_of(db, local, is_draft=False) is None


def test_what_is_known_of_a_create_stays_whatever_becomes_of_it(db: sqlite3.Connection) -> None:
    new = drafts.NewDraft(
        customer_id=NO_CUSTOMER, base={}, mine={}, state="queued", about={"may_share": True}
    )
    local = drafts.put(db, new)
    drafts.set_state(db, -local, "queued", {"since": 4, "lost": 1})
    drafts.set_state(db, -local, "refused", {"problem": "x"})
    (row,) = drafts.rows(db)
    assert (row.state, row.about) == ("refused", {"may_share": True, "since": 4, "problem": "x"})
    # Or what was changed before it goes once more would be created twice.
    added = drafts.add(db, local, {}, {"phone": "2"})
    assert (added.state, added.about) == ("queued", {"may_share": True, "since": 4})


def test_what_was_typed_while_it_was_created_began_from_what_was_created(
    db: sqlite3.Connection,
) -> None:
    new = drafts.NewDraft(
        customer_id=NO_CUSTOMER, base={}, mine={"name": "a", "city": "Ribe"}, state="queued"
    )
    local = drafts.put(db, new)
    sent = drafts.row_of(db, local, is_draft=False)
    assert sent is not None
    drafts.add(db, local, {}, {"city": "Vejle", "phone": "2"})
    after = {"id": 99, "name": "a", "city": "Ribe", "phone": "1"}
    drafts.made(db, sent, CustomerId(99), after)
    left = drafts.row_of(db, CustomerId(99), is_draft=False)
    assert left is not None
    assert (left.mine, left.base) == ({"city": "Vejle", "phone": "2"}, after)


def test_a_damaged_journal_gives_drafts_back_and_sends_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"

    def story(work: Callable[[Journal], Any]) -> Journal:
        async def run() -> Journal:
            journal = await Journal.open(path)
            await work(journal)
            await journal.close()
            return journal

        return asyncio.run(run())

    async def fill(journal: Journal) -> None:
        await journal.run(drafts.put, _draft(7, phone="22222222"))
        await journal.run(drafts.add, CustomerId(8), {"id": 8}, {"phone": "3"})

    story(fill)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = path.read_bytes()
    path.write_bytes(bytes(100) + content[100:])

    async def look(journal: Journal) -> None:
        draft, waited = await journal.run(drafts.rows)
        assert (draft.state, draft.mine) == ("draft", {"phone": "22222222"})
        # It may have gone, or be an older state of itself.
        assert (waited.state, waited.about) == ("refused", {"problem": "Salvaged"})

    assert story(look).set_aside is not None
