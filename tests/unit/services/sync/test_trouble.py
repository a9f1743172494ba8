"""What follows when something fails, and how the copy is replaced."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import apsw

from desktop.domain.errors import (
    EnvelopeRefused,
    MirrorDamaged,
    StorageFailed,
    Unreachable,
)
from desktop.domain.sync import Phase
from desktop.services.sync import messages, wire
from tests.helpers.demo_server import DemoServer
from tests.helpers.syncing import FEED, Bench, copied


def no_road(bench: Bench, times: int = -1) -> None:
    bench.server.faults({"command": "*", "kind": "close_before", "times": times})


def test_it_tries_ever_less_eagerly_until_the_road_is_back(bench: Bench) -> None:
    no_road(bench)

    async def story() -> None:
        for _ in range(6):
            assert bench.is_at(Phase.WAITING)
            assert isinstance(bench.state.problem, Unreachable)
            await bench.poll()
        assert bench.hand.rests == [5, 10, 20, 30, 60, 60, 60]
        bench.server.clear_faults()
        await bench.poll()
        assert bench.is_at(Phase.IDLE)
        assert bench.state.problem is None
        no_road(bench, times=1)
        await bench.poll()
        assert bench.hand.rests[-1] == 5

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_the_road_is_told_of_when_it_changes(bench: Bench) -> None:
    async def story() -> None:
        no_road(bench, times=1)
        await bench.poll()
        await bench.poll()
        told = [wire.read_error(each.error) for each in bench.told(messages.Reached)]  # type: ignore[attr-defined]  # of that kind
        assert [type(each) for each in told] == [type(None), Unreachable, type(None)]

    bench.play(story)


def test_a_refused_sign_in_is_not_hammered(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "auth", "times": -1, "message": "Forkert kode"})

    async def story() -> None:
        assert bench.is_at(Phase.FAILED)
        assert isinstance(bench.state.problem, EnvelopeRefused)
        assert bench.state.problem.message == "Forkert kode"
        assert bench.hand.rests == [600.0]
        before = bench.server.requests()
        # The window coming to the front is no reason to try again; the user's wish is.
        bench.engine.wish(messages.UpdateIfOlder(seconds=0.0))
        await bench.errand(messages.MarkSeen(ids=[]), messages.MarksChanged)
        assert bench.server.requests() == before
        bench.server.clear_faults()
        await bench.update()
        assert bench.is_at(Phase.IDLE)

    bench.play(story)


def test_the_road_coming_back_is_tried_at_once(bench: Bench) -> None:
    no_road(bench, times=1)

    async def story() -> None:
        assert bench.is_at(Phase.WAITING)
        await bench.wish(messages.UpdateIfOlder(seconds=0.0))
        assert bench.is_at(Phase.IDLE)

    bench.play(story)


# --- Our own disk ------------------------------------------------------------------------------


async def fill_disk(bench: Bench, *, is_full: bool = True) -> None:
    """Let no file grow, as on a full disk."""

    def limit(db: apsw.Connection) -> None:
        for name in ("main", "marks"):
            pages = db.execute(f"PRAGMA {name}.page_count").get if is_full else 1 << 30
            db.execute(f"PRAGMA {name}.max_page_count = {pages}")

    await bench.keeping.run(limit)


def write_much(bench: Bench) -> None:
    text = "Meget at skrive. " * 500
    bench.server.plant([{"id": id_, "description": text} for id_ in range(1010, 1040)])


def test_a_full_disk_is_told_of_and_tried_again(bench: Bench) -> None:
    async def story() -> None:
        write_much(bench)
        await fill_disk(bench)
        await bench.update()
        assert bench.is_at(Phase.FAILED)
        assert isinstance(bench.state.problem, StorageFailed)
        assert bench.hand.rests[-1] == 60.0
        await fill_disk(bench, is_full=False)
        await bench.poll()
        assert bench.is_at(Phase.IDLE)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_what_the_window_wants_kept_and_cannot_be_is_told_of(bench: Bench) -> None:
    async def story() -> None:
        write_much(bench)
        await fill_disk(bench)
        raw: list[Mapping[str, Any]]
        raw = [each for id_, each in bench.server.customers().items() if 1010 <= id_ < 1040]
        absorb = messages.Absorb(customers=raw, sent_ns=time.monotonic_ns())
        await bench.errand(absorb, messages.StateTold)
        assert isinstance(bench.state.problem, StorageFailed)
        await fill_disk(bench, is_full=False)
        await bench.update()
        assert bench.state.problem is None

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def pinned(bench: Bench) -> list[int]:
    db = apsw.Connection(str(bench.folder / "marks.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return [id_ for (id_,) in db.execute("SELECT id FROM pin ORDER BY id")]
    finally:
        db.close()


MANY = range(1, 900)


async def fail_to_pin(bench: Bench) -> None:
    """Have pins wished for until one finds no room."""
    await fill_disk(bench)
    for id_ in MANY:
        bench.engine.wish(messages.Pin(id=id_, pinned=True))
    await bench.until(lambda: isinstance(bench.state.problem, StorageFailed))
    await bench.engine.errands_done()
    assert 0 < len(pinned(bench)) < len(MANY)


def test_a_mark_that_found_no_room_is_made_before_the_next(bench: Bench) -> None:
    async def story() -> None:
        await fail_to_pin(bench)
        await fill_disk(bench, is_full=False)
        bench.engine.wish(messages.Pin(id=1, pinned=False))
        await bench.engine.errands_done()
        assert pinned(bench) == list(MANY)[1:]

    bench.play(story)


def test_a_mark_that_found_no_room_is_made_after_a_while(paged: DemoServer, tmp_path: Path) -> None:
    bench = Bench(paged, tmp_path / "account", storage_s=0.02)

    async def story() -> None:
        await fail_to_pin(bench)
        await fill_disk(bench, is_full=False)
        await bench.until(lambda: pinned(bench) == list(MANY))

    bench.play(story)


def test_a_folder_that_cannot_be_used_is_told_of(bench: Bench) -> None:
    bench.folder.parent.mkdir(exist_ok=True)
    bench.folder.write_text("a file in its place")

    async def story() -> None:
        assert bench.is_at(Phase.FAILED)
        assert isinstance(bench.state.problem, StorageFailed)
        bench.folder.unlink()
        await bench.poll()
        assert bench.is_at(Phase.IDLE)

    bench.play(story)


def test_a_damaged_file_is_set_aside_and_loaded_again(bench: Bench) -> None:
    bench.play()
    path = bench.folder / "mirror.db"
    path.write_bytes(b"nothing of ours" * 1000)
    bench.play()
    (opened,) = bench.told(messages.Opened)
    assert isinstance(opened, messages.Opened)
    assert opened.is_new
    assert Path(opened.aside).exists()
    assert copied(bench.folder) == bench.server.customers()


def test_what_was_set_aside_goes_a_week_after_there_is_a_whole_copy_again(bench: Bench) -> None:
    bench.play()
    (bench.folder / "mirror.db").write_bytes(b"nothing of ours" * 1000)
    (bench.folder / "marks.db").write_bytes(b"nothing of ours" * 1000)

    def aside() -> list[str]:
        return sorted(path.name.split("-")[0] for path in bench.folder.glob("*.db.damaged-*"))

    async def story() -> None:
        await bench.poll(days=1)
        assert aside() == ["marks.db.damaged", "mirror.db.damaged"]
        await bench.poll(days=7)
        assert aside() == ["marks.db.damaged"]

    bench.play(story)


def test_it_stays_until_then(bench: Bench) -> None:
    bench.folder.mkdir()
    (bench.folder / "mirror.db").write_bytes(b"nothing of ours" * 1000)
    bench.server.faults({"command": FEED, "kind": "close_before", "skip": 3, "times": -1})

    async def story() -> None:
        await bench.poll(days=8)
        assert not bench.state.is_whole
        assert list(bench.folder.glob("mirror.db.damaged-*"))
        bench.server.clear_faults()
        await bench.poll()

    bench.play(story)
    assert not list(bench.folder.glob("mirror.db.damaged-*"))


def test_damage_that_shows_later_is_mended(bench: Bench) -> None:
    async def story() -> None:
        await bench.errand(messages.Pin(id=1010, pinned=True), messages.MarksChanged)
        spoil(bench.folder / "mirror.db")
        await bench.keeping.run(lambda db: db.execute("PRAGMA shrink_memory").get)
        await bench.update()
        assert bench.is_at(Phase.IDLE)

    bench.play(story)
    kinds = [type(each) for each in bench.news]
    assert kinds.index(messages.Closing) < len(kinds) - kinds[::-1].index(messages.Opened)
    assert MirrorDamaged in [type(state.problem) for state in bench.states]
    assert copied(bench.folder) == bench.server.customers()
    assert list(bench.folder.glob("mirror.db.damaged-*"))


def spoil(path: Path) -> None:
    """Make nonsense of all pages but the first."""
    db = apsw.Connection(str(path))
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))


# --- Begun anew --------------------------------------------------------------------------------


def test_rebuilding_loads_everything_again(bench: Bench) -> None:
    async def story() -> None:
        await bench.errand(messages.Pin(id=1010, pinned=True), messages.MarksChanged)
        bench.server.drop_customers(1020)
        await bench.wish(messages.Rebuild())
        assert bench.is_at(Phase.IDLE)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()
    assert bench.state.known == len(bench.server.customers())
    kinds = [type(each) for each in bench.news]
    assert kinds.count(messages.Closing) == 1
    assert kinds.count(messages.Opened) == 2


def test_rebuilding_waits_for_readers(bench: Bench) -> None:
    bench.releases = False

    async def story() -> None:
        await bench.errand(messages.Rebuild(), messages.Closing)
        await bench.errand(messages.NoteUse(id=1010), messages.MarksChanged)
        assert len(bench.told(messages.Opened)) == 1
        bench.engine.wish(messages.Released())
        await bench.hand.rest(2)
        assert len(bench.told(messages.Opened)) == 2
        assert bench.is_at(Phase.IDLE)

    bench.play(story)


def test_rebuilding_breaks_off_what_is_under_way(bench: Bench) -> None:
    async def story() -> None:
        bench.server.faults({"command": FEED, "kind": "hold"})
        bench.engine.wish(messages.CheckAll())
        await in_thread(bench.server.wait_until_held)
        before = len(bench.hand.rests)
        bench.engine.wish(messages.Rebuild())
        await bench.hand.rest(before + 1)
        assert bench.is_at(Phase.IDLE)
        bench.server.release()

    from asyncio import to_thread as in_thread

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()
