"""From the rows there are to the rows there should be."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.ui.tree.arrange import Insert, Move, Remove, steps

distinct = st.lists(st.integers(0, 30), unique=True)


def taken(old: list[int], wanted: list[int]) -> list[int]:
    rows = list(old)
    for step in steps(old, wanted):
        match step:
            case Remove(first, last):
                assert 0 <= first <= last < len(rows)
                assert not set(rows[first : last + 1]) & set(wanted)
                del rows[first : last + 1]
            case Move(source, target):
                assert source != target
                rows.insert(target, rows.pop(source))
            case Insert(first, items):
                assert 0 <= first <= len(rows)
                rows[first:first] = items
    return rows


@given(distinct, distinct)
def test_the_steps_lead_there(old: list[int], wanted: list[int]) -> None:
    assert taken(old, wanted) == wanted


def test_what_is_right_already_needs_no_step() -> None:
    assert not list(steps([1, 2, 3], [1, 2, 3]))


def test_neighbours_come_and_go_together() -> None:
    assert list(steps([1, 2, 3, 4], [1, 4])) == [Remove(1, 2)]
    assert list(steps([1, 4], [1, 2, 3, 4])) == [Insert(1, [2, 3])]


def test_one_that_was_renamed_moves_alone() -> None:
    assert list(steps([1, 2, 3, 4], [2, 3, 4, 1])) == [Move(0, 3)]
    assert list(steps([1, 2, 3, 4], [4, 1, 2, 3])) == [Move(3, 0)]
