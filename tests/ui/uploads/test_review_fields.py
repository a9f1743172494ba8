"""The fields of a batch: each file its own, or one for all, and back again."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Changes
from desktop.domain.checks import Unfit
from desktop.domain.files import FileKind
from desktop.domain.photos import Preset
from desktop.domain.uploads import UploadId, Way
from desktop.ui.uploads.review.moments import moment_words, typed_moment
from desktop.ui.uploads.review.own_fields import FolderField, TakenField, TitleField
from desktop.ui.uploads.review.picks import PresetField, file_flag, xnet_flag
from desktop.ui.uploads.review.shared import SharedField
from desktop.ui.uploads.review.wish import Wish
from tests.ui.uploads.rows import upload

ONE, TWO, THREE = (UploadId(number) for number in (1, 2, 3))
PLACE = datetime(2024, 5, 1, 14, 5, 33)  # noqa: DTZ001 - a camera's wall clock


class Hand:
    """A field, what it asked for, and what it said was wrong."""

    def __init__(self, field: SharedField, bot: QtBot) -> None:
        self.field = field
        self.wished: list[Wish] = []
        self.told: list[str] = []
        bot.addWidget(field)
        field.show()
        field.wished.connect(self.wished.extend)
        field.told.connect(self.told.append)

    def write(self, text: str) -> list[Wish]:
        """Type *text* over what is there, and Enter; what was asked for then."""
        self.wished.clear()
        self.field.line.selectAll()
        QTest.keyClicks(self.field.line, text)
        if not text:
            QTest.keyClick(self.field.line, Qt.Key.Key_Delete)
        QTest.keyClick(self.field.line, Qt.Key.Key_Return)
        return list(self.wished)

    def choose(self, place: int) -> list[Wish]:
        self.wished.clear()
        self.field.choice.setCurrentIndex(place)
        self.field.choice.activated.emit(place)
        return list(self.wished)


def test_one_file_has_a_line_and_several_a_choice_first(qtbot: QtBot) -> None:
    hand = Hand(TitleField(), qtbot)
    field = hand.field
    field.show_rows((upload(1),))
    assert field.line.isVisible()
    assert not field.choice.isVisible()
    assert field.line.text() == "1"
    assert hand.write("Køkken") == [Wish((ONE,), Changes(title="Køkken"))]
    assert hand.write("") == [Wish((ONE,), Changes(title="1"))]
    field.show_rows((upload(1), upload(2)))
    assert not field.line.isVisible()
    assert field.choice.currentText() == "Keep the file names"


def test_one_title_is_numbered_and_given_up_again(qtbot: QtBot) -> None:
    hand = Hand(TitleField(), qtbot)
    hand.field.show_rows(tuple(upload(number) for number in range(1, 13)))
    assert hand.choose(1) == []
    wished = hand.write("Bad")
    assert [wish.changes.title for wish in wished][:2] == ["Bad 01", "Bad 02"]
    assert [wish.changes.title for wish in wished][-1] == "Bad 12"
    assert [wish.changes.title for wish in hand.choose(0)][-1] == "12"


def test_what_is_being_typed_is_not_written_over(qtbot: QtBot) -> None:
    hand = Hand(TitleField(), qtbot)
    hand.field.show_rows((upload(1),))
    hand.field.activateWindow()
    hand.field.line.setFocus()
    qtbot.waitUntil(hand.field.line.hasFocus)
    hand.field.line.selectAll()
    QTest.keyClicks(hand.field.line, "Gan")
    hand.field.show_rows((upload(1),))
    assert hand.field.line.text() == "Gan"


def test_the_date_is_the_photos_own_or_one_for_all(qtbot: QtBot) -> None:
    hand = Hand(TakenField(), qtbot)
    rows = (upload(1, taken=PLACE), upload(2, taken=None))
    hand.field.show_rows(rows)
    hand.choose(1)
    both = (ONE, TWO)
    noon = datetime(2026, 11, 3, 12, 0)  # noqa: DTZ001 - a camera's wall clock
    assert hand.write("3.11.2026 12.00") == [Wish(both, Changes(taken=noon))]
    assert hand.write("") == [Wish(both, Changes(is_taken_unknown=True))]
    assert hand.write("yesterday") == []
    assert "2026-05-17 14:30" in hand.told[-1]
    # A photo that is looked at only later is given the same.
    hand.wished.clear()
    hand.field.show_rows((*rows, upload(3, taken=PLACE)))
    assert hand.wished == [Wish((THREE,), Changes(is_taken_unknown=True))]
    # What the photos said is not lost by what was asked for.
    hand.field.show_rows((upload(1, taken=noon), upload(2, taken=noon)))
    assert hand.choose(0) == [
        Wish((ONE,), Changes(taken=PLACE)),
        Wish((TWO,), Changes(is_taken_unknown=True)),
    ]


def test_the_empty_date_says_what_that_means(qtbot: QtBot) -> None:
    field = Hand(TakenField(), qtbot).field
    field.show_rows((upload(1, taken=PLACE), upload(2)))
    assert field.line.placeholderText() == "Such as 2026-05-17 14:30"
    field.show_rows((upload(1),))
    assert field.line.placeholderText() == "Not known"
    field.show_rows(())
    assert field.line.placeholderText() == "Only photos have this."


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01 14:05:33", PLACE),
        ("1.5.2024, 14.05.33", PLACE),
        ("01 05 2024 14:05:33", PLACE),
        ("1/5/2024", datetime(2024, 5, 1)),  # noqa: DTZ001 - a camera's wall clock
        ("  ", None),
    ],
)
def test_moments_are_read_as_they_are_typed(text: str, moment: datetime | None) -> None:
    assert typed_moment(text) == moment
    assert typed_moment(moment_words(moment)) == moment


@pytest.mark.parametrize("text", ["14:05", "1.5.2024 25:00", "1.13.2024 10:00", "x 10:00", "10"])
def test_what_is_no_moment_is_not_taken(text: str) -> None:
    with pytest.raises(Unfit):
        typed_moment(text)


def test_folders_stay_as_dropped_or_become_one(qtbot: QtBot) -> None:
    hand = Hand(FolderField(QStringListModel(["Fotos/2025", "Tilbud"])), qtbot)
    rows = (upload(1, folder="A"), upload(2, folder="A/B"), upload(3))
    hand.field.show_rows(rows)
    assert hand.field.choice.currentText() == "As dropped: 2 folders"
    hand.choose(1)
    assert hand.write(" Fotos\\2026/ ") == [Wish((ONE, TWO, THREE), Changes(folder="Fotos/2026"))]
    hand.field.show_rows(tuple(upload(number, folder="Fotos/2026") for number in (1, 2, 3)))
    assert [wish.changes.folder for wish in hand.choose(0)] == ["A", "A/B", ""]
    hand.field.show_rows((upload(4),))
    assert hand.field.choice.itemText(0) == "No folder"
    completer = hand.field.line.completer()
    completer.setCompletionPrefix("2025")
    assert completer.currentCompletion() == "Fotos/2025"


# The list of completions asks for what a screen of its own would give it.
@pytest.mark.qt_log_ignore("This plugin does not support .*")
def test_a_folder_chosen_from_those_that_are_known_is_taken(qtbot: QtBot) -> None:
    field = FolderField(QStringListModel(["Fotos/2025", "Tilbud"]))
    hand = Hand(field, qtbot)
    field.activateWindow()
    field.show_rows((upload(1),))
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    QTest.keyClicks(field.line, "Fo")
    popup = field.line.completer().popup()
    assert popup is not None
    qtbot.waitUntil(popup.isVisible)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(popup, key)
    assert field.line.text() == "Fotos/2025"
    field.line.clearFocus()
    assert hand.wished == [Wish((ONE,), Changes(folder="Fotos/2025"))]


def test_each_size_tells_about_how_many_bytes_it_makes(qtbot: QtBot) -> None:
    field = PresetField()
    qtbot.addWidget(field)
    wished: list[Wish] = []
    field.wished.connect(wished.extend)
    field.show_rows(
        tuple(upload(number, width=8000, height=6000, size=20_000_000) for number in (1, 2))
    )
    assert [field.itemText(place) for place in range(3)] == [
        "As it is, about 38.1 MB",
        "2560 pixels, about 2.3 MB",
        "1600 pixels, about 937.5 kB",
    ]
    assert field.currentIndex() == 0
    field.activated.emit(2)
    assert wished == [Wish((ONE, TWO), Changes(preset=Preset.SMALL))]
    field.show_rows((upload(1, preset=Preset.SMALL), upload(2)), unseen=(THREE,))
    assert field.currentIndex() == -1
    field.activated.emit(1)
    assert wished[-1] == Wish((ONE, TWO, THREE), Changes(preset=Preset.LARGE))
    field.show_rows(())
    assert not field.isEnabled()
    # No photos do not differ from each other.
    assert field.placeholderText() == "Only photos have this."


def test_a_box_is_neither_on_nor_off_where_the_photos_differ(qtbot: QtBot) -> None:
    flag = xnet_flag()
    qtbot.addWidget(flag)
    wished: list[Wish] = []
    flag.wished.connect(wished.extend)
    flag.show_rows((upload(1, on_xnet=True), upload(2)))
    assert flag.checkState() is Qt.CheckState.PartiallyChecked
    flag.click()
    assert wished == [Wish((ONE, TWO), Changes(on_xnet=True))]
    flag.show_rows((upload(1, on_xnet=True), upload(2, on_xnet=True)))
    flag.click()
    assert wished[-1] == Wish((ONE, TWO), Changes(on_xnet=False))


def test_pictures_can_be_files(qtbot: QtBot) -> None:
    flag = file_flag()
    qtbot.addWidget(flag)
    wished: list[Wish] = []
    flag.wished.connect(wished.extend)
    flag.show_rows((upload(1),))
    flag.click()
    assert wished == [Wish((ONE,), Changes(goes_as_file=True))]
    flag.show_rows((upload(1, way=Way.FILE, kind=FileKind.PNG, path=Path("/x/1.png")),))
    assert flag.isChecked()
