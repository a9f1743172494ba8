"""Who is below whom, as a pass over all customers showed it."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.services.outline import Outline

ANY = MaingroupId(0)


def customer(id_: int, parent: int, *, group: int = 1, closed: int = 0) -> Customer:
    return Customer(
        {"id": id_, "parentcust": parent, "maingroupid": group, "isdeleted": closed, "name": "x"}
    )


def outline_of(*customers: Customer) -> Outline:
    outline = Outline()
    outline.add(customers)
    return outline


def strays(outline: Outline) -> set[int]:
    return {each.id for each in outline.strays()}


def roots(outline: Outline) -> set[int]:
    return {each.id for each in outline.roots}


def count(outline: Outline, id_: int) -> int:
    return outline.child_count(CustomerId(id_))


def leads(outline: Outline, *, with_closed: bool = False, group: int = 0) -> set[int]:
    return set(outline.leading_to(with_closed=with_closed, maingroup=MaingroupId(group)))


def test_roots_children_and_size() -> None:
    outline = outline_of(customer(2, 1), customer(3, 1), customer(1, 0))
    assert roots(outline) == {1}
    assert count(outline, 1) == 2
    assert count(outline, 2) == 0
    assert len(outline) == 3
    assert CustomerId(2) in outline
    assert CustomerId(4) not in outline
    assert not strays(outline)


def test_a_customer_met_again_is_where_it_was_met_last() -> None:
    outline = outline_of(customer(1, 0), customer(2, 0), customer(2, 1), customer(3, 9))
    assert roots(outline) == {1}
    assert count(outline, 1) == 1
    outline.add([customer(3, 0), customer(1, 7)])
    assert roots(outline) == {3}
    assert strays(outline) == {1}
    assert len(outline) == 3


def test_only_the_topmost_without_a_parent_is_a_stray() -> None:
    outline = outline_of(customer(3, 2), customer(2, 99), customer(4, 3))
    assert strays(outline) == {2}


def test_of_a_circle_one_is_a_stray() -> None:
    outline = outline_of(customer(5, 1), customer(1, 2), customer(2, 3), customer(3, 1))
    (stray,) = strays(outline)
    assert stray in {1, 2, 3}


def test_a_customer_that_is_its_own_parent_is_a_stray() -> None:
    assert strays(outline_of(customer(1, 1), customer(2, 1))) == {1}


def test_what_leads_to_those_that_pass() -> None:
    outline = outline_of(
        customer(1, 0),
        customer(2, 1, closed=1),
        customer(3, 2, group=2),
        customer(4, 0),
        customer(5, 4, closed=1),
    )
    assert leads(outline) == {1, 2}
    assert leads(outline, with_closed=True) == {1, 2, 4}
    assert leads(outline, group=2) == {1, 2}
    assert leads(outline, group=1, with_closed=True) == {1, 4}


def test_closed_ones_are_counted_but_for_those_that_lead_on() -> None:
    outline = outline_of(
        customer(1, 0),
        customer(2, 1, closed=1),
        customer(3, 2),
        customer(4, 0, closed=1),
        customer(5, 4, closed=1),
    )
    assert outline.closed_besides(frozenset()) == 3
    assert outline.closed_besides({CustomerId(each) for each in leads(outline)}) == 2


links = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 12)), max_size=14)


@given(links)
def test_everybody_is_below_a_root_or_a_stray(pairs: list[tuple[int, int]]) -> None:
    outline = outline_of(*(customer(id_, parent) for id_, parent in pairs))
    parents = dict(pairs)
    found = roots(outline) | strays(outline)
    reached: set[int] = set()
    while found:
        reached |= found
        found = {id_ for id_, parent in parents.items() if parent in found} - reached
    assert reached == set(parents)


@given(links)
def test_no_stray_is_below_another(pairs: list[tuple[int, int]]) -> None:
    outline = outline_of(*(customer(id_, parent) for id_, parent in pairs))
    parents, found = dict(pairs), strays(outline)
    assert not found & roots(outline)
    for stray in found:
        above, seen = parents[stray], {stray}
        while above in parents and above not in seen:
            assert above not in found
            seen.add(above)
            above = parents[above]
