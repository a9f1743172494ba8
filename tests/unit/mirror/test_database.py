"""The files: private, set aside when they cannot be used, never half written."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from desktop.domain.errors import MirrorDamaged, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.mirror import customers, layout, marks, state, tree, whole
from desktop.mirror.database import Writing
from desktop.mirror.layout import COPY, MARKS
from tests.helpers.mirrored import NOON, absorb, customer, opened

ONE = CustomerId(1)


def filled(folder: Path, count: int = 2000) -> None:
    """A copy with *count* customers, one of them pinned."""
    with closing(opened(folder)) as writing:
        absorb(writing, *(customer(id_, id_ // 5) for id_ in range(1, count + 1)))
        with writing.transaction() as db:
            marks.pin(db, ONE, True, NOON)  # noqa: FBT003


def count_and_pins(writing: Writing) -> tuple[int, int]:
    with writing.transaction() as db:
        return tree.count(db), len(marks.pins(db))


def spoil_middle(path: Path) -> None:
    """Make pages in the middle of the file meaningless; its beginning is as it was."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xa5" * (size // 2))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# --- Private -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="rights are granted otherwise there")
def test_only_the_user_can_read_any_of_it(writing: Writing, folder: Path) -> None:
    absorb(writing, customer(1))
    with writing.transaction() as db:
        marks.pin(db, ONE, True, NOON)  # noqa: FBT003

    assert mode(folder) == 0o700
    names = {path.name for path in folder.iterdir()}
    assert names >= {COPY, MARKS, f"{COPY}-wal", f"{COPY}-shm", f"{MARKS}-wal", f"{MARKS}-shm"}
    assert {mode(path) for path in folder.iterdir()} == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="rights are granted otherwise there")
def test_files_others_could_read_are_made_private(folder: Path) -> None:
    filled(folder, 1)
    (folder / COPY).chmod(0o644)

    opened(folder).close()

    assert mode(folder / COPY) == 0o600


# --- Set aside -----------------------------------------------------------------------------------


def write_nonsense(path: Path) -> None:
    path.write_bytes(b"no database at all " * 500)


def write_foreign(path: Path) -> None:
    path.unlink()
    with closing(apsw.Connection(str(path))) as db:
        db.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, note TEXT)")


def write_other_tables(path: Path) -> None:
    with closing(apsw.Connection(str(path))) as db:
        db.execute("ALTER TABLE state RENAME TO state_of_things")


def cut_short(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 - 100)


def spoil_state(path: Path) -> None:
    """Make the page unreadable that says where synchronising stands."""
    with closing(apsw.Connection(str(path))) as db:
        page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'state'").get
        size = db.execute("PRAGMA page_size").get
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)


def make_newer(path: Path) -> None:
    with closing(apsw.Connection(str(path))) as db:
        db.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("spoil", "label"),
    [
        (write_nonsense, "damaged"),
        (write_foreign, "damaged"),
        (write_other_tables, "damaged"),
        (cut_short, "damaged"),
        (spoil_state, "damaged"),
        (make_newer, "newer"),
    ],
)
def test_a_copy_that_cannot_be_used_is_set_aside(
    folder: Path, spoil: Callable[[Path], None], label: str
) -> None:
    filled(folder)
    spoil(folder / COPY)
    content = (folder / COPY).read_bytes()

    with closing(opened(folder)) as writing:
        (aside,) = writing.set_aside
        assert aside.name == f"{COPY}.{label}-20250601T120000"
        assert aside.read_bytes() == content
        assert count_and_pins(writing) == (0, 1)
        absorb(writing, customer(1))
    with closing(opened(folder)) as writing:
        assert writing.set_aside == ()
        assert count_and_pins(writing) == (1, 1)


def test_marks_that_cannot_be_used_are_set_aside_alone(folder: Path) -> None:
    filled(folder)
    write_nonsense(folder / MARKS)

    with closing(opened(folder)) as writing:
        (aside,) = writing.set_aside
        assert aside.name.startswith(f"{MARKS}.damaged-")
        assert count_and_pins(writing) == (2000, 0)


def test_both_may_be_damaged(folder: Path) -> None:
    filled(folder)
    write_nonsense(folder / MARKS)
    make_newer(folder / COPY)

    with closing(opened(folder)) as writing:
        assert len(writing.set_aside) == 2
        assert count_and_pins(writing) == (0, 0)


def test_an_empty_file_is_begun(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / COPY).touch()

    with closing(opened(folder)) as writing:
        assert writing.set_aside == ()
        assert count_and_pins(writing) == (0, 0)


def test_of_useless_copies_one_is_kept_and_of_marks_all(folder: Path) -> None:
    for _ in range(3):
        filled(folder, 1)
        write_nonsense(folder / COPY)
        write_nonsense(folder / MARKS)
    opened(folder).close()

    assert len(list(folder.glob(f"{COPY}.damaged-*"))) == 1
    assert len(list(folder.glob(f"{MARKS}.damaged-*"))) == 3


def test_what_the_log_beside_it_holds_goes_along(tmp_path: Path) -> None:
    for name in (COPY, f"{COPY}-wal"):
        (tmp_path / name).write_text(name)

    aside = layout.put_aside(tmp_path / COPY, "damaged", NOON)

    assert aside.read_text() == COPY
    assert aside.with_name(f"{aside.name}-wal").read_text() == f"{COPY}-wal"
    assert len(list(tmp_path.iterdir())) == 2


def test_damage_met_later_is_told_and_mended(folder: Path) -> None:
    filled(folder)
    spoil_middle(folder / COPY)

    with closing(opened(folder)) as writing:
        assert not writing.set_aside
        with pytest.raises(MirrorDamaged) as told, writing.transaction() as db:
            whole.customers(db, map(CustomerId, range(1, 2001)))
        assert told.value.reason
        writing.mend()
        assert [path.name[:17] for path in writing.set_aside] == ["mirror.db.damaged"]
        assert count_and_pins(writing) == (0, 1)


def test_damage_met_before_the_program_ended_is_looked_for(folder: Path) -> None:
    filled(folder)
    spoil_middle(folder / COPY)
    with closing(opened(folder)) as writing, pytest.raises(MirrorDamaged):
        absorb(writing, *(customer(id_, name="New") for id_ in range(1, 2001)))

    with closing(opened(folder)) as writing:
        assert len(writing.set_aside) == 1
        assert count_and_pins(writing) == (0, 1)
    with closing(opened(folder)) as writing:
        assert not writing.set_aside


def test_text_that_is_none_any_more_is_damage_too(folder: Path) -> None:
    with closing(opened(folder)) as writing:
        absorb(writing, customer(1))
        with writing.transaction() as db:
            db.execute("""UPDATE customer_raw SET raw = '{"id": 1, "na'""")
        with pytest.raises(MirrorDamaged), writing.transaction() as db:
            whole.customer(db, ONE)
        # No page is broken, and yet the copy cannot be used.
        writing.mend()
        assert count_and_pins(writing) == (0, 0)


def test_damaged_marks_met_later_leave_the_copy_alone(folder: Path) -> None:
    filled(folder)
    with closing(opened(folder)) as writing, writing.transaction() as db:
        pinned = ((id_, "2025") for id_ in range(2, 4000))
        db.executemany("INSERT INTO marks.pin (id, at) VALUES (?, ?)", pinned)
    spoil_middle(folder / MARKS)

    with closing(opened(folder)) as writing:
        assert [path.name[:16] for path in writing.set_aside] == ["marks.db.damaged"]
        assert count_and_pins(writing) == (2000, 0)


def test_a_copy_is_replaced_and_the_marks_stay(folder: Path) -> None:
    filled(folder)

    with closing(opened(folder)) as writing:
        writing.replace_copy()

        assert count_and_pins(writing) == (0, 1)
        assert not writing.set_aside
        absorb(writing, customer(1))
        assert count_and_pins(writing) == (1, 1)


# --- Failures ------------------------------------------------------------------------------------


def test_a_transaction_that_fails_leaves_nothing(writing: Writing) -> None:
    def fail_after_writing() -> None:
        with writing.transaction() as db:
            state.write(db, "x", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_writing()
    with writing.transaction() as db:
        assert state.read(db, "x", 0) == 0


def test_a_full_disk_is_a_failure_with_a_reason(writing: Writing) -> None:
    absorb(writing, customer(1))
    with writing.transaction() as db:
        pages = db.execute("PRAGMA copy.page_count").get
    with writing.transaction() as db:
        db.execute(f"PRAGMA copy.max_page_count = {pages + 5}")

    with pytest.raises(StorageFailed) as failure:
        absorb(writing, *(customer(id_, name="x" * 500) for id_ in range(1, 500)))

    assert not isinstance(failure.value, MirrorDamaged)
    assert "full" in failure.value.reason
    assert count_and_pins(writing) == (1, 0)
    with writing.transaction() as db:
        db.execute("PRAGMA copy.max_page_count = 100000")
    absorb(writing, customer(2))
    assert count_and_pins(writing) == (2, 0)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may do anything")
def test_a_folder_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StorageFailed):
        opened(tmp_path / "one")


def test_a_file_in_the_way_is_a_failure(folder: Path) -> None:
    (folder / COPY).mkdir(parents=True)
    with pytest.raises(StorageFailed):
        opened(folder)


def test_a_new_file_that_is_no_better_is_a_failure(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layout, "_expected", lambda _name: frozenset())
    with pytest.raises(StorageFailed, match="other tables"):
        opened(folder)


def test_errors_of_others_pass_through(writing: Writing) -> None:
    with pytest.raises(BrokenPipeError), writing.transaction():
        raise BrokenPipeError


# --- Kills ---------------------------------------------------------------------------------------

_ENDLESS = """
import sys
from itertools import count
from pathlib import Path
from tests.helpers.mirrored import absorb, customer, opened

writing = opened(Path(sys.argv[1]))
for page in count():
    ids = range(page * 50 + 1, page * 50 + 51)
    absorb(writing, *(customer(id_, id_ // 7) for id_ in ids))
    sys.stdout.write(".")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("pages", [1, 3, 9])
def test_a_killed_writer_leaves_whole_pages(folder: Path, pages: int) -> None:
    line = (sys.executable, "-c", _ENDLESS, str(folder))
    with subprocess.Popen(line, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        told = writer.stdout.read(pages)
        writer.kill()
        told += writer.stdout.read()
    assert len(told) >= pages

    with closing(opened(folder)) as writing, writing.transaction() as db:
        assert db.execute("PRAGMA quick_check").get == "ok"
        assert tree.count(db) in {50 * len(told), 50 * (len(told) + 1)}
        assert len(tree.branch(db, CustomerId(0))) == tree.count(db)
        assert writing.set_aside == ()


# --- Stamps --------------------------------------------------------------------------------------


def test_stamps_grow_from_run_to_run_and_within_one(folder: Path) -> None:
    before = time.monotonic_ns()
    with closing(opened(folder)) as first:
        early, now = first.stamp_of(before - 10**12), first.stamp_of(time.monotonic_ns())
        later = first.stamp_of(time.monotonic_ns() + 10**7)
    with closing(opened(folder)) as second:
        next_run = second.stamp_of(before)

    assert early <= now < later < next_run
    assert first.stamp_of(0) == early


def test_stamps_grow_when_the_copy_is_begun_anew(folder: Path) -> None:
    """A request under way meanwhile must not outlast those of the next runs."""
    for _ in range(3):
        opened(folder).close()

    with closing(opened(folder)) as writing:
        under_way = writing.stamp_of(time.monotonic_ns())
        writing.replace_copy()
        begun_anew = writing.stamp_of(time.monotonic_ns())
        writing.mend()
        mended = writing.stamp_of(time.monotonic_ns())

    assert under_way < begun_anew < mended


def test_each_new_file_has_the_shape_the_steps_give(writing: Writing) -> None:
    with writing.transaction() as db:
        for name in layout.FILES:
            layout.expect_current(db, name)
            layout.check(db, name, thoroughly=True)


def test_customers_cannot_be_absorbed_outside_of_a_writer() -> None:
    with closing(apsw.Connection("")) as db, pytest.raises(apsw.SQLError, match="stamp_now"):
        customers.absorb(db, [], stamp=1, at=NOON, cause=customers.Cause.FIRST)
