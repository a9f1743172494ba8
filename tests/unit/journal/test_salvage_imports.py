"""The rows of an import that are found in a damaged journal, in any order and number."""

import sqlite3
from contextlib import closing

from desktop.journal import imports, schema
from desktop.journal.pages import Record
from desktop.journal.salvage_imports import Imports
from tests.unit.journal.test_salvage import AT, AT_HAND


def test_rows_of_imports_that_shared_a_number_are_not_mixed() -> None:
    """Of a program that gave each import the number 1 again."""
    about = '{"wanted":{"name":"Kunde"}}'
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.bring_up_to_date(db)
        found = Imports(db)
        found.take(Record(1, (None, AT, "kunder.csv", "running", "{}")))
        for line in (2, 1000):
            row = (1, line, f"K-{line}", "Kunde", "changed", "waiting", line, about)
            assert found.take(Record(None, row))
        found.finish()
        assert db.execute("SELECT count(*) FROM import_row").fetchone() == (0,)


def test_an_import_tells_how_many_of_its_rows_are_lost_also_when_it_is_salvaged_twice() -> None:
    about = '{"total":60}'
    for lines, told in ((range(2, 52), {"total": 50, "lost": 10}), ([2], {"total": 1, "lost": 59})):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
            schema.bring_up_to_date(db)
            found = Imports(db)
            assert found.take(Record(AT_HAND, (None, AT, "kunder.csv", "running", about)))
            for line in lines:
                row = (AT_HAND, line, f"K-{line}", "Kunde", "changed", "waiting", line, "{}")
                assert found.take(Record(None, row))
            found.finish()
            kept = imports.left_over(db)
            assert kept is not None
            assert {"total": kept.total, "lost": kept.lost} == told
            ((about,),) = db.execute("SELECT about FROM import").fetchall()


def test_of_two_copies_of_an_imports_row_the_one_that_is_further_on_counts() -> None:
    def about(state: str) -> Record:
        return Record(None, (AT_HAND, 7, "K-7", "Kunde", "changed", state, 12, "{}"))

    for states_ in (("waiting", "stored"), ("stored", "waiting"), ("sending", "unsure")):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
            schema.bring_up_to_date(db)
            found = Imports(db)
            assert found.take(Record(AT_HAND, (None, AT, "kunder.csv", "running", "{}")))
            assert all(found.take(about(state)) for state in states_)
            found.finish()
            (state,) = db.execute("SELECT state FROM import_row").fetchone()
            assert state == max(states_, key=lambda each: each not in {"waiting", "sending"})
