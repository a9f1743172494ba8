"""Cancelling, closing, and what the next start makes of what was left."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.account import Account
from desktop.domain.batches import Answer, Target
from desktop.domain.errors import FileProblem, FileRefused, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import BETWEEN, BatchId, UploadId, UploadState
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import PATIENCE_S, Story, account_of, executed, strike, told
from tests.unit.services.uploads.conftest import Tell

DONE, HELD, WAITING = UploadState.DONE, UploadState.HELD, UploadState.READY
CANCELLED, SENDING, REFUSED = UploadState.CANCELLED, UploadState.SENDING, UploadState.REFUSED
UNCONFIRMED = UploadState.SENT_UNCONFIRMED
HOLD_S = 8.0


@pytest.fixture
def stuck() -> Iterator[socket.socket]:
    """A server that takes the connection and reads nothing: what is sent piles up on the way."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def large(tmp_path: Path) -> Path:
    file = tmp_path / "large.bin"
    file.write_bytes(bytes(20_000_000))
    return file


# --- Cancelling and closing ----------------------------------------------------------------------


def test_cancelled_in_the_middle_it_is_cancelled_and_not_stored(
    server: DemoServer, tell: Tell, large: Path
) -> None:
    server.faults({"kind": "hold_reading", "above": 1_000_000})

    async def story(it: Story) -> None:
        (upload,) = await it.add(large)
        await it.until(lambda: it.row(upload).sent > 0)
        it.uploads.cancel([upload.id])
        await it.until_states(CANCELLED)

    tell(story)
    server.release()
    assert executed(server) == []


def test_too_late_to_cancel(server: DemoServer, tell: Tell, files: list[Path]) -> None:
    strike(server, "hold")

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.until(lambda: it.row(upload).state in BETWEEN)
        it.uploads.cancel([upload.id])
        await it.settled()
        assert it.states == [UNCONFIRMED]
        assert it.uploads.between == it.uploads.rows
        await asyncio.to_thread(server.wait_until_held)
        server.release()
        await it.until_states(DONE)

    tell(story)


def test_closed_in_the_middle_it_goes_at_the_next_start(
    server: DemoServer, tell: Tell, large: Path
) -> None:
    server.faults({"kind": "hold_reading", "above": 1_000_000})

    async def story(it: Story) -> None:
        (upload,) = await it.add(large)
        await it.until(lambda: it.row(upload).sent > 0)
        (left,) = await it.uploads.close()
        assert left.state in (WAITING, SENDING)

    async def later(it: Story) -> None:
        assert it.states == [WAITING]
        await it.until_states(DONE)

    tell(story)
    server.release()
    tell(later)
    assert executed(server) == ["large.bin"]


def test_closed_before_the_answer_it_is_looked_for_at_the_next_start(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "hold", executed=True)

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.until(lambda: it.row(upload).state in BETWEEN)
        await asyncio.to_thread(server.wait_until_held)
        (left,) = await it.uploads.close()
        assert left.state in BETWEEN

    async def later(it: Story) -> None:
        assert it.states == [UploadState.VERIFYING]
        await it.passing_until(DONE)

    tell(story)
    tell(later)
    assert executed(server) == ["0.txt"]


def test_closed_while_held_it_is_held_at_the_next_start(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        await it.add(*files[:2])
        await it.until_states(HELD, HELD)
        it.clock.advance(HOLD_S - 1)

    async def later(it: Story) -> None:
        await it.until(lambda: bool(it.uploads.batches.open))
        (batch,) = it.uploads.batches.open
        await it.until(lambda: it.uploads.batches.open[0].seconds_left == HOLD_S)
        files[0].unlink()
        it.uploads.batches.send_now(batch.id)
        await it.until_states(DONE, DONE)

    tell(story, hold=HOLD_S)
    tell(later, hold=HOLD_S)
    assert sorted(executed(server)) == ["0.txt", "1.txt"]


def test_what_lost_its_copy_is_copied_again_or_refused(
    server: DemoServer, tell: Tell, files: list[Path], tmp_path: Path
) -> None:
    async def story(it: Story) -> None:
        it.uploads.pause_all()
        await it.add(*files[:2])
        await it.until_states(WAITING, WAITING)

    async def later(it: Story) -> None:
        it.uploads.resume()
        await it.until_states(REFUSED, DONE)
        problem = it.uploads.rows[0].problem
        assert isinstance(problem, FileRefused)
        assert problem.problem is FileProblem.MISSING

    tell(story)
    for each in (tmp_path / "account" / "spool").glob("*/*"):
        each.unlink()
    for each in (tmp_path / "account" / "spool").glob("*"):
        if each.is_dir():
            each.rmdir()
    files[0].unlink()
    tell(later)
    assert executed(server) == ["1.txt"]


def test_copies_go_when_they_are_needed_no_more(
    tell: Tell, files: list[Path], tmp_path: Path
) -> None:
    def copies() -> set[str]:
        return {each.name for each in (tmp_path / "account" / "spool").glob("[0-9]*")}

    async def story(it: Story) -> None:
        rows = await it.add(*files[:2])
        await it.until_states(HELD, HELD)
        assert copies() == {str(row.id) for row in rows}
        it.uploads.cancel([rows[0].id])
        it.uploads.batches.send_now(rows[0].batch)
        await it.until_states(CANCELLED, DONE)
        await it.passing(lambda: not copies())
        assert all(file.exists() for file in files)

    tell(story, hold=HOLD_S)


def test_what_is_asked_of_an_upload_that_is_gone_does_nothing(tell: Tell) -> None:
    async def story(it: Story) -> None:
        nobody, nothing = UploadId(77), BatchId(77)
        it.uploads.cancel([nobody])
        it.uploads.retry([nobody])
        it.uploads.first([nobody])
        it.uploads.settle(nobody, Answer.THERE)
        for ask in (it.uploads.batches.undo, it.uploads.batches.send_now):
            ask(nothing)
        await it.settled()
        assert it.uploads.get(nobody) is None
        with pytest.raises(ValueError, match="no files"):
            await it.add()

    tell(story)


# --- The disk ------------------------------------------------------------------------------------


def test_on_a_full_disk_nothing_is_sent_that_cannot_be_written_down(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "hold")

    async def story(it: Story) -> None:
        (first,) = await it.add(files[0])
        await it.until(lambda: it.row(first).state in BETWEEN)
        await asyncio.to_thread(server.wait_until_held)
        await it.fill_disk()
        with pytest.raises(StorageFailed):
            await it.add(*files[1:])
        pause = it.uploads.pause
        assert pause is not None
        assert pause.kind is PauseKind.DISK
        server.release()
        await it.until(lambda: it.row(first).unwritten is DONE)
        assert it.states == [UNCONFIRMED]
        it.empty_disk()
        it.uploads.try_again()
        await it.until_states(DONE)
        assert it.row(first).unwritten is None
        assert it.uploads.pause is None
        await it.add(files[1])
        await it.until_states(DONE, DONE)

    tell(story)
    assert executed(server) == ["0.txt", "1.txt"]


def test_what_could_not_be_written_down_is_found_at_the_next_start(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "hold")

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.until(lambda: it.row(upload).state in BETWEEN)
        await asyncio.to_thread(server.wait_until_held)
        await it.fill_disk()
        server.release()
        await it.until(lambda: it.row(upload).unwritten is DONE)
        await it.uploads.close()
        it.empty_disk()

    async def later(it: Story) -> None:
        assert it.states == [UploadState.VERIFYING]
        await it.passing_until(DONE)

    tell(story)
    tell(later)
    assert executed(server) == ["0.txt"]


def test_with_a_journal_that_cannot_be_used_the_program_starts_and_says_so(
    server: DemoServer, tell: Tell, files: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "account").mkdir()
    (tmp_path / "account" / "journal.db").mkdir()

    async def story(it: Story) -> None:
        assert it.uploads.pause is not None
        assert it.uploads.pause.kind is PauseKind.DISK
        with pytest.raises(StorageFailed):
            await it.add(files[0])
        (tmp_path / "account" / "journal.db").rmdir()
        await it.passing(lambda: it.uploads.pause is None)
        await it.add(files[0])
        await it.until_states(DONE)

    tell(story)
    assert executed(server) == ["0.txt"]


# --- A server that does not read -----------------------------------------------------------------


def test_closing_never_waits_for_a_server(
    server: DemoServer, tmp_path: Path, large: Path, stuck: socket.socket
) -> None:
    async def story(it: Story) -> None:
        await it.add(large)
        await it.until(lambda: it.states == [WAITING])
        async with asyncio.timeout(PATIENCE_S / 2):
            await it.uploads.close()

    target = Target(id=CustomerId(1), name="Søndergade 7")
    told(stuck_account(server, stuck), tmp_path / "account", story, target=target)


def stuck_account(server: DemoServer, listening: socket.socket) -> Account:
    port = listening.getsockname()[1]
    return replace(account_of(server), endpoint=f"http://127.0.0.1:{port}/")
