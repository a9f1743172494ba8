"""What was typed in a batch's details and cannot be taken stands there when the program is back."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit

from desktop.domain.uploads import UploadState
from desktop.ui.uploads.review.files_model import TAKEN, TITLE
from desktop.ui.uploads.review.files_view import FilesView
from tests.helpers.demo_server import DemoServer
from tests.ui.uploads.conftest import Desks
from tests.ui.uploads.review_desk import Desk, stored
from tests.ui.uploads.test_review_typed import cell, keyboard_is_in, opened, typed, typing

HELD, DONE = UploadState.HELD, UploadState.DONE


def is_open(desk: Desk) -> bool:
    desk.wait(lambda: desk.is_there("review_details"))
    return desk.find(QAbstractButton, "review_details").isChecked()


def test_fields_that_cannot_be_taken(server: DemoServer, desks: Desks, photos: list[Path]) -> None:
    wrong = {"review_taken": "31-02-2025", "review_tags": "Kælder"}
    with desks() as before:
        opened(before, photos[0])
        for name, text in wrong.items():
            typed(before, name, text)
    with desks() as desk:
        assert is_open(desk)
        for name, text in wrong.items():
            assert desk.find(QLineEdit, name).text() == text
            desk.hears(f"note_{name}", f"“{text}”")
        desk.click("review_send")
        assert keyboard_is_in(desk, "review_taken")
        assert desk.rows()[0].state is HELD
        typed(desk, "review_taken", "28-02-2025")
        typed(desk, "review_tags", "3 Kælder")
        desk.click("review_send")
        desk.stands(DONE)
        (sent,) = stored(server)
        assert (sent["createdate"], sent["tags"]) == ("2025-02-28", [3])


def test_a_cell_that_cannot_be_taken_is_put_back_at_last(desks: Desks, photos: list[Path]) -> None:
    with desks() as before:
        table = opened(before, *photos[:2])
        typing(table, TAKEN, "i går")
    with desks() as desk:
        assert is_open(desk)
        table = desk.find(FilesView, "review_files")
        assert cell(table, TAKEN).data() == "i går"
        desk.hears("note_review_cell", "“i går”")
        desk.click("review_details")
        editor = desk.window.focusWidget()
        assert isinstance(editor, QLineEdit)
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert desk.says("note_review_cell") == ""
        desk.click("review_details")
        desk.wait(lambda: not desk.uploads.batches.open[0].typed)
    with desks() as desk:
        assert not is_open(desk)
        desk.click("review_send")
        desk.stands(DONE, DONE)


def test_one_for_all_files_stands_where_it_was_typed(desks: Desks, photos: list[Path]) -> None:
    with desks() as before:
        opened(before, *photos[:2])
        before.wait(lambda: before.is_there("review_taken_choice"))
        choice = before.find(QComboBox, "review_taken_choice")
        choice.setCurrentIndex(1)
        choice.activated.emit(1)
        typed(before, "review_taken", "31-02-2025")
    with desks() as desk:
        assert is_open(desk)
        assert desk.find(QLineEdit, "review_taken").text() == "31-02-2025"
        desk.hears("note_review_taken", "“31-02-2025”")


def test_what_is_being_typed_is_kept_within_a_second(desks: Desks, photos: list[Path]) -> None:
    """Nothing is left, taken or ended here: the program may be killed at any time."""
    with desks() as before:
        table = opened(before, photos[0])
        typing(table, TITLE, "Badeværelse")
        before.wait(lambda: bool(before.uploads.batches.open[0].typed))
        (kept,) = before.uploads.batches.open[0].typed
        assert (kept.field, kept.text) == ("title", "Badeværelse")
        assert before.rows()[0].title != "Badeværelse"
        (strip,) = before.strips._strips.values()
        assert strip._keeping.interval() <= 500
        # As after a kill: what the end of the program would have done is not done.
        strip._details = None
    with desks() as desk:
        desk.wait(lambda: desk.rows()[0].title == "Badeværelse")
        assert is_open(desk)
        assert desk.rows()[0].state is HELD
        desk.wait(lambda: not desk.uploads.batches.open[0].typed)


def test_what_was_taken_leaves_nothing_behind(desk: Desk, photos: list[Path]) -> None:
    opened(desk, photos[0])
    line = typed(desk, "review_title", "Badeværelse")
    desk.wait(lambda: bool(desk.uploads.batches.open[0].typed))
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.wait(lambda: not desk.uploads.batches.open[0].typed)
    assert desk.rows()[0].title == "Badeværelse"
