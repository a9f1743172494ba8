"""What is asked of a batch before it goes, and what the answers do."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Ask, Changes, Target
from desktop.domain.ids import CustomerId
from desktop.domain.picture import Picture
from desktop.domain.uploads import UploadState
from desktop.ui.uploads.review.redirect import RedirectDialog
from desktop.ui.uploads.review.replacing import Card, ReplaceSheet
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import private_jpeg
from tests.ui.uploads.review_desk import Desk, stored

HELD, DONE, CANCELLED = UploadState.HELD, UploadState.DONE, UploadState.CANCELLED


def test_many_files_for_a_closed_customer_are_asked_about(
    server: DemoServer, desk: Desk, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(51)]
    for file in files:
        file.write_text(file.name)
    closed = Target(id=desk.target.id, name="Nordgade 1", is_closed=True)
    desk.add(*files, folder="A", target=closed, has_folders=True)
    desk.hears("review_heading", "in the folder “A”, for Nordgade 1? The customer is closed.")
    assert desk.uploads.batches.open[0].asks == {Ask.MANY, Ask.CLOSED, Ask.FOLDER}
    assert not desk.is_there("review_undo")
    assert not desk.is_there("review_send")
    desk.strips.focus_strip()
    QTest.keyClick(desk.find(QWidget, "review_strip"), Qt.Key.Key_Return)
    assert desk.uploads.batches.open[0].asks
    desk.click("review_add")
    desk.hears("review_heading", "51 files for Nordgade 1, folder “A”")
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


def test_the_earlier_photo_is_told_by_the_title_it_was_sent_with(
    desk: Desk, photos: list[Path], tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("x")
    for path, as_what in ((photos[0], "“Badeværelse; øst 1”"), (note, "“note.txt”")):
        desk.add(path)
        title = Changes(title="Badeværelse; øst 1")
        desk.uploads.batches.change([desk.rows()[-1].id], title)
        desk.click("review_send")
        desk.wait(lambda: desk.rows()[-1].state is DONE)
        desk.add(path)
        desk.hears("review_again", f"is on the customer already: sent as {as_what}")
        desk.click("review_again_skip")


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


def twins(desk: Desk, photos: list[Path]) -> None:
    """Two photos are on the customer, and come again."""
    desk.add(*photos[:2])
    desk.click("review_send")
    desk.stands(DONE, DONE)
    desk.add(*photos[:2])
    desk.hears("review_again", "2 of these are on the customer already")


def replace_asked_about(desk: Desk) -> None:
    """Confirm what is asked about, with the mouse."""
    desk.click("review_again_replace")
    desk.wait(lambda: desk.is_there("review_replace_yes"))
    desk.click("review_replace_yes")


def test_after_answers_by_mouse_the_seconds_are_counted(desk: Desk, photos: list[Path]) -> None:
    twins(desk, photos)
    desk.click("review_again_one_by_one")
    replace_asked_about(desk)
    desk.hears("review_again", "foto 1.jpg")
    desk.wait(desk.is_counted)
    replace_asked_about(desk)
    desk.hears("review_status", "Goes up in")
    desk.stands(DONE, DONE, HELD, HELD)


def test_the_last_answer_by_keyboard_leads_back_and_the_seconds_are_counted(
    desk: Desk, photos: list[Path]
) -> None:
    twins(desk, photos)
    everything = desk.find(QAbstractButton, "review_again_send")
    everything.setFocus()
    desk.hears("review_status", "Waits while you are here")
    QTest.keyClick(everything, Qt.Key.Key_Space)
    desk.wait(desk.elsewhere.hasFocus)
    desk.hears("review_status", "Goes up in 8 s")


def test_an_answer_after_the_hold_can_be_undone_for_as_long_as_any_drop(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    desk.add(photos[0])
    desk.click("review_send")
    desk.stands(DONE)
    desk.add(*photos[:2])
    desk.wait(lambda: desk.is_there("review_again_send"))
    desk.click("review_send")
    desk.stands(DONE, UploadState.STAGED, DONE)
    assert not desk.is_counted()
    desk.click("review_again_send")
    desk.hears("review_status", "Goes up in 8 s")
    desk.stands(DONE, HELD, DONE)
    desk.click("review_undo")
    desk.stands(DONE, CANCELLED, DONE)
    assert len(stored(server)) == 2


def test_undoing_what_was_answered_late_leaves_alone_what_was_let_go_before(
    desk: Desk, photos: list[Path]
) -> None:
    desk.add(photos[0])
    desk.click("review_send")
    desk.stands(DONE)
    desk.uploads.pause_all()
    desk.add(*photos[:2])
    desk.wait(lambda: desk.is_there("review_again_send"))
    desk.click("review_send")
    desk.stands(DONE, UploadState.STAGED, UploadState.READY)
    desk.click("review_again_send")
    desk.hears("review_heading", "“foto 0.jpg” for")
    desk.hears("review_status", "Goes up in")
    desk.click("review_undo")
    desk.stands(DONE, CANCELLED, UploadState.READY)


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


@pytest.mark.parametrize(("pixels", "points"), [(256, 256), (512, 256), (100, 100)])
def test_on_a_fine_screen_a_small_old_picture_is_as_large_as_the_new_one(
    qtbot: QtBot, pixels: int, points: int
) -> None:
    card = Card("old")
    qtbot.addWidget(card)
    card.show_picture(Picture(width=pixels, height=64, rgba=bytes(4 * pixels * 64)), ratio=2.0)
    shown = card.findChild(QLabel, "review_replace_old")
    assert shown is not None
    assert shown.pixmap().deviceIndependentSize().width() == points
