"""Before the last piece leaves nothing was carried out, after it that cannot be taken back."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.domain.answers import FileAdded
from desktop.domain.errors import HandsLost, StorageFailed
from desktop.domain.uploads import UploadId
from desktop.services.uploads.hands import Hands
from tests.helpers.demo_server import DemoServer
from tests.helpers.handling import Commit, kill, ran, sent, told, upload_of
from tests.helpers.uploading import account_of

ONE = UploadId(1)

Tell = Callable[..., None]


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path) -> Tell:
    def run(story: Callable[[Hands], Awaitable[None]], **limits: object) -> None:
        told(account_of(server), tmp_path / "account", story, **limits)

    return run


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "Brev til Ærø.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4000)
    return file


def test_cancelled_before_the_last_piece_nothing_is_carried_out(
    tell: Tell, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        commit = Commit(holds=True)
        sending = asyncio.create_task(sent(hands, upload_of(letter, staged, customer), commit))
        await commit.asked.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        # Which waits for what was cancelled to have ended.
        await hands.discard([ONE])

    tell(story)
    assert ran(server) == []


def test_what_keeps_the_window_from_committing_is_raised_and_nothing_carried_out(
    tell: Tell, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        commit = Commit(error=StorageFailed("disk full"))
        with pytest.raises(StorageFailed):
            await sent(hands, upload_of(letter, staged, customer), commit)
        await hands.discard([ONE])

    tell(story)
    assert ran(server) == []


def test_cancelled_after_the_last_piece_it_ends_with_the_reply(
    tell: Tell, server: DemoServer, customer: int, letter: Path
) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "hold", "executed": True})

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        sending = asyncio.create_task(sent(hands, upload_of(letter, staged, customer)))
        await asyncio.to_thread(server.wait_until_held)
        sending.cancel()
        await asyncio.sleep(0)
        sending.cancel()
        await asyncio.sleep(0)
        await asyncio.to_thread(server.release)
        reply = await sending
        assert reply.is_ours
        assert isinstance(reply.answer, FileAdded)

    tell(story)
    assert ran(server) == ["AddFileToCustomer"]


def test_killed_before_the_last_piece_nothing_is_carried_out(
    tell: Tell, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        upload = upload_of(letter, staged, customer)
        commit = Commit(holds=True)
        sending = asyncio.create_task(sent(hands, upload, commit))
        other = asyncio.create_task(asking(hands))
        await commit.asked.wait()
        kill(hands)
        with pytest.raises(HandsLost) as caught:
            await other
        assert not caught.value.may_have_run
        # It is too late for the go: nobody is there to hear it.
        commit.let_go.set()
        with pytest.raises(HandsLost) as caught:
            await sending
        assert not caught.value.may_have_run
        assert ran(server) == []
        # The next request has another process, and what was staged is still there.
        assert (await sent(hands, upload)).is_ours

    tell(story)
    assert ran(server) == ["AddFileToCustomer"]


async def asking(hands: Hands) -> None:
    """Something else that always waits for an answer."""
    while True:
        await hands.leftovers()


def test_killed_after_the_last_piece_it_may_have_been_carried_out(
    tell: Tell, server: DemoServer, customer: int, letter: Path
) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "hold", "executed": True})

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        sending = asyncio.create_task(sent(hands, upload_of(letter, staged, customer)))
        await asyncio.to_thread(server.wait_until_held)
        kill(hands)
        with pytest.raises(HandsLost) as caught:
            await sending
        assert caught.value.may_have_run
        server.release()

    tell(story)
    assert ran(server) == ["AddFileToCustomer"]


def test_closed_it_ends_at_once_whatever_it_is_doing(
    tell: Tell, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        commit = Commit(holds=True)
        sending = asyncio.create_task(sent(hands, upload_of(letter, staged, customer), commit))
        await commit.asked.wait()
        async with asyncio.timeout(2):
            await hands.close()
        assert hands.pid is None
        commit.let_go.set()
        with pytest.raises(HandsLost) as caught:
            await sending
        assert not caught.value.may_have_run
        with pytest.raises(HandsLost):
            await hands.leftovers()

    tell(story)
    assert ran(server) == []
