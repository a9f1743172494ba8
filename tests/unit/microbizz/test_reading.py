"""Records are read from whatever stands where they should; bad ones are set aside and counted."""

from typing import Any

import pytest

from desktop.domain.records import Customer, Document, Maingroup, Subscription
from desktop.microbizz import reading
from desktop.microbizz.command import Result


def ids(value: object) -> tuple[list[int], int]:
    answer = reading.records("customers", Customer)(Result({"customers": value}))
    return [customer.id for customer in answer.records], answer.set_aside


def test_a_list_of_customers() -> None:
    assert ids([{"id": 1}, {"id": "2"}]) == ([1, 2], 0)


@pytest.mark.parametrize("value", [[], {}, None, "", False])
def test_none_are_sent_in_many_ways(value: object) -> None:
    assert ids(value) == ([], 0)
    assert reading.records("customers", Customer)(Result({})).records == ()


def test_a_collection_may_be_numbered() -> None:
    assert ids({"0": {"id": 1}, "5": {"id": 2}}) == ([1, 2], 0)


def test_one_customer_may_stand_alone() -> None:
    assert ids({"id": 1, "name": "a"}) == ([1], 0)


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        "7",
        [],
        {},
        {"name": "no id"},
        {"id": None},
        {"id": 0},
        {"id": -1},
        {"id": "abc"},
        {"id": 1.5},
        {"id": 2**63},
        {"id": float("nan")},
        {"id": [1]},
    ],
)
def test_a_bad_record_is_set_aside_and_counted(bad: object) -> None:
    assert ids([{"id": 1}, bad, {"id": 2**63 - 1}]) == ([1, 2**63 - 1], 1)


@pytest.mark.parametrize("value", [5, "text", True])
def test_what_is_no_collection_is_set_aside(value: object) -> None:
    assert ids(value) == ([], 1)


def test_only_where_its_name_is_sure_must_an_id_be_there() -> None:
    nameless = {"documents": [{"title": "a"}], "maingroups": [{"title": "a"}]}

    assert len(reading.records("documents", Document)(Result(nameless)).records) == 1
    assert reading.records("maingroups", Maingroup)(Result(nameless)).set_aside == 1


def test_other_names_of_the_id_are_known() -> None:
    wire = {"subscriptions": [{"subscriptionid": "9"}, {"subscriptionid": "x"}]}

    answer = reading.records("subscriptions", Subscription)(Result(wire))

    assert [subscription.id for subscription in answer.records] == [9]
    assert answer.set_aside == 1


@pytest.mark.parametrize(
    ("wire", "key"),
    [
        ({}, ""),
        ({"resumekey": None}, ""),
        ({"resumekey": ""}, ""),
        ({"resumekey": []}, ""),
        ({"resumekey": False}, ""),
        ({"resumekey": 0}, ""),
        ({"resumekey": {"a": 1}}, ""),
        ({"resumekey": 12}, "12"),
        ({"resumekey": "k"}, "k"),
    ],
)
def test_a_page_is_the_last_unless_it_has_a_key(wire: dict[str, Any], key: str) -> None:
    assert reading.page("customers", Customer)(Result(wire)).resume_key == key


@pytest.mark.parametrize(("wire", "form"), [(None, None), (0, None), ("4", None), (4, 4)])
def test_the_form_for_checking_out(wire: object, form: int | None) -> None:
    page = reading.page("customers", Customer)(Result({"qfoncheckout": wire}))

    assert page.checkout_form == form


def test_documents_and_folders_are_counted_together() -> None:
    wire = {"documents": [{"id": 1}, 5], "folders": {"a": {"id": 3}, "b": {"id": 4}}}

    listing = reading.listing(Result(wire))

    assert [document.id for document in listing.documents] == [1]
    assert [folder.id for folder in listing.folders] == [3, 4]
    assert listing.set_aside == 1


@pytest.mark.parametrize("wire", [{"id": 3}, [{"id": 3}], {"0": {"id": 3}}])
def test_what_was_stored_comes_alone_or_in_a_collection(wire: object) -> None:
    stored = reading.stored(Result({"customer": wire}))
    added = reading.photo_added(Result({"document": wire}))

    assert stored.customer is not None
    assert stored.customer.id == 3
    assert added.document is not None
    assert added.document.id == 3


@pytest.mark.parametrize("wire", [None, "", [], "x", {"name": "no id"}])
def test_nothing_readable_was_stored(wire: object) -> None:
    assert reading.stored(Result({"customer": wire})).customer is None


@pytest.mark.parametrize(
    ("wire", "text"), [("a", "a"), (None, ""), (5, "5"), ([1], ""), ("\ud800", "\ufffd")]
)
def test_text_is_text(wire: object, text: str) -> None:
    assert reading.text("answer")(Result({"answer": wire})) == text
