"""Before the last piece leaves nothing was carried out, after it that cannot be taken back."""

import asyncio
from pathlib import Path

import pytest

from desktop.domain.answers import FileAdded, UploadReply
from desktop.domain.errors import HandsLost, StorageFailed
from desktop.domain.uploads import Upload, UploadId
from desktop.services.uploads.hands import Hands
from tests.helpers.demo_server import DemoServer
from tests.helpers.handling import Commit, kill, ran, sent, upload_of
from tests.unit.services.uploads.conftest import TellHands

ONE, TWO, THREE = UploadId(1), UploadId(2), UploadId(3)


async def all_but_the_last_piece(
    hands: Hands, upload: Upload
) -> tuple["asyncio.Task[UploadReply]", Commit]:
    """What is being sent, with the go for the last piece not given."""
    commit = Commit(holds=True)
    sending = asyncio.create_task(sent(hands, upload, commit))
    await commit.asked.wait()
    return sending, commit


async def carried_out(
    hands: Hands, upload: Upload, server: DemoServer
) -> "asyncio.Task[UploadReply]":
    """What is being sent, with the reply held by the server."""
    server.faults({"command": "AddFileToCustomer", "kind": "hold", "executed": True})
    return await server.holding(sent(hands, upload))


def test_cancelled_before_the_last_piece_nothing_is_carried_out(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        sending, _ = await all_but_the_last_piece(hands, upload_of(letter, staged, customer))
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        # Which waits for what was cancelled to have ended.
        await hands.discard([ONE])

    tell_hands(story)
    assert ran(server) == []


def test_what_keeps_the_window_from_committing_is_raised_and_nothing_carried_out(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        commit = Commit(error=StorageFailed("disk full"))
        with pytest.raises(StorageFailed):
            await sent(hands, upload_of(letter, staged, customer), commit)
        await hands.discard([ONE])

    tell_hands(story)
    assert ran(server) == []


def test_cancelled_after_the_last_piece_it_ends_with_the_reply(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        sending = await carried_out(hands, upload_of(letter, staged, customer), server)
        sending.cancel()
        await asyncio.sleep(0)
        sending.cancel()
        await asyncio.sleep(0)
        await asyncio.to_thread(server.release)
        reply = await sending
        assert reply.is_ours
        assert isinstance(reply.answer, FileAdded)

    tell_hands(story)
    assert ran(server) == ["AddFileToCustomer"]


def test_killed_before_the_last_piece_nothing_is_carried_out(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        upload = upload_of(letter, staged, customer)
        other = asyncio.create_task(asking(hands))
        sending, commit = await all_but_the_last_piece(hands, upload)
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

    tell_hands(story)
    assert ran(server) == ["AddFileToCustomer"]


async def asking(hands: Hands) -> None:
    """Something else that always waits for an answer."""
    while True:
        await hands.leftovers()


def test_killed_after_the_last_piece_it_may_have_been_carried_out(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        sending = await carried_out(hands, upload_of(letter, staged, customer), server)
        kill(hands)
        with pytest.raises(HandsLost) as caught:
            await sending
        assert caught.value.may_have_run
        server.release()

    tell_hands(story)
    assert ran(server) == ["AddFileToCustomer"]


def test_whose_fault_it_is_shows_when_they_go_one_by_one(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    """Of two that fell together nobody knows; after that one of them at a time, beside others."""

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        rows = [upload_of(letter, staged, customer, each) for each in (ONE, TWO, THREE)]
        for each in (TWO, THREE):
            await hands.stage(each, letter)
        one, two, three = rows
        both = [await all_but_the_last_piece(hands, each) for each in (one, two)]
        assert await blamed(hands, *both) == [False, False]
        await hands.thumbnail(ONE, 64)
        alone = await all_but_the_last_piece(hands, one)
        other = asyncio.create_task(sent(hands, two))
        async with asyncio.timeout(10):
            assert (await sent(hands, three)).is_ours
        assert not other.done()
        beside = await all_but_the_last_piece(hands, three)
        assert await blamed(hands, alone, beside) == [True, False]
        assert (await other).is_ours
        assert dict(hands.falls) == {ONE: 2, THREE: 1}

    tell_hands(story)
    assert ran(server) == ["AddFileToCustomer"] * 2


async def blamed(
    hands: Hands, *under_way: tuple["asyncio.Task[UploadReply]", Commit]
) -> list[bool]:
    """Whether each is to blame for the end of the process."""
    kill(hands)
    for _, commit in under_way:
        commit.let_go.set()
    fallen = await asyncio.gather(*(sending for sending, _ in under_way), return_exceptions=True)
    return [isinstance(each, HandsLost) and each.is_to_blame for each in fallen]


def test_closed_it_ends_at_once_whatever_it_is_doing(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        upload = upload_of(letter, staged, customer)
        sending, commit = await all_but_the_last_piece(hands, upload)
        async with asyncio.timeout(10):
            await hands.close()
        assert hands.pid is None
        commit.let_go.set()
        with pytest.raises(HandsLost) as caught:
            await sending
        assert not caught.value.may_have_run
        with pytest.raises(HandsLost):
            await hands.leftovers()

    tell_hands(story)
    assert ran(server) == []
