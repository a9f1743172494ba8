"""Files reach the customer they were meant for, once, by the right command."""

import os
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.files import Inspected
from desktop.domain.uploads import Hint, UploadState, Way
from desktop.services.changes import Subject
from desktop.services.pictures import Pictures
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import LONG, Story

DONE, HELD = UploadState.DONE, UploadState.HELD
REFUSED, CANCELLED = UploadState.REFUSED, UploadState.CANCELLED
MORNING = datetime(2024, 3, 31, 2, 30, 5)  # noqa: DTZ001 - a camera's wall clock


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "Køkken før.jpg"
    file.write_bytes(pictures.jpeg(taken=MORNING))
    return file


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "brev #1 100%.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 300)
    return file


def write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def stored(server: DemoServer, customer: int) -> dict[str, bytes | None]:
    """The bytes of the customer's documents by title."""
    documents = server.call("GetDocumentsByCustomerID", customerid=customer)["documents"]
    return {each["title"]: server.stored_bytes(each["id"]) for each in documents}


# --- What is sent ------------------------------------------------------------------------------


def test_a_photo_goes_up_as_a_photo_of_its_day(
    server: DemoServer, customer: int, tell: Callable[..., None], photo: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = it.add(photo)
        await it.until_states(DONE)
        done = it.row(upload)
        assert (done.way, done.taken, done.hint) == (Way.PHOTO, MORNING, None)
        assert done.sent == done.size == len(content)
        assert done.document_id is not None
        assert server.stored_bytes(done.document_id) == content

    content = photo.read_bytes()
    tell(story)
    (entry,) = server.ledger_of("AddPhotoToCustomer")
    inputs = entry["inputs"]
    assert (inputs["customerid"], inputs["title"]) == (customer, "Køkken før")
    assert (inputs["createdate"], inputs["createtime"]) == ("2024-03-31", "02:30:05")


def test_a_file_goes_up_with_name_title_and_folder(
    server: DemoServer, customer: int, tell: Callable[..., None], letter: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = it.add(letter, folder="Breve/2024")
        await it.until_states(DONE)
        assert it.row(upload).way is Way.FILE

    tell(story)
    (entry,) = server.ledger_of("AddFileToCustomer")
    inputs = entry["inputs"]
    assert (inputs["filename"], inputs["title"]) == ("brev #1 100%.pdf", "brev #1 100%")
    assert inputs["folder"] == "Breve/2024"
    assert stored(server, customer)["brev #1 100%"] == letter.read_bytes()


def test_a_png_named_jpg_goes_as_a_file_and_says_so(
    server: DemoServer, customer: int, tell: Callable[..., None], tmp_path: Path
) -> None:
    file = tmp_path / "skærm.jpg"
    file.write_bytes(pictures.png())

    async def story(it: Story) -> None:
        (upload,) = it.add(file)
        await it.until_states(DONE)
        assert it.row(upload).hint is Hint.NOT_A_JPEG

    tell(story)
    assert not server.ledger_of("AddPhotoToCustomer")
    assert stored(server, customer)["skærm"] == pictures.png()


def test_a_photo_for_a_folder_goes_as_a_file_and_says_so(
    server: DemoServer, tell: Callable[..., None], photo: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = it.add(photo, folder="Fotos")
        await it.until_states(DONE)
        assert it.row(upload).hint is Hint.PHOTO_IN_FOLDER

    tell(story)
    (entry,) = server.ledger_of("AddFileToCustomer")
    assert entry["inputs"]["filename"] == "Køkken før.jpg"


def test_names_go_up_composed(
    server: DemoServer, tell: Callable[..., None], tmp_path: Path
) -> None:
    file = tmp_path / unicodedata.normalize("NFD", "Å-rør.txt")
    file.write_text("x")

    async def story(it: Story) -> None:
        it.add(file)
        await it.until_states(DONE)

    tell(story)
    (entry,) = server.ledger_of("AddFileToCustomer")
    assert entry["inputs"]["filename"] == "Å-rør.txt"
    assert entry["inputs"]["title"] == "Å-rør"


def test_files_go_one_after_another_in_the_order_they_were_added(
    server: DemoServer, tell: Callable[..., None], tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(5)]
    for file in files:
        file.write_text(file.name)

    async def story(it: Story) -> None:
        it.add(*files[:3])
        it.add(*files[3:])
        await it.until_states(*[DONE] * 5)

    tell(story)
    names = [entry["inputs"]["filename"] for entry in server.ledger_of("AddFileToCustomer")]
    assert names == [file.name for file in files]


def test_the_documents_of_the_customer_changed_when_a_file_is_there(
    customer: int, tell: Callable[..., None], letter: Path
) -> None:
    async def story(it: Story) -> None:
        it.add(letter)
        await it.until_states(DONE)
        told_documents = [each for each in it.heard if each.subject is Subject.DOCUMENTS]
        assert [each.ids for each in told_documents] == [frozenset({customer})]

    tell(story)


# --- What is not sent -----------------------------------------------------------------------------


def test_what_cannot_go_up_is_a_row_that_says_why(
    server: DemoServer, tell: Callable[..., None], tmp_path: Path, letter: Path
) -> None:
    (tmp_path / "mappe").mkdir()
    (tmp_path / "tom.jpg").touch()
    with (tmp_path / "film.mov").open("wb") as film:
        film.truncate(200 * 1024 * 1024)
    bad = [tmp_path / name for name in ("mappe", "tom.jpg", "væk.pdf", "film.mov")]

    async def story(it: Story) -> None:
        rows = it.add(*bad, letter)
        await it.until_states(*[REFUSED] * 4, DONE)
        problems = [it.row(row).problem for row in rows[:4]]
        assert [each.problem for each in problems if isinstance(each, FileRefused)] == [
            FileProblem.DIRECTORY,
            FileProblem.EMPTY,
            FileProblem.MISSING,
            FileProblem.TOO_LARGE,
        ]

    tell(story)
    assert len(server.ledger_of("AddFileToCustomer")) == 1


def test_a_batch_of_nothing_that_can_go_up_is_held_no_longer(
    tell: Callable[..., None], tmp_path: Path
) -> None:
    async def story(it: Story) -> None:
        it.add(tmp_path)
        assert list(it.uploads.held()) == [it.uploads.rows[0].batch]
        await it.until(lambda: not it.uploads.held())
        assert it.states == [REFUSED]

    tell(story, hold=LONG)


def test_a_file_that_changed_since_it_was_added_is_refused(
    server: DemoServer, tell: Callable[..., None], letter: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = it.add(letter)
        await it.until(lambda: it.row(upload).kind is not None)
        write(letter, b"noget andet")
        it.uploads.send_now(upload.batch)
        await it.until_states(REFUSED)
        problem = it.row(upload).problem
        assert isinstance(problem, FileRefused)
        assert problem.problem is FileProblem.CHANGED
        it.uploads.retry(upload.id)
        await it.until_states(DONE)

    tell(story, hold=LONG)
    (entry,) = server.ledger_of("AddFileToCustomer")
    assert entry["inputs"]["filedata"]["size"] == len(b"noget andet")


def test_a_file_that_shrinks_after_the_last_look_is_refused(
    server: DemoServer,
    tell: Callable[..., None],
    letter: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Else its size would never be reached, and cancelling would seem to be in time."""
    inspect = Pictures.inspect

    async def story(it: Story) -> None:
        (upload,) = it.add(letter)
        await it.until(lambda: it.row(upload).kind is not None)

        async def shrinking(pictures: Pictures, path: Path) -> Inspected:
            look = await inspect(pictures, path)
            os.truncate(path, look.size - 1)
            return look

        monkeypatch.setattr(Pictures, "inspect", shrinking)
        it.uploads.send_now(upload.batch)
        await it.until(lambda: it.states in ([REFUSED], [DONE]))
        problem = it.row(upload).problem
        assert isinstance(problem, FileRefused)
        assert problem.problem is FileProblem.CHANGED

    tell(story, hold=LONG)
    assert not server.ledger_of("AddFileToCustomer")


def test_a_file_that_was_missing_can_be_sent_when_it_is_back(
    tell: Callable[..., None], tmp_path: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = it.add(tmp_path / "usb.jpg")
        await it.until_states(REFUSED)
        it.uploads.retry(upload.id)
        await it.until_states(REFUSED)
        write(tmp_path / "usb.jpg", pictures.jpeg())
        it.uploads.retry(upload.id)
        await it.until_states(DONE)
        assert it.row(upload).way is Way.PHOTO

    tell(story)


# --- The hold -------------------------------------------------------------------------------------


def test_a_batch_goes_by_itself_when_its_time_is_up(
    tell: Callable[..., None], letter: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = it.add(letter)
        assert it.states == [HELD]
        assert 0 < it.uploads.held()[upload.batch] <= 0.2
        await it.until_states(DONE)
        assert not it.uploads.held()

    tell(story, hold=0.2)


def test_undo_sends_nothing_of_the_batch(
    server: DemoServer, tell: Callable[..., None], letter: Path, photo: Path
) -> None:
    async def story(it: Story) -> None:
        first, _ = it.add(letter, photo)
        (other,) = it.add(letter)
        it.uploads.undo(first.batch)
        it.uploads.send_now(other.batch)
        await it.until_states(CANCELLED, CANCELLED, DONE)
        it.uploads.undo(other.batch)
        assert it.row(other).state is DONE

    tell(story, hold=LONG)
    assert len(server.ledger_of("AddFileToCustomer")) == 1
    assert not server.ledger_of("AddPhotoToCustomer")


def test_one_of_a_held_batch_can_be_taken_out(
    server: DemoServer, tell: Callable[..., None], letter: Path, photo: Path
) -> None:
    async def story(it: Story) -> None:
        first, second = it.add(letter, photo)
        it.uploads.cancel(first.id)
        assert it.states == [CANCELLED, HELD]
        it.uploads.cancel(second.id)
        assert not it.uploads.held()

    tell(story, hold=LONG)
    assert not server.ledger_of("AddFileToCustomer")


def test_what_is_finished_can_be_put_out_of_sight(
    tell: Callable[..., None], letter: Path, tmp_path: Path
) -> None:
    async def story(it: Story) -> None:
        it.add(letter, tmp_path)
        await it.until_states(DONE, REFUSED)
        it.uploads.forget_finished()
        assert it.states == [REFUSED]

    tell(story)


def test_adding_nothing_holds_nothing(tell: Callable[..., None]) -> None:
    async def story(it: Story) -> None:
        assert it.add() == []
        assert not it.uploads.held()
        assert not it.uploads.busy

    tell(story)
