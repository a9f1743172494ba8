"""Marks outlive the copy, and count only those who are in it."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from desktop.domain.ids import CustomerId
from desktop.domain.sync import FieldChange
from desktop.mirror import marks
from desktop.mirror.customers import Cause
from desktop.mirror.database import Writing
from tests.helpers.mirrored import NOON, absorb, customer, remove

MINUTE = timedelta(minutes=1)


def ids(*numbers: int) -> list[CustomerId]:
    return [CustomerId(number) for number in numbers]


def news(writing: Writing) -> None:
    """1 > 2 > 3, 4 and 1 > 5, all unseen but for 1; 6 apart, unseen."""
    absorb(writing, customer(1))
    below = (customer(2, 1), customer(3, 2), customer(4, 2), customer(5, 1), customer(6))
    absorb(writing, *below, cause=Cause.NEWS)


def test_dots_are_counted_on_all_above(writing: Writing) -> None:
    news(writing)

    with writing.transaction() as db:
        assert marks.unseen(db) == {2, 3, 4, 5, 6}
        assert marks.unseen_above(db) == {1: 4, 2: 2}
        marks.mark_seen(db, ids(3, 99))
        assert marks.unseen_above(db) == {1: 3, 2: 1}
        marks.mark_branch_seen(db, CustomerId(2))
        assert marks.unseen(db) == {5, 6}
        marks.mark_branch_seen(db, CustomerId(0))
        assert marks.unseen(db) == frozenset()
        assert marks.unseen_above(db) == {}


def test_dots_of_a_circle_are_counted_once(writing: Writing) -> None:
    absorb(writing, customer(1, 3), customer(2, 1), customer(3, 2), cause=Cause.NEWS)

    with writing.transaction() as db:
        assert marks.unseen_above(db) == {1: 2, 2: 1}
        marks.mark_branch_seen(db, CustomerId(1))
        assert not marks.unseen(db)


def test_what_changes_back_and_forth_is_put_down_each_time(writing: Writing) -> None:
    """Only the last change of a field can be one that comes again."""
    states = ["A", "B", "A", "B"]
    with writing.transaction() as db:
        for number, (before, after) in enumerate(pairwise(states)):
            at = NOON + number * MINUTE
            change = FieldChange(
                customer=CustomerId(1), at=at, field="city", before=before, after=after
            )
            marks.add_changes(db, [change])
            marks.add_changes(db, [change])
        found = [(each.before, each.after) for each in marks.changes_of(db, CustomerId(1))]
    assert found == [("A", "B"), ("B", "A"), ("A", "B")]


def test_a_rebuilt_copy_has_the_marks_of_the_old_one(writing: Writing) -> None:
    news(writing)
    with writing.transaction() as db:
        marks.pin(db, CustomerId(2), True, NOON)  # noqa: FBT003

    writing.replace_copy()

    with writing.transaction() as db:
        assert marks.unseen(db) == frozenset()
        assert marks.pins(db) == [2]
    absorb(writing, customer(5), customer(7))
    with writing.transaction() as db:
        assert marks.unseen(db) == {5}


def test_pins_stay_in_the_order_they_were_put(writing: Writing) -> None:
    with writing.transaction() as db:
        for minute, id_ in enumerate((5, 3, 9, 3)):
            marks.pin(db, CustomerId(id_), True, NOON + minute * MINUTE)  # noqa: FBT003
        assert marks.pins(db) == [5, 3, 9]
        marks.pin(db, CustomerId(3), False, NOON)  # noqa: FBT003
        assert marks.pins(db) == [5, 9]


def test_the_last_used_come_first_and_the_oldest_fall_out(writing: Writing) -> None:
    with writing.transaction() as db:
        for id_ in range(1, marks.MOST_RECENTS + 6):
            marks.note_use(db, CustomerId(id_), NOON + id_ * MINUTE)
        marks.note_use(db, CustomerId(50), NOON + timedelta(days=1))
        recents = marks.recents(db)

    assert recents[:3] == [50, 105, 104]
    assert len(recents) == marks.MOST_RECENTS
    assert 5 not in recents


def test_changes_are_kept_for_a_while(writing: Writing) -> None:
    copenhagen = timezone(timedelta(hours=2))
    old, new = (
        FieldChange(customer=CustomerId(1), at=at, field=name, before=None, after=[1, {"x": "ø"}])
        for name, at in (("a", NOON), ("b", (NOON + MINUTE).astimezone(copenhagen)))
    )
    with writing.transaction() as db:
        marks.add_changes(db, [old, new])
        assert marks.changes_of(db, CustomerId(1)) == [new, old]
        assert marks.changes_of(db, CustomerId(2)) == []
        marks.forget_old(db, NOON + MINUTE)
        assert marks.changes_of(db, CustomerId(1)) == [new]


def test_a_removed_customer_is_no_news(writing: Writing) -> None:
    news(writing)

    remove(writing, 2)

    with writing.transaction() as db:
        assert marks.unseen(db) == {3, 4, 5, 6}
        assert marks.unseen_above(db) == {1: 1}


def test_a_colleagues_change_after_the_copy_was_read_anew_is_not_taken_for_ours(
    writing: Writing,
) -> None:
    """What they did first, to make the same once more of it, nobody has seen."""
    now = datetime.now(UTC)
    absorb(writing, customer(1, phone="1"), at=now)
    absorb(writing, customer(1, phone="2"), cause=Cause.OWN, at=now - timedelta(minutes=5))
    writing.replace_copy()
    absorb(writing, customer(1, phone="1"), at=now)
    absorb(writing, customer(1, phone="2"), cause=Cause.NEWS, at=datetime.now(UTC))
    with writing.transaction() as db:
        told = [(each.after, each.is_own) for each in marks.changes_of(db, CustomerId(1))]
    assert told == [("2", False), ("2", True)]
