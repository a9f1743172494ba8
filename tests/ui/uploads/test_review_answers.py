"""What is asked of a batch before it goes, and what the answers do."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Ask, Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadState
from desktop.ui.messages import Messages
from desktop.ui.uploads.review.redirect import RedirectDialog
from desktop.ui.uploads.review.replacing import ReplaceSheet
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg, private_jpeg
from tests.ui.uploads.review_desk import Desk, opened_desk, stored

HELD, DONE, CANCELLED = UploadState.HELD, UploadState.DONE, UploadState.CANCELLED
TAKEN = datetime(2024, 5, 1, 14, 5)  # noqa: DTZ001 - a camera's wall clock


@pytest.fixture
def desk(
    server: DemoServer,
    tmp_path: Path,
    messages: Messages,
    qtbot: QtBot,
    until: Callable[..., Any],
) -> Iterator[Desk]:
    folder = tmp_path / "account"
    with opened_desk(
        server=server, folder=folder, messages=messages, bot=qtbot, until=until
    ) as desk:
        yield desk


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"foto {number}.jpg" for number in range(3)]
    for number, path in enumerate(made):
        path.write_bytes(jpeg((64, 48 + number), taken=TAKEN))
    return made


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
    desk.hears("review_status", "Waits for your answer")
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
    server: DemoServer, desk: Desk, photos: list[Path]
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
