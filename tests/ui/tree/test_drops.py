"""Files over the tree."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.ui.selection import FilesDropped
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT, State
from desktop.ui.tree.view import TreeView
from tests.helpers.drops import Drag, drop, mime_of, mime_of_urls
from tests.ui.tree.forests import ordered, row

FILES = (Path("/tmp/a%20#æ.pdf"), Path("/tmp/b.jpg"))


def at(view: TreeView, tree: CustomerTree, id_: int) -> QPoint:
    return view.visualRect(tree.index_of(CustomerId(id_))).center()


def words(view: TreeView) -> str:
    return view.drop_words


@pytest.fixture
def dropped(view: TreeView) -> list[FilesDropped]:
    heard: list[FilesDropped] = []
    view.files_dropped.connect(heard.append)
    return heard


def test_files_go_to_the_row_below_the_pointer(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    action = drop(view, mime_of(FILES), at=at(view, tree, 2))
    assert action is Qt.DropAction.CopyAction
    assert dropped == [FilesDropped(target=Target(id=CustomerId(2), name="Bolig"), paths=FILES)]


def test_the_row_is_named_and_marked_while_files_are_over_it(
    view: TreeView, tree: CustomerTree
) -> None:
    there = row(2, "Søndergade 7", customernumber="1234", zip="8000", city="Aarhus")
    tree.put_changed(ordered(there))
    view.viewport().grab()
    plain = view.viewport().grab().toImage()
    drag = Drag(view, mime_of([*FILES, Path("/tmp/c")])).entered(at(view, tree, 2))
    assert words(view) == "Drop 3 files on Søndergade 7, 8000 Aarhus (1234)."
    assert view.viewport().grab().toImage() != plain
    drag.left()
    assert words(view) == ""
    assert view.viewport().grab().toImage() == plain
    Drag(view, mime_of(FILES[:1])).entered(at(view, tree, 1))
    assert words(view) == "Drop 1 file on Andel (100)."


def test_every_column_of_the_row_takes_files(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    place = QPoint(view.viewport().width() - 4, at(view, tree, 2).y())
    drop(view, mime_of(FILES), at=place)
    assert [each.target.id for each in dropped] == [2]


def test_nothing_but_a_customer_takes_files(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    tree.put_state(CustomerId(2), State.FAILED)
    view.expand(tree.index_of(CustomerId(2)))
    failure = tree.index(0, 0, tree.index_of(CustomerId(2)))
    for place in (view.visualRect(failure).center(), view.viewport().rect().bottomRight()):
        drag = Drag(view, mime_of(FILES)).entered(place)
        assert not drag.is_taken
        assert words(view) == ""
    assert dropped == []


def test_only_what_may_be_copied(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    moved = Qt.DropAction.MoveAction
    assert drop(view, mime_of(FILES), at=at(view, tree, 2), actions=moved) is None
    assert dropped == []


def test_where_files_would_go_is_told_with_all_above(view: TreeView, tree: CustomerTree) -> None:
    view.expand(tree.index_of(CustomerId(1)))
    closed = row(11, "Nord", 1, customernumber="7", isdeleted=1, isblocked=1)
    tree.put_changed([closed])
    Drag(view, mime_of(FILES)).entered(at(view, tree, 11))
    said = words(view)
    assert said.startswith("Drop 2 files on Nord (7). Below Andel.")
    assert "is closed" in said
    assert "is blocked" in said
    assert view.accessibleDescription() == said


def test_what_the_tree_knows_goes_with_the_files(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    view.expand(tree.index_of(CustomerId(1)))
    tree.put_changed([row(11, "Nord", 1, customernumber="7", isblocked=1)])
    drop(view, mime_of(FILES), at=at(view, tree, 11))
    nord = Target(id=CustomerId(11), name="Nord", number="7", path=("Andel",), is_blocked=True)
    assert [each.target for each in dropped] == [nord]


def test_what_cannot_go_up_is_told(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    urls = [QUrl("https://example.com/a.pdf"), QUrl.fromLocalFile("/tmp/b.jpg")]
    with qtbot.waitSignals([view.refused, view.files_dropped]):
        drop(view, mime_of_urls(urls), at=at(view, tree, 2))


def test_resting_on_a_closed_branch_opens_it(
    view: TreeView, tree: CustomerTree, qtbot: QtBot, dropped: list[FilesDropped]
) -> None:
    drag = Drag(view, mime_of(FILES)).entered(at(view, tree, 1))
    qtbot.waitUntil(lambda: view.isExpanded(tree.index_of(CustomerId(1))))
    drag.moved(at(view, tree, 12)).dropped()
    assert [each.target.name for each in dropped] == ["Syd"]


def test_resting_at_the_edge_scrolls(
    view: TreeView, tree: CustomerTree, qtbot: QtBot, dropped: list[FilesDropped]
) -> None:
    tree.put_children(ROOT, ordered(*(row(i, f"K{i}") for i in range(100, 150))))
    view.viewport().grab()
    bar = view.verticalScrollBar()
    low = QPoint(40, view.viewport().height() - 3)
    drag = Drag(view, mime_of(FILES)).entered(low)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum())
    assert words(view) == "Drop 2 files on K149."
    drag.moved(QPoint(40, 3))
    qtbot.waitUntil(lambda: bar.value() == 0)
    drag.dropped()
    assert [each.target.name for each in dropped] == ["K100"]


def test_rows_that_come_meanwhile_move_the_mark(view: TreeView, tree: CustomerTree) -> None:
    Drag(view, mime_of(FILES)).entered(at(view, tree, 1))
    tree.put_changed([row(9, "Aa første"), row(8, "A før")])
    view.viewport().grab()
    assert words(view) == "Drop 2 files on A før."


def test_nothing_is_dragged_out(view: TreeView, tree: CustomerTree) -> None:
    assert not view.dragEnabled()
    flags = tree.index_of(CustomerId(1)).flags()
    assert not flags & (Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled)
