"""Files reach the customer they were meant for, once, by the right command."""

import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from desktop.domain.batches import Ask, Changes
from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.proof import UploadKind
from desktop.domain.uploads import Hint, UploadState, Way
from desktop.services.changes import Subject
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, executed
from tests.unit.services.uploads.conftest import Tell

DONE, HELD, STAGED = UploadState.DONE, UploadState.HELD, UploadState.STAGED
REFUSED, CANCELLED = UploadState.REFUSED, UploadState.CANCELLED
MORNING = datetime(2024, 3, 31, 2, 30, 5)  # noqa: DTZ001 - a camera's wall clock
HOLD_S = 8.0


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


def decomposed(text: str) -> str:
    """As some keyboards and file systems write it."""
    return unicodedata.normalize("NFD", text)


def write(file: Path, content: bytes) -> None:
    file.write_bytes(content)


def stored(server: DemoServer, customer: int) -> dict[str, bytes | None]:
    """The bytes of the customer's documents by title."""
    documents = server.call("GetDocumentsByCustomerID", customerid=customer)["documents"]
    return {each["title"]: server.stored_bytes(each["id"]) for each in documents}


# --- What is sent ------------------------------------------------------------------------------


def test_a_photo_goes_up_as_a_photo_of_its_day(
    server: DemoServer, customer: int, tell: Tell, photo: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = await it.add(photo)
        await it.until_states(DONE)
        done = it.row(upload)
        assert (done.way, done.taken, done.hint) == (Way.PHOTO, MORNING, None)
        assert done.sent == done.bytes_to_send
        assert done.document_id is not None
        sent = server.stored_bytes(done.document_id)
        assert sent is not None
        assert len(sent) == done.bytes_to_send
        await it.passing(lambda: UploadKind.PHOTO in it.uploads.learned.seen)

    tell(story)
    (entry,) = server.ledger_of("AddPhotoToCustomer")
    inputs = entry["inputs"]
    assert (inputs["customerid"], inputs["title"]) == (customer, "Køkken før")
    assert (inputs["createdate"], inputs["createtime"]) == ("2024-03-31", "02:30:05")


def test_a_file_goes_up_with_name_title_and_folder(
    server: DemoServer, customer: int, tell: Tell, letter: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = await it.add(letter, folder="Breve/2024")
        await it.until_states(DONE)
        done = it.row(upload)
        assert done.way is Way.FILE
        assert done.document_id is not None
        assert it.uploads.learned.largest_worked == done.size > 0

    tell(story)
    (entry,) = server.ledger_of("AddFileToCustomer")
    inputs = entry["inputs"]
    assert (inputs["filename"], inputs["title"]) == ("brev #1 100%.pdf", "brev #1 100%")
    assert inputs["folder"] == "Breve/2024"
    assert stored(server, customer)["brev #1 100%"] == letter.read_bytes()


def test_a_png_becomes_a_photo(server: DemoServer, tell: Tell, tmp_path: Path) -> None:
    file = tmp_path / "skærm.jpg"
    file.write_bytes(pictures.png())

    async def story(it: Story) -> None:
        await it.add(file)
        await it.until_states(DONE)

    tell(story)
    assert len(server.ledger_of("AddPhotoToCustomer")) == 1


def test_a_photo_for_a_folder_goes_as_a_file_and_says_so(
    server: DemoServer, tell: Tell, photo: Path
) -> None:
    async def story(it: Story) -> None:
        (upload,) = await it.add(photo, folder="Fotos")
        await it.until_states(DONE)
        assert it.row(upload).hint is Hint.PHOTO_IN_FOLDER

    tell(story)
    (entry,) = server.ledger_of("AddFileToCustomer")
    assert entry["inputs"]["filename"] == "Køkken før.jpg"


def test_names_go_up_composed_and_as_the_user_wants_them(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    file = tmp_path / decomposed("Å-rør.txt")
    file.write_text("x")

    async def story(it: Story) -> None:
        (upload,) = await it.add(file)
        await it.until_states(HELD)
        typed = Changes(title=decomposed("Rør på"), folder=decomposed("Tegninger å"))
        it.uploads.batches.change([upload.id], typed)
        it.uploads.batches.send_now(upload.batch)
        await it.until_states(DONE)
        shown = it.row(upload)
        assert (shown.title, shown.folder) == ("Rør på", "Tegninger å")
        it.uploads.batches.change([upload.id], Changes(title="for sent"))

    tell(story, hold=HOLD_S)
    (entry,) = server.ledger_of("AddFileToCustomer")
    inputs = entry["inputs"]
    assert (inputs["filename"], inputs["title"], inputs["folder"]) == (
        "Å-rør.txt",
        "Rør på",
        "Tegninger å",
    )


def test_a_token_makes_every_title_another(server: DemoServer, tell: Tell, letter: Path) -> None:
    async def story(it: Story) -> None:
        it.uploads.settings.change(token_in_title=True)
        (upload,) = await it.add(letter)
        await it.until_states(DONE)
        assert it.row(upload).token

    tell(story)
    (entry,) = server.ledger_of("AddFileToCustomer")
    assert entry["inputs"]["title"].startswith("brev #1 100% #")


def test_the_documents_of_the_customer_changed_when_a_file_is_there(
    customer: int, tell: Tell, letter: Path
) -> None:
    async def story(it: Story) -> None:
        await it.add(letter)
        await it.until(lambda: Subject.DOCUMENTS in {each.subject for each in it.heard})
        assert it.states == [DONE]
        changed = [each.ids for each in it.heard if each.subject is Subject.DOCUMENTS]
        assert changed == [frozenset({customer})]

    tell(story)


# --- What is not sent -----------------------------------------------------------------------------


def test_what_cannot_go_up_is_a_row_that_says_why(
    server: DemoServer, tell: Tell, tmp_path: Path, letter: Path
) -> None:
    (tmp_path / "mappe").mkdir()
    (tmp_path / "tom.jpg").touch()
    bad = [tmp_path / name for name in ("mappe", "tom.jpg", "væk.pdf")]

    async def story(it: Story) -> None:
        rows = await it.add(*bad, letter)
        await it.until_states(*[REFUSED] * 3, DONE)
        problems = [it.row(row).problem for row in rows[:3]]
        assert [each.problem for each in problems if isinstance(each, FileRefused)] == [
            FileProblem.DIRECTORY,
            FileProblem.EMPTY,
            FileProblem.MISSING,
        ]

    tell(story)
    assert len(server.ledger_of("AddFileToCustomer")) == 1


def test_a_batch_of_nothing_that_can_go_up_is_held_no_longer(tell: Tell, tmp_path: Path) -> None:
    async def story(it: Story) -> None:
        await it.add(tmp_path)
        await it.until_states(REFUSED)
        assert not it.uploads.batches.open

    tell(story, hold=HOLD_S)


def test_what_changes_after_it_was_copied_goes_up_as_it_was(
    customer: int, server: DemoServer, tell: Tell, letter: Path
) -> None:
    before = letter.read_bytes()

    async def story(it: Story) -> None:
        (upload,) = await it.add(letter)
        await it.until_states(HELD)
        assert not it.row(upload).needs_original
        write(letter, b"noget andet")
        it.uploads.batches.send_now(upload.batch)
        await it.until_states(DONE)

    tell(story, hold=HOLD_S)
    assert stored(server, customer) == {"brev #1 100%": before}


def test_a_file_that_was_missing_can_be_sent_when_it_is_back(tell: Tell, tmp_path: Path) -> None:
    async def story(it: Story) -> None:
        (upload,) = await it.add(tmp_path / "usb.jpg")
        await it.until_states(REFUSED)
        write(tmp_path / "usb.jpg", pictures.jpeg())
        it.uploads.retry([upload.id])
        await it.until_states(DONE)
        assert it.row(upload).way is Way.PHOTO

    tell(story)


# --- The hold -------------------------------------------------------------------------------------


def test_a_batch_goes_by_itself_when_its_time_is_up(tell: Tell, letter: Path) -> None:
    async def story(it: Story) -> None:
        (upload,) = await it.add(letter)
        await it.until_states(HELD)
        (batch,) = it.uploads.batches.open
        assert batch.uploads == (upload.id,)
        it.clock.advance(HOLD_S - 1)
        it.uploads.batches.touch(batch.id)
        it.clock.advance(HOLD_S - 1)
        (batch,) = it.uploads.batches.open
        assert batch.seconds_left == 1
        it.uploads.batches.hold(batch.id, held=True)
        it.clock.advance(HOLD_S * 9)
        (batch,) = it.uploads.batches.open
        assert batch.seconds_left is None
        it.uploads.batches.hold(batch.id, held=False)
        it.clock.advance(HOLD_S)
        await it.until_states(DONE)
        assert not it.uploads.batches.open

    tell(story, hold=HOLD_S)


def test_undo_sends_nothing_of_the_batch(
    server: DemoServer, tell: Tell, letter: Path, files: list[Path]
) -> None:
    async def story(it: Story) -> None:
        first, _ = await it.add(*files[:2])
        (other,) = await it.add(letter)
        it.uploads.batches.undo(first.batch)
        it.uploads.batches.send_now(other.batch)
        await it.until_states(CANCELLED, CANCELLED, DONE)
        it.uploads.batches.undo(other.batch)
        assert it.row(other).state is DONE

    tell(story, hold=HOLD_S)
    assert executed(server) == [letter.name]


def test_many_and_closed_ones_ask_first(
    server: DemoServer, tell: Tell, letter: Path, tmp_path: Path
) -> None:
    many = [tmp_path / f"{number}.txt" for number in range(51)]
    for file in many:
        file.write_text(file.name)

    async def story(it: Story) -> None:
        (closed,) = await it.add(letter, is_closed=True, is_blocked=True)
        first, *_ = await it.add(*many)
        asks = [batch.asks for batch in it.uploads.batches.open]
        assert asks == [{Ask.CLOSED, Ask.BLOCKED}, {Ask.MANY}]
        await it.until(lambda: it.states == [STAGED] * 52)
        it.uploads.batches.send_now(first.batch)
        it.clock.advance(HOLD_S * 9)
        assert it.states == [STAGED] * 52
        it.uploads.batches.undo(first.batch)
        it.uploads.batches.confirm(closed.batch)
        await it.passing(lambda: it.row(closed).state is DONE)

    tell(story, hold=HOLD_S)
    assert executed(server) == [letter.name]


def test_a_batch_goes_to_another_customer(server: DemoServer, tell: Tell, letter: Path) -> None:
    other = int(server.patch_customer(name="Nørregade 1")["id"])

    async def story(it: Story) -> None:
        (upload,) = await it.add(letter)
        await it.until_states(HELD)
        (batch,) = it.uploads.batches.open
        elsewhere = it.target(id=other, name="Nørregade 1")
        it.uploads.batches.redirect(batch.id, elsewhere)
        await it.until(lambda: it.row(upload).customer_id == other)
        await it.until_states(HELD)
        it.uploads.batches.send_now(batch.id)
        await it.until_states(DONE)
        assert it.row(upload).customer_name == "Nørregade 1"

    tell(story, hold=HOLD_S)
    assert stored(server, other) == {"brev #1 100%": letter.read_bytes()}
