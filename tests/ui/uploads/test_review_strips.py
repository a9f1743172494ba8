"""What was let go is reviewed before it goes: held, undone, and changed."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.domain.uploads import UploadState, Way
from tests.helpers.demo_server import DemoServer
from tests.ui.uploads.review_desk import Desk, stored

HELD, DONE, CANCELLED = UploadState.HELD, UploadState.DONE, UploadState.CANCELLED


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
