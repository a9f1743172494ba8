"""Any sequence of changes leaves a sound tree."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.domain.ids import CustomerId
from desktop.domain.sifting import Sifted
from desktop.ui.tree.look import Kind
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, State
from desktop.ui.tree.rows import LOOK_ROLE
from desktop.ui.tree.sieve import Sieve
from tests.ui.tree.forests import by_parent, indexes, ordered, row, with_below

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


def key(id_: int) -> CustomerId:
    return CustomerId(id_)


ids = st.integers(1, 12)
customers = st.builds(
    lambda id_, name, parent, closed, group, below: with_below(
        row(id_, name, parent, isdeleted=closed, maingroupid=group), below
    ),
    ids,
    st.sampled_from("ABCDEFG"),
    st.integers(0, 12),
    st.sampled_from([0, 0, 1]),
    st.integers(1, 2),
    st.integers(0, 2),
)
lists = st.lists(customers, max_size=6)
keys = st.sampled_from([ROOT, ORPHANS, *(key(i) for i in range(1, 13))])
sifted = st.builds(
    Sifted,
    leads=st.frozensets(ids, max_size=3),
    below=st.dictionaries(ids, st.integers(1, 3), max_size=3),
    closed=st.integers(0, 9),
)
sieves = st.builds(
    Sieve,
    with_closed=st.booleans(),
    maingroup=st.integers(0, 2),
    sifted=st.none() | sifted,
)
operations = st.one_of(
    st.tuples(st.just("put_children"), keys, lists),
    st.tuples(st.just("put_path"), keys, customers),
    st.tuples(st.just("put_branch"), keys, lists.map(lambda rows: by_parent(*rows))),
    st.tuples(st.just("put_changed"), lists, st.frozensets(ids, max_size=2), st.none() | lists),
    st.tuples(st.just("doubt"), st.frozensets(ids, max_size=3)),
    st.tuples(st.just("put_whole"), st.booleans()),
    st.tuples(st.just("put_state"), keys, st.sampled_from(State)),
    st.tuples(st.just("show_loading"), keys),
    st.tuples(st.just("put_sieve"), sieves),
    st.tuples(st.just("keep"), ids),
)

KEYWORDS = {"put_whole": ["is_whole"], "put_changed": ["strays", "gone"]}
"""What is not given by place, from the last."""


def seen(tree: CustomerTree) -> Iterator[tuple[Any, Any]]:
    """Each row with the one above it, all the way down."""
    todo: list[Any] = [None]
    while todo:
        above = todo.pop()
        for index in indexes(tree, above):
            yield index, above
            todo.append(index)


def check(tree: CustomerTree) -> None:
    """Every row finds its parent; a customer has one place; order holds; nothing hidden shows."""
    places: list[int] = []
    for index, above in seen(tree):
        assert index.parent() == (above or QModelIndex())
        if index.data(LOOK_ROLE).kind is Kind.CUSTOMER:
            id_ = tree.key_at(index)
            assert id_ is not None
            places.append(id_)
            assert tree.index_of(id_) == index
    assert len(places) == len(set(places))
    for _, above in seen(tree):
        names = [i.data() for i in indexes(tree, above) if i.data(LOOK_ROLE).kind is Kind.CUSTOMER]
        assert names == sorted(names)


def check_hiding(tree: CustomerTree) -> None:
    """What is visible has a row, and nothing else; it passes, or is kept, or leads to what does."""
    visibility = tree._forest.visibility
    for parent in tree._forest.branches():
        for child in parent.children:
            passes = visibility.sieve.hides(child.traits) is None
            leads = any(below.visible for below in child.children)
            if child.kind is Kind.CUSTOMER:
                leads |= visibility.sieve.leads_on(child.id) or child.id in visibility.kept
            assert child.visible == (passes or leads)
            assert (child in parent.rows) == child.visible == child.shown


def check_nodes(tree: CustomerTree) -> None:
    """Every node that can be reached is known by its number, and no other."""
    forest = tree._forest
    reached = {forest.root.serial: forest.root, forest.orphans.serial: forest.orphans}
    for parent in (forest.root, forest.orphans, *forest.branches()):
        for node in (*parent.children, *parent.rows):
            assert node.parent is parent
            reached[node.serial] = node
    todo = [node for node in forest.nodes.values() if node.rows]
    reached.update({row.serial: row for node in todo for row in node.rows})
    assert reached == forest.nodes


@settings(max_examples=150, deadline=None)
@given(st.lists(operations, max_size=25))
def test_any_sequence_of_changes_leaves_a_sound_tree(
    qapp: QApplication, sequence: list[tuple[Any, ...]]
) -> None:
    tree = CustomerTree()
    tester = QAbstractItemModelTester(tree, FATAL)
    for name, *arguments in sequence:
        read = [ordered(*a) if isinstance(a, list) else a for a in arguments]
        keywords: dict[str, Any] = dict(zip(KEYWORDS.get(name, ()), read[::-1], strict=False))
        getattr(tree, name)(*read[: len(read) - len(keywords)], **keywords)
        check_nodes(tree)
        check(tree)
        check_hiding(tree)
    tester.deleteLater()
    tree.deleteLater()
