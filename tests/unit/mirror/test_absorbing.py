"""Whatever comes in whatever order, the copy is what a simple model of it says."""

import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.ids import NO_CUSTOMER, CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.mirror import columns, tree
from desktop.mirror.database import Writing
from tests.helpers.mirrored import absorb, opened, raws, remove

MOST = 9
FAR_FUTURE = 2**61

Model = dict[int, Customer]


@contextmanager
def empty_copy() -> Iterator[Writing]:
    """A copy for one example; a fixture would be shared by all."""
    with TemporaryDirectory() as folder:
        writing = opened(Path(folder) / "one")
        try:
            yield writing
        finally:
            writing.close()


ids = st.integers(1, MOST)
records = st.builds(
    lambda id_, parent, closed, group: Customer(
        {"id": id_, "parentcust": parent, "isdeleted": closed, "maingroupid": group}
    ),
    ids,
    st.one_of(st.integers(0, MOST + 1), st.just(0)),
    st.integers(0, 1),
    st.integers(1, 2),
)
steps = st.lists(
    st.one_of(st.lists(records, max_size=12), st.sets(ids, min_size=1, max_size=3)), max_size=14
)


# --- A model that is slow and surely right -------------------------------------------------------


def climb(model: Model, id_: int) -> list[int]:
    """*id_* and those above it, up to the last that is here or the first met again."""
    path = [id_]
    while (parent := model[path[-1]].parent_id) in model and parent not in path:
        path.append(parent)
    return path


def strays_of(model: Model) -> set[int]:
    strays = set()
    for id_ in model:
        path = climb(model, id_)
        above = model[path[-1]].parent_id
        if above in path:
            strays.add(min(path[path.index(above) :]))
        elif above != NO_CUSTOMER:
            strays.add(path[-1])
    return strays


def forest_of(model: Model) -> dict[int, int]:
    """Who is below whom in the tree: strays have a place of their own."""
    strays = strays_of(model)
    return {id_: -1 if id_ in strays else each.parent_id for id_, each in model.items()}


def above_of(forest: Mapping[int, int], id_: int) -> list[int]:
    """Those above *id_* from the top down."""
    path: list[int] = []
    while (id_ := forest[id_]) in forest:
        path.insert(0, id_)
    return path


def passes(customer: Customer, *, with_closed: bool, maingroup: int) -> bool:
    is_open = with_closed or not customer.is_closed
    return is_open and maingroup in (0, customer.maingroup_id)


# --- The comparison ------------------------------------------------------------------------------


def expect(db: apsw.Connection, model: Model) -> None:
    forest = forest_of(model)
    assert raws(db) == {id_: columns.raw_text(each.raw) for id_, each in model.items()}
    expect_places(db, model, forest)
    for id_ in model:
        path = above_of(forest, id_)
        assert [row.id for row in tree.parents(db, CustomerId(id_))] == path
        below = [each for each in model if id_ in above_of(forest, each)]
        assert sorted(tree.ids_below(db, CustomerId(id_))) == sorted(below)
        assert sorted(row.id for row in tree.branch(db, CustomerId(id_))) == sorted(below)
    for with_closed in (False, True):
        for maingroup in (0, 1):
            expect_leads(db, model, with_closed=with_closed, maingroup=maingroup)
    expect_counts_above(db, forest)


def expect_places(db: apsw.Connection, model: Model, forest: Mapping[int, int]) -> None:
    """Each customer is in one place, with the right counts."""
    for parent in (0, *model):
        expect_rows(tree.children(db, CustomerId(parent)), parent, model, forest)
    expect_rows(tree.strays(db), -1, model, forest)
    assert tree.stray_count(db) == list(forest.values()).count(-1)
    assert tree.count(db) == len(model)
    assert tree.closed_count(db) == sum(each.is_closed for each in model.values())
    assert {row.id: row for row in tree.rows(db, map(CustomerId, model))} == {
        row.id: row for parent in (0, *model) for row in tree.children(db, CustomerId(parent))
    } | {row.id: row for row in tree.strays(db)}


def expect_rows(
    rows: Iterable[CustomerRow], place: int, model: Model, forest: Mapping[int, int]
) -> None:
    rows = list(rows)
    assert [row.order for row in rows] == sorted(row.order for row in rows)
    assert {row.id for row in rows} == {id_ for id_, parent in forest.items() if parent == place}
    for row in rows:
        below = [model[id_] for id_, parent in forest.items() if parent == row.id]
        assert row.children == len(below)
        assert row.open_children == sum(not each.is_closed for each in below)


def expect_leads(db: apsw.Connection, model: Model, *, with_closed: bool, maingroup: int) -> None:
    forest = forest_of(model)
    passing = {
        id_
        for id_, each in model.items()
        if passes(each, with_closed=with_closed, maingroup=maingroup)
    }
    above = {each for id_ in passing for each in above_of(forest, id_)}
    found = tree.leads(db, with_closed=with_closed, maingroup=MaingroupId(maingroup))
    # The members of a circle lead to each other, whichever way it is cut.
    extra = found - (above - passing)
    assert above - passing <= found
    assert all(model[id_].parent_id in model for id_ in extra)
    assert not extra or strays_of(model)


def expect_counts_above(db: apsw.Connection, forest: Mapping[int, int]) -> None:
    marked = [id_ for id_ in forest if id_ % 2]
    counts: dict[int, int] = {}
    for id_ in marked:
        for above in above_of(forest, id_):
            counts[above] = counts.get(above, 0) + 1
    assert tree.counts_above(db, [CustomerId(id_) for id_ in marked]) == counts


@settings(max_examples=100, deadline=None)
@given(steps)
def test_places_are_right_whoever_comes_moves_and_goes(
    story: list[list[Customer] | set[int]],
) -> None:
    model: Model = {}
    with empty_copy() as writing:
        for stamp, step in enumerate(story):
            if isinstance(step, set):
                remove(writing, *step)
                model = {id_: each for id_, each in model.items() if id_ not in step}
            else:
                absorb(writing, *step, stamp=FAR_FUTURE + stamp)
                model |= {each.id: each for each in step}
            with writing.transaction() as db:
                expect(db, model)


@pytest.mark.parametrize("seed", range(3))
def test_a_large_hierarchy_comes_in_any_order(writing: Writing, seed: int) -> None:
    chance = random.Random(seed)
    everyone = {
        id_: Customer({"id": id_, "parentcust": chance.choice((id_ // 3, id_ // 7, 0))})
        for id_ in range(1, 3000)
    }
    for _ in range(20):
        id_, parent = chance.randrange(1, 3000), chance.randrange(1, 3100)
        everyone[id_] = Customer({"id": id_, "parentcust": parent})
    order = chance.sample(list(everyone.values()), len(everyone))

    while order:
        count = chance.randrange(1, 900)
        absorb(writing, *order[:count])
        del order[:count]

    with writing.transaction() as db:
        forest = forest_of(everyone)
        expect_places(db, everyone, forest)


# --- Stamps --------------------------------------------------------------------------------------


@st.composite
def pages(draw: st.DrawFn) -> list[tuple[int, list[Customer]]]:
    """Pages with their stamps: the later a page was asked for, the later its states are."""
    versions = dict.fromkeys(range(1, MOST + 1), 0)
    found = []
    for stamp in range(draw(st.integers(1, 12))):
        shown = draw(st.sets(ids, max_size=5))
        for id_ in shown:
            versions[id_] += draw(st.integers(0, 2))
        found.append((stamp, [_version(id_, versions[id_]) for id_ in sorted(shown)]))
    return found


def _version(id_: int, version: int) -> Customer:
    raw = {"id": id_, "parentcust": version % 4, "name": f"{id_}, {version}"}
    # Not all records say when they were changed.
    if id_ % 2:
        raw |= {"changedate": "2025-06-01", "changetime": f"10:00:{version:02}"}
    return Customer(raw)


@settings(max_examples=60, deadline=None)
@given(pages(), st.randoms(use_true_random=False))
def test_pages_in_any_order_give_the_newest_of_each(
    asked: list[tuple[int, list[Customer]]], chance: random.Random
) -> None:
    newest: Model = {each.id: each for _, page in asked for each in page}
    came = chance.sample(asked, len(asked))

    with empty_copy() as writing:
        for stamp, page in came:
            absorb(writing, *page, stamp=stamp)
        for stamp, page in chance.sample(asked, len(asked)):
            assert not absorb(writing, *page, stamp=stamp).changed
        with writing.transaction() as db:
            expect(db, newest)
