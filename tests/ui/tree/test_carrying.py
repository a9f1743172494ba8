"""A customer is dragged onto its new parent, by the mouse alone."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.view import TreeView
from tests.ui.tree.driver import due
from tests.ui.tree.forests import ordered, row

LEFT = Qt.MouseButton.LeftButton


class Mouse:
    """Holds a row and moves over others."""

    def __init__(self, view: TreeView, tree: CustomerTree) -> None:
        self.view, self.tree = view, tree
        self.moves: list[tuple[int, int]] = []
        view.move_asked.connect(lambda row, parent: self.moves.append((row.id, parent)))
        view.expand_branch(ROOT)
        view.viewport().grab()

    def at(self, id_: int) -> QPoint:
        return self.view.visualRect(self.tree.index_of(CustomerId(id_))).center()

    def press(self, id_: int) -> None:
        QTest.mousePress(self.view.viewport(), LEFT, pos=self.at(id_))

    def over(self, at: QPoint) -> str:
        """Move there; what is said then."""
        QTest.mouseMove(self.view.viewport(), at)
        return self.view.drop_words

    def release(self, at: QPoint) -> None:
        QTest.mouseRelease(self.view.viewport(), LEFT, pos=at)

    @property
    def hint(self) -> QFrame | None:
        return self.view.window().findChild(QFrame, "move_hint")

    @property
    def below_all(self) -> QPoint:
        return QPoint(60, self.view.viewport().height() - 60)


@pytest.fixture
def mouse(view: TreeView, tree: CustomerTree) -> Mouse:
    return Mouse(view, tree)


def test_a_customer_is_put_below_another(mouse: Mouse) -> None:
    mouse.press(11)
    assert mouse.over(mouse.at(12)) == "Put Nord under Syd"
    hint = mouse.hint
    assert hint is not None
    assert hint.isVisible()
    assert hint.accessibleName() == "Put Nord under Syd"
    mouse.release(mouse.at(12))
    assert mouse.moves == [(11, 12)]
    assert not hint.isVisible()
    assert mouse.view.customer is not None
    assert mouse.view.customer.id == 11


def test_what_cannot_be_is_said_at_once_and_does_nothing(mouse: Mouse) -> None:
    mouse.press(1)
    assert mouse.over(mouse.at(111)) == "Opgang 1 is below Andel, so it cannot be put there."
    assert mouse.view.viewport().cursor().shape() is Qt.CursorShape.ForbiddenCursor
    mouse.over(mouse.at(2))
    assert mouse.view.viewport().cursor().shape() is Qt.CursorShape.DragMoveCursor
    assert mouse.over(mouse.at(1)) == "Andel cannot be put under itself."
    mouse.release(mouse.at(1))
    mouse.press(11)
    assert mouse.over(mouse.at(1)) == "Nord is under Andel already."
    mouse.release(mouse.at(1))
    assert mouse.moves == []


def test_below_all_rows_is_the_top(mouse: Mouse) -> None:
    mouse.press(12)
    assert mouse.over(mouse.below_all) == "Put Syd at the top"
    mouse.release(mouse.below_all)
    assert mouse.moves == [(12, 0)]
    mouse.press(2)
    assert mouse.over(mouse.below_all) == "Bolig is at the top already."
    mouse.release(mouse.below_all)
    assert mouse.moves == [(12, 0)]


def test_escape_leaves_everything_as_it_is(mouse: Mouse) -> None:
    mouse.press(11)
    mouse.over(mouse.at(2))
    QTest.keyClick(mouse.view, Qt.Key.Key_Escape)
    assert mouse.view.drop_words == ""
    mouse.release(mouse.at(2))
    assert mouse.moves == []


def test_a_click_that_trembles_is_no_drag(mouse: Mouse) -> None:
    mouse.press(11)
    assert mouse.over(mouse.at(11) + QPoint(2, 1)) == ""
    mouse.release(mouse.at(11) + QPoint(2, 1))
    assert mouse.moves == []
    assert mouse.view.customer is not None
    assert mouse.view.customer.id == 11


def test_a_branch_it_rests_on_opens(mouse: Mouse, qtbot: QtBot) -> None:
    index = mouse.tree.index_of(CustomerId(11))
    mouse.view.collapse(index)
    mouse.press(12)
    mouse.over(mouse.at(11))
    qtbot.waitUntil(lambda: mouse.view.isExpanded(index))
    QTest.keyClick(mouse.view, Qt.Key.Key_Escape)


def test_it_is_said_to_those_who_hear(mouse: Mouse) -> None:
    mouse.press(11)
    mouse.over(mouse.at(2))
    assert mouse.view.accessibleDescription() == "Put Nord under Bolig"
    mouse.release(mouse.at(2))
    assert mouse.view.accessibleDescription() == ""


def test_at_the_edge_it_scrolls_after_a_rest_and_nobody_is_aimed_at(
    mouse: Mouse, tree: CustomerTree
) -> None:
    tree.put_children(ROOT, ordered(*(row(i, f"K{i}") for i in range(100, 150))))
    view, bar = mouse.view, mouse.view.verticalScrollBar()
    view.viewport().grab()
    low = QPoint(60, view.viewport().height() - 3)
    mouse.press(101)
    there = str(view.indexAt(low).siblingAtColumn(0).data())
    assert mouse.over(low) == f"Put K101 under {there}"
    assert bar.value() == 0
    due(view, "edge_rest")
    for _ in range(30):
        due(view, "edge_steps")
    assert bar.value() > 0
    assert view.drop_words == "The rows are moving. Let go once they stand still."
    mouse.release(low)
    assert mouse.moves == []
    assert view.drop_words == ""


def test_a_row_that_came_below_the_pointer_counts_once_it_has_stood(
    mouse: Mouse, tree: CustomerTree
) -> None:
    tree.put_children(ROOT, ordered(*(row(i, f"K{i}") for i in range(100, 150))))
    view = mouse.view
    view.viewport().grab()
    mouse.press(101)
    place = mouse.at(105)
    mouse.over(place)
    view.verticalScrollBar().setValue(240)
    there = str(view.indexAt(place).siblingAtColumn(0).data())
    assert there != "K105"
    assert view.drop_words == "The rows are moving. Let go once they stand still."
    due(view, "aim_settles")
    assert view.drop_words == f"Put K101 under {there}"
    mouse.release(place)
    assert [f"K{parent}" for _, parent in mouse.moves] == [there]
