"""Rows as a tree keeps them, and what a tree reads as of one moment."""

import pytest

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.sifting import Sifted
from desktop.domain.slim import full, slim
from desktop.mirror import showing, tree
from desktop.mirror import slim as slimmed
from desktop.mirror.database import Writing
from desktop.mirror.sifting import sifted
from tests.helpers.mirrored import absorb, customer

TOP, EVERY = CustomerId(0), MaingroupId(0)


def ids(*numbers: int) -> list[CustomerId]:
    return [CustomerId(number) for number in numbers]


@pytest.fixture
def family(writing: Writing) -> Writing:
    """1 > (2 > 3, who is of group 2; 4, who is closed > 5), 6 > 7, a circle, and 8 below nobody."""
    absorb(
        writing,
        customer(1, name="Å  b\nc", customernumber="7", address="Vej 1", zip="8000", city="By"),
        customer(2, 1, maingroupid=1, isblocked=1, typeid=4),
        customer(3, 2, maingroupid=2),
        customer(4, 1, isdeleted=1),
        customer(5, 4),
        customer(6, 7),
        customer(7, 6),
        customer(8, 77),
    )
    return writing


def test_slim_rows_say_what_whole_rows_say(family: Writing) -> None:
    with family.transaction() as db:
        for parent in ids(0, 1, 2, 4, 6, 7, 99):
            whole = tree.children(db, parent)
            assert slimmed.children(db, parent) == [slim(row) for row in whole]
            assert [full(row) for row in slimmed.branch(db, parent)] == tree.branch(db, parent)
        assert [full(row) for row in slimmed.strays(db)] == tree.strays(db)
        rows = slimmed.children(db, TOP)
        assert [row.order for row in rows] == sorted(row.order for row in rows)
        assert rows[0].text == "Å b c\n7\nVej 1\n8000\nBy"


def test_alike_customers_share_their_traits(family: Writing) -> None:
    absorb(family, customer(10), customer(11))
    with family.transaction() as db:
        one, other = (row.traits for row in slimmed.children(db, TOP) if row.id in ids(10, 11))
    assert one is other


def test_what_a_tree_shows(family: Writing) -> None:
    with family.transaction() as db:
        shown = showing.shown(db, ids(0, 1), with_strays=True)
        assert showing.shown(db, ids(), with_strays=False) == showing.Shown(children={}, strays=[])
    assert {key: [row.id for row in rows] for key, rows in shown.children.items()} == {
        0: [1],
        1: [2, 4],
    }
    assert [row.id for row in shown.strays] == [6, 8]


def test_news_of_some_and_of_those_above_them(family: Writing) -> None:
    with family.transaction() as db:
        news = showing.news(db, ids(3, 6, 99), ids(1))
    assert news.rows[0].id == 3
    # 6 is where the circle is cut, 7 above it.
    assert {row.id for row in news.rows} == {1, 2, 3, 7}
    assert [row.id for row in news.strays] == [6, 8]
    assert news.gone == {99}


def test_everybody_passes(family: Writing) -> None:
    with family.transaction() as db:
        assert sifted(db, with_closed=True, maingroup=EVERY) == Sifted(
            leads=frozenset(), below={}, closed=1
        )


def test_closed_ones_lead_to_open_ones(family: Writing) -> None:
    with family.transaction() as db:
        found = sifted(db, with_closed=False, maingroup=EVERY)
    assert found == Sifted(leads=frozenset(ids(4)), below={CustomerId(1): 1}, closed=0)


def test_one_main_group(family: Writing) -> None:
    with family.transaction() as db:
        found = sifted(db, with_closed=False, maingroup=MaingroupId(2))
    below = {CustomerId(0): 1, CustomerId(1): 1, CustomerId(2): 1}
    assert found == Sifted(leads=frozenset(ids(1, 2)), below=below, closed=1)
