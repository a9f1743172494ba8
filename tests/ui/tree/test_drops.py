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
from tests.ui.tree.driver import TreeDriver, due, timer
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
    drag = Drag(view, mime_of([*FILES, Path("/tmp/c.png")])).entered(at(view, tree, 2))
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


# --- Rows that move below a pointer that stands still ----------------------------------------

MOVING = "The rows are moving. Let go once they stand still."


def many(view: TreeView, tree: CustomerTree) -> None:
    """Fifty customers, K100 to K149, of which some twelve can be seen."""
    tree.put_children(ROOT, ordered(*(row(i, f"K{i}") for i in range(100, 150))))
    view.viewport().grab()


def name_at(view: TreeView, place: QPoint) -> str:
    return str(view.indexAt(place).siblingAtColumn(0).data())


def test_the_lowest_whole_row_stays_the_aim(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    many(view, tree)
    height = view.visualRect(tree.index_of(CustomerId(100))).height()
    low = QPoint(40, view.viewport().height() - height // 2)
    there = name_at(view, low)
    drag = Drag(view, mime_of(FILES)).entered(low)
    for name in ("edge_rest", "edge_steps"):
        assert not timer(view, name).isActive()
    drag.dropped()
    assert view.verticalScrollBar().value() == 0
    assert [each.target.name for each in dropped] == [there]


def test_who_only_passes_the_edge_scrolls_nothing(view: TreeView, tree: CustomerTree) -> None:
    many(view, tree)
    low = QPoint(40, view.viewport().height() - 3)
    there = name_at(view, low)
    drag = Drag(view, mime_of(FILES)).entered(low)
    assert words(view) == f"Drop 2 files on {there}."
    assert timer(view, "edge_rest").interval() == 500
    assert timer(view, "edge_rest").isActive()
    drag.moved(QPoint(40, 160))
    assert not timer(view, "edge_rest").isActive()
    assert not timer(view, "edge_steps").isActive()
    assert view.verticalScrollBar().value() == 0


def test_resting_at_the_edge_scrolls_so_that_rows_can_be_read(
    view: TreeView, tree: CustomerTree
) -> None:
    many(view, tree)
    height = view.visualRect(tree.index_of(CustomerId(100))).height()
    bar, steps = view.verticalScrollBar(), timer(view, "edge_steps")
    drag = Drag(view, mime_of(FILES))
    passed = []
    for near in (8, 1):
        bar.setValue(0)
        drag.entered(QPoint(40, view.viewport().height() - near))
        due(view, "edge_rest")
        for _ in range(1000 // steps.interval()):
            due(view, "edge_steps")
        passed.append(bar.value() / height)
        drag.left()
        assert not steps.isActive()
    assert 2 < passed[0] < passed[1] <= 8


def test_while_it_scrolls_nobody_is_aimed_at(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped], qtbot: QtBot
) -> None:
    many(view, tree)
    bar = view.verticalScrollBar()
    low = QPoint(40, view.viewport().height() - 3)
    drag = Drag(view, mime_of(FILES)).entered(low)
    due(view, "edge_rest")
    for _ in range(30):
        due(view, "edge_steps")
    assert bar.value() > 0
    assert words(view) == MOVING
    assert view.accessibleDescription() == MOVING
    # Programs ask no more while the pointer stands still; who was refused then would stay so.
    assert drag.is_taken
    with qtbot.waitSignal(view.missed):
        assert drag.dropped() is None
    assert dropped == []
    assert words(view) == ""


def test_where_scrolling_ends_the_row_counts_once_it_has_stood(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    many(view, tree)
    bar = view.verticalScrollBar()
    drag = Drag(view, mime_of(FILES)).entered(QPoint(40, view.viewport().height() - 3))
    due(view, "edge_rest")
    while timer(view, "edge_steps").isActive():
        due(view, "edge_steps")
    assert bar.value() == bar.maximum()
    assert words(view) == MOVING
    assert timer(view, "aim_settles").interval() == 300
    due(view, "aim_settles")
    assert words(view) == "Drop 2 files on K149."
    drag.moved(QPoint(40, 3))
    due(view, "edge_rest")
    while timer(view, "edge_steps").isActive():
        due(view, "edge_steps")
    assert bar.value() == 0
    due(view, "aim_settles")
    drag.dropped()
    assert [each.target.name for each in dropped] == ["K100"]


def test_rows_that_come_meanwhile_move_the_mark_once_they_have_stood(
    view: TreeView, tree: CustomerTree, dropped: list[FilesDropped]
) -> None:
    place = at(view, tree, 1)
    drag = Drag(view, mime_of(FILES)).entered(place)
    tree.put_changed([row(9, "Aa første"), row(8, "A før")])
    view.viewport().grab()
    assert words(view) == MOVING
    assert drag.moved().dropped() is None
    assert dropped == []
    Drag(view, mime_of(FILES)).entered(place)
    tree.put_changed([row(7, "A endnu før")])
    view.viewport().grab()
    due(view, "aim_settles")
    assert words(view) == "Drop 2 files on A endnu før."


def test_scrolling_by_the_wheel_is_no_aim_either(view: TreeView, tree: CustomerTree) -> None:
    many(view, tree)
    place = QPoint(40, 160)
    Drag(view, mime_of(FILES)).entered(place)
    view.verticalScrollBar().setValue(200)
    assert words(view) == MOVING
    due(view, "aim_settles")
    assert words(view) == f"Drop 2 files on {name_at(view, place)}."


def test_nothing_is_dragged_out(view: TreeView, tree: CustomerTree) -> None:
    assert not view.dragEnabled()
    flags = tree.index_of(CustomerId(1)).flags()
    assert not flags & (Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled)


def test_who_let_go_while_the_rows_moved_is_told(started: TreeDriver) -> None:
    place = started.at(started.names()[0])
    drag = Drag(started.view, mime_of(FILES)).entered(place)
    started.view._hover._unsettle()
    drag.dropped()
    assert [notice.text for notice in started.notices] == [
        "Nothing was added, for the rows were moving when you let go; drop the files again."
    ]
