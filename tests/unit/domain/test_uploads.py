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
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import FINAL, MOVES, BatchId, Hint, Upload, UploadId, UploadState, Way


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
        (upload("a.jpg"), FileKind.PNG, Way.FILE, Hint.NOT_A_JPEG),
        (upload("a.png"), FileKind.PNG, Way.FILE, None),
    ],
)
def test_the_content_decides_the_way(
    row: Upload, kind: FileKind, way: Way, hint: Hint | None
) -> None:
    assert row.hint is None
    seen = row.inspected(look(kind))
    assert (seen.way, seen.hint) == (way, hint)
    assert seen.is_same_file(look(kind))


def test_that_it_is_cut_short_is_said_before_all_else() -> None:
    found = replace(look(FileKind.JPEG), is_cut_short=True)
    seen = upload("a.jpg").inspected(found)
    assert (seen.way, seen.hint) == (Way.PHOTO, Hint.CUT_SHORT)
    assert upload("a.jpg", "Breve").inspected(found).hint is Hint.CUT_SHORT
    assert seen.inspected(look(FileKind.JPEG)).hint is None


def test_every_state_leads_to_an_end() -> None:
    assert {UploadState.DONE, UploadState.CANCELLED} == FINAL
    assert set(MOVES) == set(UploadState)
    for state in set(UploadState) - FINAL:
        assert UploadState.CANCELLED in MOVES[state]


def test_only_what_is_being_sent_can_be_done_or_in_doubt() -> None:
    before = {state for state, moves in MOVES.items() if UploadState.NEEDS_YOU in moves}
    assert before == {UploadState.SENDING}
    before = {state for state, moves in MOVES.items() if UploadState.DONE in moves}
    assert before == {UploadState.SENDING, UploadState.NEEDS_YOU}
