"""The same content again, and the order in which uploads go."""

from pathlib import Path

import pytest

from desktop.domain.batches import Again, Answer
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import Upload, UploadState
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed
from tests.unit.services.uploads.conftest import Tell

DONE, STAGED, CANCELLED = UploadState.DONE, UploadState.STAGED, UploadState.CANCELLED
REFUSED = UploadState.REFUSED


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "Køkken før.jpg"
    file.write_bytes(pictures.jpeg())
    return file


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "brev.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 300)
    return file


# --- The same again -------------------------------------------------------------------------------


async def twice(it: Story, file: Path) -> tuple[Upload, Upload]:
    """The file stored, and once more waiting for an answer."""
    (first,) = await it.add(file)
    await it.until_states(DONE)
    (second,) = await it.add(file)
    await it.until_states(DONE, STAGED)
    earlier = it.row(second).earlier
    assert earlier is not None
    assert (earlier.upload_id, earlier.state) == (first.id, DONE)
    return it.row(first), it.row(second)


def test_what_the_customer_has_is_skipped_or_sent_anyway(
    server: DemoServer, tell: Tell, letter: Path
) -> None:
    async def story(it: Story) -> None:
        _, second = await twice(it, letter)
        assert [batch.uploads for batch in it.uploads.batches.open] == [(second.id,)]
        it.uploads.batches.answer_earlier([second.id], Again.SKIP)
        await it.until_states(DONE, CANCELLED)
        it.uploads.hide_finished()
        await it.until_states()
        (third,) = await it.add(letter)
        await it.until_states(STAGED)
        it.uploads.batches.answer_earlier([third.id], Again.SEND)
        await it.until_states(DONE)

    tell(story)
    assert executed(server) == [letter.name] * 2


def test_a_photo_replaces_the_earlier_one(
    server: DemoServer, customer: int, tell: Tell, photo: Path
) -> None:
    async def story(it: Story) -> None:
        first, second = await twice(it, photo)
        it.uploads.batches.answer_earlier([second.id], Again.REPLACE)
        await it.until_states(DONE, DONE)
        assert it.row(second).document_id == first.document_id

    tell(story)
    assert len(server.ledger_of("AddPhotoToCustomer")) == 2
    listed = server.call("GetDocumentsByCustomerID", customerid=customer)["documents"]
    assert len(listed) == 1


def test_a_replacing_that_was_not_answered_needs_the_user(
    server: DemoServer, tell: Tell, photo: Path
) -> None:
    async def story(it: Story) -> None:
        _, second = await twice(it, photo)
        server.faults({"command": "AddPhotoToCustomer", "kind": "close_after"})
        it.uploads.batches.answer_earlier([second.id], Again.REPLACE)
        await it.until_states(DONE, UploadState.NEEDS_YOU)
        it.uploads.settle(second.id, Answer.DROP)
        await it.until_states(DONE, CANCELLED)

    tell(story)


# --- The order ------------------------------------------------------------------------------------


def test_what_the_user_wants_first_goes_first(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        it.uploads.settings.change(lanes=1)
        it.uploads.pause_all()
        rows = await it.add(*files)
        await it.until(lambda: it.states == [UploadState.READY] * 4)
        it.uploads.first([rows[2].id, rows[3].id])
        await it.until(lambda: it.uploads.rows[0].id == rows[2].id)
        it.uploads.resume()
        await it.until_states(*[DONE] * 4)

    tell(story)
    assert executed(server) == ["2.txt", "3.txt", "0.txt", "1.txt"]


def test_namesakes_are_never_under_way_together(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "same.txt").write_text(str(number))

    async def story(it: Story) -> None:
        server.faults({"command": "AddFileToCustomer", "kind": "hold"})
        await it.add(tmp_path / "0" / "same.txt", tmp_path / "1" / "same.txt")
        waiting = {UploadState.SENT_UNCONFIRMED, UploadState.READY}
        await it.until(lambda: set(it.states) == waiting)
        await it.on_a_thread(server.wait_until_held)
        server.release()
        await it.until_states(DONE, DONE)
        documents = [row.document_id for row in it.uploads.rows]
        assert len(set(documents)) == 2
        assert DocumentId(0) not in documents

    tell(story)


def test_a_picture_that_makes_no_photo_goes_as_a_file_and_as_nothing_else(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    picture = tmp_path / "kort.png"
    picture.write_bytes(pictures.bomb())

    async def story(it: Story) -> None:
        (row,) = await it.add(picture)
        await it.until_states(REFUSED)
        assert it.row(row).would_go_as_file
        # Its copy is here, whatever became of the original.
        picture.unlink()
        it.uploads.retry([row.id])
        await it.until(lambda: it.row(row).state is not REFUSED)
        await it.until_states(REFUSED)
        assert it.row(row).would_go_as_file
        it.uploads.retry([row.id], as_files=True)
        await it.until(lambda: it.row(row).state is not REFUSED)

    async def later(it: Story) -> None:
        await it.until_states(DONE)
        assert not it.uploads.rows[0].would_go_as_file

    tell(story)
    tell(later)
    (stored,) = server.ledger_of("AddFileToCustomer")
    assert stored["inputs"]["filename"] == "kort.png"
    assert server.ledger_of("AddPhotoToCustomer") == []
