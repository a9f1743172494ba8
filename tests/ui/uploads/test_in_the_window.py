"""Uploads in the whole window: the room of the review, pasting by keyboard, customers to be."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QLineEdit,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadState
from desktop.ui.search.view import ResultView
from desktop.ui.selection import FilesDropped
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk
from tests.helpers.drops import Drag, drop, mime_of
from tests.helpers.pictures import jpeg

Until = Callable[..., Any]
SMALL = QSize(900, 600)


@pytest.fixture
def desk(qtbot: QtBot, until: Until, server: DemoServer, tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    yield desk
    QGuiApplication.clipboard().clear()
    until(desk.close())
    assert not desk.bugs


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, ...]:
    paths = tuple(tmp_path / f"foto {number}.jpg" for number in range(4))
    for number, path in enumerate(paths):
        path.write_bytes(jpeg((64, 48 + number)))
    return paths


def select_first(desk: Desk) -> int:
    desk.select(str(desk.tree.model().index(0, 0).data()))
    record = desk.workspace.card.record
    assert record is not None
    return record.id


# --- The room of the review -----------------------------------------------------------------


def opened(desk: Desk, photos: tuple[Path, ...], size: QSize) -> QTableView:
    """The files of a batch, its details open in a window of this size."""
    desk.furniture.toolbar.show()
    desk.window.resize(size)
    target = Target(id=CustomerId(select_first(desk)), name="Nord")
    desk.workspace.tree.files_dropped.emit(FilesDropped(target=target, paths=photos))
    held = (UploadState.HELD,) * len(photos)
    desk.wait(lambda: tuple(row.state for row in desk.session.uploads.rows) == held)
    desk.click("review_details")
    files: QTableView = desk.find(QTableView, "review_files")
    desk.wait(lambda: not files.visibleRegion().isEmpty())
    return files


def seen(files: QTableView) -> int:
    """How much of the rows can be seen, in points."""
    return files.viewport().visibleRegion().boundingRect().height()


def test_in_a_small_window_open_details_have_the_room_of_the_list(
    desk: Desk, photos: tuple[Path, ...]
) -> None:
    files = opened(desk, photos, SMALL)
    transfers = desk.find(QTableView, "transfers_list")
    desk.wait(lambda: not transfers.isVisible())
    assert desk.window.size() == SMALL
    desk.wait(lambda: seen(files) > files.rowHeight(0))
    desk.click("review_details")
    desk.wait(transfers.isVisible)


def test_in_a_small_window_the_keyboard_brings_files_into_sight(
    desk: Desk, photos: tuple[Path, ...]
) -> None:
    files = opened(desk, photos, SMALL)
    review = desk.find(QWidget, "review")
    desk.wait(lambda: review.height() >= review.minimumSizeHint().height() > 200)
    details = desk.find(QWidget, "review_details")
    details.setFocus()
    passed = 0
    while not files.hasFocus() and passed < 20:
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
        passed += 1
    assert files.hasFocus()
    for _ in photos:
        QTest.keyClick(files, Qt.Key.Key_Down)
    assert files.currentIndex().row() == len(photos) - 1
    sight = files.viewport().visibleRegion
    desk.wait(lambda: sight().boundingRect().contains(files.visualRect(files.currentIndex())))
    QTest.keyClick(files, Qt.Key.Key_Escape)
    desk.wait(lambda: not files.isVisible())


def test_in_a_large_window_the_list_stays(desk: Desk, photos: tuple[Path, ...]) -> None:
    files = opened(desk, photos, QSize(1250, 900))
    assert desk.find(QTableView, "transfers_list").isVisible()
    desk.wait(lambda: seen(files) >= 3 * files.rowHeight(0))


# --- A pause that outlives the program ------------------------------------------------------


def test_the_next_start_shows_the_pause_and_its_end(
    qtbot: QtBot, until: Until, server: DemoServer, tmp_path: Path
) -> None:
    first = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    first.session.uploads.pause_all()
    until(first.close())
    second = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    strip = second.find(QWidget, "pause_strip")
    go_on = second.find(QAbstractButton, "pause_try")
    second.wait(lambda: strip.isVisible() and go_on.height() > 0)
    assert go_on.text() == "Go on"
    second.click("pause_try")
    second.wait(lambda: not strip.isVisible())
    until(second.close())


# --- Pasting --------------------------------------------------------------------------------


def paste(into: QWidget) -> None:
    into.setFocus()
    QTest.keySequence(into, QKeySequence(QKeySequence.StandardKey.Paste))
    # Else Qt takes Control for held for all that follows, in whatever test.
    QTest.keyRelease(into, Qt.Key.Key_Control)


def test_files_are_pasted_onto_the_current_row_of_the_tree(
    desk: Desk, photos: tuple[Path, ...]
) -> None:
    customer = select_first(desk)
    QGuiApplication.clipboard().setMimeData(mime_of(photos[:2]))
    paste(desk.tree)
    desk.wait(lambda: len(desk.session.uploads.rows) == 2)
    assert {(row.customer_id, row.folder) for row in desk.session.uploads.rows} == {(customer, "")}


def test_in_the_card_a_text_field_keeps_what_is_pasted_and_the_rest_adds_it(
    desk: Desk, photos: tuple[Path, ...]
) -> None:
    customer = select_first(desk)
    tabs = desk.find(QTabWidget, "tabs")
    desk.show_tab("details")
    QGuiApplication.clipboard().setText("Skovvej 3")
    line = next(each for each in tabs.findChildren(QLineEdit) if each.isVisible())
    line.setFocus()
    line.selectAll()
    paste(line)
    assert line.text() == "Skovvej 3"
    assert not desk.notices
    line.undo()
    QGuiApplication.clipboard().setMimeData(mime_of(photos[:1]))
    paste(tabs.tabBar())
    desk.wait(lambda: [row.customer_id for row in desk.session.uploads.rows] == [customer])


def test_in_the_documents_it_goes_to_the_folder_that_is_shown(
    desk: Desk, server: DemoServer, photos: tuple[Path, ...]
) -> None:
    customer = select_first(desk)
    desk.show_tab("documents")
    folders = desk.find(QTreeView, "documents_folders")
    desk.wait(lambda: folders.model().rowCount() > 0)
    documents = desk.workspace.tabs.documents

    def choose() -> bool:
        for index in below(folders, QModelIndex()):
            folders.setCurrentIndex(index)
            if documents.folder:
                return True
        return False

    desk.wait(choose)
    QGuiApplication.clipboard().setMimeData(mime_of(photos[:1]))
    paste(folders)
    desk.wait(lambda: len(desk.session.uploads.rows) == 1)
    (row,) = desk.session.uploads.rows
    assert (row.customer_id, row.folder) == (customer, documents.folder)


def below(tree: QTreeView, parent: QModelIndex) -> Iterator[QModelIndex]:
    for number in range(tree.model().rowCount(parent)):
        index = tree.model().index(number, 0, parent)
        yield index
        yield from below(tree, index)


def test_in_the_card_beside_it_is_for_who_is_beside(desk: Desk, photos: tuple[Path, ...]) -> None:
    first = select_first(desk)
    desk.trigger("beside")
    desk.wait(lambda: desk.workspace.beside.selected is not None)
    desk.select(str(desk.tree.model().index(1, 0).data()))
    QGuiApplication.clipboard().setMimeData(mime_of(photos[:1]))
    paste(desk.workspace.beside.findChildren(QTabWidget, "tabs")[0].tabBar())
    desk.wait(lambda: [row.customer_id for row in desk.session.uploads.rows] == [first])


def test_files_are_chosen_for_who_is_beside_where_the_keyboard_is_there(desk: Desk) -> None:
    select_first(desk)
    first = desk.shown_name
    desk.trigger("beside")
    desk.wait(lambda: desk.workspace.beside.selected is not None)
    desk.select(str(desk.tree.model().index(1, 0).data()))
    bar = desk.workspace.beside.findChildren(QTabWidget, "tabs")[0].tabBar()
    bar.setFocus()
    desk.wait(bar.hasFocus)
    desk.trigger("add_files")
    desk.wait(lambda: any(each.isVisible() for each in desk.window.findChildren(QDialog)))
    dialog = next(each for each in desk.window.findChildren(QDialog) if each.isVisible())
    title = dialog.windowTitle()
    dialog.reject()
    assert title == f"Add files to {first}"


def test_a_result_with_the_keyboard_is_pinned_and_nobody_gets_files_pasted_there(
    desk: Desk, until: Until, photos: tuple[Path, ...]
) -> None:
    shown = select_first(desk)
    results = desk.find(ResultView, "results")
    desk.search("a")
    desk.wait(lambda: results.isVisible() and results.model().rowCount() > 2)
    QGuiApplication.clipboard().setMimeData(mime_of(photos[:1]))
    paste(results)
    for _ in range(2):
        QTest.keyClick(results, Qt.Key.Key_Down)
    current = results.current
    assert current is not None
    assert current.row.id != shown
    QTest.keyClick(results, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyRelease(results, Qt.Key.Key_Control)
    desk.wait(lambda: bool(until(desk.session.marks.pins())))
    assert set(until(desk.session.marks.pins())) == {current.row.id}
    assert not desk.session.uploads.rows


# --- Customers that are yet to be created ---------------------------------------------------


def newcomer(desk: Desk, name: str) -> QModelIndex:
    desk.wait(lambda: desk.has_row(name))
    index = desk.row(name)
    desk.tree.scrollTo(index)
    return index


def at(desk: Desk, index: QModelIndex) -> QPoint:
    return desk.tree.visualRect(index).center()


def test_files_wait_for_who_is_to_be_created_however_they_are_given(
    desk: Desk, server: DemoServer, until: Until, photos: tuple[Path, ...]
) -> None:
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    mine = {"name": "Zz Nord", "customernumber": "Z-1"}
    waiting = until(desk.session.queue.create(mine, CustomerId(0)))
    index = newcomer(desk, "Zz Nord")
    assert drop(desk.tree, mime_of(photos[:1]), at=at(desk, index)) is Qt.DropAction.CopyAction
    desk.tree.setCurrentIndex(index)
    assert desk.window.actions_by_key["add_files"].isEnabled()
    QGuiApplication.clipboard().setMimeData(mime_of(photos[1:2]))
    paste(desk.tree)
    desk.wait(lambda: len(desk.session.uploads.rows) == 2)
    assert {row.customer_id for row in desk.session.uploads.rows} == {waiting.customer}


def test_a_draft_takes_no_files_and_says_why(
    desk: Desk, until: Until, photos: tuple[Path, ...]
) -> None:
    local = until(desk.session.drafts.keep_new(CustomerId(0), {"name": "Zz Kladde"}))
    index = newcomer(desk, "Zz Kladde")
    desk.tree.setCurrentIndex(index)
    for command in ("add_files", "paste_files"):
        assert not desk.window.actions_by_key[command].isEnabled()
    drag = Drag(desk.tree, mime_of(photos)).entered(at(desk, index))
    assert not drag.is_taken
    assert desk.workspace.tree._stack.view.drop_words == (
        "Zz Kladde. This customer is a draft that nobody has created yet."
        " Create it first; then it can get files."
    )
    drag.left()
    assert local < 0
    assert not desk.session.uploads.rows
