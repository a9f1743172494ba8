"""The list of uploads says of each what it is, where it goes and how it stands."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.errors import (
    AppError,
    AskedToWait,
    CommandRefused,
    DocumentsUnlisted,
    EnvelopeRefused,
    FileProblem,
    FileRefused,
    JournalInUse,
    JournalTooNew,
    Malformed,
    NotAnEnvelope,
    StorageFailed,
    TimedOut,
    Unreachable,
)
from desktop.domain.files import FileKind
from desktop.domain.ids import DocumentId
from desktop.domain.pauses import Pause, PauseKind
from desktop.domain.uploads import Earlier, Unsure, Upload, UploadId, UploadState, Way
from desktop.ui.uploads import words
from desktop.ui.uploads.model import FILE, SIZE, STATE, UPLOAD_ROLE, TransfersModel
from tests.ui.uploads.rows import upload

DISPLAY = Qt.ItemDataRole.DisplayRole
TWIN = Earlier(
    upload_id=UploadId(1),
    at=datetime(2026, 1, 1, tzinfo=UTC),
    state=UploadState.DONE,
    name="old.jpg",
)


@pytest.fixture
def model(qapp: object) -> TransfersModel:
    return TransfersModel()


def shown(model: TransfersModel, row: int) -> list[str]:
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]  # type: ignore[misc]  # the display role is text


def test_qt_finds_nothing_wrong_with_it(model: TransfersModel) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [upload(number) for number in range(5)]
    model.put(rows[:3])
    model.put([replace(rows[0], sent=5), *rows[1:]])
    model.put([rows[1], rows[4]])
    model.put([rows[4], rows[0], rows[1], rows[3]])
    assert [row.id for row in model.rows] == [4, 0, 1, 3]
    model.put([])
    assert model.rowCount() == 0


@settings(max_examples=60)
@given(orders=lists(lists(integers(0, 12), unique=True), min_size=2, max_size=6))
def test_it_shows_whatever_order_it_is_given(qapp: object, orders: list[list[int]]) -> None:
    model = TransfersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for order in orders:
        rows = [upload(number) for number in order]
        model.put(rows)
        assert list(model.rows) == rows


@settings(max_examples=60)
@given(orders=lists(lists(integers(0, 4), max_size=6), min_size=2, max_size=6))
def test_an_upload_has_one_row_whatever_comes(qapp: object, orders: list[list[int]]) -> None:
    model = TransfersModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for order in orders:
        model.put([upload(number, sent=place) for place, number in enumerate(order)])
        last = {number: place for place, number in enumerate(order)}
        assert [(row.id, row.sent) for row in model.rows] == list(last.items())


def test_one_that_goes_first_takes_its_selection_along(model: TransfersModel) -> None:
    rows = [upload(number) for number in range(5)]
    model.put(rows)
    followed = QPersistentModelIndex(model.index(3, 0))
    model.put([rows[3], rows[0], rows[1], rows[2], rows[4]])
    assert followed.row() == 0


def test_what_is_known_beyond_a_row_is_said_with_it(model: TransfersModel, qtbot: QtBot) -> None:
    rows = [upload(number, UploadState.VERIFYING) for number in range(2)]
    model.put(rows)
    with qtbot.waitSignal(model.dataChanged) as told:
        model.put(rows, {rows[1].id: "Next look in 5 s."})
    assert told.args[0].row() == 1
    said = shown(model, 1)[STATE]
    assert said.startswith("Checking whether it arrived")
    assert said.endswith("Next look in 5 s.")


def test_a_row_says_all_there_is_to_say(model: TransfersModel) -> None:
    model.put([upload(1, UploadState.SENDING, sent=1024)])
    assert shown(model, 0) == ["1.jpg", "Søndergade 7", "Photo", "2.0 kB", "Sending, 50 %"]


def test_the_columns_are_named(model: TransfersModel) -> None:
    titles = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())
    ]
    assert titles == ["File", "Customer", "Goes as", "Size", "State"]
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_the_folder_stands_beside_the_customer(model: TransfersModel) -> None:
    model.put([upload(1, folder="Breve/2024")])
    assert shown(model, 0)[1].startswith("Søndergade 7 ")
    assert shown(model, 0)[1].endswith(" Breve/2024")


def test_a_file_that_was_not_looked_at_promises_nothing(model: TransfersModel) -> None:
    model.put([upload(1, UploadState.HELD, kind=None, size=0)])
    assert shown(model, 0)[2:] == ["", "", "Can still be undone"]


def test_only_the_row_that_changed_is_told(model: TransfersModel, qtbot: QtBot) -> None:
    rows = [upload(number) for number in range(3)]
    model.put(rows)
    rows[1] = replace(rows[1], state=UploadState.SENDING)
    with qtbot.waitSignal(model.dataChanged) as told:
        model.put(rows)
    first, last, *_ = told.args
    assert (first.row(), last.row()) == (1, 1)
    assert model.row_of(rows[2].id) == 2
    assert model.row_of(upload(9).id) == -1


def test_names_are_text_whatever_they_look_like(model: TransfersModel) -> None:
    path = Path("/fotos/<b>hus & have</b>.jpg")
    model.put([upload(1, path=path)])
    assert shown(model, 0)[FILE] == path.name
    tip = model.data(model.index(0, FILE), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;hus &amp; have&lt;/b&gt;" in str(tip)


def test_numbers_stand_to_the_right_and_trouble_in_colour(model: TransfersModel) -> None:
    model.put([upload(1, UploadState.REFUSED), upload(2)])
    right = Qt.AlignmentFlag.AlignRight
    aligned = model.data(model.index(0, SIZE), Qt.ItemDataRole.TextAlignmentRole)
    assert isinstance(aligned, int)
    assert aligned & int(right)
    colours = [
        model.data(model.index(row, STATE), Qt.ItemDataRole.ForegroundRole) for row in (0, 1)
    ]
    assert colours[0] is not None
    assert colours[1] is None


@pytest.mark.parametrize("kind", [None, *FileKind])
@pytest.mark.parametrize("state", list(UploadState))
def test_every_row_has_its_pictures_and_words(
    model: TransfersModel, state: UploadState, kind: FileKind | None
) -> None:
    model.put([upload(1, state, kind=kind)])
    picture = model.data(model.index(0, FILE), Qt.ItemDataRole.DecorationRole)
    assert isinstance(picture, QIcon)
    assert not picture.pixmap(16, 16).isNull()
    assert shown(model, 0)[STATE]
    assert model.data(QModelIndex()) is None
    assert model.data(model.index(0, 0), UPLOAD_ROLE) is model.rows[0]


# --- The reasons --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (TimedOut(60.4), "did not answer within 60 seconds"),
        (Unreachable("reset", may_have_run=True), "the connection broke before the answer"),
        (NotAnEnvelope(Malformed.HTML), "something else than Microbizz answered"),
        (None, "may have been sent"),
    ],
)
def test_what_may_have_arrived_says_how_it_was_lost(problem: AppError | None, said: str) -> None:
    row = upload(1, UploadState.NEEDS_YOU, problem=problem)
    assert words.state(row) == "Is it there?"
    assert said in words.state_and_reason(row)
    assert "Look among the customer's documents" in words.advice(row)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (FileRefused("mappe", FileProblem.DIRECTORY), "is a folder"),
        (CommandRefused("AddFileToCustomer", "Kunden findes ikke"), "Kunden findes ikke"),
        (EnvelopeRefused("Forkert"), "though the sign-in is good: “Forkert”"),
        (Unreachable("reset"), "The connection broke each time"),
        (DocumentsUnlisted("TimedOut"), "asked for the documents of this customer"),
    ],
)
def test_what_was_refused_says_why(problem: AppError, said: str) -> None:
    row = upload(1, UploadState.REFUSED, problem=problem)
    assert words.state(row) == "Not sent"
    assert said in words.advice(row)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (upload(1, kind=FileKind.OTHER, way=Way.FILE, can_be_photo=False), "The name says photo"),
        (upload(1, folder="A", way=Way.FILE, can_be_photo=True), "photos without a folder only"),
        (upload(1, is_by_reference=True), "keep the original as it is"),
        (upload(1, UploadState.QUEUED, sha256=""), "Being copied: keep the original"),
        (upload(1, UploadState.SENT_UNCONFIRMED), "Sent, waiting for the answer"),
        (upload(1, UploadState.SENDING, sent=512, send_size=1024), "Sending, 50 %"),
        (upload(1, UploadState.DONE, document_id=4711), "Stored as document 4711"),
        (
            upload(1, UploadState.STAGED, earlier=TWIN),
            "same content already, or it is on its way, as “old.jpg”",
        ),
        (upload(1, unwritten=UploadState.DONE), "The disk does not take this down yet"),
    ],
)
def test_what_is_unexpected_is_said(row: Upload, said: str) -> None:
    assert said in words.state_and_reason(row)


@pytest.mark.parametrize("unsure", [Unsure.NOT_VISIBLE, Unsure.UNLISTED])
def test_of_a_listing_that_was_refused_nobody_says_that_it_shows_nothing(unsure: Unsure) -> None:
    """But that it was, in the words of who refused it."""
    problem = CommandRefused("GetDocumentsByCustomerID", "Ingen adgang til dokumenter.")
    said = words.evidence(upload(1, UploadState.NEEDS_YOU, unsure=unsure, problem=problem))
    assert said.endswith(
        "refuses to list the documents of this customer: “Ingen adgang til dokumenter”."
    )
    assert "shows" not in said
    assert "connection" not in said


@pytest.mark.parametrize("unsure", list(Unsure))
@pytest.mark.parametrize("candidates", [(), (4711, 4712)])
def test_what_speaks_for_and_against_it_is_said(
    unsure: Unsure, candidates: tuple[int, ...]
) -> None:
    row = upload(1, UploadState.NEEDS_YOU, unsure=unsure, candidates=candidates, replaces=17)
    said = words.evidence(row)
    assert said.endswith(".")
    if unsure in {Unsure.WEAK_MATCH, Unsure.SEVERAL_MATCHES, Unsure.REFUSED_YET_THERE}:
        assert ("4711, 4712" in said) is bool(candidates)
    if unsure.value.startswith("replaced"):
        assert "17" in said


@pytest.mark.parametrize("unsure", list(Unsure))
def test_that_no_answer_came_is_said_only_where_none_did(unsure: Unsure) -> None:
    said = words.evidence(
        upload(1, UploadState.NEEDS_YOU, unsure=unsure, problem=TimedOut(30.0), replaces=17)
    )
    is_unanswered = unsure in {
        Unsure.ABSENT,
        Unsure.WEAK_MATCH,
        Unsure.SEVERAL_MATCHES,
        Unsure.REPLACED_UNKNOWN,
        Unsure.UNLISTED,
    }
    assert ("did not answer within 30 seconds" in said) is is_unanswered
    assert "no answer" not in said


def test_one_whose_name_the_journal_lost_has_words_too(model: TransfersModel) -> None:
    row = upload(9, UploadState.NEEDS_YOU, path=Path(), customer_name="", unsure=Unsure.SALVAGED)
    model.put([row])
    assert shown(model, 0)[:2] == ["File 9, name lost", "#7"]


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Pause(kind=PauseKind.ROAD, error=Unreachable("x")), "cannot be reached"),
        (Pause(kind=PauseKind.ROAD, error=TimedOut(60)), "cannot be reached"),
        (Pause(kind=PauseKind.ROAD, error=NotAnEnvelope(Malformed.HTML)), "as it should"),
        (Pause(kind=PauseKind.ROAD, error=AskedToWait(5)), "asked us to wait"),
        (Pause(kind=PauseKind.SIGN_IN, error=EnvelopeRefused("Nej")), "the sign-in: “Nej”"),
        (Pause(kind=PauseKind.UNSURE, error=TimedOut(60)), "answers in a row were lost"),
        (Pause(kind=PauseKind.DISK, error=StorageFailed("x")), "The disk is full or"),
        (Pause(kind=PauseKind.JOURNAL, error=JournalTooNew("x")), "a newer Bizztree"),
        (Pause(kind=PauseKind.JOURNAL, error=JournalInUse("x")), "Another Bizztree"),
        (Pause(kind=PauseKind.USER), "Paused by you"),
    ],
)
def test_why_nothing_is_sent(why: Pause, said: str) -> None:
    assert said in words.pause(why)


@pytest.mark.parametrize("kind", list(PauseKind))
def test_every_pause_has_words(kind: PauseKind) -> None:
    assert words.pause(Pause(kind=kind)).endswith(".")


def test_the_sum_leaves_out_what_there_is_none_of() -> None:
    rows = [
        upload(1, UploadState.SENDING),
        upload(2, UploadState.HELD),
        upload(3, UploadState.NEEDS_YOU),
        upload(4, UploadState.SENT_UNCONFIRMED),
        upload(5, UploadState.VERIFYING),
    ]
    assert words.summary(rows) == "Need you: 1 · Can be undone: 1 · Sending: 2 · Being checked: 1"
    assert words.summary([]) == ""


@pytest.mark.parametrize("document", [None, DocumentId(7)])
def test_what_is_stored_on_the_users_word_alone_says_so(document: DocumentId | None) -> None:
    row = upload(1, state=UploadState.DONE, document_id=document, is_users_word=True)
    where = " as document 7" if document else ""
    assert words.state(row) == f"Stored{where}, as you said"
    assert words.short_state(row) == "Stored, as you said"
