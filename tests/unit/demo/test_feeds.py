"""What has changed since a date, page by page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.helpers.demo_server import DemoServer

FEEDS = {
    "GetCustomersByLastChange": "customers",
    "GetSubscriptionsBylastChangeID": "subscriptions",
    "GetDepotOrderLinesByLastChange": "lines",
    "GetProceduresByLastChange": "procedures",
}
START = "1970-01-01"


@pytest.fixture(scope="module")
def _paging(own_server: Callable[..., DemoServer]) -> DemoServer:
    return own_server("--page-size", "40", "--key-seconds", "600")


@pytest.fixture
def paging(_paging: DemoServer) -> DemoServer:
    """A server with small pages."""
    _paging.reset()
    return _paging


def pages(
    server: DemoServer, feed: str = "GetCustomersByLastChange", **inputs: Any
) -> Iterator[list[dict[str, Any]]]:
    inputs = {"changedate": START, **inputs}
    while True:
        result = server.call(feed, **inputs)
        assert result["status"] == 1, result
        yield result[FEEDS[feed]]
        if not result.get("resumekey"):
            return
        inputs["resumekey"] = result["resumekey"]


def whole(server: DemoServer, feed: str = "GetCustomersByLastChange", **inputs: Any) -> list[int]:
    return [record["id"] for page in pages(server, feed, **inputs) for record in page]


@pytest.mark.parametrize("feed", FEEDS)
def test_pages_make_the_whole(server: DemoServer, paging: DemoServer, feed: str) -> None:
    at_once = whole(server, feed)
    assert at_once
    assert whole(paging, feed) == at_once
    assert len(set(at_once)) == len(at_once)


def test_a_key_comes_only_while_there_is_more(paging: DemoServer) -> None:
    sizes = [len(page) for page in pages(paging)]
    assert sizes == [40] * 7 + [20]


def test_the_oldest_change_comes_first(paging: DemoServer) -> None:
    stamps = [(c["changedate"], c["changetime"], c["id"]) for page in pages(paging) for c in page]
    assert stamps == sorted(stamps)


def test_a_date_counts_itself_and_a_time_does_not(server: DemoServer) -> None:
    server.set_clock("2031-02-03T04:05:06")
    id_ = server.patch_customer(name="x")["id"]
    feed = "GetCustomersByLastChange"
    assert whole(server, feed, changedate="2031-02-03") == [id_]
    assert whole(server, feed, changedate="2031-02-04") == []
    assert whole(server, feed, changedate="2031-02-03", changetime="04:05:05") == [id_]
    assert whole(server, feed, changedate="2031-02-03", changetime="04:05:06") == []


@pytest.mark.parametrize("feed", FEEDS)
def test_a_date_is_needed(server: DemoServer, feed: str) -> None:
    assert "changedate" in server.call(feed)["msg"]
    assert server.call(feed, changedate="i går")["status"] == 0


def test_changes_made_while_paging_are_never_skipped(paging: DemoServer) -> None:
    paging.set_clock("2031-02-03T04:05:06")
    seen: list[int] = []
    everyone = whole(paging)
    for number, page in enumerate(pages(paging)):
        seen += [customer["id"] for customer in page]
        # One that was given, one that was not, and a new one.
        if number < 3:
            paging.patch_customer(everyone[0], phone=str(number))
            paging.patch_customer(everyone[-1 - number], phone=str(number))
            paging.patch_customer(name=f"Ny {number}")
    assert set(everyone) <= set(seen)
    assert len(set(seen)) == 303
    assert seen.count(everyone[0]) == 2


def test_deleted_ones_come_unless_skipped(server: DemoServer) -> None:
    server.patch_customer(1001, isdeleted=1)
    assert 1001 in whole(server)
    assert 1001 not in whole(server, skip_deleted=1)
    procedures = whole(server, "GetProceduresByLastChange")
    kept = whole(server, "GetProceduresByLastChange", skip_deleted="yes")
    assert len(kept) == len(procedures) - 1


def test_ignoreclosed_leaves_out_what_the_user_may_not_see(server: DemoServer) -> None:
    server.patch_customer(1001, isdeleted=1)
    hidden = set(whole(server)) - set(whole(server, ignoreclosed=1))
    assert len(hidden) == 3
    assert 1001 not in hidden
    for id_ in hidden:
        assert server.call("GetCustomerByID", customerid=id_)["customers"] == []


def test_keys_end_and_cannot_be_made_up(paging: DemoServer) -> None:
    paging.set_clock("2031-02-03T04:05:06")
    feed = "GetCustomersByLastChange"
    key = paging.call(feed, changedate=START)["resumekey"]
    assert paging.call(feed, resumekey=key)["status"] == 1
    assert paging.call("GetProceduresByLastChange", resumekey=key)["status"] == 0
    assert paging.call(feed, changedate=START, resumekey="sesam")["status"] == 0
    assert paging.call(feed, changedate=START, resumekey=key[:-3])["status"] == 0
    paging.advance_clock(601)
    assert "resumekey" in paging.call(feed, changedate=START, resumekey=key)["msg"]


def test_the_first_answer_carries_the_question_form(server: DemoServer) -> None:
    assert server.call("GetCustomersByLastChange", changedate=START)["qfoncheckout"] == 0


def test_an_expired_key_on_demand(paging: DemoServer) -> None:
    paging.faults({"command": "GetCustomersByLastChange", "kind": "expired_key"})
    first = paging.call("GetCustomersByLastChange", changedate=START)
    assert first["status"] == 1
    again = {"changedate": START, "resumekey": first["resumekey"]}
    assert paging.call("GetCustomersByLastChange", **again)["status"] == 0
    assert paging.call("GetCustomersByLastChange", **again)["status"] == 1


def test_keys_that_never_end(paging: DemoServer) -> None:
    paging.faults({"command": "*", "kind": "endless_key", "times": -1})
    walk = pages(paging)
    seen = [customer["id"] for _ in range(20) for customer in next(walk)]
    assert len(seen) > 700


def test_the_same_key_again_and_again(paging: DemoServer) -> None:
    first = paging.call("GetCustomersByLastChange", changedate=START)
    paging.faults({"command": "*", "kind": "same_key", "times": -1})
    inputs = {"changedate": START, "resumekey": first["resumekey"]}
    one = paging.call("GetCustomersByLastChange", **inputs)
    assert one["resumekey"] == first["resumekey"]
    assert paging.call("GetCustomersByLastChange", **inputs) == one


def test_a_feed_the_installation_does_not_know(own_server: Callable[..., DemoServer]) -> None:
    server = own_server("--refuse-feed", "GetSubscriptionsBylastChangeID")
    result = server.call("GetSubscriptionsBylastChangeID", changedate=START)
    assert result["status"] == 0
    assert server.call("GetCustomersByLastChange", changedate=START)["status"] == 1


def test_a_feed_by_id_misses_what_changes_behind_it(own_server: Callable[..., DemoServer]) -> None:
    server = own_server("--page-size", "40", "--feeds-by-id")
    ids: list[int] = []
    for page in pages(server, ignoreclosed=1):
        if not ids:
            server.patch_customer(page[0]["id"], name="Ændret imens")
        ids += [record["id"] for record in page]
    assert ids == sorted(server.customers())
    server.set_clock("2031-03-01T12:00:00")
    server.patch_customer(ids[7], name="Ændret siden")
    since = {"changedate": "2031-03-01", "changetime": "11:00:00"}
    assert whole(server, **since) == [ids[7]]
    assert whole(server, "GetSubscriptionsBylastChangeID") == sorted(server.records("subscription"))


def test_an_overlapping_page_shows_some_again(paging: DemoServer) -> None:
    at_once = whole(paging)
    paging.faults({"command": "GetCustomersByLastChange", "kind": "overlap"})
    again = whole(paging)
    assert again[40:42] == again[38:40]
    assert list(dict.fromkeys(again)) == at_once


def test_a_page_without_a_readable_record(paging: DemoServer) -> None:
    paging.faults({"command": "GetCustomersByLastChange", "kind": "bad_page", "skip": 1})
    first, second, *_ = pages(paging)
    assert isinstance(first[0], dict)
    assert set(map(str, second)) == {"ikke et sæt"}


def test_a_server_that_does_not_say_what_time_it_is(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "no_clock"})
    assert not {"date", "time"} & server.send({"command": "Echo", "text": ""}).keys()
    assert {"date", "time"} <= server.send({"command": "Echo", "text": ""}).keys()
