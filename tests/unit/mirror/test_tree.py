"""The hierarchy in its order, with its paths and numbers."""

import pytest

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.rows import CustomerRow
from desktop.mirror import tree
from desktop.mirror.database import Writing
from tests.helpers.mirrored import absorb, customer

TOP = CustomerId(0)


def ids_of(rows: list[CustomerRow]) -> list[int]:
    return [row.id for row in rows]


def test_children_stand_in_danish_order_then_by_number_then_by_id(writing: Writing) -> None:
    names = ["Åse", "Opgang 10", "Ærø", "Opgang 9", "ape"]
    absorb(writing, *(customer(id_, name=name) for id_, name in enumerate(names, 1)))
    absorb(writing, *(customer(id_, name="Bo", customernumber=n) for id_, n in [(8, 9), (7, 10)]))
    absorb(writing, customer(9, name="Bo", customernumber="9"))

    with writing.transaction() as db:
        assert ids_of(tree.children(db, TOP)) == [5, 8, 9, 7, 4, 2, 3, 1]


def test_a_branch_comes_level_by_level_children_together(writing: Writing) -> None:
    absorb(writing, customer(1, name="b"), customer(2, name="a"))
    absorb(writing, customer(3, 1), customer(4, 2), customer(5, 1), customer(6, 4))

    with writing.transaction() as db:
        rows = tree.branch(db, TOP)
        assert ids_of(rows) == [2, 1, 4, 3, 5, 6]
        assert [row.children for row in rows] == [1, 2, 1, 0, 0, 0]
        assert ids_of(tree.branch(db, CustomerId(4))) == [6]
        assert tree.branch(db, CustomerId(99)) == []
        assert tree.ids_below(db, TOP) == ids_of(rows)


def test_rows_come_in_the_order_asked_for(writing: Writing) -> None:
    absorb(writing, *(customer(id_, id_ - 1) for id_ in range(1, 6)))

    with writing.transaction() as db:
        rows = tree.rows(db, map(CustomerId, [4, 99, 2, 4]))
    assert ids_of(rows) == [4, 2, 4]
    assert [row.children for row in rows] == [1, 1, 1]


def test_the_way_to_the_top(writing: Writing) -> None:
    absorb(writing, *(customer(id_, id_ - 1) for id_ in range(1, 6)), customer(9, 77))

    with writing.transaction() as db:
        assert ids_of(tree.parents(db, CustomerId(5))) == [1, 2, 3, 4]
        assert tree.parents(db, CustomerId(1)) == []
        assert tree.parents(db, CustomerId(9)) == []
        assert tree.parents(db, CustomerId(77)) == []
        paths = tree.paths(db, list(map(CustomerId, [3, 77, 9, 1])))
    assert {id_: ids_of(path) for id_, path in paths.items()} == {3: [1, 2], 9: [], 1: []}


def test_a_circle_is_cut_at_its_lowest_id(writing: Writing) -> None:
    absorb(writing, customer(5, 7), customer(6, 5), customer(7, 6), customer(8, 8), customer(9, 6))

    with writing.transaction() as db:
        assert ids_of(tree.strays(db)) == [5, 8]
        assert [row.children for row in tree.strays(db)] == [1, 0]
        assert ids_of(tree.children(db, CustomerId(6))) == [7, 9]
        assert tree.children(db, CustomerId(7)) == []
        assert tree.rows(db, [CustomerId(7)])[0].children == 0
        assert ids_of(tree.parents(db, CustomerId(7))) == [5, 6]
        assert ids_of(tree.branch(db, CustomerId(5))) == [6, 7, 9]
        assert ids_of(tree.branch(db, CustomerId(7))) == []


def test_a_stray_finds_home_when_its_parent_comes(writing: Writing) -> None:
    absorb(writing, customer(2, 1))
    with writing.transaction() as db:
        assert ids_of(tree.strays(db)) == [2]
    absorb(writing, customer(1))
    absorb(writing, customer(3, 1))

    with writing.transaction() as db:
        assert tree.strays(db) == []
        assert ids_of(tree.children(db, CustomerId(1))) == [2, 3]


@pytest.mark.parametrize(
    ("with_closed", "maingroup", "leads"),
    [
        (True, 0, set()),
        (False, 0, {1, 2}),
        (True, 2, {1, 2}),
        (False, 2, {1, 2}),
        (True, 3, {1, 2, 3}),
        (False, 3, set()),
        (True, 9, set()),
    ],
)
def test_who_leads_to_one_that_passes(
    writing: Writing, with_closed: bool, maingroup: int, leads: set[int]
) -> None:
    absorb(
        writing,
        customer(1, isdeleted=1, maingroupid=1),
        customer(2, 1, isdeleted=1, maingroupid=1),
        customer(3, 2, maingroupid=2),
        customer(4, 3, isdeleted=1, maingroupid=3),
        customer(5, isdeleted=1, maingroupid=1),
    )

    with writing.transaction() as db:
        found = tree.leads(db, with_closed=with_closed, maingroup=MaingroupId(maingroup))
    assert found == leads


def test_numbers(writing: Writing) -> None:
    absorb(writing, *(customer(id_, customernumber="007") for id_ in (1, 2)))
    absorb(writing, customer(3, customernumber="7", isdeleted=1), customer(4))

    with writing.transaction() as db:
        assert tree.number_count(db, " 007 ") == 2
        assert tree.number_count(db, "7") == 1
        assert tree.number_count(db, "") == 0
        assert tree.count(db) == 4
        assert tree.closed_count(db) == 1


def test_depth_has_no_end(writing: Writing) -> None:
    deep = 3000
    absorb(writing, *(customer(id_, id_ - 1) for id_ in range(deep, 0, -1)))

    with writing.transaction() as db:
        assert tree.strays(db) == []
        assert len(tree.branch(db, TOP)) == deep
        assert len(tree.parents(db, CustomerId(deep))) == deep - 1
        above = tree.counts_above(db, list(map(CustomerId, range(1, deep + 1))))
    assert above[CustomerId(1)] == deep - 1
