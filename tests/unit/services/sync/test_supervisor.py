"""The local copy's keeper as the window knows it, with its process."""

import asyncio
import os
import queue
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.domain.errors import CommandRefused, MirrorDamaged, Unreachable
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, Maingroup
from desktop.domain.sync import Phase
from desktop.mirror import marks, tree, whole
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection, Reach
from desktop.services.sync import Sync
from desktop.services.sync.messages import Message
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of
from tests.helpers.syncing import FEED, play


class Desk:
    """A keeper with its process, a reader, and what was published."""

    def __init__(self, server: DemoServer, folder: Path) -> None:
        self.changes = ChangeFeed()
        self.connection = Connection(self.changes)
        self.reader = Reader(folder)
        self.told: list[Change] = []
        self._woken = asyncio.Event()
        self.changes.subscribe(self._hear)
        self.sync = Sync(
            account=account_of(server),
            folder=folder,
            changes=self.changes,
            connection=self.connection,
            readers=[self.reader],
            # So long that a test which waits for it fails.
            pace={"retries_s": [300.0]},
        )

    def _hear(self, change: Change) -> None:
        self.told.append(change)
        self._woken.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        while not is_so():
            self._woken.clear()
            await self._woken.wait()

    async def idle(self) -> None:
        await self.until(lambda: self.sync.state.phase is Phase.IDLE)

    async def updated(self, wish: Callable[[], None]) -> None:
        """Wish for something, and wait until the copy has been brought up to date after it."""
        before = self.sync.state.updated_at
        wish()
        await self.until(
            lambda: self.sync.state.updated_at != before and self.sync.state.phase is Phase.IDLE
        )

    def subjects(self) -> set[Subject]:
        return {change.subject for change in self.told}


@pytest.fixture
def told(paged: DemoServer, tmp_path: Path) -> Callable[[Callable[[Desk], Awaitable[None]]], None]:
    """Runs a story with a desk whose process is started and ended."""

    def run(story: Callable[[Desk], Awaitable[None]]) -> None:
        async def whole_story() -> None:
            desk = Desk(paged, tmp_path / "account")
            desk.sync.start()
            try:
                await story(desk)
            finally:
                await desk.sync.close()
                await desk.reader.close()

        play(whole_story, 60.0)

    return run


Told = Callable[[Callable[[Desk], Awaitable[None]]], None]


def test_a_reader_sees_what_the_process_has_stored(told: Told, paged: DemoServer) -> None:
    async def story(desk: Desk) -> None:
        reading = asyncio.create_task(desk.reader.run(tree.count))
        await desk.idle()
        assert await reading >= 0
        assert await desk.reader.run(tree.count) == len(paged.customers())
        assert desk.sync.state.is_whole
        assert desk.connection.reach is Reach.CONNECTED
        assert {Subject.SYNC, Subject.CUSTOMERS, Subject.FEEDS} <= desk.subjects()

    told(story)


def test_a_colleagues_change_is_told_by_id(told: Told, paged: DemoServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.idle()
        paged.patch_customer(1010, name="Ændret")
        desk.told.clear()
        await desk.updated(desk.sync.update)
        assert Change(subject=Subject.CUSTOMERS, ids=frozenset({1010}), cause="sync") in desk.told
        assert Change(subject=Subject.MARKS, cause="sync") in desk.told
        assert await desk.reader.run(marks.unseen) == {1010}

    told(story)


def test_wishes_reach_the_process_even_before_it_runs(told: Told) -> None:
    async def story(desk: Desk) -> None:
        desk.sync.pin(CustomerId(1010), pinned=True)
        desk.sync.note_use(CustomerId(1011))
        desk.sync.keep_list("maingroup", [Maingroup({"id": 1, "title": "Boliger"})])
        await desk.until(lambda: Subject.LISTS in desk.subjects())
        assert await desk.reader.run(marks.pins) == [1010]
        assert await desk.reader.run(marks.recents) == [1011]
        assert [each.raw["title"] for each in await desk.reader.run(whole.read_list, Maingroup)]

    told(story)


def test_a_branch_is_looked_into_once(told: Told, paged: DemoServer) -> None:
    def looks() -> int:
        return len(paged.ledger_of("GetCustomersByParentID"))

    async def story(desk: Desk) -> None:
        await desk.idle()
        for _ in range(3):
            desk.sync.look_into(CustomerId(1105))
            desk.sync.look_into(CustomerId(0))
        await desk.updated(desk.sync.update)
        assert looks() == 1
        desk.sync.look_into(CustomerId(1105))
        await desk.updated(desk.sync.update)
        assert looks() == 2

    told(story)


def test_a_large_answer_is_absorbed_without_holding_up_the_loop(
    told: Told, paged: DemoServer
) -> None:
    async def story(desk: Desk) -> None:
        await desk.idle()
        raw = paged.customers()[1010]
        many = [Customer({**raw, "id": 500_000 + n}) for n in range(3000)]
        began, busy = time.perf_counter(), time.thread_time()
        desk.sync.absorb(many, sent_ns=time.monotonic_ns())
        # The thread's own time, which no other program takes from it; and it waits for nothing.
        assert time.thread_time() - busy < 0.05
        assert time.perf_counter() - began < 0.5
        await desk.until(lambda: desk.sync.state.known > 3000)

    told(story)


def test_rebuilding_has_readers_let_go_and_come_back(told: Told, paged: DemoServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.idle()
        desk.sync.pin(CustomerId(1010), pinned=True)
        await desk.updated(desk.sync.rebuild)
        assert await desk.reader.run(tree.count) == len(paged.customers())
        assert await desk.reader.run(marks.pins) == [1010]

    told(story)


def test_a_process_that_dies_is_started_again(told: Told, paged: DemoServer) -> None:
    async def story(desk: Desk) -> None:
        await desk.idle()
        pid = desk.sync.pid
        assert pid
        os.kill(pid, signal.SIGKILL)
        await desk.until(lambda: desk.sync.state.phase is Phase.STARTING)
        paged.patch_customer(1010, name="Ændret")
        desk.sync.pin(CustomerId(1010), pinned=True)
        await desk.idle()
        assert desk.sync.pid != pid
        row = (await desk.reader.run(tree.rows, [CustomerId(1010)]))[0]
        assert row.name == "Ændret"
        await desk.updated(desk.sync.update)
        assert await desk.reader.run(marks.pins) == [1010]

    told(story)


def test_a_refused_feed_is_known_with_the_servers_words(told: Told, paged: DemoServer) -> None:
    paged.faults({"command": "GetProceduresByLastChange", "kind": "no_rights", "times": 1})

    async def story(desk: Desk) -> None:
        await desk.idle()
        assert isinstance(desk.sync.refused["procedure"], CommandRefused)
        assert Change(subject=Subject.FEEDS, cause="refused") in desk.told
        await desk.updated(desk.sync.update)
        assert not desk.sync.refused

    told(story)


def test_the_windows_own_success_ends_the_waiting(told: Told, paged: DemoServer) -> None:
    paged.faults({"command": FEED, "kind": "close_before", "times": 3})

    async def story(desk: Desk) -> None:
        await desk.until(lambda: desk.sync.state.phase is Phase.WAITING)
        assert desk.connection.reach is Reach.CUT_OFF
        assert isinstance(desk.sync.state.problem, Unreachable)
        asyncio.get_running_loop().call_later(1.1, desk.connection.began)
        asyncio.get_running_loop().call_later(1.1, desk.connection.ended, None)
        await desk.idle()

    told(story)


def test_it_closes_while_a_page_is_on_its_way(told: Told, paged: DemoServer) -> None:
    paged.faults({"command": FEED, "kind": "hold", "skip": 2})

    async def story(desk: Desk) -> None:
        await asyncio.to_thread(paged.wait_until_held)
        pid = desk.sync.pid
        began = time.monotonic()
        await desk.sync.close()
        # Whoever waited for the page would wait for a minute.
        assert time.monotonic() - began < 20.0
        assert pid
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    told(story)


def drained(wishes: "queue.SimpleQueue[Message | None]") -> None:
    while not wishes.empty():
        continue  # it takes microseconds


def test_a_mark_that_was_told_and_not_written_down_outlives_the_process(told: Told) -> None:
    async def story(desk: Desk) -> None:
        await desk.idle()
        pid = desk.sync.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        desk.sync.pin(CustomerId(1005), pinned=True)
        child = desk.sync._child
        assert child is not None
        # Once the pipe has it, the process alone could have known of it.
        await asyncio.to_thread(drained, child._wishes)
        os.kill(pid, signal.SIGKILL)
        await desk.until(lambda: desk.sync.state.phase is Phase.STARTING)
        await desk.idle()
        await desk.updated(desk.sync.update)
        assert await desk.reader.run(marks.pins) == [1005]

    told(story)


def test_damage_that_a_reader_meets_is_mended(
    told: Told, paged: DemoServer, tmp_path: Path
) -> None:
    async def story(desk: Desk) -> None:
        await desk.idle()
        await desk.updated(desk.sync.rebuild)
        spoil(tmp_path / "account" / "mirror.db")
        everyone = [CustomerId(id_) for id_ in paged.customers()]
        with pytest.raises(MirrorDamaged):
            await desk.reader.run(whole.customers, everyone)
        await desk.until(lambda: bool(desk.sync.set_aside))
        await desk.until(lambda: desk.sync.state.phase is Phase.LOADING)
        await desk.idle()
        assert await desk.reader.run(tree.count) == len(everyone)

    told(story)


def spoil(copy: Path) -> None:
    """Overwrite what is in the file and beside it, but for the first pages."""
    for path in (copy, copy.with_name("mirror.db-wal")):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(size // 4)
            file.write(b"\xa5" * (size // 2))
