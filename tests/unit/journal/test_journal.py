"""The journal keeps what it was given, and says so when it cannot."""

import asyncio
import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.errors import JournalTooNew, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.journal import Journal, saves, schema
from tests.helpers.receipts import receipts_of

NEW = saves.NewSave(
    customer_id=CustomerId(12), way="id", sent={"phone": "1"}, before={"id": 12, "name": "Å"}
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "one" / "journal.db"


def with_journal(path: Path, story: Callable[[Journal], Coroutine[Any, Any, None]]) -> Journal:
    async def run() -> Journal:
        journal = Journal(path)
        try:
            await story(journal)
        finally:
            await journal.close()
        return journal

    return asyncio.run(run())


def test_a_save_survives_the_program(path: Path) -> None:
    async def before(journal: Journal) -> None:
        await journal.run(saves.begin, NEW)

    async def after(journal: Journal) -> None:
        (row,) = await journal.run(receipts_of, 12)
        assert (row.outcome, row.sent, row.before, row.after) == (
            "pending",
            NEW.sent,
            NEW.before,
            None,
        )
        assert row.at.utcoffset() is not None

    with_journal(path, before)
    with_journal(path, after)


def test_what_came_of_a_save_is_put_beside_it(path: Path) -> None:
    async def story(journal: Journal) -> None:
        save_id = await journal.run(saves.begin, NEW)
        detail = saves.Detail(names=("phone", "values.Min nøgle"))
        await journal.run(saves.settle, save_id, "differs", {"id": 12}, detail)
        (row,) = await journal.run(receipts_of, 12)
        assert (row.outcome, row.after, row.detail) == ("differs", {"id": 12}, "")
        assert row.names == ("phone", "values.Min nøgle")
        assert row.before == NEW.before

    with_journal(path, story)


def test_what_an_earlier_run_left_pending_is_given_up_once(path: Path) -> None:
    async def interrupted(journal: Journal) -> None:
        settled = await journal.run(saves.begin, NEW)
        await journal.run(saves.settle, settled, "stored", {"id": 12})
        await journal.run(saves.begin, replace(NEW, customer_id=CustomerId(13)))
        await journal.run(saves.begin, replace(NEW, customer_id=CustomerId(9)))

    async def next_time(journal: Journal) -> None:
        rows = await journal.run(saves.give_up_pending)
        assert [(row.customer_id, row.sent) for row in rows] == [(13, NEW.sent), (9, NEW.sent)]
        assert await journal.run(saves.give_up_pending) == []
        (row,) = await journal.run(receipts_of, 13)
        assert (row.outcome, row.detail) == ("unknown", "the program ended")
        (row,) = await journal.run(receipts_of, 12)
        assert row.outcome == "stored"

    with_journal(path, interrupted)
    with_journal(path, next_time)


def test_a_stop_holds_until_it_is_lifted_and_its_reason_stays(path: Path) -> None:
    async def stop(journal: Journal) -> None:
        assert await journal.run(saves.stopped_by) is None
        save_id = await journal.run(saves.begin, NEW)
        await journal.run(saves.stop, save_id)

    async def lift(journal: Journal) -> None:
        reason = await journal.run(saves.stopped_by)
        assert reason is not None
        assert reason.sent == NEW.sent
        await journal.run(saves.lift_stops)
        assert await journal.run(saves.stopped_by) is None
        assert await journal.run(_count, "stop") == 1

    with_journal(path, stop)
    with_journal(path, lift)


def _count(db: sqlite3.Connection, table: str) -> int:
    (count,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(count)


def test_lone_surrogates_and_odd_values_are_kept(path: Path) -> None:
    odd = {"name": "a\ud800b", "n": 2**70, "deep": [{"æ": None}]}

    async def story(journal: Journal) -> None:
        await journal.run(
            saves.begin,
            saves.NewSave(customer_id=CustomerId(1), way="create", sent=odd, before=None),
        )
        (row,) = await journal.run(receipts_of, 1)
        assert (row.sent, row.before) == (odd, None)

    with_journal(path, story)


def test_a_failed_piece_of_work_leaves_nothing(path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        saves.begin(db, NEW)
        saves.settle(db, 1, "lost")  # type: ignore[arg-type]  # the table refuses it

    async def story(journal: Journal) -> None:
        with pytest.raises(StorageFailed):
            await journal.run(half)
        assert await journal.run(_count, "save") == 0
        await journal.run(saves.begin, NEW)

    with_journal(path, story)


def test_an_id_too_large_for_the_file_is_a_failure_like_any(path: Path) -> None:
    async def story(journal: Journal) -> None:
        with pytest.raises(StorageFailed):
            await journal.run(saves.begin, replace(NEW, customer_id=CustomerId(2**64)))

    with_journal(path, story)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_only_the_user_can_read_it(path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o755)

    async def story(journal: Journal) -> None:
        await journal.run(schema.version_of)

    with_journal(path, story)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_is_durable_when_run_returns(path: Path) -> None:
    async def story(journal: Journal) -> None:
        assert await journal.run(_pragma, "journal_mode") == "delete"
        assert await journal.run(_pragma, "synchronous") == 3  # EXTRA
        assert await journal.run(_pragma, "user_version") == schema.VERSION

    with_journal(path, story)


def _pragma(db: sqlite3.Connection, name: str) -> object:
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_newer_file_is_left_as_it_is(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA user_version = 99")
    content = path.read_bytes()

    async def story(journal: Journal) -> None:
        for _ in range(2):
            with pytest.raises(JournalTooNew, match="newer"):
                await journal.run(schema.version_of)
        assert journal.set_aside is None
        assert isinstance(journal.trouble, JournalTooNew)

    with_journal(path, story)
    assert path.read_bytes() == content
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_damaged_file_is_set_aside_and_a_new_one_begun(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database, but somebody's" * 400)

    async def story(journal: Journal) -> None:
        await journal.run(saves.begin, NEW)

    journal = with_journal(path, story)

    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes().startswith(b"not a database")
    with closing(sqlite3.connect(path)) as db:
        assert _count(db, "save") == 1


# Its first byte says that nothing is to be rolled back, so SQLite leaves it as it is.
ROLLBACK = bytes(512)


def _spoil(path: Path) -> Path:
    """A damaged file with a rollback file beside it."""
    path.parent.mkdir(parents=True)
    path.write_bytes(b"not a database, but somebody's" * 400)
    beside = path.with_name(f"{path.name}-journal")
    beside.write_bytes(ROLLBACK)
    return beside


def test_a_damaged_file_takes_its_rollback_file_along(path: Path) -> None:
    beside = _spoil(path)

    async def story(journal: Journal) -> None:
        await journal.run(saves.begin, NEW)

    aside = with_journal(path, story).set_aside
    assert aside is not None
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == ROLLBACK
    assert not beside.exists()


def test_setting_aside_that_breaks_off_leaves_all_there_is_in_its_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _spoil(path)
    before = path.read_bytes()

    def break_off(self: Path, target: Path) -> Path:
        raise OSError("the power is gone")

    async def story(journal: Journal) -> None:
        with pytest.raises(StorageFailed, match="power"):
            await journal.run(schema.version_of)
        assert journal.set_aside is None

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", break_off)
        with_journal(path, story)
    assert path.read_bytes() == before

    async def next_time(journal: Journal) -> None:
        assert await journal.run(_count, "save") == 0
        assert journal.trouble is None

    assert with_journal(path, next_time).set_aside is not None


def test_a_page_that_was_spoilt_is_damage(path: Path) -> None:
    async def fill(journal: Journal) -> None:
        await journal.run(saves.begin, NEW)

    with_journal(path, fill)
    pages = bytearray(path.read_bytes())
    pages[4096 : 4096 + 2048] = bytes(range(256)) * 8
    path.write_bytes(pages)

    assert with_journal(path, fill).set_aside is not None


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    async def story(journal: Journal) -> None:
        with pytest.raises(StorageFailed) as caught:
            await journal.run(schema.version_of)
        assert caught.value.reason

    with_journal(tmp_path / "file" / "journal.db", story)


def test_a_journal_that_cannot_be_opened_says_so_and_is_tried_again(tmp_path: Path) -> None:
    obstacle = tmp_path / "account"
    obstacle.write_text("in the way")

    async def story() -> None:
        journal = await Journal.open(obstacle / "journal.db")
        troubles = [journal.trouble]
        obstacle.unlink()
        assert await journal.run(saves.stopped_by) is None
        troubles.append(journal.trouble)
        assert [type(each) for each in troubles] == [StorageFailed, type(None)]
        await journal.close()

    asyncio.run(story())


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_not_be_written_stays_and_is_told(path: Path) -> None:
    async def fill(journal: Journal) -> None:
        await journal.run(saves.begin, NEW)

    with_journal(path, fill)
    path.parent.chmod(0o500)

    async def story() -> None:
        journal = await Journal.open(path)
        with pytest.raises(StorageFailed):
            await journal.run(saves.begin, NEW)
        await journal.close()

    asyncio.run(story())
    path.parent.chmod(0o700)
    with_journal(path, fill)


def test_a_step_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in schema.STEPS[0]:
            db.execute(statement)
        db.execute("PRAGMA user_version = 1")
        saves.begin(db, NEW)

    async def refused(journal: Journal) -> None:
        with pytest.raises(StorageFailed, match="nothing_here"):
            await journal.run(schema.version_of)
        assert journal.set_aside is None

    broken = (schema.STEPS[0], (*schema.STEPS[1], "INSERT INTO nothing_here VALUES (1)"))
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", broken)
        with_journal(path, refused)
    with closing(sqlite3.connect(path)) as db:
        assert schema.version_of(db) == 1
        assert _count(db, "save") == 1

    async def allowed(journal: Journal) -> None:
        assert await journal.run(schema.version_of) == schema.VERSION
        assert await journal.run(_count, "save") == 1

    with_journal(path, allowed)


def test_it_can_be_used_again_once_the_trouble_is_over(tmp_path: Path) -> None:
    obstacle = tmp_path / "account"
    obstacle.write_text("in the way")

    async def story(journal: Journal) -> None:
        with pytest.raises(StorageFailed):
            await journal.run(schema.version_of)
        obstacle.unlink()
        await journal.run(saves.begin, NEW)

    with_journal(obstacle / "journal.db", story)


def test_everything_is_done_by_one_thread_that_is_not_the_loops(path: Path) -> None:
    async def story(journal: Journal) -> None:
        names = await asyncio.gather(*(journal.run(_thread_name) for _ in range(5)))
        assert len(set(names)) == 1
        assert threading.current_thread().name not in names

    with_journal(path, story)


def _thread_name(_db: sqlite3.Connection) -> str:
    return threading.current_thread().name


def test_work_that_was_begun_is_finished_though_nobody_waits(path: Path) -> None:
    begun, go = threading.Event(), threading.Event()

    def slowly(db: sqlite3.Connection) -> None:
        begun.set()
        assert go.wait(10)
        saves.begin(db, NEW)

    async def story(journal: Journal) -> None:
        work = asyncio.create_task(journal.run(slowly))
        assert await asyncio.to_thread(begun.wait, 10)
        work.cancel()
        go.set()
        await asyncio.gather(work, return_exceptions=True)
        assert await journal.run(_count, "save") == 1

    with_journal(path, story)
