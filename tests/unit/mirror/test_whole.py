"""Whole objects, the feeds' records and the short lists."""

import json
from datetime import date

import pytest

from desktop.domain.ids import CustomerId
from desktop.domain.records import (
    CustomerRole,
    CustomerType,
    DepotOrderLine,
    Procedure,
    Subscription,
)
from desktop.mirror import columns, customers, whole
from desktop.mirror.database import Writing
from tests.helpers.mirrored import absorb, customer

SEVEN = CustomerId(7)


def subscription(id_: int, **fields: object) -> Subscription:
    return Subscription({"id": id_, "customerid": 7, **fields})


def test_customers_come_in_the_order_asked_for(writing: Writing) -> None:
    absorb(writing, customer(1), customer(2), customer(3))

    with writing.transaction() as db:
        assert whole.customer(db, CustomerId(2)) == customer(2)
        assert whole.customer(db, CustomerId(9)) is None
        found = whole.customers(db, map(CustomerId, [3, 9, 1]))
    assert found == [customer(3), customer(1)]


def test_each_feed_keeps_its_own(writing: Writing) -> None:
    lines = [DepotOrderLine({"id": 1, "customerid": "7", "text1": "ø"})]
    with writing.transaction() as db:
        assert whole.put_feed(db, Subscription, [subscription(2), subscription(1)], 5) == 2
        assert whole.put_feed(db, DepotOrderLine, lines, 5) == 1
        assert whole.of_customer(db, Subscription, SEVEN) == [subscription(1), subscription(2)]
        assert whole.of_customer(db, DepotOrderLine, SEVEN) == lines
        assert whole.of_customer(db, Procedure, SEVEN) == []
        assert whole.feed_count(db, Subscription) == 2


def test_a_record_is_replaced_by_a_newer_one_only(writing: Writing) -> None:
    def named(title: str, stamp: int, changed: str = "") -> int:
        record = subscription(1, title=title, changedate=changed)
        return whole.put_feed(db, Subscription, [record], stamp)

    with writing.transaction() as db:
        assert [named("a", 5), named("a", 6), named("b", 5), named("c", 6)] == [1, 0, 0, 1]
        assert named("d", 7, "2025-06-01") == 1
        assert named("e", 8, "2025-05-31") == 0
        assert whole.of_customer(db, Subscription, SEVEN)[0].text("title") == "d"
        customers.distrust_times(db)
        assert named("e", 8, "2025-05-31") == 1


def test_deleted_ones_are_kept_apart(writing: Writing) -> None:
    with writing.transaction() as db:
        whole.put_feed(db, Procedure, [Procedure({"id": 1, "customerid": 7})], 1)
        whole.put_feed(db, Procedure, [Procedure({"id": 1, "customerid": 7, "isdeleted": 1})], 2)
        assert whole.of_customer(db, Procedure, SEVEN) == []
        assert whole.feed_count(db, Procedure) == 1


def test_records_without_an_id_are_told_apart_by_what_they_say(writing: Writing) -> None:
    nameless = [Procedure({"customerid": 7, "title": title}) for title in ("a", "b", "a")]
    with writing.transaction() as db:
        assert whole.put_feed(db, Procedure, nameless, 1) == 2
        titles = {each.text("title") for each in whole.of_customer(db, Procedure, SEVEN)}
    assert titles == {"a", "b"}


@pytest.mark.parametrize("id_", [2**62, 2**80, -3])
def test_odd_ids_do_no_harm(writing: Writing, id_: int) -> None:
    with writing.transaction() as db:
        whole.put_feed(db, Subscription, [subscription(id_), subscription(id_, customerid=id_)], 1)
        assert whole.of_customer(db, Subscription, SEVEN) == [subscription(id_)]


def test_what_expires_when(writing: Writing) -> None:
    expiring = [
        subscription(1, expires="2025-06-30"),
        subscription(2, expires="2025-06-01"),
        subscription(3, expires="2025-05-31"),
        subscription(4, expires="2025-07-01"),
        subscription(5, expires="0000-00-00"),
        subscription(6, expires="2025-06-02", isdeleted=1),
    ]
    with writing.transaction() as db:
        whole.put_feed(db, Subscription, expiring, 1)
        found = whole.expiring(db, date(2025, 6, 1), date(2025, 6, 30))
    assert [each.id for each in found] == [2, 1]


def test_what_a_whole_pass_did_not_show_is_dropped(writing: Writing) -> None:
    with writing.transaction() as db:
        records = [subscription(id_, changedate="2025-06-01") for id_ in (1, 2, 3)]
        whole.put_feed(db, Subscription, records, 5)
        whole.put_feed(db, Procedure, [Procedure({"id": 9})], 5)
        # Unchanged, and an older state than ours: both are there.
        older = subscription(2, changedate="2025-01-01")
        whole.put_feed(db, Subscription, [subscription(1, changedate="2025-06-01"), older], 8)

        assert whole.drop_feed_except(db, Subscription, 8) == 1
        assert [each.id for each in whole.of_customer(db, Subscription, SEVEN)] == [1, 2]
        assert whole.feed_count(db, Procedure) == 1


def test_lists_are_replaced_whole_and_keep_their_order(writing: Writing) -> None:
    types = [CustomerType({"id": id_, "title": "ø"}) for id_ in (3, 1, 2)]
    with writing.transaction() as db:
        assert whole.read_list(db, CustomerType) == []
        whole.put_list(db, CustomerType, types)
        whole.put_list(db, CustomerRole, [CustomerRole({"id": 1})])
        assert whole.read_list(db, CustomerType) == types
        whole.put_list(db, CustomerType, types[1:])
        assert whole.read_list(db, CustomerType) == types[1:]
        assert len(whole.read_list(db, CustomerRole)) == 1


def test_json_text_is_ascii() -> None:
    assert columns.raw_text({"ø": "\ud800"}) == r'{"\u00f8":"\ud800"}'
    assert json.loads(columns.raw_text({"ø": "\ud800"})) == {"ø": "\ud800"}
