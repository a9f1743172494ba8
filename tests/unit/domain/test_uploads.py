"""The words for files and uploads: names as they are sent, states as they may follow."""

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem
from desktop.domain.files import (
    FileKind,
    Inspected,
    is_named_as_photo,
    refused,
    wire_name,
    wire_title,
)
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.photos import PhotoOrder, Preset
from desktop.domain.uploads import (
    BETWEEN,
    FINAL,
    MOVES,
    BatchId,
    Hint,
    Upload,
    UploadId,
    UploadState,
    Way,
)


def upload(name: str, folder: str = "") -> Upload:
    return Upload(
        id=UploadId(1),
        batch=BatchId(1),
        customer_id=CustomerId(1),
        customer_name="",
        path=Path(name),
        title=wire_title(Path(name)),
        folder=folder,
    )


def look(kind: FileKind) -> Inspected:
    return Inspected(size=10, modified_ns=20, kind=kind)


def test_names_are_composed() -> None:
    assert wire_name(Path(unicodedata.normalize("NFD", "/x/Å.jpg"))) == "Å.jpg"


def test_names_that_are_no_text_become_some() -> None:
    assert wire_name(Path("/x/h\udce6s.jpg")) == "h\ufffds.jpg"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("/x/a.b.jpg", "a.b"),
        ("/x/.skjult", ".skjult"),
        ("/x/" + 250 * "æ" + "1234567", 250 * "æ" + "12345"),
    ],
)
def test_titles_have_no_suffix_and_fit(name: str, title: str) -> None:
    assert wire_title(Path(name)) == title


@pytest.mark.parametrize(("name", "is_one"), [("a.JPG", True), ("a.jpeg", True), ("a.png", False)])
def test_names_of_photos(name: str, is_one: bool) -> None:
    assert is_named_as_photo(Path(name)) is is_one


def test_a_refusal_names_the_file() -> None:
    assert refused(Path("/x/a.jpg"), FileProblem.EMPTY).name == "a.jpg"


@pytest.mark.parametrize(
    ("row", "kind", "way", "hint"),
    [
        (upload("a.jpg"), FileKind.JPEG, Way.PHOTO, None),
        (upload("a"), FileKind.JPEG, Way.PHOTO, None),
        (upload("a.jpg", "Breve"), FileKind.JPEG, Way.FILE, Hint.PHOTO_IN_FOLDER),
        (upload("a.jpg"), FileKind.PNG, Way.PHOTO, None),
        (upload("a.png"), FileKind.HEIC, Way.PHOTO, None),
        (upload("a.jpg"), FileKind.PDF, Way.FILE, Hint.NOT_A_JPEG),
        (upload("a.pdf"), FileKind.PDF, Way.FILE, None),
    ],
)
def test_the_content_decides_the_way(
    row: Upload, kind: FileKind, way: Way, hint: Hint | None
) -> None:
    assert row.hint is None
    seen = row.inspected(look(kind))
    assert (seen.way, seen.hint) == (way, hint)


def test_what_nothing_here_can_decode_goes_as_a_file() -> None:
    found = replace(look(FileKind.AVIF), can_be_prepared=False)
    assert upload("a.avif").inspected(found).way is Way.FILE


def test_as_a_file_it_replaces_nothing() -> None:
    photo = replace(upload("a.jpg").inspected(look(FileKind.JPEG)), replaces=DocumentId(7))
    assert photo.on_its_way().replaces == 7
    assert replace(photo, goes_as_file=True).on_its_way().replaces is None


def test_that_it_is_cut_short_is_said_before_all_else() -> None:
    found = replace(look(FileKind.JPEG), is_cut_short=True)
    seen = upload("a.jpg").inspected(found)
    assert (seen.way, seen.hint) == (Way.PHOTO, Hint.CUT_SHORT)
    assert upload("a.jpg", "Breve").inspected(found).hint is Hint.CUT_SHORT
    assert seen.inspected(look(FileKind.JPEG)).hint is None


@pytest.mark.parametrize(
    ("kind", "preset", "keeps_place", "is_prepared"),
    [
        (FileKind.JPEG, Preset.ORIGINAL, False, True),
        (FileKind.JPEG, Preset.ORIGINAL, True, False),
        (FileKind.JPEG, Preset.SMALL, True, True),
        (FileKind.PNG, Preset.ORIGINAL, True, True),
        (FileKind.PDF, Preset.SMALL, False, False),
    ],
)
def test_photos_lose_their_place_unless_they_are_left_alone(
    kind: FileKind, preset: Preset, keeps_place: bool, is_prepared: bool
) -> None:
    row = replace(upload("a").inspected(look(kind)), preset=preset, keeps_place=keeps_place)
    wanted = PhotoOrder(preset=preset, keeps_place=keeps_place) if is_prepared else None
    assert row.order == wanted


def test_a_token_fits_into_the_longest_title() -> None:
    row = replace(upload(255 * "æ"), token="#a1b2c3")
    assert row.sent_title == 247 * "æ" + " #a1b2c3"
    assert upload("a.txt").sent_title == "a"


def test_the_original_is_needed_until_there_is_a_copy() -> None:
    row = upload("a.txt")
    assert row.needs_original
    copied = replace(row, sha256="ab")
    assert not copied.needs_original
    assert replace(copied, is_by_reference=True).needs_original
    assert not replace(row, state=UploadState.CANCELLED).needs_original


def test_every_state_leads_to_an_end() -> None:
    assert {UploadState.DONE, UploadState.CANCELLED} == FINAL
    assert set(MOVES) == set(UploadState)
    for state in set(UploadState) - FINAL - BETWEEN:
        assert UploadState.CANCELLED in MOVES[state]


def test_nothing_is_done_or_in_doubt_before_its_last_piece_may_have_left() -> None:
    for state in (UploadState.DONE, UploadState.NEEDS_YOU):
        before = {each for each, moves in MOVES.items() if state in moves}
        assert before <= BETWEEN | {UploadState.NEEDS_YOU}


def test_what_may_be_stored_is_never_just_cancelled_or_queued() -> None:
    for state in BETWEEN:
        assert MOVES[state].isdisjoint({UploadState.CANCELLED, UploadState.QUEUED})


def test_nothing_leaves_unwritten() -> None:
    """The last piece leaves from one state alone, which is come to from one alone."""
    before = {each for each, moves in MOVES.items() if UploadState.SENT_UNCONFIRMED in moves}
    assert before == {UploadState.SENDING}
    before = {each for each, moves in MOVES.items() if UploadState.SENDING in moves}
    assert before == {UploadState.READY}
