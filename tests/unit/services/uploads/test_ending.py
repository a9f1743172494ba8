"""Cancelling, closing, and which states may follow each other."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.account import Account
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.microbizz.options import Options
from desktop.services.changes import ChangeFeed
from desktop.services.upload_queue import ForbiddenMove, UploadQueue
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import LONG, Story, account_of, executed, strike, told

DONE, HELD, WAITING = UploadState.DONE, UploadState.HELD, UploadState.READY
CANCELLED, SENDING, NEEDS_YOU = UploadState.CANCELLED, UploadState.SENDING, UploadState.NEEDS_YOU


# --- Cancelling and closing ----------------------------------------------------------------------


@pytest.fixture
def stuck() -> Iterator[socket.socket]:
    """A server that takes the connection and reads nothing: what is sent piles up on the way."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def received(listening: socket.socket) -> tuple[int, int]:
    """How many bytes of a body were announced, and how many came before the connection ended."""
    connection, _ = listening.accept()
    with connection, connection.makefile("rb") as stream:
        headers = dict(
            line.split(b": ", 1) for line in iter(stream.readline, b"\r\n") if b": " in line
        )
        return int(headers[b"Content-Length"]), len(stream.read())


def stuck_account(server: DemoServer, listening: socket.socket) -> Account:
    port = listening.getsockname()[1]
    return replace(account_of(server), endpoint=f"http://127.0.0.1:{port}/")


def test_cancelling_in_the_middle_leaves_the_server_nothing_it_could_run(
    server: DemoServer, customer: int, tmp_path: Path, stuck: socket.socket
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(20_000_000))

    async def story(it: Story) -> None:
        (upload,) = it.add(large)
        await it.until(lambda: it.row(upload).sent > 0)
        it.uploads.cancel(upload.id)
        assert it.states == [CANCELLED]
        announced, came = await asyncio.to_thread(received, stuck)
        assert 0 < came < announced
        assert it.states == [CANCELLED]

    told(stuck_account(server, stuck), story, customer_id=customer)


def test_what_stalls_in_the_middle_waits_for_the_road(
    server: DemoServer, customer: int, tmp_path: Path, stuck: socket.socket
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(20_000_000))

    async def story(it: Story) -> None:
        it.add(large)
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [WAITING]

    impatient = Options(stall_seconds=0.2, total_seconds=0.5, retries=0)
    told(stuck_account(server, stuck), story, customer_id=customer, options=impatient)


def test_closing_in_the_middle_leaves_the_file_waiting(
    server: DemoServer, customer: int, tmp_path: Path, stuck: socket.socket
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(20_000_000))

    async def story(it: Story) -> None:
        it.add(large)
        it.add(tmp_path)
        await it.until(lambda: it.uploads.rows[0].sent > 0)
        (left,) = await it.uploads.close()
        assert (left.name, left.state) == ("large.bin", WAITING)

    told(stuck_account(server, stuck), story, customer_id=customer)
    announced, came = received(stuck)
    assert came < announced


def test_too_late_to_cancel(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    strike(server, "hold")

    async def story(it: Story) -> None:
        (upload,) = it.add(files[0])
        await it.until(lambda: it.row(upload).is_all_sent)
        it.uploads.cancel(upload.id)
        assert it.states == [SENDING]
        await asyncio.to_thread(server.wait_until_held)
        server.release()
        await it.until_states(DONE)

    tell(story)


def test_closing_before_the_answer_asks_the_user(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    strike(server, "hold")

    async def story(it: Story) -> None:
        it.add(*files[:2])
        await it.until(lambda: it.uploads.rows[0].is_all_sent)
        left = await it.uploads.close()
        assert [each.state for each in left] == [NEEDS_YOU, WAITING]

    tell(story)
    server.release()


def test_closing_while_held_sends_nothing(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        it.add(*files[:2])
        left = await it.uploads.close()
        assert [each.state for each in left] == [HELD, HELD]
        assert not it.uploads.held()

    tell(story, hold=LONG)
    assert executed(server) == []


# --- The rows ------------------------------------------------------------------------------------


def an_upload(number: int, batch: int = 1) -> Upload:
    return Upload(
        id=UploadId(number),
        batch=BatchId(batch),
        customer_id=CustomerId(1),
        customer_name="",
        path=Path("a"),
        title="a",
    )


def test_no_state_is_reached_by_a_way_that_is_not_allowed() -> None:
    queue = UploadQueue(ChangeFeed())
    upload = an_upload(1)
    queue.add([upload])
    with pytest.raises(ForbiddenMove):
        queue.move(upload.id, DONE)
    with pytest.raises(ForbiddenMove):
        queue.put(replace(upload, state=DONE))
    queue.move(upload.id, CANCELLED)
    with pytest.raises(ForbiddenMove):
        queue.move(upload.id, WAITING)
    assert queue.rows[0].state is CANCELLED


def test_all_are_moved_or_none() -> None:
    queue = UploadQueue(ChangeFeed())
    queue.add([an_upload(1), an_upload(2)])
    queue.move(UploadId(2), CANCELLED)
    with pytest.raises(ForbiddenMove):
        queue.move_all([UploadId(1), UploadId(2)], WAITING)
    assert [row.state for row in queue.rows] == [HELD, CANCELLED]


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from(UploadState)), max_size=30))
def test_what_is_counted_is_what_is_there(moves: list[tuple[int, UploadState]]) -> None:
    queue = UploadQueue(ChangeFeed())
    queue.add([an_upload(number, batch=number % 2) for number in range(1, 7)])
    for number, state in moves:
        with contextlib.suppress(ForbiddenMove, KeyError):
            queue.move(UploadId(number), state)
        if state is DONE:
            queue.forget_finished()
        for each in UploadState:
            assert queue.count(each) == len(queue.in_state(each))
        held = {row.batch for row in queue.in_state(HELD)}
        assert {batch for batch in (0, 1) if queue.has_held(BatchId(batch))} == held


@pytest.mark.parametrize("state", [CANCELLED, WAITING])
def test_a_batch_is_told_of_once(
    tell: Callable[..., None], files: list[Path], state: UploadState
) -> None:
    async def story(it: Story) -> None:
        rows = it.add(*files)
        assert it.uploads.unfinished_count == 4
        it.heard.clear()
        end = it.uploads.undo if state is CANCELLED else it.uploads.send_now
        end(rows[0].batch)
        assert [change.ids for change in it.heard] == [{int(row.id) for row in rows}]
        assert it.states == [state] * 4
        assert it.uploads.unfinished_count == len(it.uploads.unfinished)

    tell(story, hold=LONG)


def test_what_is_asked_of_an_upload_that_is_gone_does_nothing(tell: Callable[..., None]) -> None:
    async def story(it: Story) -> None:
        nobody = UploadId(77)
        it.uploads.cancel(nobody)
        it.uploads.retry(nobody)
        it.uploads.settle(nobody, stored=True)
        it.uploads.undo(BatchId(77))
        it.uploads.send_now(BatchId(77))
        assert it.heard == []

    tell(story)
