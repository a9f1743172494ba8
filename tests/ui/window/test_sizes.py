"""How little room the window makes do with."""

from pathlib import Path

from PySide6.QtCore import QSize

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.ui.selection import FilesDropped
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
