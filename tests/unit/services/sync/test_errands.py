"""What the window has kept and marked."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import apsw
import pytest

from desktop.services.sync import messages
from desktop.services.sync.messages import Message
from tests.helpers.syncing import FEED, Bench, copied, dots, history


def marks(bench: Bench, table: str) -> list[int]:
    db = apsw.Connection(str(bench.folder / "marks.db"), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return [id_ for (id_,) in db.execute(f"SELECT id FROM {table} ORDER BY at DESC")]
    finally:
        db.close()


def changed(bench: Bench, id_: int, **fields: Any) -> dict[str, Any]:
    return bench.server.customers()[id_] | fields


async def absorb(bench: Bench, *raw: dict[str, Any], **facts: Any) -> None:
    wish = {"sent_ns": time.monotonic_ns(), **facts}
    await done(bench, messages.Absorb(customers=list(raw), **wish))


async def done(bench: Bench, wish: Message) -> None:
    """Errands are done in their order, so the one after it tells of it."""
    bench.engine.wish(wish)
    await bench.errand(messages.KeepList(name="maingroup", records=[]), messages.ListKept)


def test_what_the_window_read_is_kept(bench: Bench) -> None:
    async def story() -> None:
        await absorb(bench, changed(bench, 1010, name="Læst i ruden"))
        assert copied(bench.folder)[1010]["name"] == "Læst i ruden"
        assert dots(bench.folder) == {1010}

    bench.play(story)


def test_ones_own_save_gets_no_dot(bench: Bench) -> None:
    async def story() -> None:
        await absorb(bench, changed(bench, 1010, name="Gemt her"), is_own=True)
        assert copied(bench.folder)[1010]["name"] == "Gemt her"
        assert dots(bench.folder) == set()

    bench.play(story)


@pytest.mark.parametrize("is_poll_slower", [True, False])
def test_ones_own_save_holds_against_a_poll(bench: Bench, *, is_poll_slower: bool) -> None:
    """The poll is asked for after the save has left, and shows what was before it all the same."""
    id_ = next(iter(bench.server.customers()))
    # History is told by the clock of this computer as it is.
    bench.hand.now = datetime.now(UTC)

    async def story() -> None:
        saved_ns = time.monotonic_ns()
        bench.server.faults({"command": FEED, "kind": "hold", "executed": True})
        bench.engine.wish(messages.CheckAll())
        await asyncio.to_thread(bench.server.wait_until_held)
        bench.server.patch_customer(id_, name="Gemt her")
        if not is_poll_slower:
            bench.server.release()
            await bench.rest()
        await absorb(bench, changed(bench, id_), sent_ns=saved_ns, is_own=True)
        if is_poll_slower:
            bench.server.release()
            await bench.rest()
        assert copied(bench.folder)[id_]["name"] == "Gemt her"
        await bench.update()
        assert dots(bench.folder) == set()
        assert history(bench.folder, id_) == [('"Gemt her"', 1)]

    bench.play(story)


def test_an_older_answer_replaces_no_newer_one(bench: Bench) -> None:
    async def story() -> None:
        earlier = time.monotonic_ns()
        bench.server.patch_customer(1010, name="Nyere")
        await bench.update()
        await absorb(bench, changed(bench, 1010, name="Ældre"), sent_ns=earlier)
        assert copied(bench.folder)[1010]["name"] == "Nyere"

    bench.play(story)


def test_dots_go_when_looked_at(bench: Bench) -> None:
    async def story() -> None:
        bench.server.plant([{"id": id_, "name": "Ændret"} for id_ in (1010, 1011, 1012)])
        await bench.update()
        assert dots(bench.folder) == {1010, 1011, 1012}
        await done(bench, messages.MarkSeen(ids=[1010]))
        assert dots(bench.folder) == {1011, 1012}
        await done(bench, messages.MarkBranchSeen(id=0))
        assert dots(bench.folder) == set()

    bench.play(story)


def test_pins_and_recents(bench: Bench) -> None:
    async def story() -> None:
        await done(bench, messages.Pin(id=1010, pinned=True))
        await done(bench, messages.Pin(id=1011, pinned=True))
        await done(bench, messages.Pin(id=1010, pinned=False))
        for id_ in (1010, 1012, 1010):
            bench.hand.now = bench.hand.now.replace(second=bench.hand.now.second + 1)
            await done(bench, messages.NoteUse(id=id_))
        assert marks(bench, "pin") == [1011]
        assert marks(bench, "recent") == [1010, 1012]

    bench.play(story)


def test_lists_are_kept_whole(bench: Bench) -> None:
    async def story() -> None:
        kept = messages.KeepList(name="maingroup", records=[{"id": 1, "title": "Boliger"}])
        await bench.errand(kept, messages.ListKept)
        await done(bench, messages.KeepList(name="planet", records=[]))
        assert len(bench.told(messages.ListKept)) == 2

    bench.play(story)


def test_a_bug_is_told_without_what_was_in_its_hands(bench: Bench) -> None:
    async def story() -> None:
        broken: Any = messages.Absorb(customers=[], sent_ns="Fru Hansen")  # type: ignore[arg-type]  # no time
        await done(bench, broken)
        (bug,) = bench.told(messages.Bug)
        assert isinstance(bug, messages.Bug)
        assert bug.places
        assert "Hansen" not in str(bug)
        # All else goes on.
        await bench.update()
        await absorb(bench, changed(bench, 1010, name="Læst"))
        assert copied(bench.folder)[1010]["name"] == "Læst"

    bench.play(story)


@pytest.mark.parametrize("name", ["marks.db", "mirror.db"])
def test_files_are_the_users_alone(bench: Bench, name: str) -> None:
    bench.play()
    assert (bench.folder / name).stat().st_mode & 0o077 == 0
