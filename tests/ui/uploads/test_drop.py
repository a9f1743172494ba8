"""Files of this computer are taken, everything else is refused, and nothing is ever moved."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.uploads.drop import DropTarget, DropZone, files_of
from tests.helpers.drops import Drag, drop, mime_of, mime_of_urls

COPY, MOVE, LINK = (
    Qt.DropAction.CopyAction,
    Qt.DropAction.MoveAction,
    Qt.DropAction.LinkAction,
)
CUSTOMER = Selected(id=CustomerId(7), parent_id=NO_CUSTOMER, name="Søndergade 7")
AWKWARD = Path("/fotos/Køkken før & efter #1 100%.jpg")


class Place:
    """A widget that takes drops, and what it was told.

    Attributes:
        target: Where drops go; None where they are not wanted.
        dropped: What was let go.
        refused: What of it is no file of this computer.
    """

    def __init__(self, bot: QtBot) -> None:
        self.target: DropTarget | None = DropTarget(customer=CUSTOMER)
        self.dropped: list[FilesDropped] = []
        self.refused: list[FileRefused] = []
        self.widget = QWidget()
        QVBoxLayout(self.widget).addWidget(QLabel("a child in the way"))
        self.zone = DropZone(self.widget, target=lambda: self.target)
        self.zone.files_dropped.connect(self.dropped.append)
        self.zone.refused.connect(self.refused.append)
        bot.addWidget(self.widget)
        self.widget.resize(400, 120)
        self.widget.show()


@pytest.fixture
def place(qtbot: QtBot) -> Place:
    return Place(qtbot)


def web() -> QUrl:
    return QUrl("https://example.com/hus.jpg")


def text() -> QMimeData:
    mime = QMimeData()
    mime.setText("file:///etc/passwd")
    return mime


def picture() -> QMimeData:
    mime = QMimeData()
    mime.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    return mime


def test_files_go_to_the_customer_and_folder_of_the_place(place: Place) -> None:
    place.target = DropTarget(customer=CUSTOMER, folder="Breve")
    mime = mime_of([AWKWARD, Path("/fotos")])
    assert drop(place.widget, mime, actions=COPY | MOVE) == COPY
    assert place.dropped == [
        FilesDropped(customer=CUSTOMER, paths=(AWKWARD, Path("/fotos")), folder="Breve")
    ]


def test_the_same_file_twice_is_one() -> None:
    paths, _ = files_of(mime_of([AWKWARD, AWKWARD]))
    assert paths == (AWKWARD,)


@pytest.mark.parametrize("make", [lambda: mime_of_urls([web()]), text, picture, QMimeData])
def test_what_is_no_file_is_refused(place: Place, make: Callable[[], QMimeData]) -> None:
    mime = make()
    assert drop(place.widget, mime) is None
    assert not place.dropped
    assert place.zone.words == ""


@pytest.mark.parametrize("actions", [MOVE, LINK, MOVE | LINK])
def test_a_source_that_would_lose_its_file_is_refused(place: Place, actions: Qt.DropAction) -> None:
    mime = mime_of([AWKWARD])
    assert drop(place.widget, mime, actions=actions) is None
    assert not place.dropped


def test_of_a_mixture_the_files_are_taken_and_the_rest_is_told(place: Place) -> None:
    mime = mime_of_urls([QUrl.fromLocalFile(str(AWKWARD)), web()])
    assert drop(place.widget, mime) == COPY
    assert place.dropped[0].paths == (AWKWARD,)
    (refused,) = place.refused
    assert (refused.name, refused.problem) == (web().toString(), FileProblem.NOT_LOCAL)


def test_a_place_that_wants_nothing_takes_nothing(place: Place) -> None:
    place.target = None
    mime = mime_of([AWKWARD])
    assert drop(place.widget, mime) is None


def test_the_place_says_what_letting_go_would_do(place: Place) -> None:
    one, many = mime_of([AWKWARD]), mime_of([AWKWARD, Path("/fotos/2.jpg")])
    drag = Drag(place.widget, one).entered()
    assert place.zone.words == f"Let go to add “{AWKWARD.name}” to Søndergade 7"
    before = place.widget.grab().toImage()
    drag.left()
    assert place.zone.words == ""
    assert place.widget.grab().toImage() != before
    drag = Drag(place.widget, many).entered()
    assert place.zone.words == "Let go to add 2 files to Søndergade 7"
    drag.dropped()
    assert place.zone.words == ""


def test_the_target_is_the_one_that_was_named(place: Place) -> None:
    mime = mime_of([AWKWARD])
    drag = Drag(place.widget, mime).entered()
    place.target = None
    drag.moved()
    assert drag.dropped() == COPY
    assert place.dropped[0].customer == CUSTOMER
