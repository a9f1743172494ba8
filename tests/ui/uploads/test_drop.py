"""Files of this computer are taken, of the rest is told what to do, and nothing is ever moved."""

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.ids import CustomerId
from desktop.ui.selection import Aim, FilesDropped
from desktop.ui.uploads.drop import DropZone, Spot
from desktop.ui.uploads.drop_words import count
from desktop.ui.uploads.offer import Offer, offered
from desktop.ui.uploads.target_card import TargetCard, beside, card_of
from tests.helpers.drops import Drag, drop, mime_of, mime_of_urls

COPY, MOVE, LINK = (
    Qt.DropAction.CopyAction,
    Qt.DropAction.MoveAction,
    Qt.DropAction.LinkAction,
)
CUSTOMER = Target(
    id=CustomerId(7), name="Søndergade 7", number="1234", path=("Andel", "Afdeling Nord")
)
AIM = Aim(target=CUSTOMER, town="8000 Aarhus", letter="L", colour="#cc7700")
AWKWARD = Path("/fotos/Køkken før & efter #1 100%.jpg")


class Place:
    """A widget that takes drops, in a window, and what it was told.

    Attributes:
        spot: Where drops go; None where they are not wanted.
        dropped: What was let go.
        refused: What of it is no file of this computer.
    """

    def __init__(self, bot: QtBot) -> None:
        self.spot: Spot | None = Spot(aim=AIM)
        self.dropped: list[FilesDropped] = []
        self.refused: list[FileRefused] = []
        self.window = QWidget()
        self.widget = QWidget()
        QVBoxLayout(self.widget).addWidget(QLabel("a child in the way"))
        QVBoxLayout(self.window).addWidget(self.widget)
        self.zone = DropZone(self.widget, spot=self.spot_at)
        self.zone.files_dropped.connect(self.dropped.append)
        self.zone.refused.connect(self.refused.append)
        bot.addWidget(self.window)
        self.window.resize(800, 500)
        self.window.show()

    @property
    def card(self) -> TargetCard:
        return card_of(self.widget)

    def spot_at(self, _at: QPoint) -> Spot | None:
        return self.spot


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


def promise(kind: str, content: bytes = b"x") -> QMimeData:
    mime = QMimeData()
    mime.setData(kind, content)
    return mime


def descriptors(*names: str) -> bytes:
    """What Outlook says of attachments: FILEGROUPDESCRIPTORW."""
    each = (b"\0" * 72 + name.encode("utf-16-le").ljust(520, b"\0") for name in names)
    return struct.pack("<I", len(names)) + b"".join(each)


def test_files_go_to_the_customer_and_folder_of_the_place(place: Place) -> None:
    place.spot = Spot(aim=Aim(target=CUSTOMER, folder="Breve"))
    mime = mime_of([AWKWARD, Path("/fotos")])
    assert drop(place.widget, mime, actions=COPY | MOVE) == COPY
    assert place.dropped == [
        FilesDropped(target=CUSTOMER, paths=(AWKWARD, Path("/fotos")), folder="Breve")
    ]


def test_the_same_file_twice_is_one() -> None:
    assert offered(mime_of([AWKWARD, AWKWARD])).paths == (AWKWARD,)


@pytest.mark.parametrize("make", [text, picture, QMimeData])
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
    drag = Drag(place.widget, mime).entered()
    assert "is not a file on this computer" in place.zone.words
    assert drag.dropped() == COPY
    assert place.dropped[0].paths == (AWKWARD,)
    (refused,) = place.refused
    assert (refused.name, refused.problem) == (web().toString(), FileProblem.NOT_LOCAL)


def test_an_address_in_the_web_is_told_what_to_do_with(place: Place) -> None:
    assert drop(place.widget, mime_of_urls([web()])) == COPY
    assert not place.dropped
    assert [each.problem for each in place.refused] == [FileProblem.NOT_LOCAL]


@pytest.mark.parametrize(
    "kind",
    [
        'application/x-qt-windows-mime;value="FileGroupDescriptorW"',
        "application/x-moz-file-promise",
        "com.apple.pasteboard.promised-file-url",
        "XdndDirectSave0",
    ],
)
def test_attachments_that_are_in_no_file_yet_are_to_be_saved_first(place: Place, kind: str) -> None:
    drag = Drag(place.widget, promise(kind)).entered()
    assert "Save the attachment first, then drop the saved file." in place.zone.words
    drag.dropped()
    assert not place.dropped
    assert [each.problem for each in place.refused] == [FileProblem.PROMISED]


def test_outlook_s_attachments_are_called_by_their_names() -> None:
    kind = 'application/x-qt-windows-mime;value="FileGroupDescriptorW"'
    offer = offered(promise(kind, descriptors("Tilbud æøå.pdf", "2.jpg")))
    assert [each.name for each in offer.refused] == ["Tilbud æøå.pdf", "2.jpg"]
    for broken in (b"", b"\xff\xff\xff\xff", descriptors("x")[:90]):
        assert len(offered(promise(kind, broken)).refused) == 1


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        # File managers say of a folder what they say of a file.
        (["/fotos"], "1 file or folder"),
        (["/fotos", "/2024.05.01", "/Nr. 12", "/Hansen & Co.ApS"], "4 files or folders"),
        (["/fotos", "/a.jpg", "/b.HEIC", "/c.7z"], "3 files, 1 file or folder"),
        (["/fotos/", "/a.jpg"], "1 file, 1 folder"),
    ],
)
def test_what_may_be_a_folder_is_not_called_a_file(paths: list[str], said: str) -> None:
    assert count(offered(mime_of_urls([QUrl(f"file://{path}") for path in paths]))) == said


def test_a_promise_with_a_file_beside_it_is_a_file() -> None:
    mime = mime_of([AWKWARD])
    mime.setData("application/x-moz-file-promise", b"x")
    assert offered(mime) == Offer(paths=(AWKWARD,))


def test_a_place_that_wants_nothing_takes_nothing(place: Place) -> None:
    place.spot = None
    mime = mime_of([AWKWARD])
    assert drop(place.widget, mime) is None


def test_what_is_aimed_at_while_the_pointer_moves_gets_the_files(place: Place) -> None:
    mime = mime_of([AWKWARD])
    drag = Drag(place.widget, mime).entered()
    place.spot = Spot(aim=Aim(target=CUSTOMER, folder="Breve"), area=QRect(1, 2, 30, 20))
    drag.moved()
    assert "folder Breve" in place.zone.words
    place.spot = None
    drag.moved()
    assert drag.dropped() == COPY
    assert place.dropped[0].folder == "Breve"


# --- The card --------------------------------------------------------------------------------


def test_the_card_says_who_it_is_and_how_many(place: Place) -> None:
    mime = mime_of_urls([*mime_of([AWKWARD, Path("/2.jpg")]).urls(), QUrl("file:///fotos/")])
    plain = place.widget.grab().toImage()
    drag = Drag(place.widget, mime).entered()
    said = place.zone.words
    assert said.startswith(
        "Drop 2 files, 1 folder on Søndergade 7, 8000 Aarhus (1234). Below Andel"
    )
    assert place.widget.accessibleDescription() == said
    assert place.card.isVisible()
    assert place.widget.grab().toImage() != plain
    drag.left()
    assert place.zone.words == ""
    assert place.widget.accessibleDescription() == ""
    assert place.card.isHidden()
    assert place.widget.grab().toImage() == plain


def test_the_card_goes_when_the_files_are_let_go(place: Place) -> None:
    drop(place.widget, mime_of([AWKWARD]))
    assert place.card.isHidden()
    assert place.widget.accessibleDescription() == ""


def test_the_card_goes_though_the_program_that_dragged_has_died(place: Place) -> None:
    handle, mime = place.window.windowHandle(), mime_of([Path("/a.jpg")])
    buttons = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    at = place.widget.geometry().center()
    QApplication.sendEvent(handle, QDragEnterEvent(at, COPY, mime, *buttons))
    assert place.card.isVisible()
    # Such a drag is never left; the next thing a window hears is the pointer's own.
    QTest.mouseMove(handle, QPoint(5, 5))
    assert place.card.isHidden()
    assert not place.zone.words
    drop(place.widget, mime_of([Path("/b.jpg")]))
    assert [each.paths for each in place.dropped] == [(Path("/b.jpg"),)]


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (replace(CUSTOMER, is_closed=True), "is closed"),
        (replace(CUSTOMER, is_blocked=True), "is blocked"),
    ],
)
def test_the_card_warns(place: Place, target: Target, said: str) -> None:
    plain = grabbed(place)
    place.spot = Spot(aim=replace(AIM, target=target))
    warned = grabbed(place)
    assert said in place.card.words
    assert plain.size() != warned.size()


def grabbed(place: Place) -> QImage:
    drag = Drag(place.widget, mime_of([AWKWARD])).entered()
    image = place.card.grab().toImage()
    drag.left()
    return image


def test_the_card_has_the_colour_of_the_type(place: Place) -> None:
    image = grabbed(place)
    points = ((x, y) for x in range(image.width()) for y in range(image.height()))
    assert any(image.pixelColor(*point) == QColor("#cc7700") for point in points)


def test_the_card_follows_the_pointer_and_is_never_below_it(place: Place) -> None:
    drag = Drag(place.widget, mime_of([AWKWARD])).entered()
    window = place.window.rect()
    for x in range(0, place.widget.width(), 37):
        for y in range(0, place.widget.height(), 29):
            drag.moved(QPoint(x, y))
            pointer = place.widget.mapTo(place.window, QPoint(x, y))
            assert window.contains(place.card.geometry())
            assert not place.card.geometry().adjusted(-9, -9, 9, 9).contains(pointer)
            assert place.window.childAt(pointer) is not place.card


@pytest.mark.parametrize("window", [QSize(300, 90), QSize(120, 400), QSize(800, 600)])
def test_the_card_finds_its_place_in_any_window(window: QSize) -> None:
    card = QSize(110, 60)
    for x in range(0, window.width(), 7):
        for y in range(0, window.height(), 7):
            at = beside(QPoint(x, y), card, window)
            if at is not None:
                rect = QRect(at, card)
                assert QRect(QPoint(), window).contains(rect)
                assert not rect.contains(QPoint(x, y))


def test_where_there_is_no_room_there_is_no_card() -> None:
    assert beside(QPoint(40, 40), QSize(60, 60), QSize(80, 80)) is None


def test_long_names_are_cut_and_the_nearest_parent_stays(place: Place) -> None:
    many = tuple(f"Selskabet med det lange navn {number}" for number in range(9))
    target = Target(id=CustomerId(7), name="N" * 300, path=many)
    place.spot = Spot(aim=Aim(target=target))
    Drag(place.widget, mime_of([AWKWARD])).entered()
    assert place.card.width() <= 360
    shown = [placed.shown for placed in place.card._placed]
    assert shown[0].endswith("navn 8")
    assert shown[0].startswith("…")
    assert shown[1].endswith("…")


def test_one_window_has_one_card(place: Place) -> None:
    other = QWidget(place.window)
    DropZone(other, spot=place.spot_at)
    assert card_of(other) is place.card
    assert len(place.window.findChildren(TargetCard)) == 1


def test_the_card_follows_the_palette(place: Place) -> None:
    light = grabbed(place).pixelColor(3, 3)
    dark = QPalette(place.window.palette())
    dark.setColor(QPalette.ColorRole.Base, QColor("#202020"))
    place.window.setPalette(dark)
    assert grabbed(place).pixelColor(3, 3).lightness() < 100 < light.lightness()
