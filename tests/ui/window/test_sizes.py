"""How little room the window makes do with."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.domain.sync import Phase, SyncState
from desktop.ui.elided import ElidedLabel
from desktop.ui.selection import FilesDropped
from desktop.ui.status_bar import StatusBar
from tests.helpers.desk import Desk

SMALL = QSize(900, 600)


def test_a_small_window_stays_small_with_documents_and_transfers(
    desk: Desk, tmp_path: Path
) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(3)]
    for file in files:
        file.write_text(file.name)
    desk.furniture.toolbar.show()
    desk.window.resize(SMALL)
    desk.select(str(desk.tree.model().index(0, 0).data()))
    desk.show_tab("documents")
    target = Target(id=CustomerId(1002), name="Boligforeningen Fjorddal")
    desk.workspace.tree.files_dropped.emit(FilesDropped(target=target, paths=tuple(files)))
    dock, card = desk.workspace.transfers, desk.workspace.card
    desk.wait(lambda: dock.isVisible() and dock.review is not None and dock.review.isVisible())

    dock._list.selectAll()

    assert card.minimumSizeHint().height() + dock.minimumSizeHint().height() < 460
    assert desk.window.minimumSizeHint().height() < 560
    assert desk.window.size() == SMALL


def test_the_work_under_way_is_cut_in_a_narrow_window_and_whole_in_its_tip(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    words = "Uploads: 412 of 500 files, 3 need you; 2 edits are being saved; an import is paused"
    bar.show_work(words)
    bar.resize(300, bar.sizeHint().height())
    bar.show()
    label = bar.findChild(QLabel, "status_work")
    assert label is not None
    assert bar.minimumSizeHint().width() <= 300
    assert label.text() == words
    assert words in label.toolTip()


def test_how_the_copy_stands_is_cut_like_that_too(qtbot: QtBot, english: None) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_copy(SyncState(phase=Phase.FAILED, known=1_204_417, oddity="expired"))
    bar.resize(300, bar.sizeHint().height())
    bar.show()
    label = bar.findChild(QLabel, "status_copy")
    assert isinstance(label, ElidedLabel)
    assert label.width() < label.sizeHint().width()
    assert label.accessibleName() in {"", label.text()}
    assert label.text() == "The local copy could not be read"
    assert label.text() in label.toolTip()
    assert "began again" in label.toolTip()
