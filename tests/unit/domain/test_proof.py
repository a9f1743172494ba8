"""What a listing proves of an upload."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.answers import Listing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.proof import (
    LOOKS_S,
    Finding,
    Match,
    Seen,
    likeness,
    look_through,
    looks_at,
    marks_of,
    proves_absence,
)
from desktop.domain.records import Document
from desktop.domain.uploads import BatchId, Upload, UploadId, Way

TAKEN = datetime(2024, 3, 31, 2, 30, 5, 900)  # noqa: DTZ001 - a camera's wall clock
FILE = Upload(
    id=UploadId(1),
    batch=BatchId(1),
    customer_id=CustomerId(7),
    customer_name="",
    path=Path("Brev.pdf"),
    title="Brev",
    size=1000,
    sha256="aa",
    baseline=frozenset({DocumentId(1)}),
)
PHOTO = replace(
    FILE, way=Way.PHOTO, path=Path("IMG.jpg"), title="Køkken", taken=TAKEN, send_size=800
)


def document(id_: int, **fields: object) -> Document:
    return Document({"id": id_, **fields})


SAME = {"title": "Brev", "filename": "Brev.pdf", "size": 1000}


@pytest.mark.parametrize(
    ("upload", "fields", "match"),
    [
        (FILE, SAME, Match.STRONG),
        (FILE, {"title": "andet", "filename": "BREV.pdf", "size": "1000"}, Match.STRONG),
        (FILE, {"title": "Brev", "size": 999}, Match.WEAK),
        (FILE, {"title": "Brev"}, Match.WEAK),
        (FILE, {"title": "Brev (1)", "filename": "Brev_1.pdf", "size": 1000}, Match.WEAK),
        (FILE, {"title": "andet", "filename": "andet.pdf", "size": 5}, Match.NONE),
        (replace(FILE, title=""), {"title": "", "filename": "x"}, Match.NONE),
        (PHOTO, {"title": "Ko\u0308kken".replace("o\u0308", "ø"), "size": 800}, Match.STRONG),
        (PHOTO, {"title": "Køkken", "size": 1000}, Match.WEAK),
        (
            PHOTO,
            {"title": "Køkken", "createdate": "2024-03-31", "createtime": "02:30:05"},
            Match.STRONG,
        ),
        (PHOTO, {"title": "", "filename": "IMG.jpg"}, Match.NONE),
        (
            replace(FILE, taken=TAKEN),
            {"title": "x", "createdate": "2024-03-31", "createtime": "02:30:05"},
            Match.NONE,
        ),
        (replace(FILE, token="#a1"), {"title": "Brev #a1"}, Match.STRONG),
        # Who cuts titles short cuts the token off.
        (replace(FILE, token="#a1"), SAME, Match.WEAK),
        (replace(FILE, token="#a1"), {"title": "andet", "size": 5}, Match.NONE),
    ],
)
def test_how_much_a_document_is_like_an_upload(
    upload: Upload, fields: dict[str, object], match: Match
) -> None:
    assert likeness(upload, document(5, **fields)) is match


def test_only_what_came_since_and_is_nobody_elses_counts() -> None:
    listing = Listing(documents=(document(1, **SAME), document(2, **SAME), document(3, **SAME)))
    assert look_through(FILE, listing, {DocumentId(3)}).ids == (2,)
    assert look_through(FILE, listing).finding is Finding.SEVERAL
    assert look_through(replace(FILE, baseline=frozenset()), listing).ids == (1, 2, 3)


def test_one_that_agrees_is_it_whatever_else_came() -> None:
    others = (document(3, title="Brev"), document(4, title="x", size=1000))
    seen = look_through(FILE, Listing(documents=(document(2, **SAME), *others)))
    assert (seen.finding, seen.ids) == (Finding.FOUND, (2,))


def test_what_agrees_in_part_is_for_the_user() -> None:
    one, two = document(2, title="Brev"), document(3, title="x", size=1000)
    assert look_through(FILE, Listing(documents=(one,))).finding is Finding.WEAK
    both = look_through(FILE, Listing(documents=(one, two)))
    assert (both.finding, both.ids) == (Finding.SEVERAL, (2, 3))


ABSENT = Seen(finding=Finding.ABSENT)


@pytest.mark.parametrize(
    ("looks", "proves"),
    [
        ([ABSENT] * 4, True),
        ([ABSENT] * 3, False),
        ([ABSENT] * 3 + [None], False),
        ([ABSENT, replace(ABSENT, is_whole=False), ABSENT, ABSENT], False),
        ([ABSENT, Seen(finding=Finding.WEAK, ids=(DocumentId(2),)), ABSENT, ABSENT], False),
    ],
)
def test_absence_takes_four_whole_listings(looks: list[Seen | None], proves: bool) -> None:
    assert proves_absence(looks) is proves


def test_a_listing_with_a_row_that_cannot_be_read_is_not_whole() -> None:
    assert not look_through(FILE, Listing(documents=(), set_aside=1)).is_whole
    nameless = Listing(documents=(document(2), Document({"title": "Brev"})))
    assert not look_through(FILE, nameless).is_whole


def test_the_last_look_waits_for_a_slow_server() -> None:
    assert looks_at(1.0) == LOOKS_S
    assert looks_at(100.0) == (*LOOKS_S[:-1], 300.0)


@pytest.mark.parametrize(
    ("other", "is_twin"),
    [
        ({"path": Path("x.pdf")}, True),
        ({"title": "BREV ", "path": Path("x.pdf"), "sha256": "bb"}, True),
        ({"title": "x", "sha256": "bb"}, True),
        ({"title": "x", "path": Path("x.pdf"), "send_sha256": "aa", "sha256": "bb"}, True),
        ({"title": "x", "path": Path("x.pdf"), "sha256": "bb"}, False),
        ({"customer_id": CustomerId(8)}, False),
        ({"title": "Brev", "token": "#a1", "path": Path("x.pdf"), "sha256": "bb"}, False),
    ],
)
def test_what_a_listing_could_take_for_another(other: dict[str, object], is_twin: bool) -> None:
    twin = replace(FILE, **other)  # type: ignore[arg-type]  # fields of Upload
    assert (not marks_of(FILE).isdisjoint(marks_of(twin))) is is_twin


def test_two_that_replace_one_document_never_go_together() -> None:
    one = replace(PHOTO, replaces=DocumentId(5))
    other = replace(PHOTO, title="Bad", path=Path("2.jpg"), sha256="bb", replaces=DocumentId(5))
    assert not marks_of(one).isdisjoint(marks_of(other))
    assert marks_of(one).isdisjoint(marks_of(replace(other, replaces=DocumentId(6))))


def test_a_photo_s_file_name_is_of_its_title() -> None:
    photo = replace(PHOTO, title="Plan", sha256="bb")
    drawing = replace(FILE, title="x", path=Path("plan.JPG"))
    assert not marks_of(photo).isdisjoint(marks_of(drawing))


fields = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["Brev", "x", ""]),
        "filename": st.sampled_from(["Brev.pdf", "y.pdf"]),
        "size": st.sampled_from([1000, 5]),
    }
)


@given(st.lists(fields, max_size=6))
def test_two_are_told_apart_unless_they_are_twins(listed: list[dict[str, object]]) -> None:
    """What is certainly one upload's is certainly no other's, if the two may go together."""
    other = replace(FILE, title="x", path=Path("y.pdf"), sha256="bb", size=5)
    assert marks_of(FILE).isdisjoint(marks_of(other))
    listing = Listing(documents=tuple(document(i + 2, **f) for i, f in enumerate(listed)))
    mine, theirs = look_through(FILE, listing), look_through(other, listing)
    if mine.finding is theirs.finding is Finding.FOUND:
        crossed = [f for f in listed if f["title"] == "x" and f["filename"] == "Brev.pdf"]
        crossed += [f for f in listed if f["title"] == "Brev" and f["filename"] == "y.pdf"]
        assert mine.ids != theirs.ids or crossed
