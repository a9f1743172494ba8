"""Where synchronising stands survives; a pass knows whom it has shown."""

from contextlib import closing
from pathlib import Path

from desktop.domain.ids import CustomerId
from desktop.mirror import customers, state
from desktop.mirror.customers import Cause
from desktop.mirror.database import Writing
from tests.helpers.mirrored import NOON, absorb, customer, opened


def ids(*numbers: int) -> list[CustomerId]:
    return [CustomerId(number) for number in numbers]


def test_what_was_written_is_read_by_the_next_run(folder: Path) -> None:
    with closing(opened(folder)) as writing, writing.transaction() as db:
        state.write(db, "mark", {"key": "ø\ud800", "n": 3})
        state.write(db, "mark", {"key": "ø\ud800", "n": 4})

    with closing(opened(folder)) as writing, writing.transaction() as db:
        assert state.read(db, "mark", {}) == {"key": "ø\ud800", "n": 4}
        assert state.read_any(db, "mark") == {"key": "ø\ud800", "n": 4}


def test_nothing_and_nonsense_are_the_default(writing: Writing) -> None:
    with writing.transaction() as db:
        assert state.read(db, "x", 5) == 5
        assert state.read_any(db, "x") is None
        state.write(db, "x", "five")
        assert state.read(db, "x", 5) == 5
        assert state.read(db, "x", "") == "five"


def test_a_pass_counts_whom_it_has_shown_before(writing: Writing) -> None:
    absorb(writing, *(customer(id_) for id_ in range(1, 6)))

    with writing.transaction() as db:
        state.pass_begin(db)
        assert state.pass_add(db, ids(1, 2, 2)) == 0
        assert state.pass_add(db, ids(2, 3, 9)) == 1
        assert state.pass_count(db) == 4
        assert state.pass_missing(db) == [4, 5]
        state.pass_begin(db)
        assert state.pass_missing(db) == [1, 2, 3, 4, 5]
        state.pass_add(db, ids(1))
        state.pass_clear(db)
        assert state.pass_count(db) == 0


def test_it_counts_them_while_the_index_has_yet_to_be_written(writing: Writing) -> None:
    with writing.transaction() as db:
        shown = [customer(id_) for id_ in range(1, 6)]
        customers.absorb(db, shown, stamp=1, at=NOON, cause=Cause.FIRST)
        assert state.pass_add(db, ids(1, 2, 3)) == 0
        customers.absorb(db, [customer(9)], stamp=1, at=NOON, cause=Cause.FIRST)
        assert state.pass_add(db, ids(3, 9)) == 1
