"""What a strip says of its batch, and the settings that batches begin with."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Ask, Batch, Target
from desktop.domain.files import FileKind
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.photos import Preset
from desktop.domain.uploads import BatchId, Earlier, Upload, UploadId, UploadState, Way
from desktop.services.uploads.settings import UploadSettings
from desktop.support.settings import Settings
from desktop.ui.dialogs.upload_settings import UploadSettingsDialog
from desktop.ui.uploads.review import words
from desktop.ui.uploads.review.digest import Digest, digest_of
from desktop.ui.uploads.review.form import loses_words
from tests.ui.uploads.rows import upload

HELD, STAGED, QUEUED = UploadState.HELD, UploadState.STAGED, UploadState.QUEUED
MB = 1024 * 1024
EARLIER = Earlier(
    upload_id=UploadId(99),
    at=datetime(2020, 3, 4, 10, 31, tzinfo=UTC),
    state=UploadState.DONE,
    name="<b>Bad</b>.jpg",
    document_id=DocumentId(5),
)


def photo(number: int, **more: Any) -> Upload:
    known: dict[str, Any] = {"state": HELD, "sha256": "x", "can_be_photo": True, **more}
    return upload(number, **known)


def digest(*rows: Upload, target: Target | None = None, **batch: Any) -> Digest:
    whom = target or Target(id=CustomerId(7), name="Søndergade 7", number="20417")
    ids = tuple(row.id for row in rows)
    known = {row.id: row for row in rows}
    made = Batch(id=BatchId(1), target=whom, uploads=ids, **{"seconds_left": 7.2, **batch})
    return digest_of(made, known.get)


def said(of: Digest, *, failed: int = 0, worked: int = 0) -> list[str]:
    return [note.text for note in words.notes(of, smallest_failed=failed, largest_worked=worked)]


def test_a_batch_is_what_of_it_still_waits() -> None:
    rows = [photo(1), photo(2, state=UploadState.READY), photo(3, state=UploadState.CANCELLED)]
    found = digest(*rows)
    assert [row.id for row in found.rows] == [1]
    assert words.heading(found) == "“1.jpg” for Søndergade 7 (20417)"
    assert words.status(found, is_looked_at=False) == "Goes up in 8 s"
    assert words.status(found, is_looked_at=True) == "Waits while you are here"


def test_the_question_has_count_size_folders_and_what_is_the_matter() -> None:
    rows = [photo(n, size=10 * MB, folder=f"A/{n % 6}", way=Way.FILE) for n in range(1, 74)]
    target = Target(id=CustomerId(7), name="Nordgade 1", is_closed=True, is_blocked=True)
    found = digest(*rows, target=target, asks=frozenset(Ask), seconds_left=None)
    assert words.question(found) == (
        "Add 73 files, 730.0 MB, in 6 folders, for Nordgade 1?"
        " The customer is closed. The customer is blocked."
    )
    assert words.status(found, is_looked_at=True) == ""


def test_the_question_names_no_size_before_every_file_was_looked_at() -> None:
    found = digest(
        photo(1, size=MB),
        photo(2, state=QUEUED, size=0, kind=None, sha256=""),
        asks=frozenset({Ask.BLOCKED}),
        seconds_left=None,
    )
    assert words.question(found).startswith("Add 2 files, for Søndergade 7 (20417)?")


def test_the_one_folder_that_was_dropped_is_named() -> None:
    row = photo(1, size=MB, folder="Ferie", way=Way.FILE)
    alone = digest(row)
    assert words.question(alone) == (
        "Add 1 file, 1.0 MB, in the folder “Ferie”, for Søndergade 7 (20417)?"
    )
    assert words.heading(alone) == "“1.jpg” for Søndergade 7 (20417), folder “Ferie”"
    both = digest(row, photo(2, folder="Ferie", way=Way.FILE))
    assert words.heading(both) == "2 files for Søndergade 7 (20417), folder “Ferie”"
    mixed = digest(row, photo(2, folder="Skur", way=Way.FILE), photo(3))
    assert words.heading(mixed) == "3 files for Søndergade 7 (20417)"


def test_originals_are_needed_until_they_are_copied() -> None:
    copied, coming = photo(1), photo(2, state=QUEUED, sha256="")
    assert said(digest(copied, coming)) == ["1 of 2 copied; keep the originals until then."]
    assert said(digest(coming)) == ["Not copied yet; keep the original until then."]
    assert said(digest(copied)) == []


def test_large_files_are_not_copied_and_that_is_said() -> None:
    film = photo(1, is_by_reference=True, path=Path("/x/film.mp4"), kind=FileKind.OTHER)
    assert "“film.mp4” is so large that it is not copied" in said(digest(film))[0]
    assert "2 files are so large" in said(digest(film, photo(2, is_by_reference=True)))[0]


def test_sizes_that_failed_are_told_with_the_one_that_worked() -> None:
    small, large = photo(1, size=MB), photo(2, size=30 * MB)
    assert said(digest(small, large)) == []
    assert said(digest(small, large), failed=20 * MB, worked=8 * MB) == [
        "2.jpg: files of this size were refused before (from 20.0 MB; largest that worked: 8.0 MB)."
    ]
    # What is made of a photo is what goes up.
    assert said(digest(photo(2, size=30 * MB, send_size=MB)), failed=20 * MB) == []


def test_a_photo_that_lacks_its_end_is_told_of_before_it_goes() -> None:
    whole, half = photo(1), photo(2, is_cut_short=True)
    assert "“2.jpg” seems to be cut short" in said(digest(whole, half))[0]
    assert "2 photos seem to be cut short" in said(digest(half, photo(3, is_cut_short=True)))[0]


@pytest.mark.parametrize(
    ("facts", "words_"),
    [
        ({"has_place": True}, "tells where it was taken; that is removed"),
        ({"has_serial": True}, "its serial number is removed"),
        ({"has_place": True, "keeps_place": True}, "goes up with the place"),
        ({"has_serial": True, "keeps_place": True}, "goes up with its camera's serial number"),
    ],
)
def test_what_photos_tell_is_told(facts: dict[str, bool], words_: str) -> None:
    assert words_ in said(digest(photo(1, **facts)))[0]
    assert said(digest(photo(1, **facts, way=Way.FILE))) == []


def test_what_is_there_already_is_named_once_nobody_has_answered() -> None:
    waits = photo(1, state=STAGED, earlier=EARLIER)
    answered = [
        photo(2, state=STAGED, earlier=EARLIER, is_wanted_again=True),
        photo(3, state=STAGED, earlier=EARLIER, replaces=DocumentId(5)),
        photo(4, state=HELD, earlier=EARLIER),
    ]
    found = digest(waits, *answered)
    assert found.repeated == (waits,)
    assert words.status(found, is_looked_at=False) == "Goes up in 8 s"
    assert words.status(digest(waits), is_looked_at=False) == "Waits for your answer"
    text = words.repeated_one(waits, EARLIER)
    assert text.startswith("“1.jpg” is on the customer already: sent as “<b>Bad</b>.jpg”, 4 March")
    assert text.endswith("Document #5.")


@pytest.mark.parametrize(
    ("state", "start"),
    [
        (UploadState.READY, "“1.jpg” is on its way to the customer already"),
        (UploadState.VERIFYING, "“1.jpg” may be on the customer already"),
    ],
)
def test_an_earlier_one_that_is_not_there_yet_is_not_said_to_be(
    state: UploadState, start: str
) -> None:
    earlier = Earlier(upload_id=UploadId(9), at=EARLIER.at, state=state, name="1.jpg")
    assert words.repeated_one(photo(1), earlier).startswith(start)


def test_each_way_says_what_it_loses() -> None:
    pdf = photo(2, way=Way.FILE, kind=FileKind.PDF, can_be_photo=False)
    unseen = photo(4, kind=None, can_be_photo=False, way=Way.FILE)
    assert loses_words(digest(photo(1))).startswith("Photos go up without")
    assert loses_words(digest(pdf)) == "Files go up without a date, the extranet and tags."
    assert "A picture with a folder" in loses_words(digest(photo(3, folder="A", way=Way.FILE)))
    assert loses_words(digest(unseen)) == ""


def test_settings_are_saved_all_at_once(
    qtbot: QtBot, tmp_path: Path, until: Callable[..., Any]
) -> None:
    told: list[None] = []
    memory = Settings(tmp_path / "memory.json")
    settings = UploadSettings(memory=memory, changed=lambda: told.append(None))
    dialog = UploadSettingsDialog(settings=settings)
    qtbot.addWidget(dialog)
    hold: QSpinBox = dialog.findChild(QSpinBox, "upload_hold")  # type: ignore[assignment]  # it is there
    lanes: QSpinBox = dialog.findChild(QSpinBox, "upload_lanes")  # type: ignore[assignment]  # it is there
    preset: QComboBox = dialog.findChild(QComboBox, "upload_preset")  # type: ignore[assignment]  # it is there
    assert (hold.value(), hold.minimum(), hold.maximum()) == (8, 0, 60)
    assert (lanes.value(), lanes.minimum(), lanes.maximum()) == (2, 1, 4)
    hold.setValue(0)
    assert hold.text() == "None"
    lanes.setValue(3)
    preset.setCurrentIndex(2)
    for name in ("upload_place", "upload_token"):
        box: QCheckBox = dialog.findChild(QCheckBox, name)  # type: ignore[assignment]  # it is there
        assert not box.isChecked()
        box.click()
    assert (settings.hold_seconds, told) == (8.0, [])
    dialog.accept()
    until(memory.save())
    kept = UploadSettings(memory=memory, changed=lambda: None)
    assert (kept.hold_seconds, kept.lanes, kept.preset) == (0.0, 3, Preset.SMALL)
    assert kept.keeps_place
    assert kept.token_in_title
    assert len(told) == 1
