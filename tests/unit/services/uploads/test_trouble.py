"""What a failure means for an upload, and that nothing is ever sent twice unasked."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.answers import FileAdded
from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    TimedOut,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadState
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.services.changes import Subject
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed, strike

DONE, WAITING, NEEDS_YOU = UploadState.DONE, UploadState.READY, UploadState.NEEDS_YOU
REFUSED, CANCELLED = UploadState.REFUSED, UploadState.CANCELLED


# --- The file is at fault ----------------------------------------------------------------------


def test_a_refused_file_keeps_no_other_back(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        (lost,) = it.add(files[0], customer_id=99_999_999)
        it.add(files[1])
        await it.until_states(REFUSED, DONE)
        problem = it.row(lost).problem
        assert isinstance(problem, CommandRefused)
        assert "99999999" in problem.message

    tell(story)
    assert executed(server) == ["1.txt"]


def test_a_request_refused_while_the_sign_in_is_good_is_the_files_fault(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    strike(server, "auth")

    async def story(it: Story) -> None:
        it.add(*files[:2])
        await it.until_states(REFUSED, DONE)
        assert isinstance(it.uploads.rows[0].problem, EnvelopeRefused)
        assert it.uploads.pause is None

    tell(story)


def test_a_mistake_of_ours_is_told_and_keeps_no_other_back(
    server: DemoServer,
    tell: Callable[..., None],
    files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    send = Client.add_file_to_customer

    async def broken(client: Client, customer_id: CustomerId, **inputs: Any) -> FileAdded:
        if inputs["filename"] == "0.txt":
            raise ZeroDivisionError
        return await send(client, customer_id, **inputs)

    monkeypatch.setattr(Client, "add_file_to_customer", broken)

    async def story(it: Story) -> None:
        it.add(*files[:2])
        await it.until_states(NEEDS_YOU, DONE)
        assert it.uploads.rows[0].problem is None

    tell(story)
    assert "ZeroDivisionError" in caplog.text
    assert executed(server) == ["1.txt"]


# --- The outcome is unknown ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "is_stored"),
    [
        ("close_before", False),
        ("close_after", True),
        ("half_reply", True),
        ("html", False),
        ("http_502", False),
        ("http_500", False),
    ],
)
def test_a_lost_answer_is_put_to_the_user(
    server: DemoServer, tell: Callable[..., None], files: list[Path], kind: str, is_stored: bool
) -> None:
    strike(server, kind)

    async def story(it: Story) -> None:
        it.add(*files[:2])
        await it.until_states(NEEDS_YOU, DONE)
        assert isinstance(it.uploads.rows[0].problem, Unreachable | NotAnEnvelope)
        assert it.uploads.pause is None
        assert not it.uploads.busy
        assert [row.name for row in it.uploads.unfinished] == ["0.txt"]

    tell(story)
    assert executed(server) == (["0.txt", "1.txt"] if is_stored else ["1.txt"])


def test_an_answer_that_takes_too_long_is_put_to_the_user(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    strike(server, "hold")

    async def story(it: Story) -> None:
        it.add(files[0])
        await it.until_states(NEEDS_YOU)
        assert isinstance(it.uploads.rows[0].problem, TimedOut)

    tell(story, options=Options(total_seconds=0.3, retries=0))
    server.release()


def lost(it: Story, file: Path) -> Upload:
    (upload,) = it.add(file)
    return upload


def test_it_is_there(server: DemoServer, tell: Callable[..., None], files: list[Path]) -> None:
    strike(server, "close_after")

    async def story(it: Story) -> None:
        upload = lost(it, files[0])
        await it.until_states(NEEDS_YOU)
        it.heard.clear()
        it.uploads.settle(upload.id, stored=True)
        assert it.states == [DONE]
        assert Subject.DOCUMENTS in {change.subject for change in it.heard}
        it.uploads.settle(upload.id, stored=False)
        assert it.states == [DONE]

    tell(story)
    assert executed(server) == ["0.txt"]


def test_do_not_send(server: DemoServer, tell: Callable[..., None], files: list[Path]) -> None:
    strike(server, "close_before")

    async def story(it: Story) -> None:
        upload = lost(it, files[0])
        await it.until_states(NEEDS_YOU)
        it.uploads.settle(upload.id, stored=False)
        assert it.states == [CANCELLED]
        assert not it.uploads.unfinished

    tell(story)
    assert executed(server) == []


def test_send_again_sends_once_more(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    strike(server, "close_after")

    async def story(it: Story) -> None:
        upload = lost(it, files[0])
        await it.until_states(NEEDS_YOU)
        it.uploads.retry(upload.id)
        await it.until_states(DONE)

    tell(story)
    assert executed(server) == ["0.txt", "0.txt"]


def test_after_several_unknown_outcomes_the_rest_waits_for_the_user(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    strike(server, "html", times=3)

    async def story(it: Story) -> None:
        it.add(*files)
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [NEEDS_YOU] * 3 + [WAITING]
        assert it.uploads.pause is not None
        assert it.uploads.pause.waits_for_user
        it.uploads.try_again()
        await it.until_states(*[NEEDS_YOU] * 3, DONE)

    tell(story)
    assert executed(server) == ["3.txt"]


# --- The road is closed --------------------------------------------------------------------------


def test_cut_off_in_the_middle_it_is_sent_again_by_itself(
    server: DemoServer, tell: Callable[..., None], tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3_000_000))
    server.faults({"kind": "close_reading", "size": 100_000, "times": 2})

    async def story(it: Story) -> None:
        it.add(large)
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [WAITING]
        await it.until_states(DONE)
        assert it.uploads.pause is None

    tell(story)
    assert executed(server) == ["large.bin"]


def test_a_file_that_is_cut_off_each_time_is_refused_in_the_end(
    server: DemoServer, tell: Callable[..., None], tmp_path: Path, files: list[Path]
) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(3_000_000))

    async def story(it: Story) -> None:
        # Every other request is an Echo, which comes through.
        cut = {"kind": "close_reading", "size": 100_000}
        server.faults(*({**cut, "skip": number} for number in range(5)))
        it.add(large)
        await it.until_states(REFUSED)
        assert isinstance(it.uploads.rows[0].problem, Unreachable)
        it.add(files[0])
        await it.until_states(REFUSED, DONE)

    tell(story)


def test_without_a_server_all_waits_and_goes_on_by_itself(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        server.stop()
        it.add(*files)
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [WAITING] * 4
        assert it.uploads.pause is not None
        assert isinstance(it.uploads.pause.error, Unreachable)
        assert not it.uploads.pause.waits_for_user
        it.uploads.cancel(it.uploads.rows[3].id)
        await asyncio.to_thread(server.restart)
        await it.until_states(DONE, DONE, DONE, CANCELLED)

    tell(story)
    assert executed(server) == ["0.txt", "1.txt", "2.txt"]


def test_a_sign_in_that_no_longer_holds_waits_for_the_user(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    server.faults({"kind": "auth", "times": 2})

    async def story(it: Story) -> None:
        it.add(*files[:2])
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [WAITING, WAITING]
        assert it.uploads.pause is not None
        assert isinstance(it.uploads.pause.error, EnvelopeRefused)
        assert it.uploads.pause.waits_for_user
        it.uploads.try_again()
        await it.until_states(DONE, DONE)

    tell(story)


def test_a_page_in_place_of_the_server_closes_the_road(
    server: DemoServer, tell: Callable[..., None], files: list[Path]
) -> None:
    server.faults({"kind": "html", "times": 3})

    async def story(it: Story) -> None:
        it.add(*files[:2])
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [NEEDS_YOU, WAITING]
        assert it.uploads.pause is not None
        assert isinstance(it.uploads.pause.error, NotAnEnvelope)
        assert it.uploads.pause.error.why is Malformed.HTML
        await it.until_states(NEEDS_YOU, DONE)

    tell(story)
    assert executed(server) == ["1.txt"]
