"""The customer tree as Qt and the panel see it."""

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.domain.ids import CustomerId
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, State
from desktop.ui.tree.rows import VALUE_ROLE
from desktop.ui.tree.sieve import Sieve
from tests.ui.tree.forests import by_parent, drawn, indexes, ordered, row, with_below

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def key(id_: int) -> CustomerId:
    return CustomerId(id_)


def place(tree: CustomerTree, id_: int) -> QPersistentModelIndex:
    index = tree.index_of(key(id_))
    assert index.isValid()
    return QPersistentModelIndex(index)


def changes_of(tree: CustomerTree) -> list[str]:
    """The names of the signals of rows, as they come."""
    heard: list[str] = []
    for name in ("rowsInserted", "rowsRemoved", "rowsMoved", "dataChanged", "modelReset"):
        getattr(tree, name).connect(lambda *_, name=name: heard.append(name))
    return heard


def test_children_stand_in_danish_order(checked: CustomerTree) -> None:
    names = ["Århus", "Opgang 10", "Ærø", "Opgang 9", "Zoo", "Østerbro", "aalborg"]
    checked.put_children(ROOT, ordered(*(row(i + 1, name) for i, name in enumerate(names))))
    assert drawn(checked) == ["Opgang 9", "Opgang 10", "Zoo", "Ærø", "Østerbro", "aalborg", "Århus"]


def test_namesakes_stand_in_order_of_number_then_id(checked: CustomerTree) -> None:
    checked.put_children(
        ROOT,
        ordered(
            row(3, "Ens", customernumber="10"),
            row(2, "Ens", customernumber="9"),
            row(1, "Ens", customernumber="10"),
        ),
    )
    assert [checked.key_at(index) for index in indexes(checked)] == [2, 1, 3]


def test_ids_beyond_32_bits(checked: CustomerTree) -> None:
    wanted: list[int] = []
    checked.children_wanted.connect(wanted.append)
    largest = 2**62 - 1
    checked.put_children(ROOT, ordered(with_below(row(2**40), 1), with_below(row(largest), 1)))
    assert checked.key_at(checked.index_of(key(largest))) == largest
    # The tester opened them.
    assert sorted(wanted) == [2**40, largest]


@pytest.mark.parametrize("id_", [2**62, 2**63, 2**64, 0, -1, -2])
def test_ids_no_customer_of_the_copy_can_have_are_left_out(checked: CustomerTree, id_: int) -> None:
    checked.put_children(ROOT, ordered(row(1, "Andel")))
    checked.put_path(ROOT, row(id_))
    checked.put_changed([row(id_, "X", 1)], gone={key(id_)})
    assert drawn(checked) == ["Andel"]
    assert not checked.index_of(key(id_)).isValid()


def test_a_branch_nobody_opened_may_have_children_and_is_asked_for_once(
    qapp: QApplication,
) -> None:
    # Without the tester, which opens everything.
    tree = CustomerTree()
    tree.put_children(ROOT, ordered(with_below(row(2), 1)))
    wanted: list[int] = []
    tree.children_wanted.connect(wanted.append)
    index = tree.index_of(key(2))
    assert tree.hasChildren(index)
    assert tree.canFetchMore(index)
    tree.fetchMore(index)
    tree.fetchMore(index)
    assert wanted == [2]
    assert not tree.canFetchMore(index)
    assert tree.state_of(key(2)) is State.ASKED


def test_what_is_known_to_be_a_leaf_is_not_asked(qapp: QApplication) -> None:
    tree = CustomerTree()
    tree.put_children(ROOT, ordered(row(1), with_below(row(2), 3), with_below(row(3), 2, 0)))
    leaf, other, with_closed = indexes(tree)
    assert not tree.hasChildren(leaf)
    assert not tree.canFetchMore(leaf)
    assert tree.hasChildren(other)
    assert not tree.hasChildren(with_closed)
    tree.put_sieve(Sieve(with_closed=True))
    assert tree.hasChildren(with_closed)


def test_a_leaf_that_was_given_a_child_can_be_opened(qapp: QApplication) -> None:
    tree = CustomerTree()
    tree.put_children(ROOT, ordered(row(1)))
    changed: list[None] = []
    tree.expanders_changed.connect(lambda: changed.append(None))
    tree.put_changed([row(2, parent=1), with_below(row(1), 1)])
    assert changed == [None]
    assert tree.hasChildren(tree.index_of(key(1)))
    assert tree.canFetchMore(tree.index_of(key(1)))


def test_no_children_after_all(family: CustomerTree) -> None:
    family.put_state(key(2), State.ASKED)
    family.put_children(key(2), [])
    assert not family.hasChildren(family.index_of(key(2)))
    assert family.state_of(key(2)) is State.KNOWN


def test_a_refresh_touches_only_what_differs(family: CustomerTree) -> None:
    heard = changes_of(family)
    same = ordered(row(11, "Nord", 1), row(12, "Syd", 1))
    family.put_children(key(1), same)
    assert heard == []
    family.put_children(key(1), ordered(row(11, "Nord", 1, city="Vejle"), *()) + same[1:])
    assert heard == ["dataChanged"]
    assert family.index_of(key(11)).siblingAtColumn(2).data() == "Vejle"


def test_a_refresh_adds_and_removes(family: CustomerTree) -> None:
    kept = place(family, 111)
    family.put_children(key(1), ordered(row(11, "Nord", 1), row(13, "Vest", 1)))
    assert drawn(family) == ["Andel", "  Nord", "    Opgang 1", "  Vest", "Bolig"]
    assert kept.isValid()


def test_a_renamed_customer_moves_and_stays_itself(family: CustomerTree) -> None:
    kept, below = place(family, 11), place(family, 111)
    heard = changes_of(family)
    family.put_changed(ordered(row(11, "Øst", 1)))
    assert drawn(family) == ["Andel", "  Syd", "  Øst", "    Opgang 1", "Bolig"]
    assert heard == ["rowsMoved", "dataChanged"]
    assert kept.data() == "Øst"
    assert below.data() == "Opgang 1"


def test_a_moved_customer_takes_along_what_is_below(family: CustomerTree) -> None:
    family.put_children(key(2), ordered(row(21, "Midt", 2), row(22, "Vest", 2)))
    kept, below = place(family, 11), place(family, 111)
    family.put_changed(ordered(row(11, "Nord", 2)))
    assert drawn(family) == [
        "Andel",
        "  Syd",
        "Bolig",
        "  Midt",
        "  Nord",
        "    Opgang 1",
        "  Vest",
    ]
    assert family.key_at(kept) == 11
    assert below.isValid()


def test_a_customer_moved_to_the_top(family: CustomerTree) -> None:
    family.put_changed(ordered(row(12, "Abe", 0)))
    assert drawn(family) == ["Abe", "Andel", "  Nord", "    Opgang 1", "Bolig"]


def test_a_customer_moved_to_where_nobody_looked_leaves(family: CustomerTree) -> None:
    family.put_changed([row(11, "Nord", 2), with_below(row(2, "Bolig"), 1)])
    assert drawn(family) == ["Andel", "  Syd", "Bolig"]
    assert family.hasChildren(family.index_of(key(2)))
    assert family.parent_of(key(11)) is None


def test_a_branch_that_lists_another_branchs_customer_takes_it(family: CustomerTree) -> None:
    kept = place(family, 12)
    family.put_children(key(2), ordered(row(12, "Syd", 2)))
    assert drawn(family) == ["Andel", "  Nord", "    Opgang 1", "Bolig", "  Syd"]
    assert family.key_at(kept) == 12


def test_a_customer_that_is_its_own_ancestor_is_cut(family: CustomerTree) -> None:
    family.put_children(key(111), ordered(row(1, "Andel", 111)))
    assert drawn(family)[:4] == [
        "Andel",
        "  Nord",
        "    Opgang 1",
        "      Andel \N{EN DASH} see above",
    ]
    (cut,) = indexes(family, family.index_of(key(111)))
    assert not family.hasChildren(cut)
    assert cut.data(VALUE_ROLE).id == 1
    assert family.parent_of(key(1)) == ROOT
    heard = changes_of(family)
    family.put_children(key(111), ordered(row(1, "Andel", 111)))
    assert heard == []


def test_a_whole_branch_at_once(family: CustomerTree) -> None:
    inserted = changes_of(family)
    family.put_branch(
        key(2),
        by_parent(
            row(21, "Ene", 2),
            row(211, "Dyb", 21),
            row(2111, "Dybere", 211),
            row(2, "Bolig", 2111),
            row(22, "Flad", 2),
        ),
    )
    assert drawn(family)[4:] == [
        "Bolig",
        "  Ene",
        "    Dyb",
        "      Dybere",
        "        Bolig \N{EN DASH} see above",
        "  Flad",
    ]
    assert inserted == ["rowsInserted"]
    assert family.state_of(key(22)) is State.KNOWN
    assert not family.hasChildren(family.index_of(key(22)))


def test_a_path_adds_and_the_whole_list_removes(checked: CustomerTree) -> None:
    for each in (row(2, "B"), row(1, "A"), row(3, "C")):
        checked.put_path(ROOT, each)
    assert drawn(checked) == ["A", "B", "C"]
    checked.put_children(ROOT, ordered(row(1, "A"), row(3, "C")))
    assert drawn(checked) == ["A", "C"]


def test_orphans_have_a_home_as_long_as_there_are_any(checked: CustomerTree) -> None:
    checked.put_children(ROOT, ordered(row(1, "Ørsted")))
    checked.put_children(ORPHANS, ordered(row(8, "Løs", 99), row(9, "Fri", 98)))
    assert drawn(checked) == ["Ørsted", "Without a visible parent (2)", "  Fri", "  Løs"]
    checked.put_changed(ordered(row(9, "Fri", 1)))
    assert drawn(checked) == ["Ørsted", "Without a visible parent (1)", "  Løs"]
    checked.put_changed(ordered(row(8, "Løst", 99)))
    assert drawn(checked)[1:] == ["Without a visible parent (1)", "  Løst"]
    checked.put_children(ORPHANS, [])
    assert drawn(checked) == ["Ørsted"]


def test_loading_and_failure_have_rows_that_go_again(family: CustomerTree) -> None:
    family.put_state(key(2), State.ASKED)
    assert drawn(family)[-1] == "Bolig"
    family.show_loading(key(2))
    assert drawn(family)[-1] == "  Loading…"
    family.put_state(key(2), State.FAILED, "The server is <away>")
    assert drawn(family)[-1] == "  Could not load \N{EN DASH} click to try again"
    (failure,) = indexes(family, family.index_of(key(2)))
    assert family.key_at(failure) == 2
    assert failure.data(VALUE_ROLE) is None
    assert failure.data(Qt.ItemDataRole.ToolTipRole) == "<qt>The server is &lt;away&gt;</qt>"
    family.put_state(key(2), State.ASKED)
    family.show_loading(key(2))
    family.put_children(key(2), ordered(row(21, "Ene", 2)))
    assert drawn(family)[-2:] == ["Bolig", "  Ene"]
    family.show_loading(key(2))
    assert drawn(family)[-1] == "  Ene"


def test_the_top_can_fail_too(checked: CustomerTree) -> None:
    checked.put_path(ROOT, row(1, "A"))
    checked.put_state(ROOT, State.FAILED)
    assert drawn(checked) == ["Could not load \N{EN DASH} click to try again", "A"]
    assert checked.key_at(next(indexes(checked))) == ROOT


def test_changes_of_parents_and_children_at_once_in_any_order(family: CustomerTree) -> None:
    # Below Nord, which goes below Opgang, which goes to the top: from below upwards.
    family.put_children(key(12), [])
    family.put_children(key(111), [])
    family.put_changed([row(12, "Syd", 11), row(11, "Nord", 111), row(111, "Opgang", 0)])
    assert drawn(family) == ["Andel", "Bolig", "Opgang", "  Nord", "    Syd"]


def test_a_circle_that_ends_leaves_no_trace(family: CustomerTree) -> None:
    family.put_children(key(111), ordered(row(1, "Andel", 111)))
    family.put_children(ORPHANS, [row(1, "Andel", 111)])
    family.put_changed([row(111, "Opgang 1", 2), row(11, "Nord", 0)])
    family.put_children(key(2), [])
    assert not any("see above" in line for line in drawn(family))


def test_who_is_no_more_goes_with_all_below(family: CustomerTree) -> None:
    family.put_changed([], gone={key(11), key(77)})
    assert drawn(family) == ["Andel", "  Syd", "Bolig"]
    assert family.state_of(key(111)) is None
