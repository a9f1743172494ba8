"""Connections that break before anything was carried out, and a server that says later."""

from pathlib import Path

import pytest

from desktop.domain.errors import Unreachable
from desktop.domain.uploads import UploadState
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed, strike
from tests.unit.services.uploads.conftest import Tell

DONE, WAITING, REFUSED = UploadState.DONE, UploadState.READY, UploadState.REFUSED


def test_cut_off_in_the_middle_it_is_sent_again_by_itself(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3_000_000))
    server.faults({"kind": "close_reading", "size": 100_000, "above": 1_000_000})

    async def story(it: Story) -> None:
        await it.add(large)
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [WAITING]
        await it.passing_until(DONE)
        assert it.uploads.pause is None

    tell(story)
    assert executed(server) == ["large.bin"]


def test_a_file_that_is_cut_off_each_time_is_refused_in_the_end(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3_000_000))
    server.faults({"kind": "close_reading", "size": 100_000, "above": 1_000_000, "times": -1})

    async def story(it: Story) -> None:
        await it.add(large)
        await it.passing_until(REFUSED)
        assert isinstance(it.uploads.rows[0].problem, Unreachable)

    tell(story)


def test_cut_off_a_few_times_between_others_it_is_never_refused(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    """That the server asks to wait is no cut, and what went all the way begins the row anew."""
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3_000_000))
    cut = {"kind": "close_reading", "size": 100_000, "above": 1_000_000, "times": 4}
    later = {"command": "AddFileToCustomer", "kind": "http_429", "seconds": 3, "times": 6}

    async def story(it: Story) -> None:
        server.faults(cut)
        await it.add(large)
        await it.passing_until(DONE)
        # Each is followed by a longer pause.
        assert it.clock.now() == pytest.approx(2 + 5 + 15 + 30)

    async def asked_to_wait(it: Story) -> None:
        large.write_bytes(bytes(2_999_999))
        server.faults(cut, later)
        await it.add(large)
        await it.passing_until(DONE, DONE)
        assert it.uploads.rows[1].tries == 11

    tell(story)
    tell(asked_to_wait)
    assert executed(server) == ["large.bin"] * 2


def test_once_something_went_all_the_way_the_pauses_are_short_again(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    large = [tmp_path / f"{number}.bin" for number in range(2)]
    for number, file in enumerate(large):
        file.write_bytes(bytes(3_000_000 + number))

    async def story(it: Story) -> None:
        for count in (1, 2):
            began = it.clock.now()
            server.faults({"kind": "close_reading", "size": 100_000, "above": 1_000_000})
            await it.add(large[count - 1])
            await it.passing_until(*[DONE] * count)
            assert it.clock.now() - began == pytest.approx(2)

    tell(story)


def test_asked_to_wait_it_waits_as_long(server: DemoServer, tell: Tell, files: list[Path]) -> None:
    strike(server, "http_429", seconds=40)

    async def story(it: Story) -> None:
        await it.add(files[0])
        await it.until(lambda: it.uploads.pause is not None and it.states == [WAITING])
        began = it.clock.now()
        await it.passing_until(DONE)
        assert it.clock.now() - began >= 40

    tell(story)
    assert executed(server) == ["0.txt"]
