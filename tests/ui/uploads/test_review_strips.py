"""What was let go is reviewed before it goes: over the real engine and a real server."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Ask, Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadState, Way
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.mirror.shelf import Shelf
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.documents import Documents
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.pictures import Pictures
from desktop.services.search import Search
from desktop.services.uploads.hands import Hands
from desktop.services.uploads.service import Uploads
from desktop.services.uploads.tags import Tags
from desktop.support.settings import Settings
from desktop.ui.messages import Messages
from desktop.ui.search.means import Means
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.redirect import RedirectDialog
from desktop.ui.uploads.review.replacing import ReplaceSheet
from desktop.ui.uploads.review.strips import ReviewStrips
from tests.helpers.demo_server import DemoServer
from tests.helpers.local_copy import LocalCopy
from tests.helpers.pictures import jpeg, private_jpeg
from tests.helpers.uploading import account_of

W = TypeVar("W", bound=QWidget)
Until = Callable[..., Any]

QUEUED, HELD, DONE, CANCELLED = (
    UploadState.QUEUED,
    UploadState.HELD,
    UploadState.DONE,
    UploadState.CANCELLED,
)
TAKEN = datetime(2024, 5, 1, 14, 5)  # noqa: DTZ001 - a camera's wall clock


class Desk:
    """The strips above another widget, and what a user does and sees there."""

    def __init__(self, *, means: ReviewMeans, target: Target, bot: QtBot, until: Until) -> None:
        self.means, self.target, self._bot, self._until = means, target, bot, until
        self.uploads = means.uploads
        self.window = QWidget()
        bot.addWidget(self.window)
        self.elsewhere = QLineEdit()
        self.strips = ReviewStrips(means)
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.strips)
        layout.addWidget(self.elsewhere)
        layout.addStretch(1)
        self.window.resize(1100, 700)
        self.window.show()
        self.window.activateWindow()
        bot.waitUntil(self.window.isActiveWindow)
        self.elsewhere.setFocus()
        self.strips.start()

    def add(self, *paths: Path, folder: str = "", **how: Any) -> None:
        files = [Incoming(path=path, folder=folder) for path in paths]
        self._until(self.uploads.add(how.pop("target", self.target), files, **how))
        self.wait(lambda: bool(self.strips._strips))

    def rows(self) -> list[Upload]:
        return list(self.uploads.rows)

    def stands(self, *states: UploadState) -> None:
        self.wait(lambda: [row.state for row in self.rows()] == list(states))

    def wait(self, is_so: Callable[[], bool]) -> None:
        self._bot.waitUntil(is_so)

    def is_counted(self) -> bool:
        """Whether the seconds of the only batch go by."""
        return self.uploads.batches.open[0].seconds_left is not None

    def find(self, kind: type[W], name: str) -> W:
        """The visible one of this kind and name."""
        found = [each for each in self.window.findChildren(kind, name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} of {name}"
        return found[0]

    def is_there(self, name: str) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        self.wait(lambda: self.is_there(name) and self.find(QAbstractButton, name).isEnabled())
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def says(self, name: str) -> str:
        return self.find(QLabel, name).text() if self.is_there(name) else ""

    def hears(self, name: str, words: str) -> None:
        """Wait until a label says *words*, among others."""
        self.wait(lambda: words in self.says(name))

    def write(self, name: str, text: str) -> None:
        line = self.find(QLineEdit, name)
        line.setFocus()
        line.selectAll()
        line.insert(text)
        line.setModified(True)
        QTest.keyClick(line, Qt.Key.Key_Return)


@pytest.fixture
def desk(
    server: DemoServer, tmp_path: Path, messages: Messages, qtbot: QtBot, until: Until
) -> Iterator[Desk]:
    account, folder = account_of(server), tmp_path / "account"
    copy = LocalCopy(folder)
    journal = until(Journal.open(folder / "journal.db"))
    client, changes, pictures = Client(account), ChangeFeed(), Pictures()
    hands, memory = Hands(account=account, folder=folder), Settings(folder / "memory.json")
    documents = Documents(client=client, shelf=Shelf(folder / "shelf.db"))
    uploads = Uploads(client=client, journal=journal, hands=hands, changes=changes, memory=memory)
    means = ReviewMeans(
        uploads=uploads,
        thumbnail=hands.thumbnail,
        changes=changes,
        documents=documents,
        pictures=pictures,
        tags=Tags(memory),
        finding=_finding(client, copy, changes),
        messages=messages,
    )
    until(uploads.load())
    uploads.start()
    customer = server.patch_customer(name="Søndergade 7", customernumber="20417")["id"]
    target = Target(id=CustomerId(customer), name="Søndergade 7", number="20417")
    desk = Desk(means=means, target=target, bot=qtbot, until=until)
    yield desk
    desk.strips.stop()
    for close in (uploads, documents, pictures, journal, copy):
        until(close.close())
    until(client.aclose())


def _finding(client: Client, copy: LocalCopy, changes: ChangeFeed) -> Means:
    return Means(
        search=Search(copy.reader),
        browse=Browse(client=client, reader=copy.reader, keeper=copy),
        marks=Marks(reader=copy.reader, marker=copy),
        lists=Lists(client=client, reader=copy.reader, keeper=copy, changes=changes),
        changes=changes,
        state=lambda: copy.state,
    )


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"foto {number}.jpg" for number in range(3)]
    for number, path in enumerate(made):
        path.write_bytes(jpeg((64, 48 + number), taken=TAKEN))
    return made


def stored(server: DemoServer, command: str = "AddPhotoToCustomer") -> list[dict[str, Any]]:
    return [each["inputs"] for each in server.ledger_of(command) if each["status"] == 1]


def test_a_batch_is_counted_down_and_undone(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    assert not desk.strips.isVisible()
    desk.add(*photos)
    assert desk.strips.isVisible()
    desk.hears("review_heading", "3 files for Søndergade 7 (20417)")
    desk.hears("review_status", "Goes up in 8 s")
    desk.hears("review_status", "Goes up in 7 s")
    desk.stands(HELD, HELD, HELD)
    desk.click("review_undo")
    desk.stands(CANCELLED, CANCELLED, CANCELLED)
    desk.wait(lambda: not desk.strips.isVisible())
    assert stored(server) == []


def test_the_keyboard_stops_the_hold_and_goes_back_where_it_was(
    desk: Desk, photos: list[Path]
) -> None:
    desk.add(photos[0])
    desk.hears("review_status", "Goes up in")
    desk.strips.focus_strip()
    desk.hears("review_status", "Waits while you are here")
    assert not desk.is_counted()
    strip = desk.find(QWidget, "review_strip")
    assert strip.hasFocus()
    assert "“foto 0.jpg” for Søndergade 7" in strip.accessibleName()
    QTest.keyClick(strip, Qt.Key.Key_Escape)
    desk.wait(desk.elsewhere.hasFocus)
    desk.hears("review_status", "Goes up in 8 s")
    desk.strips.focus_strip()
    QTest.keyClick(strip, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.stands(CANCELLED)
    desk.wait(desk.elsewhere.hasFocus)


def test_a_new_strip_stands_above_what_is_open(
    desk: Desk, photos: list[Path], tmp_path: Path
) -> None:
    desk.add(*photos)
    desk.stands(HELD, HELD, HELD)
    desk.click("review_details")
    note = tmp_path / "note.txt"
    note.write_text("x")
    desk.add(note)
    desk.wait(lambda: len(desk.strips._strips) == 2)
    first, second = desk.strips._strips.values()
    desk.wait(lambda: second.pos().y() < first.pos().y())
    assert not second.visibleRegion().isEmpty()
    assert first.is_open
    desk.strips.focus_strip()
    assert second.hasFocus()
    assert not desk.strips.horizontalScrollBar().isVisible()


def test_what_is_hidden_holds_nothing(desk: Desk, photos: list[Path]) -> None:
    desk.add(photos[0])
    desk.click("review_details")
    assert not desk.is_counted()
    desk.window.hide()
    assert desk.is_counted()
    desk.window.show()
    assert not desk.is_counted()
    desk.click("review_details")
    assert desk.is_counted()


def test_tab_leads_from_the_buttons_into_what_is_open(desk: Desk, photos: list[Path]) -> None:
    desk.add(photos[0])
    desk.stands(HELD)
    desk.click("review_details")
    desk.wait(lambda: desk.find(QLineEdit, "review_tags").isEnabled())
    desk.strips.focus_strip()
    passed: list[str] = []
    for _ in range(12):
        focused = desk.window.focusWidget()
        passed.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert passed == [
        *("review_strip", "review_undo", "review_redirect", "review_send", "review_details"),
        *("review_title", "review_taken", "review_folder", "review_tags"),
        *("review_preset", "review_xnet", "review_as_file"),
    ]


def test_what_is_said_of_a_batch_goes_up_with_it(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    desk.add(*photos)
    desk.stands(HELD, HELD, HELD)
    desk.click("review_details")
    desk.hears("review_status", "Waits while this is open")
    desk.hears("review_loses", "Photos go up without a file name")
    combo = desk.strips._strips[desk.rows()[0].batch]._details._form._title.choice  # type: ignore[union-attr]  # it is open
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    desk.write("review_title", "Køkken")
    desk.write("review_tags", "3 Bad, 12")
    desk.click("review_xnet")
    desk.wait(lambda: [row.title for row in desk.rows()] == [f"Køkken {n}" for n in (1, 2, 3)])
    desk.wait(lambda: all(row.on_xnet and row.tags == (3, 12) for row in desk.rows()))
    assert desk.means.tags.name(3) == "Bad"
    QTest.keyClick(desk.find(QLineEdit, "review_title"), Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.is_there("review_title"))
    desk.click("review_send")
    desk.stands(DONE, DONE, DONE)
    sent = sorted(stored(server), key=lambda each: str(each["title"]))
    assert [(each["title"], each["onxnet"], each["tags"]) for each in sent] == [
        (f"Køkken {number}", 1, [3, 12]) for number in (1, 2, 3)
    ]
    assert {each["createtime"] for each in sent} == {"14:05:00"}


def test_a_photo_with_a_folder_is_a_file_and_loses_what_photos_have(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    desk.add(photos[0])
    desk.stands(HELD)
    desk.click("review_details")
    desk.wait(lambda: desk.find(QLineEdit, "review_taken").text() == "2024-05-01 14:05")
    desk.write("review_folder", "Fotos/2026")
    desk.wait(lambda: desk.rows()[0].way is Way.FILE)
    desk.hears("review_loses", "A picture with a folder goes up as a file.")
    desk.wait(lambda: not desk.find(QLineEdit, "review_taken").isEnabled())
    for name in ("review_tags", "review_xnet", "review_preset", "review_as_file"):
        assert not desk.find(QWidget, name).isEnabled(), name
    desk.click("review_send")
    desk.stands(DONE)
    assert stored(server, "AddFileToCustomer")[0]["folder"] == "Fotos/2026"


def test_one_file_is_taken_out_by_a_key(desk: Desk, photos: list[Path]) -> None:
    desk.add(*photos)
    desk.stands(HELD, HELD, HELD)
    desk.click("review_details")
    table = desk.find(QWidget, "review_files")
    table.setFocus()
    table.selectRow(1)  # type: ignore[attr-defined]  # a table
    desk.wait(desk.find(QAbstractButton, "review_drop").isEnabled)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    desk.stands(HELD, CANCELLED, HELD)
    desk.hears("review_heading", "2 files")


def test_only_thumbnails_in_sight_are_made(desk: Desk, photos: list[Path]) -> None:
    desk.add(*photos)
    desk.stands(HELD, HELD, HELD)
    desk.click("review_details")
    strip = desk.strips._strips[desk.rows()[0].batch]
    details = strip._details
    assert details is not None
    desk.wait(lambda: len(details._thumbs._pixmaps) == 3)
    assert all(details._thumbs._pixmaps.values())


def test_many_files_for_a_closed_customer_are_asked_about(
    server: DemoServer, desk: Desk, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(51)]
    for file in files:
        file.write_text(file.name)
    closed = Target(id=desk.target.id, name="Nordgade 1", is_closed=True)
    desk.add(*files, folder="A", target=closed, has_folders=True)
    desk.hears("review_heading", "in 1 folder, for Nordgade 1? The customer is closed.")
    assert desk.uploads.batches.open[0].asks == {Ask.MANY, Ask.CLOSED, Ask.FOLDER}
    assert not desk.is_there("review_undo")
    assert not desk.is_there("review_send")
    desk.strips.focus_strip()
    QTest.keyClick(desk.find(QWidget, "review_strip"), Qt.Key.Key_Return)
    assert desk.uploads.batches.open[0].asks
    desk.click("review_add")
    desk.hears("review_heading", "51 files for Nordgade 1")
    desk.hears("review_status", "Waits while you are here")
    desk.click("review_undo")
    desk.wait(lambda: not desk.strips.isVisible())
    assert stored(server, "AddFileToCustomer") == []


def test_what_is_not_wanted_is_not_added(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    blocked = Target(id=desk.target.id, name="Nordgade 1", is_blocked=True)
    desk.add(photos[0], target=blocked)
    desk.hears("review_heading", "The customer is blocked.")
    desk.click("review_refuse")
    desk.stands(CANCELLED)


def test_the_place_in_a_photo_is_removed_unless_it_is_to_be_kept(
    desk: Desk, tmp_path: Path
) -> None:
    photo = tmp_path / "hos os.jpg"
    photo.write_bytes(private_jpeg())
    desk.add(photo)
    desk.hears("review_note_place", "that is removed")
    desk.click("review_note_place_answer")
    desk.wait(lambda: desk.rows()[0].keeps_place)
    desk.hears("review_note_place", "goes up with the place")
    desk.click("review_note_place_answer")
    desk.wait(lambda: not desk.rows()[0].keeps_place)


def test_sizes_that_were_refused_are_told(desk: Desk, photos: list[Path]) -> None:
    desk.uploads.learned.failed(100)
    desk.add(photos[0])
    desk.hears("review_note_large", "foto 0.jpg: files of this size were refused before")


def test_what_the_customer_has_is_skipped_or_sent_again(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    for path in photos[:2]:
        desk.add(path)
        desk.click("review_send")
        desk.wait(lambda: not desk.strips.isVisible())
    desk.stands(DONE, DONE)
    desk.add(*photos[:2])
    desk.hears("review_again", "2 of these are on the customer already")
    desk.hears("review_status", "Goes up in")
    assert not desk.is_there("review_send")
    desk.click("review_again_one_by_one")
    desk.hears("review_again", "“foto 0.jpg” is on the customer already: sent as “foto 0")
    desk.hears("review_again", "(2 left to decide)")
    desk.click("review_again_skip")
    desk.hears("review_again", "“foto 1.jpg” is on the customer already")
    desk.click("review_again_send")
    desk.click("review_send")
    desk.stands(DONE, DONE, CANCELLED, DONE)
    assert sorted(each["title"] for each in stored(server)) == ["foto 0", "foto 1", "foto 1"]


def test_a_photo_takes_the_place_of_its_earlier_one_once_both_were_seen(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    desk.add(photos[0])
    desk.click("review_send")
    desk.stands(DONE)
    document = desk.rows()[0].document_id
    desk.add(photos[0])
    desk.hears("review_again", f"Document #{document}.")
    desk.click("review_again_replace")
    desk.wait(lambda: bool(desk.window.findChildren(ReplaceSheet)))
    sheet = desk.window.findChildren(ReplaceSheet)[0]
    for card in (sheet._old, sheet._new):
        desk.wait(lambda card=card: not card._picture.pixmap().isNull())  # type: ignore[misc]  # bound here
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert sheet.isVisible()
    assert not desk.is_counted()
    desk.click("review_replace_yes")
    desk.click("review_send")
    desk.stands(DONE, DONE)
    assert [each.get("documentid") for each in stored(server)] == [None, document]


def test_the_files_are_for_somebody_else(
    server: DemoServer, desk: Desk, photos: list[Path], loop: asyncio.AbstractEventLoop
) -> None:
    other = Target(id=CustomerId(server.patch_customer(name="Nordgade 1")["id"]), name="Nordgade 1")
    desk.add(photos[0])
    desk.stands(HELD)
    desk.click("review_redirect")
    desk.wait(lambda: bool(desk.window.findChildren(RedirectDialog)))
    dialog = desk.window.findChildren(RedirectDialog)[0]
    assert not desk.is_counted()
    dialog.target = other
    dialog.accept()
    desk.hears("review_heading", "“foto 0.jpg” for Nordgade 1")
    desk.click("review_send")
    desk.stands(DONE)
    assert [each["customerid"] for each in stored(server)] == [other.id]
