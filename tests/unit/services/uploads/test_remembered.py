"""What uploads learn and what the user says of them, kept for the next start."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.domain.photos import Preset
from desktop.domain.records import Document
from desktop.domain.uploads import UploadState
from desktop.journal import Journal, uploads
from desktop.services.uploads.learning import Learned
from desktop.services.uploads.settings import UploadSettings
from desktop.services.uploads.tags import Tags
from desktop.support.settings import Settings
from tests.helpers.clocks import MovedClock
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, strike
from tests.unit.services.uploads.conftest import Tell

MB = 1_000_000


def settings_are_saved(memory: Settings) -> None:
    settings = UploadSettings(memory=memory, changed=lambda: None)
    settings.change(hold_seconds=3, lanes=4, preset=Preset.SMALL, keeps_place=True)


def a_tag_is_named(memory: Settings) -> None:
    Tags(memory).call(12, "Køkken")


def tags_are_learned(memory: Settings) -> None:
    Tags(memory).learn([Document({"id": 1, "tags": [7]})])


@pytest.mark.parametrize("happens", [settings_are_saved, a_tag_is_named, tags_are_learned])
def test_what_is_said_is_on_the_disk_at_once(
    tmp_path: Path, happens: Callable[[Settings], None]
) -> None:
    path = tmp_path / "memory.json"

    async def life() -> None:
        memory = Settings(path)
        happens(memory)
        # Nobody saves anything else: the program is killed here.
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(life())
    after = Settings(path)
    settings, tags = UploadSettings(memory=after, changed=lambda: None), Tags(after)
    kept = (settings.hold_seconds, settings.lanes, settings.preset, settings.keeps_place)
    assert (kept == (3, 4, Preset.SMALL, True)) is (happens is settings_are_saved)
    assert (tags.known == {12: "Køkken"}) is (happens is a_tag_is_named)
    assert (tags.known == {7: ""}) is (happens is tags_are_learned)


def test_a_size_that_worked_is_no_size_that_was_refused(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    larger, file = tmp_path / "larger.bin", tmp_path / "file.bin"
    larger.write_bytes(bytes(2 * MB))
    file.write_bytes(bytes(MB))

    async def story(it: Story) -> None:
        await it.add(larger)
        await it.until_states(UploadState.DONE)
        strike(server, "limit_413", size=1)
        (turned_away,) = await it.add(file)
        await it.until(lambda: it.row(turned_away).state is UploadState.REFUSED)
        assert it.uploads.learned.smallest_failed == MB
        it.uploads.retry([turned_away.id])
        await it.until(lambda: it.row(turned_away).state is UploadState.DONE)
        assert it.uploads.learned.smallest_failed is None

    async def later(it: Story) -> None:
        assert it.uploads.learned.smallest_failed is None

    tell(story)
    tell(later)


def test_of_sizes_that_contradict_each_other_the_last_counts(tmp_path: Path) -> None:
    async def story() -> None:
        journal = await Journal.open(tmp_path / "journal.db")
        learned = Learned(journal=journal, clock=MovedClock())

        def known() -> tuple[int, int | None]:
            return learned.largest_worked, learned.smallest_failed

        learned.worked(10 * MB)
        learned.failed(2 * MB)
        # The server takes less than it did: what worked before says nothing any more.
        assert known() == (0, 2 * MB)
        learned.worked(MB)
        assert known() == (MB, 2 * MB)
        learned.failed(3 * MB)
        assert known() == (MB, 2 * MB)
        learned.worked(2 * MB)
        assert known() == (2 * MB, None)
        await learned.close()
        await journal.close()

    asyncio.run(story())


_A_DAY = 86_400.0


def test_a_slow_answer_is_not_held_against_the_server_for_ever(tmp_path: Path) -> None:
    """It counts for a month at least, over restarts, and then no more."""

    async def story() -> None:
        journal = await Journal.open(tmp_path / "journal.db")
        clock = MovedClock()

        async def kept() -> None:
            for _ in range(2):
                await journal.run(uploads.learned)

        async def after(days: float) -> float:
            """What the next start knows."""
            clock.advance(days * _A_DAY)
            learned = Learned(journal=journal, clock=clock)
            await learned.load()
            return learned.slowest_s

        learned = Learned(journal=journal, clock=clock)
        learned.answered(900.0)
        learned.answered(2.0)
        await kept()
        assert await after(29) == 900.0
        later = Learned(journal=journal, clock=clock)
        await later.load()
        later.answered(4.0)
        assert later.slowest_s == 900.0
        await kept()
        assert await after(32) == 4.0
        assert later.slowest_s == 4.0
        assert await after(60) == 0.0
        await journal.close()

    asyncio.run(story())


def test_a_slow_answer_that_was_kept_without_its_day_counts_from_now(tmp_path: Path) -> None:
    async def story() -> None:
        journal = await Journal.open(tmp_path / "journal.db")
        await journal.run(uploads.learn, {"slowest_s": 900.0})
        learned = Learned(journal=journal, clock=MovedClock())
        await learned.load()
        assert learned.slowest_s == 900.0
        await journal.close()

    asyncio.run(story())
