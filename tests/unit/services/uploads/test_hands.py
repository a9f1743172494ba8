"""The process that copies, prepares and sends files, as the window uses it."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from desktop.domain.answers import FileAdded, PhotoAdded, UploadReply
from desktop.domain.errors import (
    CommandRefused,
    DiskFull,
    FileProblem,
    FileRefused,
    NotAnEnvelope,
    StorageFailed,
)
from desktop.domain.files import FileKind
from desktop.domain.ids import DocumentId
from desktop.domain.photos import PhotoOrder, Preset
from desktop.domain.uploads import UploadId
from desktop.services.uploads.hands import Hands
from tests.helpers.demo_server import DemoServer
from tests.helpers.handling import Commit, ran, sent, upload_of
from tests.helpers.pictures import jpeg
from tests.unit.services.uploads.conftest import TellHands

ONE, TWO = UploadId(1), UploadId(2)
TAKEN = datetime(2031, 5, 4, 10, 11, 12)  # noqa: DTZ001 - a camera's wall clock


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "IMG_1.jpg"
    file.write_bytes(jpeg((3200, 2400), taken=TAKEN))
    return file


def size_and_time(path: Path) -> tuple[int, int]:
    now = path.stat()
    return now.st_size, now.st_mtime_ns


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def spoil(path: Path) -> None:
    """Another byte in the middle; its size stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


# --- The happy path -----------------------------------------------------------------------------


def test_a_file_is_copied_and_stored_as_it_was(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    commit, content = Commit(), letter.read_bytes()

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        assert staged.look.kind is FileKind.PDF
        assert (staged.look.size, staged.look.modified_ns) == size_and_time(letter)
        assert staged.sha256 == sha256_of(letter)
        reply = await sent(hands, upload_of(letter, staged, customer), commit)
        assert reply.is_ours
        assert isinstance(reply.answer, FileAdded)
        assert reply.listing is not None
        (document,) = reply.listing.documents
        assert document.text("filename") == letter.name
        assert server.stored_bytes(document.id) == content

    tell_hands(story)
    assert commit.asked.is_set()
    assert commit.sent[-1] == letter.stat().st_size
    assert commit.sent == sorted(commit.sent)
    assert ran(server) == ["AddFileToCustomer"]


def test_a_photo_is_made_smaller_and_sent_as_it_was_made(
    tell_hands: TellHands, server: DemoServer, customer: int, photo: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, photo)
        assert (staged.look.width, staged.look.taken) == (3200, TAKEN)
        made = await hands.prepare(ONE, PhotoOrder(preset=Preset.LARGE), photo)
        assert (made.width, made.height, made.taken) == (2560, 1920, TAKEN)
        upload = replace(
            upload_of(photo, staged, customer),
            send_size=made.size,
            send_sha256=made.sha256,
            tags=(3, 5),
            on_xnet=True,
        )
        reply = await sent(hands, upload)
        assert isinstance(reply.answer, PhotoAdded)
        assert reply.answer.document is not None
        stored = server.stored_bytes(reply.answer.document.id) or b""
        assert hashlib.sha256(stored).hexdigest() == made.sha256

    tell_hands(story)
    (entry,) = server.ledger_of("AddPhotoToCustomer")
    inputs = entry["inputs"]
    assert (inputs["createdate"], inputs["createtime"]) == ("2031-05-04", "10:11:12")
    assert (inputs["tags"], inputs["onxnet"]) == ([3, 5], 1)


def test_a_photo_replaces_the_one_it_is_meant_to(
    tell_hands: TellHands, server: DemoServer, customer: int, photo: Path
) -> None:
    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, photo)
        first = await sent(hands, upload_of(photo, staged, customer))
        id_ = id_of(first)
        again = replace(upload_of(photo, staged, customer), replaces=id_)
        assert id_of(await sent(hands, again)) == id_

    tell_hands(story)


def id_of(reply: UploadReply) -> DocumentId:
    assert isinstance(reply.answer, PhotoAdded)
    assert reply.answer.document is not None
    return reply.answer.document.id


def test_the_strip_gets_small_pictures(tell_hands: TellHands, photo: Path, letter: Path) -> None:
    async def story(hands: Hands) -> None:
        await hands.stage(ONE, photo)
        await hands.stage(TWO, letter)
        picture = await hands.thumbnail(ONE, 64)
        assert picture is not None
        assert (picture.width, picture.height) == (64, 48)
        assert len(picture.rgba) == 64 * 48 * 4
        assert await hands.thumbnail(TWO, 64) is None

    tell_hands(story)


def test_copies_stay_until_they_are_thrown_away(tell_hands: TellHands, letter: Path) -> None:
    async def stage(hands: Hands) -> None:
        for id_ in (ONE, TWO):
            await hands.stage(id_, letter)

    async def look(hands: Hands) -> None:
        assert await hands.leftovers() == {ONE, TWO}
        await hands.discard([ONE])
        assert await hands.leftovers() == {TWO}

    tell_hands(stage)
    tell_hands(look)
    assert letter.exists()


def test_four_go_up_at_once(
    tell_hands: TellHands, server: DemoServer, customer: int, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.bin" for number in range(4)]
    for file in files:
        file.write_bytes(file.name.encode() * 100_000)

    async def story(hands: Hands) -> None:
        staged = await asyncio.gather(
            *(hands.stage(UploadId(n), file) for n, file in enumerate(files))
        )
        commits = [Commit(holds=True) for _ in files]
        sending = [
            asyncio.create_task(sent(hands, upload_of(file, each, customer, n), commit))
            for n, (file, each, commit) in enumerate(zip(files, staged, commits, strict=True))
        ]
        for commit in commits:
            await commit.asked.wait()
        # All of them have everything but the last piece at the server.
        assert ran(server) == []
        for commit in commits:
            commit.let_go.set()
        replies = await asyncio.gather(*sending)
        assert all(reply.is_ours for reply in replies)

    tell_hands(story)
    ids = {entry["inputs"]["filename"]: 0 for entry in server.ledger_of("AddFileToCustomer")}
    assert sorted(ids) == [file.name for file in files]


def test_a_long_listing_arrives_whole(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    for number in range(250):
        server.patch_record("document", customerid=customer, title=f"Nr. {number}")

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        reply = await sent(hands, upload_of(letter, staged, customer))
        assert reply.listing is not None
        titles = {document.text("title") for document in reply.listing.documents}
        assert titles == {f"Nr. {number}" for number in range(250)} | {letter.stem}

    tell_hands(story)


# --- What is refused ----------------------------------------------------------------------------


def test_what_is_no_file_is_refused_by_its_name(tell_hands: TellHands, tmp_path: Path) -> None:
    (tmp_path / "mappe").mkdir()

    async def story(hands: Hands) -> None:
        with pytest.raises(FileRefused) as caught:
            await hands.stage(ONE, tmp_path / "mappe")
        assert (caught.value.name, caught.value.problem) == ("mappe", FileProblem.DIRECTORY)
        assert await hands.leftovers() == frozenset()

    tell_hands(story)


def test_a_picture_that_is_none_is_refused_by_its_name(
    tell_hands: TellHands, tmp_path: Path
) -> None:
    broken = tmp_path / "Køkken.jpg"
    broken.write_bytes(jpeg()[:200])

    async def story(hands: Hands) -> None:
        await hands.stage(ONE, broken)
        with pytest.raises(FileRefused) as caught:
            await hands.prepare(ONE, PhotoOrder(preset=Preset.SMALL), broken)
        assert caught.value.name == "Køkken.jpg"

    tell_hands(story)


def test_a_full_disk_is_told_before_anything_is_copied(tell_hands: TellHands, letter: Path) -> None:
    async def story(hands: Hands) -> None:
        with pytest.raises(DiskFull):
            await hands.stage(ONE, letter)
        assert await hands.leftovers() == frozenset()

    tell_hands(story, room={"reserve": 1 << 60})


def test_a_folder_that_cannot_be_written_to_is_told(
    tell_hands: TellHands, tmp_path: Path, letter: Path
) -> None:
    (tmp_path / "account").mkdir()
    (tmp_path / "account" / "spool").write_bytes(b"in the way")

    async def story(hands: Hands) -> None:
        with pytest.raises(StorageFailed):
            await hands.stage(ONE, letter)

    tell_hands(story)


def test_a_large_file_goes_up_from_where_it_lies(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    content = letter.read_bytes()

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        assert staged.is_by_reference
        upload = upload_of(letter, staged, customer)
        reply = await sent(hands, upload)
        assert reply.listing is not None
        (document,) = reply.listing.documents
        assert server.stored_bytes(document.id) == content
        spoil(letter)
        with pytest.raises(FileRefused) as caught:
            await sent(hands, upload, commit := Commit())
        assert (caught.value.name, caught.value.problem) == (letter.name, FileProblem.CHANGED)
        assert not commit.asked.is_set()

    tell_hands(story, room={"copied_up_to": 1000})
    assert ran(server) == ["AddFileToCustomer"]


def test_a_copy_that_was_tampered_with_is_not_sent(
    tell_hands: TellHands, server: DemoServer, customer: int, tmp_path: Path, letter: Path
) -> None:
    async def story(hands: Hands) -> None:
        upload = upload_of(letter, await hands.stage(ONE, letter), customer)
        spoil(tmp_path / "account" / "spool" / "1" / "source")
        with pytest.raises(FileRefused):
            await sent(hands, upload)

    tell_hands(story)
    assert ran(server) == []


def test_what_the_server_refuses_is_its_answer(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "refuse", "message": "Nej tak"})

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        reply = await sent(hands, upload_of(letter, staged, customer))
        assert reply.is_ours
        assert isinstance(reply.answer, CommandRefused)
        assert reply.answer.message == "Nej tak"
        assert reply.listing is not None

    tell_hands(story)


def test_an_error_of_the_road_arrives_with_what_it_means(
    tell_hands: TellHands, server: DemoServer, customer: int, letter: Path
) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "html"})

    async def story(hands: Hands) -> None:
        staged = await hands.stage(ONE, letter)
        with pytest.raises(NotAnEnvelope) as caught:
            await sent(hands, upload_of(letter, staged, customer))
        assert caught.value.may_have_run

    tell_hands(story)


def test_without_a_request_there_is_no_process(tell_hands: TellHands, tmp_path: Path) -> None:
    async def story(hands: Hands) -> None:
        assert hands.pid is None

    tell_hands(story)
    assert not (tmp_path / "account").exists()
