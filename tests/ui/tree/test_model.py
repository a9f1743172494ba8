"""The customer tree as Qt and the panel see it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer, CustomerType
from desktop.domain.rows import row_of
from desktop.domain.sifting import Sifted
from desktop.domain.slim import full, slim
from desktop.services.marks import Unseen
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, Hidden, State
from desktop.ui.tree.rows import LOOK_ROLE, VALUE_ROLE
from desktop.ui.tree.sieve import Sieve
from tests.ui.tree.forests import by_parent, drawn, indexes, ordered, row, with_below

SPOKEN = Qt.ItemDataRole.AccessibleTextRole
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def key(id_: int) -> CustomerId:
    return CustomerId(id_)


@pytest.fixture
def tree(qapp: QApplication) -> Iterator[CustomerTree]:
    """A model whose every change is checked by Qt's own tester."""
    model = CustomerTree()
    tester = QAbstractItemModelTester(model, FATAL)
    yield model
    tester.deleteLater()


@pytest.fixture
def family(tree: CustomerTree) -> CustomerTree:
    """Two roots; the first with two children, one of which has one."""
    tree.put_children(ROOT, ordered(row(1, "Andel"), row(2, "Bolig")))
    tree.put_children(key(1), ordered(row(11, "Nord", 1), row(12, "Syd", 1)))
    tree.put_children(key(11), ordered(row(111, "Opgang 1", 11)))
    return tree


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


def test_children_stand_in_danish_order(tree: CustomerTree) -> None:
    names = ["Århus", "Opgang 10", "Ærø", "Opgang 9", "Zoo", "Østerbro", "aalborg"]
    tree.put_children(ROOT, ordered(*(row(i + 1, name) for i, name in enumerate(names))))
    assert drawn(tree) == ["Opgang 9", "Opgang 10", "Zoo", "Ærø", "Østerbro", "aalborg", "Århus"]


def test_namesakes_stand_in_order_of_number_then_id(tree: CustomerTree) -> None:
    tree.put_children(
        ROOT,
        ordered(
            row(3, "Ens", customernumber="10"),
            row(2, "Ens", customernumber="9"),
            row(1, "Ens", customernumber="10"),
        ),
    )
    assert [tree.key_at(index) for index in indexes(tree)] == [2, 1, 3]


def test_ids_beyond_32_bits(tree: CustomerTree) -> None:
    wanted: list[int] = []
    tree.children_wanted.connect(wanted.append)
    largest = 2**62 - 1
    tree.put_children(ROOT, ordered(with_below(row(2**40), 1), with_below(row(largest), 1)))
    assert tree.key_at(tree.index_of(key(largest))) == largest
    # The tester opened them.
    assert sorted(wanted) == [2**40, largest]


@pytest.mark.parametrize("id_", [2**62, 2**63, 2**64, 0, -1, -2])
def test_ids_no_customer_of_the_copy_can_have_are_left_out(tree: CustomerTree, id_: int) -> None:
    tree.put_children(ROOT, ordered(row(1, "Andel")))
    tree.put_path(ROOT, row(id_))
    tree.put_changed([row(id_, "X", 1)], gone={key(id_)})
    assert drawn(tree) == ["Andel"]
    assert not tree.index_of(key(id_)).isValid()


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


def test_a_path_adds_and_the_whole_list_removes(tree: CustomerTree) -> None:
    for each in (row(2, "B"), row(1, "A"), row(3, "C")):
        tree.put_path(ROOT, each)
    assert drawn(tree) == ["A", "B", "C"]
    tree.put_children(ROOT, ordered(row(1, "A"), row(3, "C")))
    assert drawn(tree) == ["A", "C"]


def test_orphans_have_a_home_as_long_as_there_are_any(tree: CustomerTree) -> None:
    tree.put_children(ROOT, ordered(row(1, "Ørsted")))
    tree.put_children(ORPHANS, ordered(row(8, "Løs", 99), row(9, "Fri", 98)))
    assert drawn(tree) == ["Ørsted", "Without a visible parent (2)", "  Fri", "  Løs"]
    tree.put_changed(ordered(row(9, "Fri", 1)))
    assert drawn(tree) == ["Ørsted", "Without a visible parent (1)", "  Løs"]
    tree.put_changed(ordered(row(8, "Løst", 99)))
    assert drawn(tree)[1:] == ["Without a visible parent (1)", "  Løst"]
    tree.put_children(ORPHANS, [])
    assert drawn(tree) == ["Ørsted"]


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


def test_the_top_can_fail_too(tree: CustomerTree) -> None:
    tree.put_path(ROOT, row(1, "A"))
    tree.put_state(ROOT, State.FAILED)
    assert drawn(tree) == ["Could not load \N{EN DASH} click to try again", "A"]
    assert tree.key_at(next(indexes(tree))) == ROOT


def test_closed_customers_are_hidden_and_counted(tree: CustomerTree) -> None:
    tree.put_children(ROOT, ordered(row(1, "A"), row(2, "B", isdeleted=1)))
    tree.put_children(key(1), ordered(row(11, "Aa", 1, isdeleted="1")))
    assert drawn(tree) == ["A"]
    assert tree.hidden() == {Hidden.CLOSED: 2}
    assert not tree.hasChildren(tree.index_of(key(1)))
    tree.put_sieve(Sieve(with_closed=True))
    assert drawn(tree) == ["A", "  Aa", "B"]
    assert not tree.hidden()
    tree.put_sieve(Sieve(), keep=[key(11)])
    assert drawn(tree) == ["A", "  Aa"]
    assert tree.hidden() == {Hidden.CLOSED: 1}


def test_one_hidden_by_the_main_group_shows_for_those_below(tree: CustomerTree) -> None:
    tree.put_children(ROOT, ordered(row(1, "A", maingroupid=1), row(2, "B", maingroupid=1)))
    tree.put_children(key(1), ordered(row(11, "Aa", 1, maingroupid=2)))
    tree.put_sieve(Sieve(maingroup=MaingroupId(2)))
    assert drawn(tree) == ["A", "  Aa"]
    assert tree.hidden() == {Hidden.MAINGROUP: 1}
    tree.put_changed(ordered(row(11, "Aa", 1, maingroupid=1)))
    assert drawn(tree) == []
    tree.put_changed(ordered(row(11, "Aa", 1, maingroupid=2)))
    assert drawn(tree) == ["A", "  Aa"]


def test_what_leads_on_is_shown_before_it_is_loaded(tree: CustomerTree) -> None:
    there = [row(1, "A", isdeleted=1), row(2, "B"), row(3, "C"), row(4, "D", isdeleted=1)]
    tree.put_children(ROOT, ordered(*(with_below(each, 1, 0) for each in there)))
    sifted = Sifted(leads=frozenset({key(1)}), below={key(1): 1, key(3): 1}, closed=4)
    tree.put_sieve(Sieve(sifted=sifted))
    assert drawn(tree) == ["A", "B", "C"]
    assert [tree.hasChildren(index) for index in indexes(tree)] == [True, False, True]
    assert tree.hidden() == {Hidden.CLOSED: 4}


def test_in_one_main_group_only_what_leads_to_it_can_be_opened(tree: CustomerTree) -> None:
    there = [with_below(row(id_, maingroupid=1), 3) for id_ in (1, 2)]
    tree.put_children(ROOT, ordered(*there))
    group = MaingroupId(1)
    tree.put_sieve(Sieve(maingroup=group))
    assert [tree.hasChildren(index) for index in indexes(tree)] == [True, True]
    sifted = Sifted(leads=frozenset(), below={key(2): 2}, closed=0)
    tree.put_sieve(Sieve(maingroup=group, sifted=sifted))
    assert [tree.hasChildren(index) for index in indexes(tree)] == [False, True]
    assert [index.data(LOOK_ROLE).count for index in indexes(tree)] == [0, 2]


def test_a_hidden_customer_can_be_kept(tree: CustomerTree) -> None:
    tree.put_children(ROOT, ordered(row(1, "A", isdeleted=1)))
    tree.put_children(key(1), ordered(row(11, "Aa", 1, isdeleted=1)))
    tree.keep(key(11))
    assert drawn(tree) == ["A", "  Aa"]


def test_a_row_tells_what_it_is(tree: CustomerTree) -> None:
    there = row(
        1,
        "<b>Søndergade</b> 7",
        customernumber="1234",
        zip="8000",
        city="Aarhus",
        typeid=5,
        isblocked=1,
        isdeleted=1,
    )
    tree.put_sieve(Sieve(with_closed=True))
    tree.put_children(ROOT, ordered(there))
    type_ = CustomerType({"id": 5, "title": "Ejendom", "letter": "E", "color": "#aa0000"})
    tree.put_looks(types={type_.id: type_})
    index = tree.index_of(key(1))
    texts = [index.siblingAtColumn(column).data() for column in range(tree.columnCount())]
    assert texts == ["<b>Søndergade</b> 7", "1234", "Aarhus"]
    assert index.data(VALUE_ROLE) == full(there)
    assert index.data(LOOK_ROLE) == Look(
        Kind.CUSTOMER, "E", "#aa0000", is_closed=True, is_blocked=True, is_customer=True
    )
    tooltip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Søndergade&lt;/b&gt; 7" in tooltip
    assert "Ejendom" in tooltip
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "<b>Søndergade</b> 7, Closed, Blocked"


def test_a_nameless_customer_has_a_row_too(tree: CustomerTree) -> None:
    tree.put_children(ROOT, [slim(row_of(Customer({"id": 7, "name": None})))])
    assert drawn(tree) == ["No name (#7)"]


def test_the_header_names_the_columns(tree: CustomerTree) -> None:
    horizontal = Qt.Orientation.Horizontal
    assert [tree.headerData(i, horizontal) for i in range(3)] == ["Name", "Number", "City"]


def test_a_row_tells_how_many_are_below(tree: CustomerTree) -> None:
    tree.put_children(ROOT, ordered(with_below(row(1), 12_345, 1), with_below(row(2), 0)))
    first, second = indexes(tree)
    assert first.data(LOOK_ROLE).count == 1
    assert first.data(SPOKEN) == "Kunde 1, 1 customer below"
    assert second.data(LOOK_ROLE).count == 0
    assert second.data(SPOKEN) == "Kunde 2"
    tree.put_sieve(Sieve(with_closed=True))
    assert first.data(LOOK_ROLE).count == 12_345
    assert "12,345 customers below" in first.data(Qt.ItemDataRole.ToolTipRole)
    # How many of them are of one main group, the row does not tell.
    tree.put_sieve(Sieve(maingroup=MaingroupId(7)), keep=[key(1)])
    assert first.data(LOOK_ROLE).count == 0
    sifted = Sifted(leads=frozenset(), below={key(1): 3}, closed=0)
    tree.put_sieve(Sieve(sifted=sifted))
    assert first.data(LOOK_ROLE).count == 4


def test_dots_and_how_many_changed_below(family: CustomerTree) -> None:
    family.put_children(ORPHANS, ordered(row(8, "Løs", 99)))
    changed: list[str] = []
    family.dataChanged.connect(lambda first, _last: changed.append(first.data()))
    family.put_looks(unseen=Unseen(frozenset({key(111), key(8)}), {key(11): 1, key(1): 1}))
    assert sorted(changed) == ["Andel", "Løs", "Nord", "Opgang 1"]
    said = {key_: family.index_of(key(key_)).data(SPOKEN) for key_ in (1, 11, 111, 12, 8)}
    assert said == {
        1: "Andel, 1 changed below",
        11: "Nord, 1 changed below",
        111: "Opgang 1, Changed since you last looked",
        12: "Syd",
        8: "Løs, Changed since you last looked",
    }
    assert family.index_of(ORPHANS).data(SPOKEN) == "Without a visible parent (1), 1 changed below"
    assert family.has_unseen
    changed.clear()
    family.put_looks(unseen=Unseen(frozenset({key(8)}), {}))
    assert sorted(changed) == ["Andel", "Nord", "Opgang 1"]
    assert family.index_of(key(1)).data(SPOKEN) == "Andel"


def test_who_was_looked_for_is_set_off(family: CustomerTree) -> None:
    family.put_looks(matches=frozenset({key(12)}))
    assert family.index_of(key(12)).data(LOOK_ROLE).is_match
    assert family.index_of(key(12)).data(SPOKEN) == "Syd, Found"
    assert not family.index_of(key(1)).data(LOOK_ROLE).is_match


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


def test_a_customer_is_given_back_as_it_was_put_in(family: CustomerTree) -> None:
    there = with_below(
        row(5, "Å", 2, customernumber="0007", address="Vej 1", zip="8000", city="By"), 3, 2
    )
    family.put_path(key(2), there)
    assert family.row_at(key(5)) == there
    assert family.row_at(key(6)) is None
    assert family.row_at(ROOT) is None
