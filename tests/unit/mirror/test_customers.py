"""What is kept of what the server tells: the newest of each customer, whole."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.sync import FieldChange
from desktop.mirror import columns, customers, marks, tree, whole
from desktop.mirror.customers import Absorbed, Cause
from desktop.mirror.database import Writing
from tests.helpers.mirrored import NOON, absorb, customer, remove

ONE = CustomerId(1)


def kept(writing: Writing, id_: int = 1) -> Customer:
    with writing.transaction() as db:
        found = whole.customer(db, CustomerId(id_))
    assert found is not None
    return found


def name_of(writing: Writing) -> str:
    """The name in the row, which is that of the whole object."""
    with writing.transaction() as db:
        (row,) = tree.rows(db, [ONE])
    assert row.name == kept(writing).name
    return row.name


def unseen(writing: Writing) -> frozenset[int]:
    with writing.transaction() as db:
        return frozenset(marks.unseen(db))


def changes(writing: Writing) -> list[FieldChange]:
    with writing.transaction() as db:
        return marks.changes_of(db, ONE)


def test_what_came_is_kept_whole(writing: Writing) -> None:
    odd: dict[str, Any] = {
        "id": "1",
        "name": "a\ud800b",
        "\udc00": [1.5, None, {"deep": float("inf")}],
        "n": 10**300,
        "values": [],
        "æøå \x00": "\x00",
    }

    absorbed = absorb(writing, Customer(odd))

    assert absorbed == Absorbed(new=frozenset({ONE}), parents=frozenset({CustomerId(0)}))
    assert kept(writing).raw == odd
    with writing.transaction() as db:
        (row,) = tree.rows(db, [ONE])
    assert row.name == "a\ufffdb"


def test_ids_no_customer_can_have_are_counted_and_left_out(writing: Writing) -> None:
    bad = [customer(0), customer(-4), customer(2**62), Customer({"name": "None"})]

    absorbed = absorb(writing, *bad, customer(2**62 - 1))

    assert absorbed.bad == 4
    assert absorbed.new == {2**62 - 1}


def test_numbers_no_row_can_hold_do_no_harm(writing: Writing) -> None:
    wild = customer(1, 2**62, typeid=2**64, maingroupid=-(2**70))

    absorb(writing, wild, customer(2, -7))

    with writing.transaction() as db:
        rows = tree.strays(db)
    assert [(row.id, row.parent, row.type_id, row.maingroup) for row in rows] == [
        (1, columns.NOWHERE, 0, 0),
        (2, columns.NOWHERE, 0, 0),
    ]
    assert kept(writing).raw == wild.raw


def test_an_answer_to_an_earlier_question_changes_nothing(writing: Writing) -> None:
    absorb(writing, customer(1, name="new"), stamp=20)

    absorbed = absorb(writing, customer(1, name="old"), stamp=19, cause=Cause.NEWS)

    assert absorbed == Absorbed()
    assert name_of(writing) == "new"
    assert not unseen(writing)


def test_what_is_found_unchanged_is_as_new_as_that_answer(writing: Writing) -> None:
    absorb(writing, customer(1, name="same"), stamp=1)

    assert absorb(writing, customer(1, name="same"), stamp=5) == Absorbed()
    absorb(writing, customer(1, name="late"), stamp=4)

    assert name_of(writing) == "same"


def at(day: str, time: str = "") -> dict[str, object]:
    return {"changedate": day, "changetime": time}


@pytest.mark.parametrize(
    ("here", "came", "is_kept"),
    [
        (at("2025-05-01", "10:00:00"), at("2025-05-01", "09:59:59"), False),
        (at("2025-05-01", "10:00:00"), at("2025-05-01", "10:00:00"), True),
        (at("2025-05-01", "10:00:00"), at("2025-05-01", "10:00:01"), True),
        (at("2025-05-01", "10:00:00"), at("2025-05-01"), True),
        (at("2025-05-01", "10:00:00"), at("2025-04-30"), False),
        (at("2025-05-01"), at("2025-04-30", "23:00:00"), False),
        (at("2025-05-01", "10:00:00"), {}, True),
        ({}, at("2025-05-01", "10:00:00"), True),
        (at("2025-05-01"), at("0000-00-00", "00:00:00"), True),
    ],
)
def test_of_answers_under_way_at_once_the_later_changed_counts(
    writing: Writing, here: dict[str, object], came: dict[str, object], is_kept: bool
) -> None:
    absorb(writing, customer(1, name="here", **here), stamp=1)
    absorb(writing, customer(1, name="came", **came), stamp=2)

    assert name_of(writing) == ("came" if is_kept else "here")


@pytest.mark.parametrize(("minutes", "is_kept"), [(59, True), (120, True), (121, False)])
def test_a_clock_that_was_set_back_keeps_no_news_out(
    writing: Writing, minutes: int, is_kept: bool
) -> None:
    then = datetime(2025, 10, 26, 2, 59, 30, tzinfo=UTC)
    now = then - timedelta(minutes=minutes)
    absorb(writing, customer(1, name="here", **at(f"{then:%Y-%m-%d}", f"{then:%H:%M:%S}")))
    asked_after_that_came = writing.stamp_of(2**62)

    absorb(
        writing,
        customer(1, name="came", **at(f"{now:%Y-%m-%d}", f"{now:%H:%M:%S}")),
        stamp=asked_after_that_came,
    )

    assert name_of(writing) == ("came" if is_kept else "here")


def test_times_can_be_distrusted(writing: Writing) -> None:
    absorb(writing, customer(1, name="future", **at("2099-01-01")), stamp=1)
    with writing.transaction() as db:
        customers.distrust_times(db)

    absorb(writing, customer(1, name="now", **at("2025-01-01")), stamp=2)

    assert name_of(writing) == "now"


def test_a_customer_twice_on_a_page_is_what_it_was_changed_to_last(writing: Writing) -> None:
    first, second = at("2025-05-01", "10:00:00"), at("2025-05-01", "10:00:01")

    absorbed = absorb(
        writing,
        customer(1, name="a", **first),
        customer(1, name="b", **second),
        customer(1, name="c", **first),
    )

    assert absorbed.new == {1}
    assert name_of(writing) == "b"


def test_a_page_of_any_length_is_taken_in(writing: Writing) -> None:
    absorbed = absorb(writing, *(customer(id_, id_ // 2) for id_ in range(1, 1202)))

    assert len(absorbed.new) == 1201
    with writing.transaction() as db:
        assert tree.count(db) == 1201
        assert len(tree.branch(db, CustomerId(0))) == 1201


def test_whose_children_changed_is_told(writing: Writing) -> None:
    absorb(writing, customer(1), customer(2), customer(3, 1), customer(4, 1))

    assert absorb(writing, customer(3, 2)).parents == {1, 2}
    assert absorb(writing, customer(4, 1, isdeleted=1)).parents == {1}
    renamed = absorb(writing, customer(4, 1, name="New", isdeleted=1))
    assert renamed.changed == {4}
    assert not renamed.parents
    assert remove(writing, 4, 99) == {1}


def test_what_differs_is_put_down_field_by_field(writing: Writing) -> None:
    before = customer(1, phone="1", typeid=1, team="B", values={"gate": "N", "key": "4"})
    after = customer(1, phone="2", typeid="1", team="C", email="a@b", values={"gate": "S"})
    absorb(writing, before, at=NOON)

    absorb(writing, after, cause=Cause.NEWS, at=NOON + timedelta(minutes=1))

    assert {(each.field, each.before, each.after) for each in changes(writing)} == {
        ("phone", "1", "2"),
        ("team", "B", "C"),
        ("email", None, "a@b"),
        ("values.gate", "N", "S"),
        ("values.key", "4", None),
    }
    assert all(each.at == NOON + timedelta(minutes=1) for each in changes(writing))
    assert not any(each.is_own for each in changes(writing))


def test_values_in_any_shape_can_be_compared(writing: Writing) -> None:
    absorb(writing, customer(1, values=[], odd="\ud800", **{"\ud801": {"a": [1]}}))

    absorb(
        writing, customer(1, values={"x\udc00": None, "y": 0}, **{"\ud801": 2}), cause=Cause.NEWS
    )

    assert [(each.field, each.before, each.after) for each in changes(writing)] == [
        ("odd", "\ud800", None),
        ("\ufffd", {"a": [1]}, 2),
        ("values.y", None, 0),
    ]


def test_that_a_change_was_stamped_is_no_change_of_its_own(writing: Writing) -> None:
    absorb(writing, customer(1, **at("2025-05-01", "10:00:00")))

    absorbed = absorb(
        writing, customer(1, changedby="mk", **at("2025-05-02", "11:00:00")), cause=Cause.NEWS
    )

    assert absorbed.changed == {1}
    assert not changes(writing)
    assert not unseen(writing)


def test_news_put_a_dot_and_first_sight_does_not(writing: Writing) -> None:
    absorb(writing, customer(1), customer(2), cause=Cause.FIRST)
    absorb(writing, customer(2, name="Other"), cause=Cause.FIRST)
    assert not unseen(writing)

    absorb(writing, customer(1, phone="1"), customer(3), cause=Cause.NEWS)

    assert unseen(writing) == {1, 3}


def test_what_the_user_saved_is_no_news(writing: Writing) -> None:
    absorb(writing, customer(1), stamp=1)
    absorb(writing, customer(1, phone="1"), stamp=2, cause=Cause.OWN)
    assert [(each.field, each.is_own) for each in changes(writing)] == [("phone", True)]
    assert not unseen(writing)

    # The feed was faster than the answer to the save.
    sent = writing.stamp_of(time.monotonic_ns()) - 1
    absorb_later(writing, customer(1, phone="2"), cause=Cause.NEWS)
    assert unseen(writing) == {1}
    absorb(writing, customer(1, phone="2"), stamp=sent, cause=Cause.OWN, at=datetime.now(UTC))
    assert not unseen(writing)
    assert [(each.after, each.is_own) for each in changes(writing)] == [("2", True), ("1", True)]


def test_what_the_user_saved_takes_away_the_dot_of_what_others_did_before(writing: Writing) -> None:
    absorb(writing, customer(1), stamp=1)
    absorb(writing, customer(1, phone="1"), stamp=2, cause=Cause.NEWS)
    assert unseen(writing) == {1}
    absorb(writing, customer(1, phone="1", fax="2"), stamp=3, cause=Cause.OWN)
    assert not unseen(writing)
    found = {each.field: each.is_own for each in changes(writing)}
    assert found == {"phone": False, "fax": True}


def test_what_was_saved_is_claimed_though_its_stamp_moved_meanwhile(writing: Writing) -> None:
    """The feed was faster than the answer to the save, which differs in who changed it alone."""
    absorb(writing, customer(1), stamp=1)
    sent = writing.stamp_of(time.monotonic_ns()) - 1
    absorb_later(writing, customer(1, phone="2"), cause=Cause.NEWS)
    assert unseen(writing) == {1}
    answered = customer(1, phone="2", changedby="mk", **SECOND)
    absorb(writing, answered, stamp=sent, cause=Cause.OWN, at=datetime.now(UTC))
    assert kept(writing).raw == answered.raw
    assert not unseen(writing)
    assert [(each.after, each.is_own) for each in changes(writing)] == [("2", True)]


def absorb_later(writing: Writing, *records: Customer, cause: Cause) -> None:
    """Take in what came by a request that is sent now."""
    stamp = writing.stamp_of(time.monotonic_ns())
    absorb(writing, *records, stamp=stamp, cause=cause, at=datetime.now(UTC))


def test_what_a_colleague_changed_before_stays_theirs(writing: Writing) -> None:
    now = datetime.now(UTC)
    absorb(writing, customer(1), at=now)
    absorb(writing, customer(1, phone="1"), cause=Cause.NEWS, at=now - timedelta(minutes=2))

    sent = writing.stamp_of(time.monotonic_ns()) - 1
    absorb_later(writing, customer(1, phone="1", fax="2"), cause=Cause.NEWS)
    own = customer(1, phone="1", fax="2")
    absorb(writing, own, stamp=sent, cause=Cause.OWN, at=datetime.now(UTC))

    found = {each.field: each.is_own for each in changes(writing)}
    assert found == {"phone": False, "fax": True}


SECOND = {"changedate": "2025-05-01", "changetime": "10:00:01"}


@pytest.mark.parametrize("later", [SECOND, {}])
def test_what_was_saved_holds_against_what_was_asked_for_meanwhile(
    writing: Writing, later: dict[str, object]
) -> None:
    """A poll that is asked for after the save has left may still show what was before it."""
    first = {"changedate": "2025-05-01", "changetime": "10:00:00"} if later else {}
    before, after = customer(1, **first), customer(1, phone="1", **later)
    absorb(writing, before)
    polled = writing.stamp_of(time.monotonic_ns()) - 1
    saved = polled - 1
    absorb(writing, before, stamp=polled, cause=Cause.NEWS)

    absorb(writing, after, stamp=saved, cause=Cause.OWN)
    assert kept(writing).raw == after.raw
    # Another one that is slower still.
    absorb(writing, before, stamp=polled, cause=Cause.NEWS)
    assert kept(writing).raw == after.raw
    absorb(writing, after, stamp=writing.stamp_of(2**62), cause=Cause.NEWS)

    assert [(each.field, each.is_own) for each in changes(writing)] == [("phone", True)]
    assert not unseen(writing)


def test_what_was_saved_gives_way_to_what_was_changed_later(writing: Writing) -> None:
    absorb(writing, customer(1), stamp=1)
    theirs = customer(1, phone="2", changedate="2025-05-01", changetime="10:00:02")
    saved = writing.stamp_of(time.monotonic_ns())
    absorb(writing, theirs, stamp=saved + 1, cause=Cause.NEWS)

    absorb(writing, customer(1, phone="1", **SECOND), stamp=saved, cause=Cause.OWN)

    assert kept(writing).raw == theirs.raw


def test_who_is_gone_stays_gone_whatever_was_asked_for_before(writing: Writing) -> None:
    asked = writing.stamp_of(time.monotonic_ns())
    absorb(writing, customer(1), customer(2, 1), stamp=asked)
    remove(writing, 1, 3, stamp=asked + 2)

    absorbed = absorb(writing, customer(1), customer(2, 1), customer(3), stamp=asked + 1)
    assert not absorbed.new
    assert absorb(writing, customer(1), stamp=asked + 3).new == {1}
    assert absorb(writing, customer(3), stamp=asked + 3).new == {3}


def test_removing_leaves_nothing_but_history(writing: Writing) -> None:
    absorb(writing, customer(1))
    absorb(writing, customer(1, phone="1"), cause=Cause.NEWS)

    remove(writing, 1)

    with writing.transaction() as db:
        assert tree.count(db) == 0
        assert whole.customer(db, ONE) is None
        for table in ("customer", "customer_raw", "stray", "marks.unseen", "word_docsize"):
            assert db.execute(f"SELECT count(*) FROM {table}").get == 0, table
    assert changes(writing)


def test_only_what_a_search_may_ask_for_is_indexed_anew(writing: Writing) -> None:
    absorb(writing, customer(1, latitude=1.0))
    with writing.transaction() as db:
        db.execute("DELETE FROM word WHERE rowid = 1")

    absorb(writing, customer(1, latitude=2.0))
    with writing.transaction() as db:
        assert db.execute("SELECT count(*) FROM word_docsize").get == 0
    absorb(writing, customer(1, latitude=2.0, phone="12345678"))
    with writing.transaction() as db:
        assert db.execute("SELECT count(*) FROM word_docsize").get == 1


def test_the_time_we_saw_a_change_is_kept_as_utc(writing: Writing) -> None:
    absorb(writing, customer(1))
    seen = datetime(2025, 6, 1, 14, tzinfo=UTC) + timedelta(milliseconds=5)

    absorb(writing, customer(1, phone="1"), cause=Cause.NEWS, at=seen)

    assert changes(writing)[0].at == seen


def test_written_in_another_way_is_not_changed(writing: Writing) -> None:
    absorb(writing, customer(1, typeid=4, phone="1"))
    other = customer(1, typeid="4", fax="", phone="1")

    assert not absorb(writing, other, cause=Cause.NEWS).changed

    assert kept(writing).raw == other.raw
    assert not unseen(writing)
