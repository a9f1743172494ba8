"""What is typed in a batch's details goes up with it, or keeps it here: it is never left out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from desktop.domain.batches import Ask, Changes, Target
from desktop.domain.uploads import UploadState
from desktop.ui.uploads.review.files_model import FOLDER, TAKEN, TITLE
from desktop.ui.uploads.review.files_view import FilesView
from tests.helpers.demo_server import DemoServer
from tests.ui.uploads.review_desk import Desk, stored

HELD, DONE, CANCELLED = UploadState.HELD, UploadState.DONE, UploadState.CANCELLED
Leave = Callable[[Desk], None]


def opened(desk: Desk, *photos: Path) -> FilesView:
    """The table of a batch whose details are open."""
    desk.add(*photos)
    desk.stands(*[HELD] * len(photos))
    desk.click("review_details")
    table = desk.find(FilesView, "review_files")
    desk.wait(lambda: cell(table, TAKEN).data() == "2024-05-01 14:05")
    return table


def cell(table: FilesView, column: int) -> QModelIndex:
    return table.model().index(0, column)


def typing(table: FilesView, column: int, text: str) -> QLineEdit:
    """The editor of a cell of the first row, in which *text* was typed and nothing else done."""
    table.setFocus()
    table.setCurrentIndex(cell(table, column))
    table.edit(cell(table, column))
    editor = table.indexWidget(cell(table, column))
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, text)
    return editor


def typed(desk: Desk, name: str, text: str) -> QLineEdit:
    """A field of the form, likewise."""
    desk.wait(lambda: desk.find(QLineEdit, name).isEnabled())
    line = desk.find(QLineEdit, name)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    return line


def keyboard_is_in(desk: Desk, name: str) -> bool:
    return desk.window.focusWidget().objectName() == name


# --- A cell that is being typed in ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text"),
    [(TITLE, "Badeværelse"), (TAKEN, "31-12-2024 10:30"), (FOLDER, "Fotos/2026")],
)
def test_an_open_cell_goes_up_with_send_now(
    server: DemoServer,
    desk: Desk,
    photos: list[Path],
    column: int,
    text: str,
) -> None:
    table = opened(desk, photos[0])
    typing(table, column, text)
    desk.click("review_send")
    desk.stands(DONE)
    if column == FOLDER:
        assert [each["folder"] for each in stored(server, "AddFileToCustomer")] == [text]
        return
    (sent,) = stored(server)
    said = {TITLE: sent["title"], TAKEN: f"{sent['createdate']} {sent['createtime']}"}
    assert said[column] == {TITLE: text, TAKEN: "2024-12-31 10:30:00"}[column]


def test_an_open_cell_goes_up_with_add(server: DemoServer, desk: Desk, photos: list[Path]) -> None:
    blocked = Target(id=desk.target.id, name="Nordgade 1", is_blocked=True)
    desk.add(photos[0], target=blocked)
    desk.stands(UploadState.STAGED)
    desk.click("review_details")
    typing(desk.find(FilesView, "review_files"), TITLE, "Badeværelse")
    desk.click("review_add")
    desk.wait(lambda: desk.rows()[0].title == "Badeværelse")


def closed(desk: Desk) -> None:
    desk.click("review_details")


def hidden(desk: Desk) -> None:
    desk.window.hide()


def ended(desk: Desk) -> None:
    next(iter(desk.strips._strips.values())).stop()


@pytest.mark.parametrize("leave", [closed, hidden, ended])
def test_an_open_cell_is_taken_however_it_is_left(
    desk: Desk, photos: list[Path], leave: Leave
) -> None:
    table = opened(desk, photos[0])
    typing(table, TITLE, "Badeværelse")
    leave(desk)
    desk.wait(lambda: desk.rows()[0].title == "Badeværelse")


def test_an_open_cell_keeps_nothing_from_being_undone(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    table = opened(desk, photos[0])
    typing(table, TAKEN, "31-02-2025")
    desk.click("review_undo")
    desk.stands(CANCELLED)
    desk.wait(lambda: not desk.strips.isVisible())
    assert stored(server) == []


def test_what_is_being_typed_in_a_cell_stays_when_its_row_changes(
    desk: Desk, photos: list[Path]
) -> None:
    table = opened(desk, photos[0])
    editor = typing(table, TITLE, "Bade")
    desk.uploads.batches.change([desk.rows()[0].id], Changes(folder="Fotos"))
    desk.wait(lambda: cell(table, FOLDER).data() == "Fotos")
    assert editor.text() == "Bade"
    desk.click("review_send")
    desk.stands(DONE)
    assert desk.rows()[0].title == "Bade"


# --- What cannot be taken -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "texts"),
    [("review_tags", ("Kælder", "3 Kælder")), ("review_taken", ("31-02-2025", "28-02-2025"))],
)
def test_nothing_goes_while_a_field_cannot_be_taken(
    server: DemoServer,
    desk: Desk,
    photos: list[Path],
    name: str,
    texts: tuple[str, str],
) -> None:
    text, right = texts
    opened(desk, photos[0])
    line = typed(desk, name, text)
    # As the user leaves it; what is wrong does not become right by it.
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.find(QLineEdit, "review_title").setFocus()
    desk.click("review_send")
    assert keyboard_is_in(desk, name)
    assert f"“{text}”" in desk.says(f"note_{name}")
    assert line.text() == text
    assert text in line.accessibleDescription()
    assert not desk.is_counted()
    assert desk.rows()[0].state is HELD
    typed(desk, name, right)
    desk.click("review_send")
    desk.stands(DONE)
    (sent,) = stored(server)
    assert sent["tags"] == [3] if name == "review_tags" else sent["createdate"] == "2025-02-28"


def test_nothing_goes_while_a_cell_cannot_be_taken(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    table = opened(desk, *photos[:2])
    editor = typing(table, TAKEN, "31-02-2025")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.hears("note_review_cell", "“31-02-2025”")
    desk.wait(lambda: table.indexWidget(cell(table, TAKEN)) is None)
    assert cell(table, TAKEN).data() == "31-02-2025"
    desk.click("review_send")
    again = table.indexWidget(cell(table, TAKEN))
    assert isinstance(again, QLineEdit)
    assert again.hasFocus()
    assert again.text() == "31-02-2025"
    assert [row.state for row in desk.rows()] == [HELD, HELD]
    again.selectAll()
    QTest.keyClicks(again, "28-02-2025")
    desk.click("review_send")
    desk.stands(DONE, DONE)
    dates = sorted(str(each["createdate"]) for each in stored(server))
    assert dates == ["2024-05-01", "2025-02-28"]


@pytest.mark.parametrize("is_in_cell", [False, True])
def test_escape_puts_back_what_was_there_before_it_closes(
    desk: Desk, photos: list[Path], is_in_cell: bool
) -> None:
    table = opened(desk, photos[0])
    desk.wait(lambda: desk.find(QLineEdit, "review_taken").text() == "2024-05-01 14:05")
    if is_in_cell:
        typing(table, TAKEN, "i går")
    else:
        typed(desk, "review_taken", "i går")
    desk.click("review_details")
    assert desk.find(QAbstractButton, "review_details").isChecked()
    editor: QWidget | None = desk.window.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "i går"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert desk.is_there("review_title")
    assert not desk.says("note_review_cell") + desk.says("note_review_taken")
    assert cell(table, TAKEN).data() == "2024-05-01 14:05"
    assert desk.find(QLineEdit, "review_taken").text() == "2024-05-01 14:05"
    desk.wait(lambda: table.indexWidget(cell(table, TAKEN)) is None)
    focused = desk.window.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.is_there("review_title"))
    desk.stands(HELD)


def test_what_cannot_be_taken_is_held_though_it_is_hidden(desk: Desk, photos: list[Path]) -> None:
    opened(desk, photos[0])
    typed(desk, "review_tags", "Kælder")
    desk.window.hide()
    assert not desk.is_counted()
    desk.window.show()
    assert desk.find(QLineEdit, "review_tags").text() == "Kælder"
    assert desk.rows()[0].state is HELD


def test_a_date_that_no_photo_needs_any_more_keeps_nothing_back(
    server: DemoServer, desk: Desk, photos: list[Path]
) -> None:
    table = opened(desk, photos[0])
    QTest.keyClick(typing(table, TAKEN, "31-02-2025"), Qt.Key.Key_Return)
    desk.hears("note_review_cell", "“31-02-2025”")
    typed(desk, "review_tags", "Kælder")
    desk.write("review_folder", "Fotos")
    desk.wait(lambda: not desk.find(QLineEdit, "review_tags").isEnabled())
    assert desk.says("note_review_cell") == desk.says("note_review_tags") == ""
    desk.click("review_send")
    desk.stands(DONE)
    assert len(stored(server, "AddFileToCustomer")) == 1


def test_nothing_is_added_while_a_value_cannot_be_taken(desk: Desk, photos: list[Path]) -> None:
    closed_customer = Target(id=desk.target.id, name="Nordgade 1", is_closed=True)
    desk.add(photos[0], target=closed_customer)
    desk.stands(UploadState.STAGED)
    desk.click("review_details")
    typed(desk, "review_tags", "Kælder")
    desk.click("review_add")
    assert desk.uploads.batches.open[0].asks == {Ask.CLOSED}
    assert keyboard_is_in(desk, "review_tags")
