"""The tree by keyboard and mouse."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.records import CustomerType
from desktop.ui.selection import Selected
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, State
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.view import TreeView
from tests.ui.tree.forests import indexes, ordered, row

LEFT = Qt.MouseButton.LeftButton


def key(id_: int) -> CustomerId:
    return CustomerId(id_)


def current(view: TreeView) -> str:
    return str(view.currentIndex().data())


def test_walking_by_arrow_keys(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    view.setCurrentIndex(tree.index_of(key(1)))
    path = []
    for press in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Left,
    ):
        QTest.keyClick(view, press)
        path.append(current(view))
    assert path == ["Andel", "Nord", "Syd", "Andel", "Andel"]
    assert not view.isExpanded(tree.index_of(key(1)))


def test_typing_leads_to_a_name(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    view.setCurrentIndex(tree.index_of(key(1)))
    QTest.keyClicks(view, "bo")
    assert current(view) == "Bolig"


def test_opening_asks_for_children_once(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    wanted: list[int] = []
    tree.children_wanted.connect(wanted.append)
    view.expand(tree.index_of(key(2)))
    view.viewport().grab()
    tree.show_loading(key(2))
    view.viewport().grab()
    assert wanted == [2]
    assert [index.data() for index in indexes(tree, tree.index_of(key(2)))] == ["Loading…"]


def test_a_leaf_after_all_has_nothing_to_open(view: TreeView, tree: CustomerTree) -> None:
    view.expand(tree.index_of(key(2)))
    tree.put_state(key(2), State.ASKED)
    tree.put_children(key(2), [])
    assert not tree.hasChildren(tree.index_of(key(2)))
    assert list(indexes(tree, tree.index_of(key(2)))) == []


@pytest.mark.parametrize("press", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_tries_again(view: TreeView, tree: CustomerTree, qtbot: QtBot, press: Qt.Key) -> None:
    tree.put_state(key(2), State.FAILED)
    view.expand(tree.index_of(key(2)))
    view.setCurrentIndex(tree.index(0, 0, tree.index_of(key(2))))
    with qtbot.waitSignal(view.retry_asked) as asked:
        QTest.keyClick(view, press)
    assert asked.args == [2]


def test_a_click_tries_again_and_selects_nothing(
    view: TreeView, tree: CustomerTree, qtbot: QtBot
) -> None:
    view.setCurrentIndex(tree.index_of(key(1)))
    tree.put_state(key(2), State.FAILED)
    view.expand(tree.index_of(key(2)))
    failure = tree.index(0, 0, tree.index_of(key(2)))
    with qtbot.waitSignal(view.retry_asked) as asked:
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(failure).center())
    assert asked.args == [2]
    assert current(view) == "Andel"


def test_the_row_that_failed_leaves_the_keyboard_with_its_parent(
    view: TreeView, tree: CustomerTree
) -> None:
    tree.put_state(key(2), State.FAILED)
    view.expand(tree.index_of(key(2)))
    view.setCurrentIndex(tree.index(0, 0, tree.index_of(key(2))))
    tree.put_state(key(2), State.ASKED)
    assert current(view) == "Bolig"


def test_a_selected_customer_that_goes_takes_the_selection_along(
    view: TreeView, tree: CustomerTree
) -> None:
    view.show_row(tree.index_of(key(111)))
    tree.put_children(key(1), ordered(row(12, "Syd", 1)))
    assert view.customer is None
    assert not view.currentIndex().isValid()


def test_the_selection_follows_a_move(view: TreeView, tree: CustomerTree) -> None:
    tree.put_children(key(2), ordered(row(21, "Midt", 2)))
    view.show_row(tree.index_of(key(111)))
    tree.put_changed(ordered(row(11, "Nord", 2)))
    assert view.customer is not None
    assert view.customer.id == 111


def test_asterisk_wants_the_whole_branch(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    view.setCurrentIndex(tree.index_of(key(2)))
    with qtbot.waitSignal(view.branch_asked) as asked:
        QTest.keyClick(view, Qt.Key.Key_Asterisk)
    assert asked.args == [2]


def menu(view: TreeView, index: QModelIndex) -> dict[str, bool]:
    return {choice.key: choice.enabled for choice in view.menu_choices(index) if choice}


def choose(view: TreeView, index: QModelIndex, name: str) -> None:
    next(choice for choice in view.menu_choices(index) if choice and choice.key == name).act()


def test_the_menu_of_a_customer(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    index = tree.index_of(key(1))
    assert menu(view, index) == {
        "expand": True,
        "collapse": False,
        "new_child": True,
        "new_beside": True,
        "move": True,
        "close": True,
        "block": True,
        "bulk": True,
        "copy_number": True,
        "seen": False,
        "all_seen": False,
    }
    with qtbot.waitSignal(view.branch_asked) as asked:
        choose(view, index, "expand")
    assert asked.args == [1]
    with qtbot.waitSignal(view.new_customer_asked) as asked:
        choose(view, index, "new_child")
    assert asked.args == [Selected(id=key(1), parent_id=ROOT, name="Andel")]
    choose(view, index, "copy_number")
    assert QGuiApplication.clipboard().text() == "100"
    view.expandRecursively(index)
    choose(view, index, "collapse")
    assert not view.isExpanded(index)
    assert not view.isExpanded(tree.index_of(key(11)))


def test_the_menu_of_other_rows(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    tree.put_state(key(2), State.FAILED)
    assert menu(view, tree.index(0, 0, tree.index_of(key(2)))) == {"retry": True}
    tree.put_children(key(111), ordered(row(1, "Andel", 111)))
    cut = tree.index(0, 0, tree.index_of(key(111)))
    with qtbot.waitSignal(view.place_asked) as asked:
        choose(view, cut, "show")
    assert asked.args == [1]
    assert menu(view, QModelIndex()) == {"all_seen": False}


def test_the_menu_opens_by_its_key(view: TreeView, tree: CustomerTree, qtbot: QtBot) -> None:
    view.setCurrentIndex(tree.index_of(key(1)))
    view.setFocus()
    shown = view.menu_for(view.currentIndex())
    qtbot.addWidget(shown)
    assert [action.text() for action in shown.actions() if not action.isSeparator()] == [
        "Expand branch",
        "Collapse branch",
        "New customer under this…",
        "New customer beside this…",
        "Move…",
        "Close…",
        "Block…",
        "Change fields of several…",
        "Copy number",
        "Mark branch as seen",
        "Mark everything as seen",
    ]


def test_focus_selects_nothing(view: TreeView, qtbot: QtBot) -> None:
    view.setFocus()
    assert view.customer is None


def test_the_first_arrow_takes_the_row_in_the_frame(view: TreeView) -> None:
    view.setFocus()
    names = []
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down)
        names.append(view.customer.name if view.customer else "")
    assert names == ["Andel", "Bolig"]


def test_what_went_wrong_has_the_whole_width(view: TreeView, tree: CustomerTree) -> None:
    tree.put_state(key(2), State.FAILED)
    assert view.isFirstColumnSpanned(0, tree.index_of(key(2)))
    assert not view.isFirstColumnSpanned(1, QModelIndex())
    tree.put_children(key(2), ordered(row(21, "Ene", 2)))
    assert not view.isFirstColumnSpanned(0, tree.index_of(key(2)))


def test_a_home_of_orphans_is_not_cut_at_the_names(view: TreeView, tree: CustomerTree) -> None:
    view.header().resizeSection(1, 240)
    tree.put_children(ORPHANS, ordered(row(9, "Fri", 99)))
    there = view.visualRect(tree.index_of(ORPHANS).siblingAtColumn(1))
    empty = view.visualRect(tree.index_of(key(2)).siblingAtColumn(1))
    picture = view.viewport().grab().toImage()
    assert picture.copy(there) != picture.copy(empty)


def test_in_a_narrow_tree_the_names_have_the_room(view: TreeView) -> None:
    hidden = []
    for width in (420, 300, 200, 420):
        view.resize(width, 320)
        hidden.append([view.isColumnHidden(column) for column in range(3)])
    assert hidden == [
        [False, False, False],
        [False, False, True],
        [False, True, True],
        [False, False, False],
    ]


def test_what_is_looked_at_stays_where_it_is(
    view: TreeView, tree: CustomerTree, qtbot: QtBot
) -> None:
    many = [row(i, f"M{i:04}", 2) for i in range(1000, 1100)]
    tree.put_children(key(2), ordered(*many))
    view.expand(tree.index_of(key(2)))
    there = tree.index_of(key(1050))
    view.scrollTo(there, TreeView.ScrollHint.PositionAtTop)
    before = view.visualRect(there).top()
    earlier = [row(i, f"A{i}", 2) for i in range(2000, 2020)]
    tree.put_children(key(2), ordered(*earlier, *many))
    view.viewport().grab()
    assert view.visualRect(tree.index_of(key(1050))).top() == before
    tree.put_children(key(2), ordered(*many))
    view.viewport().grab()
    assert view.visualRect(tree.index_of(key(1050))).top() == before


def test_every_look_is_painted(view: TreeView, tree: CustomerTree, qapp: QApplication) -> None:
    there = row(2, "Bolig", isdeleted=1, isblocked=1, typeid=1)
    type_ = CustomerType({"id": 1, "letter": "EJ", "color": "nonsense"})
    tree.put_looks(types={type_.id: type_})
    tree.put_sieve(Sieve(with_closed=True))
    before = view.viewport().grab().toImage()
    tree.put_changed(ordered(there))
    tree.put_state(key(1), State.FAILED)
    view.expandAll()
    view.selectionModel().select(
        tree.index_of(key(2)), QItemSelectionModel.SelectionFlag.ClearAndSelect
    )
    assert view.viewport().grab().toImage() != before


def test_a_screen_reader_meets_a_tree(view: TreeView, tree: CustomerTree) -> None:
    view.expand(tree.index_of(key(1)))
    view.viewport().grab()
    heard = QAccessible.queryAccessibleInterface(view)
    assert heard is not None
    assert heard.role() is QAccessible.Role.Tree
    assert heard.text(QAccessible.Text.Name) == "Customers"
    children = [heard.child(number) for number in range(heard.childCount())]
    rows = [each for each in children if each.role() is QAccessible.Role.TreeItem]
    spoken = [each.text(QAccessible.Text.Name) for each in rows]
    assert spoken[::3] == ["Andel", "Nord", "Syd", "Bolig, 5 customers below"]
    states = [each.state() for each in rows[::3]]
    assert [state.expanded for state in states] == [True, False, False, False]
