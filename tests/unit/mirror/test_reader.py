"""Reading beside the writer: at once where there is something, else when the writer says so."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from desktop.domain.errors import MirrorDamaged, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.mirror import layout, tree, whole
from desktop.mirror.database import Writing
from desktop.mirror.layout import COPY, MARKS
from desktop.mirror.reader import Reader
from tests.helpers.mirrored import absorb, customer, opened

_COUNTING = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

TOP = CustomerId(0)


def filled(folder: Path, count: int = 3) -> None:
    with closing(opened(folder)) as writing:
        absorb(writing, *(customer(id_) for id_ in range(1, count + 1)))


@asynccontextmanager
async def reading(folder: Path) -> AsyncIterator[Reader]:
    reader = Reader(folder)
    try:
        yield reader
    finally:
        await reader.close()


def told(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), timeout=30))


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


def count_for_ever(db: apsw.Connection, begun: threading.Event) -> None:
    begun.set()
    db.execute(_COUNTING).fetchall()


# --- Opening -------------------------------------------------------------------------------------


def test_a_good_file_is_read_at_once(folder: Path) -> None:
    filled(folder)

    async def story() -> None:
        async with reading(folder) as reader:
            assert await reader.run(tree.count) == 3
            assert len(await reader.run(tree.children, TOP)) == 3

    told(story)


def no_file(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def nonsense(folder: Path) -> None:
    (folder / COPY).write_bytes(b"nonsense" * 1000)


def newer(folder: Path) -> None:
    with closing(apsw.Connection(str(folder / COPY))) as db:
        db.execute("PRAGMA user_version = 99")


def no_marks(folder: Path) -> None:
    (folder / MARKS).unlink()


async def tried(reader: Reader) -> None:
    """Whatever was asked for before has had its turn."""
    await turns()
    await asyncio.get_running_loop().run_in_executor(reader._thread, int)
    await turns()


@pytest.mark.parametrize("spoil", [no_file, nonsense, newer, no_marks])
def test_where_nothing_can_be_read_the_writer_is_waited_for(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    filled(folder)
    spoil(folder)

    async def story() -> None:
        async with reading(folder) as reader:
            waiting = asyncio.ensure_future(reader.run(tree.count))
            await tried(reader)
            assert not waiting.done()
            filled(folder)
            reader.allow()
            assert await waiting == 3

    told(story)


def test_what_cannot_be_read_although_it_is_allowed_is_a_failure(folder: Path) -> None:
    filled(folder)
    newer(folder)

    async def story() -> None:
        async with reading(folder) as reader:
            reader.allow()
            with pytest.raises(StorageFailed) as failure:
                await reader.run(tree.count)
            assert COPY in failure.value.reason
            filled(folder)
            assert await reader.run(tree.count) == 3

    told(story)


def test_a_released_reader_waits_and_reads_the_new_file(folder: Path) -> None:
    filled(folder)

    async def story() -> None:
        async with reading(folder) as reader:
            assert await reader.run(tree.count) == 3
            await reader.release()
            waiting = asyncio.ensure_future(reader.run(tree.count))
            with closing(opened(folder)) as writing:
                writing.replace_copy()
                absorb(writing, customer(7))
            await turns()
            assert not waiting.done()
            reader.allow()
            assert await waiting == 1

    told(story)


def test_files_that_were_set_aside_meanwhile_are_let_go(folder: Path) -> None:
    filled(folder)

    async def story() -> None:
        async with reading(folder) as reader:
            assert await reader.run(tree.count) == 3
            layout.suspect(folder)
            with closing(opened(folder)) as writing:
                assert writing.set_aside
                absorb(writing, customer(7))
            reader.allow()
            assert await reader.run(tree.count) == 1

    told(story)


def test_a_file_left_by_a_killed_writer_is_read(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    copied.mkdir()
    with closing(opened(folder)) as writing:
        absorb(writing, customer(1))
        for name in (COPY, f"{COPY}-wal", MARKS, f"{MARKS}-wal"):
            (copied / name).write_bytes((folder / name).read_bytes())

    async def story() -> None:
        async with reading(copied) as reader:
            assert await reader.run(tree.count) == 1

    told(story)


def test_closing_ends_those_who_wait(folder: Path) -> None:
    async def story() -> None:
        async with reading(folder) as reader:
            waiting = asyncio.ensure_future(reader.run(tree.count))
            await turns()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    told(story)


# --- Beside the writer ---------------------------------------------------------------------------


def test_half_a_transaction_is_never_seen(writing: Writing, folder: Path) -> None:
    absorb(writing, customer(1))

    def counts(db: apsw.Connection, between: Callable[[], None]) -> tuple[int, int]:
        before = tree.count(db)
        between()
        return before, tree.count(db)

    def two_more() -> None:
        absorb(writing, customer(2), customer(3))

    async def story() -> None:
        async with reading(folder) as reader:
            with writing.transaction() as db:
                db.execute("DELETE FROM customer")
                assert await reader.run(tree.count) == 1
            assert await reader.run(tree.count) == 0
            # Not even a whole one between two looks of the same work.
            assert await reader.run(counts, two_more) == (0, 0)
            assert await reader.run(tree.count) == 2

    told(story)


def test_a_reader_cannot_write(writing: Writing, folder: Path) -> None:
    async def story() -> None:
        async with reading(folder) as reader:
            for table in ("state", "marks.pin"):
                with pytest.raises(StorageFailed):
                    await reader.run(lambda db, of: db.execute(f"DELETE FROM {of}"), table)

    told(story)


def test_errors_of_the_work_are_the_callers(writing: Writing, folder: Path) -> None:
    async def story() -> None:
        async with reading(folder) as reader:
            with pytest.raises(ZeroDivisionError):
                await reader.run(lambda _db: 1 // 0)
            assert await reader.run(tree.count) == 0

    told(story)


def test_damage_is_told_and_noted(folder: Path) -> None:
    filled(folder, 2000)
    size = (folder / COPY).stat().st_size
    with (folder / COPY).open("r+b") as file:
        file.seek(size // 4)
        file.write(b"\xa5" * (size // 2))

    async def story() -> None:
        async with reading(folder) as reader:
            with pytest.raises(MirrorDamaged):
                await reader.run(whole.customers, map(CustomerId, range(1, 2001)))
            assert layout.is_suspect(folder)
            await reader.release()
            filled(folder)
            reader.allow()
            assert await reader.run(tree.count) == 3

    told(story)


# --- The newest only -----------------------------------------------------------------------------


def test_a_newer_question_of_the_name_stops_the_older(writing: Writing, folder: Path) -> None:
    begun = threading.Event()

    async def story() -> None:
        async with reading(folder) as reader:
            old = asyncio.ensure_future(reader.run(count_for_ever, begun, latest="search"))
            await asyncio.to_thread(begun.wait)
            assert await reader.run(tree.count, latest="search") == 0
            with pytest.raises(asyncio.CancelledError):
                await old
            assert await reader.run(tree.count) == 0

    told(story)


def test_interrupted_work_that_leaves_a_statement_open_spoils_nothing(
    writing: Writing, folder: Path
) -> None:
    begun = threading.Event()
    left = []

    def leave_open(db: apsw.Connection) -> None:
        left.append(db.execute("SELECT 1 UNION ALL SELECT 2"))
        count_for_ever(db, begun)

    async def story() -> None:
        async with reading(folder) as reader:
            old = asyncio.ensure_future(reader.run(leave_open, latest="search"))
            await asyncio.to_thread(begun.wait)
            assert await reader.run(tree.count, latest="search") == 0
            with pytest.raises(asyncio.CancelledError):
                await old
            assert await reader.run(tree.count) == 0

    told(story)


def test_older_questions_that_were_not_begun_never_are(writing: Writing, folder: Path) -> None:
    begun = threading.Event()
    asked: list[int] = []

    def note(_db: apsw.Connection, number: int) -> None:
        asked.append(number)

    async def story() -> None:
        async with reading(folder) as reader:
            running = asyncio.ensure_future(reader.run(count_for_ever, begun, latest="search"))
            await asyncio.to_thread(begun.wait)
            olds = [
                asyncio.ensure_future(
                    reader.run(lambda _db, n: asked.append(n), n, latest="search")
                )
                for n in range(5)
            ]
            ended = await asyncio.gather(running, *olds, return_exceptions=True)
            assert ended[-1] is None
            assert all(isinstance(each, asyncio.CancelledError) for each in ended[:-1])

    told(story)
    assert asked == [4]


def test_work_of_many_statements_is_stopped_between_two(writing: Writing, folder: Path) -> None:
    begun, superseded = threading.Event(), threading.Event()
    went_on: list[int] = []

    def two_statements(db: apsw.Connection) -> None:
        db.execute("SELECT 1").fetchall()
        begun.set()
        superseded.wait(10)
        db.execute("SELECT 2").fetchall()
        went_on.append(2)

    async def story() -> None:
        async with reading(folder) as reader:
            old = asyncio.ensure_future(reader.run(two_statements, latest="search"))
            await asyncio.to_thread(begun.wait)
            new = asyncio.ensure_future(reader.run(tree.count, latest="search"))
            await turns()
            superseded.set()
            assert await new == 0
            with pytest.raises(asyncio.CancelledError):
                await old

    told(story)
    assert not went_on


def test_other_names_and_cancelled_callers_stop_nothing(writing: Writing, folder: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()
    finished: list[int] = []

    def patient(db: apsw.Connection) -> None:
        begun.set()
        go_on.wait(10)
        finished.append(tree.count(db))

    async def story() -> None:
        async with reading(folder) as reader:
            asked = asyncio.ensure_future(reader.run(patient, latest="tree"))
            await asyncio.to_thread(begun.wait)
            other = asyncio.ensure_future(reader.run(tree.count, latest="search"))
            await turns()
            asked.cancel()
            await turns()
            go_on.set()
            assert await other == 0

    told(story)
    assert finished == [0]
