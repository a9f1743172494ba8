"""What a failure means for an upload, and that nothing is ever sent twice unasked."""

import asyncio
from pathlib import Path

import pytest

from desktop.domain.batches import Answer
from desktop.domain.errors import (
    AskedToWait,
    CommandRefused,
    EnvelopeRefused,
    FileRefused,
    HandsLost,
    Malformed,
    NotAccepted,
    NotAnEnvelope,
    StorageFailed,
    TimedOut,
    TooLargeForServer,
    Unreachable,
)
from desktop.domain.pauses import PauseKind
from desktop.domain.proof import LOOKS_S
from desktop.domain.uploads import Unsure, Upload, UploadState
from desktop.services.changes import Subject
from desktop.services.uploads.judging import Meaning, meaning
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed, strike
from tests.unit.services.uploads.conftest import Tell

DONE, WAITING, NEEDS_YOU = UploadState.DONE, UploadState.READY, UploadState.NEEDS_YOU
REFUSED, CANCELLED, VERIFYING = UploadState.REFUSED, UploadState.CANCELLED, UploadState.VERIFYING


@pytest.mark.parametrize(
    ("error", "before", "after"),
    [
        (FileRefused("a", problem=None), Meaning.REFUSED, Meaning.UNKNOWN),  # type: ignore[arg-type]  # which one does not matter
        (TooLargeForServer(), Meaning.REFUSED, Meaning.REFUSED),
        (NotAccepted(414), Meaning.REFUSED, Meaning.REFUSED),
        (AskedToWait(3.0), Meaning.ROAD, Meaning.ROAD),
        (EnvelopeRefused("nej"), Meaning.SIGN_IN, Meaning.SIGN_IN),
        (CommandRefused("Add", "nej"), Meaning.REFUSED, Meaning.REFUSED),
        (Unreachable("weg", may_have_run=False), Meaning.ROAD, Meaning.ROAD),
        (Unreachable("weg", may_have_run=True), Meaning.ROAD, Meaning.UNKNOWN),
        (TimedOut(3.0), Meaning.ROAD, Meaning.UNKNOWN),
        (NotAnEnvelope(Malformed.HTML, 502), Meaning.ROAD, Meaning.UNKNOWN),
        (StorageFailed("full"), Meaning.DISK, Meaning.UNKNOWN),
        (HandsLost(), Meaning.HANDS, Meaning.HANDS),
        (HandsLost(may_have_run=True), Meaning.HANDS, Meaning.UNKNOWN),
        (ZeroDivisionError(), Meaning.HANDS, Meaning.UNKNOWN),
    ],
)
def test_the_table_of_meanings(error: Exception, before: Meaning, after: Meaning) -> None:
    assert meaning(error, is_committed=False) is before
    assert meaning(error, is_committed=True) is after


# --- The file is at fault ----------------------------------------------------------------------


def test_a_refused_file_keeps_no_other_back(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "refuse", message="ingen plads", where={"filename": "0.txt"})

    async def story(it: Story) -> None:
        (lost, _) = await it.add(*files[:2])
        await it.until_states(REFUSED, DONE)
        problem = it.row(lost).problem
        assert isinstance(problem, CommandRefused)
        assert "ingen plads" in problem.message
        it.uploads.retry([lost.id])
        await it.until_states(DONE, DONE)

    tell(story)
    assert sorted(executed(server)) == ["0.txt", "1.txt"]


def test_a_request_refused_while_the_sign_in_is_good_is_the_files_fault(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "auth")

    async def story(it: Story) -> None:
        await it.add(files[0])
        await it.until_states(REFUSED)
        assert isinstance(it.uploads.rows[0].problem, EnvelopeRefused)
        assert it.uploads.pause is None

    tell(story)


@pytest.mark.parametrize("kind", ["empty_post", "limit_413"])
def test_what_is_too_large_for_the_server_is_refused_and_remembered(
    server: DemoServer, tell: Tell, tmp_path: Path, kind: str
) -> None:
    server.faults({"kind": kind, "size": 2_000_000, "times": -1})
    small, large = tmp_path / "small.bin", tmp_path / "large.bin"
    small.write_bytes(bytes(range(250)) * 4000)
    large.write_bytes(bytes(3_000_000))

    async def story(it: Story) -> None:
        await it.add(large, small)
        await it.until_states(REFUSED, DONE)
        assert isinstance(it.uploads.rows[0].problem, TooLargeForServer)
        assert it.uploads.learned.smallest_failed == 3_000_000
        assert it.uploads.learned.largest_worked == 1_000_000
        assert it.uploads.pause is None

    async def later(it: Story) -> None:
        assert it.uploads.learned.smallest_failed == 3_000_000

    tell(story)
    tell(later)


# --- The outcome is unknown ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("close_after", {}),
        ("half_reply", {}),
        ("html", {"executed": True}),
        ("http_502", {"executed": True}),
        ("lost_echo", {}),
        ("late", {}),
    ],
)
def test_what_arrived_is_found_by_listing(
    server: DemoServer, tell: Tell, files: list[Path], kind: str, more: dict[str, object]
) -> None:
    strike(server, kind, **more)

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.until_states(VERIFYING)
        server.release()
        await it.passing_until(DONE)
        assert it.row(upload).document_id is not None
        causes = [event.cause for event in await it.events(upload.id)]
        assert causes[-2:] == ["looked", "found"]
        assert it.uploads.pause is None

    tell(story)
    assert executed(server) == ["0.txt"]


@pytest.mark.parametrize("kind", ["close_before", "html", "http_500"])
def test_what_is_proven_absent_goes_again(
    server: DemoServer, tell: Tell, files: list[Path], kind: str
) -> None:
    async def story(it: Story) -> None:
        await it.add(files[1])
        await it.until_states(DONE)
        strike(server, kind)
        (upload,) = await it.add(files[0])
        await it.until_states(DONE, VERIFYING)
        began = it.clock.now()
        await it.passing_until(DONE, DONE)
        assert it.clock.now() - began >= LOOKS_S[-1]
        assert it.row(upload).tries == 2

    tell(story)
    assert executed(server) == ["1.txt", "0.txt"]


def test_absence_proves_nothing_where_nothing_was_ever_listed(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "close_before")

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.passing_until(NEEDS_YOU)
        row = it.row(upload)
        assert row.unsure is Unsure.ABSENT
        assert isinstance(row.problem, Unreachable)
        assert [each.name for each in it.uploads.unfinished] == ["0.txt"]
        looks = [e.detail["after"] for e in await it.events(upload.id) if e.cause == "looked"]
        assert looks == [5, 20, 60, 180]

    tell(story)
    assert executed(server) == []


def test_what_comes_under_another_name_needs_the_user(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "renamed")
    # The second listing is the one that comes with the upload.
    server.faults({"command": "GetDocumentsByCustomerID", "kind": "close_after", "skip": 1})

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.passing_until(NEEDS_YOU)
        row = it.row(upload)
        assert row.unsure is Unsure.WEAK_MATCH
        assert len(row.candidates) == 1
        it.uploads.settle(upload.id, Answer.THERE)
        await it.until_states(DONE)
        assert it.row(upload).document_id == row.candidates[0]

    tell(story)


def test_what_is_stored_and_never_listed_needs_the_user(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "hidden")

    async def story(it: Story) -> None:
        (upload,) = await it.add(files[0])
        await it.passing_until(NEEDS_YOU)
        assert it.row(upload).unsure is Unsure.NOT_VISIBLE

    tell(story)
    assert executed(server) == ["0.txt"]


async def lost(it: Story, file: Path) -> Upload:
    """One of which nobody knows whether it is there."""
    (upload,) = await it.add(file)
    await it.passing_until(NEEDS_YOU)
    return upload


def test_it_is_there(server: DemoServer, tell: Tell, files: list[Path]) -> None:
    strike(server, "close_before")

    async def story(it: Story) -> None:
        upload = await lost(it, files[0])
        it.heard.clear()
        it.uploads.settle(upload.id, Answer.THERE)
        await it.until(lambda: Subject.DOCUMENTS in {change.subject for change in it.heard})
        it.uploads.settle(upload.id, Answer.DROP)
        await it.settled()
        assert it.states == [DONE]
        assert it.row(upload).is_users_word

    tell(story)


def test_do_not_send(server: DemoServer, tell: Tell, files: list[Path]) -> None:
    strike(server, "close_before")

    async def story(it: Story) -> None:
        upload = await lost(it, files[0])
        it.uploads.settle(upload.id, Answer.DROP)
        await it.until_states(CANCELLED)
        assert not it.uploads.unfinished

    tell(story)
    assert executed(server) == []


def test_send_again_sends_once_more(server: DemoServer, tell: Tell, files: list[Path]) -> None:
    strike(server, "close_before")

    async def story(it: Story) -> None:
        upload = await lost(it, files[0])
        it.uploads.settle(upload.id, Answer.AGAIN)
        await it.until_states(DONE)

    tell(story)
    assert executed(server) == ["0.txt"]


def test_after_several_unknown_outcomes_the_rest_waits_for_the_user(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    strike(server, "html", times=3)

    async def story(it: Story) -> None:
        it.uploads.settings.change(lanes=1)
        it.uploads.pause_all()
        await it.add(*files)
        await it.until_states(*[WAITING] * 4)
        it.uploads.resume()
        await it.until(lambda: it.uploads.pause is not None)
        assert it.states == [VERIFYING] * 3 + [WAITING]
        assert it.uploads.pause is not None
        assert (it.uploads.pause.kind, it.uploads.pause.waits_for_user) == (PauseKind.UNSURE, True)
        it.uploads.try_again()
        await it.until_states(*[VERIFYING] * 3, DONE)

    tell(story)
    assert executed(server) == ["3.txt"]


# --- The road is closed --------------------------------------------------------------------------


def test_without_a_server_all_waits_and_goes_on_by_itself(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        server.stop()
        rows = await it.add(*files)
        await it.until(lambda: it.uploads.pause is not None and it.states == [WAITING] * 4)
        assert it.uploads.pause is not None
        assert isinstance(it.uploads.pause.error, Unreachable)
        assert it.uploads.pause.kind is PauseKind.ROAD
        it.uploads.cancel([rows[3].id])
        await asyncio.to_thread(server.restart)
        await it.passing_until(DONE, DONE, DONE, CANCELLED)

    tell(story)
    assert sorted(executed(server)) == ["0.txt", "1.txt", "2.txt"]


def test_a_sign_in_that_no_longer_holds_waits_for_the_user(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    server.faults({"kind": "auth", "times": -1})

    async def story(it: Story) -> None:
        await it.add(*files[:2])
        await it.until(lambda: it.uploads.pause is not None and it.states == [WAITING] * 2)
        assert it.uploads.pause is not None
        assert isinstance(it.uploads.pause.error, EnvelopeRefused)
        assert (it.uploads.pause.kind, it.uploads.pause.waits_for_user) == (PauseKind.SIGN_IN, True)
        # Asked again and again it may lock the account.
        await it.settled()
        assert it.clock.next_due is None
        server.clear_faults()
        it.uploads.try_again()
        # The other one may just have been judged, when its question was answered again.
        await it.passing_until(DONE, DONE)

    tell(story)
